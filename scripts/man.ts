/** The manual pages: vexor(1) from the table of verbs, the files' from the schemas. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMMON, OPTIONS, type CliOption, type OptionName } from "../src/commands/cli/options.ts";
import type { Verb } from "../src/commands/cli/verb.ts";
import { allVerbs } from "../src/commands/cli/verbs.ts";
import { exitTable, formatExit } from "../src/commands/cli/exits.ts";
import { manPage } from "./roff.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const docs = (name: string): string => readFileSync(join(root, "docs", name), "utf8");

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

/** By file name, as man(1) finds them. */
export const manPages = (): Readonly<Record<string, string>> => ({
  "vexor.1": manPage({ name: "vexor", section: 1,
    about: "GitOps for the machine under a validator" }, program()),
  "vexor-agent.yaml.5": manPage({ name: "vexor-agent.yaml", section: 5,
    about: "settings of the Vexor agent" }, docs("agent.md")),
  "vexor-host.yaml.5": manPage({ name: "vexor-host.yaml", section: 5,
    about: "declares one host for Vexor" }, docs("host-file.md")),
});
