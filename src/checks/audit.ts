/** Every check, asked of one host: `vexor.audit/1`. */
import {
  dayOf, type CheckOutcome, type CheckRule, type CheckRules, type CheckVerdict, type Severity,
} from "./check.ts";
import { openBook, type FactSources } from "./fact.ts";
import { judge } from "./judge.ts";
import { silenced, type Silences } from "./silence.ts";
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
  readonly silences: Silences;
  readonly now: Date;
}

const SEVERITIES: readonly Severity[] = ["fatal", "warning", "info"];
const OUTCOMES: readonly CheckOutcome[] = ["finding", "unknown", "fine", "not-applicable"];

/** True of a finding that is silenced, as long as that lasts. */
export const isSilent = ({ silence }: CheckVerdict): boolean => silence?.isOver === false;

/** What is wrong comes first, the worst of all before. */
const byWeight = (one: CheckVerdict, other: CheckVerdict): number =>
  OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome)
  || Number(isSilent(one)) - Number(isSilent(other))
  || SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity)
  || (one.id < other.id ? -1 : 1);

const summaryOf = (checks: readonly CheckVerdict[]): AuditSummary =>
  Object.fromEntries(OUTCOMES.map((outcome) =>
    [outcome, checks.filter((one) => one.outcome === outcome).length])) as AuditSummary;

/** Advice that has run out decides nothing. */
const inForce = (rules: CheckRules, now: Date): CheckRules =>
  Object.fromEntries(Object.entries(rules).filter(([, { until }]) =>
    until === undefined || dayOf(now) < until));

export const audit = (request: AuditRequest): AuditDocument => {
  const { host, hostName, rules, sources, silences, now } = request;
  const book = openBook(sources, host);
  const checks = Object.entries(inForce(rules, now))
    .map(([id, rule]) => silenced(judge(id, rule, book), silences, now)).sort(byWeight);
  return { format: AUDIT_FORMAT, host: hostName, checks, summary: summaryOf(checks) };
};

export const judgeOne = (
  id: string, rule: CheckRule, sources: FactSources, host: HostReader,
): CheckVerdict => judge(id, rule, openBook(sources, host));

/** Something that is a warning or worse, and not silenced. */
export const isWrong = (verdict: CheckVerdict): boolean =>
  verdict.outcome === "finding" && verdict.severity !== "info" && !isSilent(verdict);
