/** The command line: argv in, a call of one verb out, or USAGE with the nearest word. */
import { parseArgs } from "node:util";
import { VexorError } from "../engine/errors.ts";
import { nearest } from "../engine/nearest.ts";
import { COMMON, OPTIONS, VERBS, type Option, type OptionName, type Verb } from "./verbs.ts";
import type { Call } from "./context.ts";

const usage = (message: string, hint: string): VexorError =>
  new VexorError("USAGE", message, { hint });

export const verbNamed = (name: string): Verb => {
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb) return verb;
  const near = nearest(name, Object.keys(VERBS));
  throw usage(`there is no verb ${JSON.stringify(name)}`,
    near ? `Did you mean \`vexor ${near}\`?` : "vexor help lists the verbs.");
};

const specs = (verb: Verb) => Object.fromEntries([...verb.options, ...COMMON].map((name) => {
  const option: Option = OPTIONS[name];
  return [name, { type: option.value ? "string" as const : "boolean" as const,
    ...(option.short ? { short: option.short } : {}) }];
}));

const optionError = (error: unknown, verb: Verb, name: string): VexorError => {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /'(-[^']*)'/.exec(message)?.[1];
  const known: readonly OptionName[] = [...verb.options, ...COMMON];
  const near = unknown ? nearest(unknown.replace(/^-+/, ""), known) : null;
  return usage(unknown ? `vexor ${name} does not take ${unknown}` : message,
    near ? `Did you mean --${near}?` : `vexor help ${name} lists what it takes.`);
};

/** Throws USAGE. */
export const parseCall = (argv: readonly string[]): Call => {
  const [name = "help", ...rest] = argv;
  if (name === "help" || name === "--help" || name === "-h") {
    return { verb: "help", args: rest, options: {} };
  }
  if (name === "--version" || name === "-V") return { verb: "version", args: [], options: {} };
  const verb = verbNamed(name);
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options: specs(verb),
      allowPositionals: true, strict: true });
    if (values["help"]) return { verb: "help", args: [name], options: {} };
    if (positionals.length > verb.maxArgs) {
      throw usage(`vexor ${name} takes ${verb.args || "no argument"}, found `
        + JSON.stringify(positionals.at(verb.maxArgs)), `vexor help ${name} explains it.`);
    }
    return { verb: name, args: positionals, options: values };
  } catch (error) {
    throw error instanceof VexorError ? error : optionError(error, verb, name);
  }
};
