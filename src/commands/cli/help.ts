/** Help, from the table of verbs. */
import { APPLYING, exitLines } from "./exits.ts";
import { COMMON, OPTIONS, type CliOption, type OptionName } from "./options.ts";
import { verbNamed } from "./usage.ts";
import type { Verb } from "./verb.ts";
import { allVerbs } from "./verbs.ts";

const optionLine = (name: OptionName): string => {
  const option: CliOption = OPTIONS[name];
  const short = option.short ? `-${option.short}, ` : "    ";
  const left = `  ${short}--${name}${option.value ? ` ${option.value}` : ""}`;
  return `${left.padEnd(28)} ${option.about}`;
};

const PARTS = {
  tuning: "This machine's tuning", validator: "The validator on it",
  agent: "The agent that follows git", setup: "Files and setup",
} as const;

const partLines = ([part, title]: readonly [string, string]): readonly string[] => [
  `${title}:`,
  ...allVerbs().filter(([, verb]) => verb.part === part)
    .map(([name, verb]) => `  ${`${name} ${verb.args}`.padEnd(26)} ${verb.about}`),
  "",
];

const WIDTH = 90;

const wrapped = (text: string): string => text.replace(
  new RegExp(`(?=.{${WIDTH + 1},})(.{1,${WIDTH}})\\s`, "g"), "$1\n");

export const overview = (): string => [
  "vexor: GitOps for the machine under a validator", "",
  "Usage: vexor VERB [OPTIONS]", "",
  ...Object.entries(PARTS).flatMap(partLines),
  "Exit codes:", ...exitLines().map((line) => `  ${line}`), "",
  "vexor help VERB explains a verb, with examples.", "",
].join("\n");

const ownExits = ({ exits = {}, applies }: Verb): readonly string[] => {
  const lines = [...Object.entries(exits), ...applies === true ? APPLYING : []]
    .map(([code, means]) => `  ${code.padEnd(3)} ${means}`);
  return lines.length === 0 ? []
    : ["Exit codes, beside 0 (done), 1 (error) and 64 (usage):", ...lines, ""];
};

export const verbHelp = (name: string): string => {
  const verb = verbNamed(name);
  return [
    `vexor ${name}: ${verb.about}`, "",
    `Usage: vexor ${[name, verb.args, "[OPTIONS]"].filter(Boolean).join(" ")}`, "",
    wrapped(verb.more), "", ...ownExits(verb),
    "Options:", ...[...verb.options, ...COMMON].map(optionLine),
    "", "Examples:", ...verb.examples.map((line) => `  ${line}`), "",
  ].join("\n");
};
