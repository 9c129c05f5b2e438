/** Validator clients for people: what runs, since when, and the evidence for it. */
import type { ClientDescriptors, FoundClient } from "../detectors/clients/descriptors.ts";
import { formatEvidence } from "./plan.ts";
import { plural, printableLine, type Style } from "./style.ts";

const HEAD = ["client", "role", "state", "unit", "boot", "version", "ports"] as const;

const bootWord = ({ enabled, unit }: FoundClient): string => {
  if (unit === null) return "-";
  return enabled ? "enabled" : "disabled";
};

const versionWord = ({ version, unasked }: FoundClient): string =>
  version ?? (unasked === null ? "-" : "unknown");

const upWord = ({ isStranger }: FoundClient): string => (isStranger ? "stranger" : "running");

const rowOf = (found: FoundClient): readonly string[] => [
  found.client, found.role,
  found.state === "running" ? `${upWord(found)} (${found.pids[0] ?? "?"})` : found.state,
  found.unit ?? "no unit", bootWord(found), versionWord(found), found.ports.join(" ") || "-",
].map(printableLine);

const widths = (rows: readonly (readonly string[])[]): readonly number[] =>
  HEAD.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));

interface ListedClient extends FoundClient {
  readonly switch: {
    /** What a host file says to switch to it, or why none can. */
    readonly entry: string | null;
    readonly why: string | null;
    /** What would make the start fail, as far as is known before. */
    readonly blocked: string | null;
  };
}

const switchLines = ({ switch: { entry, why, blocked } }: ListedClient, style: Style): string[] => [
  `    ${entry === null ? style.yellow("not switched by a host file:") : style.cyan("→")} `
    + printableLine(entry ?? why ?? ""),
  ...blocked === null ? [] : [`      ${style.yellow("blocked now:")} ${printableLine(blocked)}`],
];

export const renderClients = (found: readonly ListedClient[], style: Style): string => {
  if (found.length === 0) return "No validator client: nothing runs one, and no unit would.\n";
  const rows = found.map(rowOf);
  const wide = widths([HEAD, ...rows]);
  const line = (row: readonly string[]): string =>
    row.map((text, at) => text.padEnd(wide[at] ?? 0)).join("  ").trimEnd();
  return [
    style.bold(line(HEAD)),
    ...found.flatMap((client, at) => [line(rows[at] ?? []),
      ...client.evidence.map((one) => `    ${style.dim(printableLine(formatEvidence(one)))}`),
      ...switchLines(client, style)]),
    "",
    `${plural(found.filter(({ state, isStranger }) =>
      state === "running" && !isStranger).length, "program")} running.`, "",
  ].join("\n");
};

export const renderKnown = (known: ClientDescriptors, style: Style): string =>
  Object.entries(known).map(([id, { name, family, parts }]) =>
    `${style.bold(id.padEnd(14))} ${name.padEnd(20)} ${family.padEnd(9)} `
    + `${parts.map(({ role, exe }) => `${role}: ${exe.join(", ")}`).join("; ")}\n`).join("");
