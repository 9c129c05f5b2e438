/** An audit for people: what is wrong first, each with what was found, why, and what helps. */
import { isSilent, type AuditDocument } from "../checks/audit.ts";
import type { CheckRule, CheckVerdict, Severity } from "../checks/check.ts";
import { plural, printableLine, type Style } from "./style.ts";
import { wrapped } from "./wrap.ts";

export interface AuditLook {
  readonly style: Style;
  readonly columns: number;
  /** Also what is fine, and what does not apply. */
  readonly isWhole: boolean;
  readonly needsRoot: boolean;
}

const PAINTS: Readonly<Record<Severity, (style: Style) => Style["red"]>> = {
  fatal: ({ red }) => red, warning: ({ yellow }) => yellow, info: ({ cyan }) => cyan,
};

const MARKS: Readonly<Record<Severity, string>> = { fatal: "✗", warning: "!", info: "i" };

const INDENT = "    ";

const block = (text: string, { columns }: AuditLook, head = ""): readonly string[] =>
  wrapped(printableLine(text), Math.min(columns, 110) - INDENT.length - head.length)
    .map((line, at) => `${INDENT}${at === 0 ? head : " ".repeat(head.length)}${line}`);

const fragmentLines = (value: unknown, indent = ""): readonly string[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    (typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? [`${indent}${key}:`, ...fragmentLines(inner, `${indent}  `)]
      : [`${indent}${key}: ${JSON.stringify(inner)}`]));
};

const remedyLines = ({ remedy }: CheckVerdict, look: AuditLook): readonly string[] => {
  if (remedy === null) return [];
  const steps = (remedy.steps ?? []).flatMap((step) => block(step, look, "→ "));
  const fragment = fragmentLines(remedy.hostFile)
    .map((line) => `${INDENT}  ${printableLine(line)}`);
  return [...steps, ...fragment.length > 0 ? [`${INDENT}→ in the host file:`, ...fragment] : [],
    ...remedy.risk === undefined ? [] : block(`Risk: ${remedy.risk}`, look, "  ")];
};

const sourceLine = ({ sources }: CheckVerdict, look: AuditLook): string =>
  `${INDENT}${look.style.dim(printableLine(sources.map(({ by, url }) =>
    (url === undefined ? by : `${by} ${url}`)).join("; ")))}`;

const silenceLines = ({ silence }: CheckVerdict, look: AuditLook): readonly string[] => {
  if (silence === undefined) return [];
  const { why, until, isOver } = silence;
  return block(isOver ? `It was silenced until ${until}: ${why}`
    : `Silenced until ${until}: ${why}`, look);
};

const findingLines = (check: CheckVerdict, look: AuditLook): readonly string[] => {
  const paint = PAINTS[check.severity](look.style);
  const mark = paint(`${MARKS[check.severity]} ${check.severity.padEnd(8)}`);
  return [`${mark} ${look.style.bold(check.id)}`,
    ...block(`${check.found ?? ""} (wanted: ${check.wanted ?? ""})`, look),
    ...block(check.why, look), ...silenceLines(check, look), ...remedyLines(check, look),
    sourceLine(check, look), ""];
};

const OUTCOMES: Readonly<Record<CheckVerdict["outcome"], string>> = {
  fine: "fine", finding: "finding", "not-applicable": "not applicable", unknown: "unknown",
};

/** One rule, and what it makes of this host. */
export const renderCheck = (rule: CheckRule, verdict: CheckVerdict, look: AuditLook): string => {
  const { id, outcome, severity, found, why } = verdict;
  const here = outcome === "finding" ? found ?? "" : why;
  return [look.style.bold(id), ...block(`${rule.title}.`, look), "",
    `severity  ${severity}`, `reads     ${rule.reads.join(", ")}`,
    `wrong if  ${printableLine(rule.finding)}`,
    `here      ${OUTCOMES[outcome]}${outcome === "fine" ? "" : `: ${printableLine(here)}`}`, "",
    ...block(rule.why, look), ...remedyLines(verdict, look), sourceLine(verdict, look), ""]
    .join("\n");
};

const shortLine = (mark: string, { id, why, title, outcome }: CheckVerdict): string =>
  printableLine(`${mark} ${id}: ${outcome === "fine" ? title : why}`);

const MOST_IDS = 6;

/** Checks that cannot look for the same reason, in one line. */
const unknownLines = (
  unknown: readonly CheckVerdict[], { style }: AuditLook,
): readonly string[] => {
  const byNeed = new Map<string, string[]>();
  for (const { id, why } of unknown) byNeed.set(why, [...byNeed.get(why) ?? [], id]);
  return [...byNeed].map(([why, ids]) => {
    const more = ids.length - MOST_IDS;
    const named = ids.slice(0, MOST_IDS).join(", ") + (more > 0 ? ` and ${more} more` : "");
    return style.yellow(printableLine(`? ${named}: ${why}`));
  });
};

const ofOutcome = (
  { checks }: AuditDocument, outcome: CheckVerdict["outcome"],
): readonly CheckVerdict[] => checks.filter((one) => one.outcome === outcome);

const silentWords = (checks: readonly CheckVerdict[]): string => {
  const silent = checks.filter(isSilent).length;
  return silent === 0 ? "" : ` (${silent} silenced)`;
};

const headline = (
  { summary, checks }: AuditDocument, { needsRoot }: AuditLook,
): readonly string[] => [
  `${plural(summary.finding, "finding")}${silentWords(checks)}, ${summary.fine} fine, `
    + `${summary.unknown} could not be looked at, ${summary["not-applicable"]} not applicable.`,
  ...needsRoot && summary.unknown > 0 ? ["Run with sudo to look at more."] : [],
];

export const renderAudit = (document: AuditDocument, look: AuditLook): string => {
  const { style, isWhole } = look;
  const unknown = unknownLines(ofOutcome(document, "unknown"), look);
  const rest = isWhole ? [
    ...ofOutcome(document, "fine").map((one) => style.green(shortLine("✓", one))),
    ...ofOutcome(document, "not-applicable").map((one) => style.dim(shortLine("-", one)))] : [];
  const lists = [...unknown, ...rest];
  return [...ofOutcome(document, "finding").flatMap((one) => findingLines(one, look)), ...lists,
    ...lists.length > 0 ? [""] : [], ...headline(document, look), ""].join("\n");
};
