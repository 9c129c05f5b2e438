/**
 * Arguments as clap 2 takes them: global options before the subcommand, subcommands by any prefix
 * that is clear, and refusals on the standard error with exit code 1.
 */
import { JITO, JITO_SWITCHES, SHORT, SWITCHES, VALUED } from "./flags.ts";
import type { Build } from "../common/behaviour.ts";

export interface Options {
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly switches: ReadonlySet<string>;
  readonly positional: readonly string[];
}

export interface Grammar {
  readonly usage: string;
  readonly valued: readonly string[];
  readonly switches: readonly string[];
  readonly short?: Readonly<Record<string, string>>;
  readonly positionals?: number;
}

export class Refusal extends Error {}

export const refuse = (usage: string, text: string): never => {
  throw new Refusal(
    `error: ${text}\n\nUSAGE:\n    ${usage}\n\nFor more information try --help`);
};

/** `--flag=value` in its two parts, with short options written out. */
const split = (word: string, grammar: Grammar): readonly [string, string | undefined] => {
  const [name = "", ...rest] = word.split("=");
  const value = rest.length > 0 ? rest.join("=") : undefined;
  if (name.startsWith("--")) return [name.slice(2), value];
  return [grammar.short?.[name.slice(1)] ?? name.slice(1), value];
};

export const parse = (argv: readonly string[], grammar: Grammar): Options => {
  const values: Record<string, string[]> = {};
  const switches = new Set<string>();
  const positional: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? "";
    if (!word.startsWith("-") || word === "-") {
      if (positional.push(word) > (grammar.positionals ?? 0)) unexpected(word, grammar);
      continue;
    }
    const [name, inline] = split(word, grammar);
    if (grammar.switches.includes(name)) {
      switches.add(name);
    } else if (grammar.valued.includes(name)) {
      const value = inline ?? argv[(at += 1)];
      if (value === undefined) missing(name, grammar);
      else (values[name] ??= []).push(value);
    } else {
      unexpected(word, grammar);
    }
  }
  return { values, switches, positional };
};

const unexpected = (word: string, { usage }: Grammar): never =>
  refuse(usage, `Found argument '${word.split("=")[0]}' which wasn't expected, `
    + "or isn't valid in this context");

const missing = (name: string, { usage }: Grammar): never =>
  refuse(usage, `The argument '--${name} <VALUE>...' requires a value but none was supplied`);

/** The grammar of `run`, which is also that of the options before a subcommand. */
export const runGrammar = (program: string, build: Build): Grammar => {
  const jito = build.client === "JitoLabs";
  const gone = new Set(build.removedFlags ?? []);
  const kept = (names: readonly string[]): string[] => names.filter((name) => !gone.has(name));
  return {
    usage: `${program} [OPTIONS] [SUBCOMMAND]`,
    valued: kept([...VALUED, ...(jito ? JITO : []), ...(build.addedFlags ?? [])]),
    switches: kept([...SWITCHES, ...(jito ? JITO_SWITCHES : [])]),
    short: SHORT,
  };
};

export const SUBCOMMANDS = [
  "authorized-voter", "blockstore", "contact-info", "exit", "help", "init",
  "manage-block-production", "monitor", "plugin", "repair-shred-from-peer", "repair-whitelist",
  "run", "set-identity", "set-log-filter", "set-public-address", "staked-nodes-overrides",
  "wait-for-restart-window",
] as const;

export type Subcommand = typeof SUBCOMMANDS[number];

const subcommandOf = (word: string, usage: string): Subcommand => {
  const fits = SUBCOMMANDS.filter((name) => name === word || name.startsWith(word));
  const [only] = fits.includes(word as Subcommand) ? [word as Subcommand] : fits;
  if (only && (fits.length === 1 || only === word)) return only;
  return refuse(usage, `Found argument '${word}' which wasn't expected, `
    + "or isn't valid in this context");
};

/** Options, subcommand, and what is left for it; `run` is what no subcommand means. */
export const cut = (argv: readonly string[], grammar: Grammar): {
  readonly before: readonly string[];
  readonly command: Subcommand;
  readonly after: readonly string[];
} => {
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? "";
    if (!word.startsWith("-")) {
      const command = subcommandOf(word, grammar.usage);
      return { before: argv.slice(0, at), command, after: argv.slice(at + 1) };
    }
    const [name, inline] = split(word, grammar);
    if (grammar.valued.includes(name) && inline === undefined) at += 1;
  }
  return { before: argv, command: "run", after: [] };
};
