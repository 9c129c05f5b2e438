/**
 * The commands of a line that a unit or a start script has, as far as they tell which program runs:
 * `sh -c 'cd /opt/x && exec ./y …'`. Only what such lines usually hold is read: no variable, no
 * substitution, no control flow.
 */

export interface ShellCommand {
  /** The program first. */
  readonly argv: readonly string[];
  /** Where a `cd` before it has gone to. */
  readonly directory: string | null;
}

const WORD = /"([^"]*)"|'([^']*)'|(\S+)/g;

/** Quotes taken off; variables stay as they are written. */
export const words = (line: string): readonly string[] =>
  [...line.matchAll(WORD)].map(([, double, single, plain]) => double ?? single ?? plain ?? "");

const SHELL = /(?:^|\/)(?:ba|da|z|k)?sh$/;
const BETWEEN = new Set(["&&", "||", ";", "|", "&"]);

/** A path seen from a directory; as it is where neither says the whole. */
export const joined = (directory: string | null, path: string): string =>
  (path.startsWith("/") || directory?.startsWith("/") !== true ? path
    : `${directory.replace(/\/+$/, "")}/${path.replace(/^(?:\.\/)+/, "")}`);

/** The text that `sh -c` gets; null where it is not that. */
const textForShell = (line: readonly string[]): string | null => {
  const shell = line.findIndex((word) => SHELL.test(word));
  if (shell < 0) return null;
  const at = line.findIndex((word, index) => index > shell && /^-[a-z]*c$/.test(word));
  return at < 0 || line.slice(shell + 1, at).some((word) => !word.startsWith("-")) ? null
    : line[at + 1] ?? null;
};

const split = (line: readonly string[]): readonly (readonly string[])[] => {
  const commands: string[][] = [[]];
  for (const word of line) {
    const isLast = word.length > 1 && word.endsWith(";");
    if (BETWEEN.has(word)) commands.push([]);
    else commands.at(-1)?.push(isLast ? word.slice(0, -1) : word);
    if (isLast) commands.push([]);
  }
  return commands.filter(({ length }) => length > 0);
};

/** One after the other, each with where it is. */
export const inShell = (line: readonly string[]): readonly ShellCommand[] => {
  const text = textForShell(line);
  let directory: string | null = null;
  return split(text === null ? line : words(text)).flatMap((argv) => {
    if (argv[0] !== "cd") return [{ argv, directory }];
    directory = argv[1]?.startsWith("/") ? argv[1] : null;
    return [];
  });
};
