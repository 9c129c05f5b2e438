/** The command line: argv in, a call of one verb out, or USAGE with the nearest word. */
import { VexorError } from "../../engine/model/errors.ts";
import { suggest } from "../../engine/host-file/suggest.ts";
import { parseArgv, type OptionSpecs } from "./argv.ts";
import type { Invocation } from "../shared/context.ts";
import { COMMON, OPTIONS, type CliOption } from "./options.ts";
import type { Verb } from "./verb.ts";
import { allVerbs, findVerb } from "./verbs.ts";

const usage = (message: string, hint: string): VexorError =>
  new VexorError("USAGE", message, { hint });

export const verbNamed = (name: string): Verb => {
  const verb = findVerb(name);
  if (verb) return verb;
  if (name.startsWith("-")) {
    throw usage(`the first word is the name of a verb, found ${JSON.stringify(name)}`,
      "Options come after the verb: vexor plan --root DIR. vexor help lists the verbs.");
  }
  const near = suggest(name, allVerbs().map(([known]) => known));
  throw usage(`there is no verb ${JSON.stringify(name)}`,
    near ? `Did you mean \`vexor ${near}\`?` : "vexor help lists the verbs.");
};

const specsOf = (verb: Verb): OptionSpecs =>
  Object.fromEntries([...verb.options, ...COMMON].map((name) => {
    const option: CliOption = OPTIONS[name];
    return [name, { takesValue: option.value !== undefined,
      isOptional: option.isOptional === true,
      ...(option.short ? { short: option.short } : {}) }];
  }));

const VERSION: readonly string[] = ["version", "--version", "-V", "-v"];

/** Throws USAGE. */
export const parseInvocation = (argv: readonly string[]): Invocation => {
  const [name = "help", ...rest] = argv;
  if (name === "help" || name === "--help" || name === "-h") {
    return { verb: "help", args: rest, options: {} };
  }
  if (VERSION.includes(name)) return { verb: "version", args: [], options: {} };
  const verb = verbNamed(name);
  const { options, args } = parseArgv(name, rest, specsOf(verb));
  if (options["help"]) return { verb: "help", args: [name], options: {} };
  if (args.length > verb.maxArgs) {
    throw usage(`vexor ${name} takes ${verb.args || "no argument"}, found `
      + JSON.stringify(args.at(verb.maxArgs)), `vexor help ${name} explains it.`);
  }
  return { verb: name, args, options };
};
