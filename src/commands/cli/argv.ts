/**
 * Options and arguments as getopt_long would take them: `--file F`, `--file=F`, `-f F`, `-fF`, `--`
 * ends the options. node:util has a parser for it, which takes longer to load than this to run.
 */
import { VexorError } from "../../engine/model/errors.ts";
import { suggest } from "../../engine/host-file/suggest.ts";
import type { ParsedOptions } from "../shared/context.ts";

interface OptionSpec {
  /** One letter. */
  readonly short?: string;
  readonly takesValue: boolean;
  /** Its value follows `=` alone; without one it is a switch. */
  readonly isOptional?: boolean;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

interface ParsedArgv {
  readonly options: ParsedOptions;
  readonly args: readonly string[];
}

const usage = (message: string, hint: string): VexorError =>
  new VexorError("USAGE", message, { hint });

/**
 * `--name=value`, `--name`, `-nvalue`, `-n`: the name in full, and the value if it is in there.
 * Null for a letter that is not the short form of an option.
 */
const split = (word: string, specs: OptionSpecs): readonly [string, string | null] | null => {
  if (word.startsWith("--")) {
    const equals = word.indexOf("=");
    return equals < 0 ? [word.slice(2), null]
      : [word.slice(2, equals), word.slice(equals + 1)];
  }
  const letter = word.charAt(1);
  const name = Object.keys(specs).find((one) => specs[one]?.short === letter);
  return name === undefined ? null : [name, word.length > 2 ? word.slice(2) : null];
};

const unknown = (word: string, name: string, verb: string, specs: OptionSpecs): VexorError => {
  const names = Object.keys(specs);
  const near = names.find((one) => name !== "" && one.startsWith(name)) ?? suggest(name, names);
  return usage(`vexor ${verb} does not take ${word.replace(/=.*/s, "")}`,
    near ? `Did you mean --${near}?` : `vexor help ${verb} lists what it takes.`);
};

/** Throws USAGE. */
export const parseArgv = (
  verb: string, argv: readonly string[], specs: OptionSpecs,
): ParsedArgv => {
  const options: Record<string, string | boolean> = {};
  const args: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (word === "--") return { options, args: [...args, ...argv.slice(at + 1)] };
    if (!word.startsWith("-") || word === "-") {
      args.push(word);
      continue;
    }
    const found = split(word, specs);
    if (found === null) throw unknown(word, word.slice(1), verb, specs);
    const [name, inside] = found;
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec || (inside !== null && !spec.takesValue)) throw unknown(word, name, verb, specs);
    if (Object.hasOwn(options, name)) throw usage(`--${name} is given twice`, "Keep one of them.");
    const isSwitch = !spec.takesValue || (spec.isOptional === true && inside === null);
    const value = isSwitch ? true : inside ?? argv[++at];
    if (value === undefined || (inside === null && /^-./.test(String(value)))) {
      throw usage(`--${name} wants a value`, `vexor help ${verb} explains it.`);
    }
    options[name] = value;
  }
  return { options, args };
};
