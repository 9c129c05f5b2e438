/**
 * The sub-command that a program was started with. One executable of a client is its validator, its
 * beacon node and its tools: the sub-command says which. The same word may stand behind a flag
 * (`--rest.namespace validator`), and a sub-command may have one of its own (`validator
 * voluntary-exit`).
 */

/** Flags of a runtime that take the next word. */
const RUNTIMES: Readonly<Partial<Record<string, readonly string[]>>> = {
  node: ["-r", "--require", "--import", "--loader", "--experimental-loader", "-C", "--conditions",
    "--env-file"],
  java: ["-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules",
    "--add-opens", "--add-exports", "--add-reads"],
};

/** How many words start the program: a runtime with its flags and its script, or one word. */
export const launchLength = (exe: string, argv: readonly string[]): number => {
  const valued = RUNTIMES[exe];
  if (!valued) return 1;
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (word === "-jar") return at + 2;
    if (valued.includes(word)) at += 1;
    else if (!word.startsWith("-")) return at + 1;
  }
  return argv.length;
};

export interface SubCommand {
  readonly name: string | null;
  /** The word right behind it, where that is not a flag. */
  readonly own: string | null;
}

const WORD = /^[a-z][a-z0-9_-]*$/;

/** `known`: sub-commands that the client has; `valued`: its flags that take the next word. */
export const subCommandIn = (
  words: readonly string[], known: ReadonlySet<string>, valued: ReadonlySet<string>,
): SubCommand => {
  const at = words.findIndex((word, index) => {
    const before = words[index - 1] ?? "";
    if (word.startsWith("-")) return false;
    if (!before.startsWith("-") || before.includes("=")) return true;
    return known.has(word) && !valued.has(before);
  });
  const behind = words[at + 1] ?? "";
  return { name: words[at] ?? null, own: at >= 0 && WORD.test(behind) ? behind : null };
};
