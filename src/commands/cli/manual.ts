/** The manual pages: vexor(1) from the table of verbs, the files' from the schemas. */
import { manPage } from "../../render/roff.ts";
import { exitTable, formatExit } from "./exits.ts";
import { COMMON, OPTIONS, type CliOption, type OptionName } from "./options.ts";
import type { Verb } from "./verb.ts";
import { allVerbs } from "./verbs.ts";

const optionRows = (names: readonly OptionName[]): string => {
  const rows = names.map((name) => {
    const option: CliOption = OPTIONS[name];
    const short = option.short ? `\`-${option.short}\`, ` : "";
    return `| ${short}\`--${name}\`${option.value ? ` ${option.value}` : ""} | ${option.about} |`
      .replaceAll("bash|zsh|fish", "SHELL");
  });
  return ["| option | about |", "|---|---|", ...rows].join("\n");
};

const verbSection = ([name, verb]: readonly [string, Verb]): readonly string[] => [
  `### vexor ${[name, verb.args].filter(Boolean).join(" ")}`,
  `${verb.about[0]?.toUpperCase()}${verb.about.slice(1)}. ${verb.more}`,
  ...(verb.options.length > 0 ? [optionRows(verb.options)] : []),
  `\`\`\`\n${verb.examples.join("\n")}\n\`\`\``,
];

const FILES = `| file | about |
|---|---|
| \`/etc/vexor-agent/agent.yaml\` | the agent's settings: vexor-agent.yaml(5) |
| \`/etc/vexor-agent/host.yaml\` | a host file for use without git: vexor-host.yaml(5) |
| \`/var/lib/vexor-agent/\` | the ledger and the runs; the agent's own notes and its git mirror |
| \`/etc/sysctl.d/90-vexor-agent.conf\` | sysctls at boot |
| \`/etc/systemd/system/UNIT.d/90-vexor-agent.conf\` | CPU pinning at boot |`;

const exits = (): string => ["| code | meaning |", "|---|---|",
  ...exitTable().map((exit) => `| \`${exit.code}\` | ${formatExit(exit)} |`)].join("\n");

const program = (): string => [
  "## Synopsis", "`vexor` VERB [OPTIONS]",
  "## Description",
  "GitOps for the machine under a validator. A YAML file in git says how a host is tuned: sysctl, "
    + "IRQ affinity, CPU pinning, the validator client that runs and its identity. Vexor finds out "
    + "what is really there and who set it, shows the difference, and applies it behind a durable "
    + "snapshot. It never overrides tuning that it does not own, and rolls everything back if "
    + "anything does not hold.",
  "Planning needs no root and writes nothing. What writes asks first, unless `--yes`.",
  "## Common options", optionRows(COMMON),
  "## Verbs", ...allVerbs().filter(([, verb]) => verb.part !== "hidden").flatMap(verbSection),
  "## Exit status", exits(), "## Files", FILES,
  "## See also", "vexor-agent.yaml(5), vexor-host.yaml(5), systemd-sysctl(8)",
].join("\n\n");

/** Pages of docs/ that are manual pages, too. */
export interface ManualSources {
  readonly agent: string;
  readonly hostFile: string;
}

/** By path below a directory of manual pages, as man(1) finds them. */
export const manPages = ({ agent, hostFile }: ManualSources): Readonly<Record<string, string>> => ({
  "man1/vexor.1": manPage({ name: "vexor", section: 1,
    about: "GitOps for the machine under a validator" }, program()),
  "man5/vexor-agent.yaml.5": manPage({ name: "vexor-agent.yaml", section: 5,
    about: "settings of the Vexor agent" }, agent),
  "man5/vexor-host.yaml.5": manPage({ name: "vexor-host.yaml", section: 5,
    about: "declares one host for Vexor" }, hostFile),
});
