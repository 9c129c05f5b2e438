/** Every check, asked of one host: `vexor.audit/1`. */
import type { CheckVerdict, CheckRules, CheckOutcome, Severity } from "./check.ts";
import { openBook, type FactSources } from "./fact.ts";
import { judge } from "./judge.ts";
import type { HostReader } from "../ports/host.ts";

export const AUDIT_FORMAT = "vexor.audit/1";

type AuditSummary = Readonly<Record<CheckOutcome, number>>;

export interface AuditDocument {
  readonly format: typeof AUDIT_FORMAT;
  readonly host: string;
  readonly checks: readonly CheckVerdict[];
  readonly summary: AuditSummary;
}

export interface AuditRequest {
  readonly host: HostReader;
  readonly hostName: string;
  readonly rules: CheckRules;
  readonly sources: FactSources;
}

const SEVERITIES: readonly Severity[] = ["fatal", "warning", "info"];
const OUTCOMES: readonly CheckOutcome[] = ["finding", "unknown", "fine", "not-applicable"];

/** What is wrong comes first, the worst of all before. */
const byWeight = (one: CheckVerdict, other: CheckVerdict): number =>
  OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome)
  || SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity)
  || (one.id < other.id ? -1 : 1);

const summaryOf = (checks: readonly CheckVerdict[]): AuditSummary =>
  Object.fromEntries(OUTCOMES.map((outcome) =>
    [outcome, checks.filter((one) => one.outcome === outcome).length])) as AuditSummary;

export const audit = ({ host, hostName, rules, sources }: AuditRequest): AuditDocument => {
  const book = openBook(sources, host);
  const checks = Object.entries(rules).map(([id, rule]) => judge(id, rule, book)).sort(byWeight);
  return { format: AUDIT_FORMAT, host: hostName, checks, summary: summaryOf(checks) };
};

/** Something that is a warning or worse. */
export const isWrong = ({ outcome, severity }: CheckVerdict): boolean =>
  outcome === "finding" && severity !== "info";
