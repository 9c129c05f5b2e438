/** Arguments as Go's and Rust's command lines take them: `--flag value` and `--flag=value`. */

export interface ParsedArgs {
  readonly value: (...flags: readonly string[]) => string | undefined;
  readonly has: (flag: string) => boolean;
  readonly plain: readonly string[];
}

export class BadFlag extends Error {}

/** Throws BadFlag at a flag that is in neither list. */
export const parseArgs = (
  argv: readonly string[], valued: readonly string[], switches: readonly string[],
): ParsedArgs => {
  const values = new Map<string, string>();
  const plain: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? "";
    if (!word.startsWith("-")) {
      plain.push(word);
      continue;
    }
    const [flag = "", ...rest] = word.split("=");
    if (switches.includes(flag)) values.set(flag, "true");
    else if (valued.includes(flag)) values.set(flag, rest.length > 0 ? rest.join("=") : argv[++at] ?? "");
    else throw new BadFlag(flag);
  }
  return { plain, has: (flag) => values.has(flag),
    value: (...flags) => flags.map((flag) => values.get(flag)).find((one) => one !== undefined) };
};
