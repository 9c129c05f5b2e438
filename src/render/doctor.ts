/** An enrolment's checks, as text and as one document. */
import { plural, printable, printableLine, type Style } from "./style.ts";

/** `warning` works today; `unknown` could not be looked at. Neither fails the enrolment. */
type DoctorOutcome = "fine" | "finding" | "warning" | "unknown";

export interface DoctorCheck {
  readonly id: string;
  readonly outcome: DoctorOutcome;
  readonly found: string;
  /** What to type or to correct; null when nothing is to be done. */
  readonly todo: string | null;
  /** Root would know. */
  readonly needsRoot: boolean;
}

const MARKS: Readonly<Record<DoctorOutcome, (style: Style) => string>> = {
  fine: (style) => style.green("✓"), finding: (style) => style.red("✗"),
  warning: (style) => style.yellow("!"), unknown: (style) => style.yellow("!"),
};

const count = (checks: readonly DoctorCheck[], ...outcomes: readonly DoctorOutcome[]): number =>
  checks.filter(({ outcome }) => outcomes.includes(outcome)).length;

const headline = (checks: readonly DoctorCheck[]): string => {
  const findings = count(checks, "finding");
  const open = count(checks, "warning", "unknown");
  const rest = open === 0 ? "" : `, ${open} to look at`;
  return findings === 0 ? `Nothing is wrong${rest}.` : `${plural(findings, "finding")}${rest}.`;
};

const forRoot = (checks: readonly DoctorCheck[]): string => {
  const ids = checks.filter(({ needsRoot }) => needsRoot).map(({ id }) => id);
  return ids.length === 0 ? "" : `Run with sudo for: ${[...new Set(ids)].join(", ")}.\n`;
};

export const renderDoctor = (checks: readonly DoctorCheck[], style: Style): string => {
  const width = Math.max(...checks.map(({ id }) => id.length)) + 2;
  const line = ({ id, outcome, found, todo }: DoctorCheck): string => {
    const said = printable(found).replaceAll("\n", `\n${" ".repeat(width + 2)}`);
    return `${MARKS[outcome](style)} ${id.padEnd(width)}${said}\n`
      + (todo === null ? "" : `${" ".repeat(width + 2)}→ ${printableLine(todo)}\n`);
  };
  return `${checks.map(line).join("")}\n${headline(checks)}\n${forRoot(checks)}`;
};

export const doctorDocument = (host: string, checks: readonly DoctorCheck[]): unknown => ({
  format: "vexor.doctor/1", host, checks,
  summary: { fine: count(checks, "fine"), findings: count(checks, "finding"),
    warnings: count(checks, "warning"), unknown: count(checks, "unknown") },
});
