/** How a host stands, for people: the truth in the first line, what to do, and then the rest. */
import type { AgentAbsent, Status } from "../agent/api.ts";
import { CONDITIONS, shortOf, type Condition, type ConditionWord } from "../agent/condition.ts";
import type { AgentEvent } from "../agent/ports.ts";
import { onOneLine, printableLine } from "../formats/printable.ts";
import { formatTakesEffect } from "../engine/plan/pending.ts";
import { formatValue } from "../engine/model/rules.ts";
import { formatTime, formatWhen } from "../engine/model/time.ts";
import { totals } from "./plan.ts";
import { plural, type Style } from "./style.ts";

const MOST_EVENTS = 8;

const LOG = "journalctl -u vexor-agent -p warning";

const colourOf = ({ is, exit }: Condition): keyof Style => {
  if (exit === 0) return "green";
  return exit === 1 || is === "waiting" || is === "observe" ? "yellow" : "red";
};

const labelOf = (is: ConditionWord): string => CONDITIONS[is].label;

/** A line end in an untrusted text must not begin a row of its own. */
const row = (name: string, text: string): string =>
  `  ${name.padEnd(9)} ${onOneLine(text)}\n`;

const said = (one: Condition, style: Style): string =>
  `${style[colourOf(one)](labelOf(one.is))} ${printableLine(one.says)}`;

const todoRows = ({ todo }: Condition): readonly string[] =>
  todo.map((step, at) => row(at === 0 ? "do" : "", printableLine(step)));

const sinceRows = ({ since }: Condition, now: number): readonly string[] =>
  (since === null ? [] : [row("since", printableLine(formatWhen(since, now)))]);

const nameOf = (revision: string, subject: string | null): string =>
  (subject === null ? shortOf(revision) : `${shortOf(revision)} ${subject}`);

const sourceText = ({ source }: Status, now: number): string => {
  const { revision, subject, signer, fetchedAt, fetchFailures } = source;
  if (revision === null) return "none yet";
  const by = signer === null ? "" : `, signed by ${signer}`;
  const when = fetchedAt === null ? "" : `, fetched ${formatWhen(fetchedAt, now)}`;
  const since = fetchFailures === 0 ? ""
    : `; since then ${plural(fetchFailures, "try")} without a valid one`;
  return `${nameOf(revision, subject)}${by}${when}${since}`;
};

const sourceRows = (status: Status, now: number): readonly string[] => {
  const { revision, accepted, acceptedSubject } = status.source;
  const isOther = accepted !== null && accepted !== revision;
  return [
    row("source", printableLine(sourceText(status, now))),
    ...isOther ? [row("in force", printableLine(nameOf(accepted, acceptedSubject)))] : [],
  ];
};

const breakGlassText = ({ breakGlass }: Status): string => {
  if (breakGlass.length === 0) return "";
  const expired = breakGlass.filter(({ isExpired }) => isExpired).length;
  return `${breakGlass.length} under break-glass${expired === 0 ? "" : ` (${expired} expired)`}`;
};

const planText = (status: Status): string => {
  const { plan } = status;
  const overrides = breakGlassText(status);
  if (!plan) return ["none yet", overrides].filter(Boolean).join(", ");
  const isEmpty = Object.values(plan.summary).every((count) => count === 0);
  const parts = [isEmpty && overrides !== "" ? "" : totals(plan), overrides].filter(Boolean);
  return `${plan.id}: ${parts.join(", ")}`;
};

const itemRows = ({ plan }: Status): readonly string[] =>
  (plan?.items ?? []).map(({ address, action, live, reason }) =>
    row("", printableLine(`${action} ${address} (${formatValue(live)}): ${reason}`)));

const pendingRows = ({ plan }: Status): readonly string[] =>
  (plan?.pending ?? []).map(({ address, takesEffect, live, value }, at) =>
    row(at === 0 ? "pending" : "", printableLine(
      `${address}: ${formatValue(live)} now, ${formatValue(value)} at `
        + formatTakesEffect(takesEffect))));

const alsoRows = ({ also }: Status, style: Style): readonly string[] => also.flatMap((one) =>
  [row("also", said(one, style)), ...one.todo.map((step) => row("", printableLine(`  ${step}`)))]);

const webhookRows = ({ undelivered }: Status, style: Style, now: number): readonly string[] =>
  undelivered.map(({ webhook, why, at, lost }) => row("webhook", style.yellow(printableLine(
    `${webhook}: ${why}; ${plural(lost, "message")} lost, the last at ${formatWhen(at, now)}`))));

const failoverRows = ({ failover }: Status, style: Style): readonly string[] =>
  (failover === undefined ? [] : [row("failover", failover.alarm !== null
    ? style.red(printableLine(failover.says)) : printableLine(failover.says))]);

const eventRows = (
  { events }: Status, style: Style, now: number, fresh: number,
): readonly string[] =>
  events.slice(-Math.max(MOST_EVENTS, fresh)).map(({ at, level, what, why }, index) =>
    row(index === 0 ? "events" : "", (level === "alarm" ? style.red : style.dim)(
      printableLine(`${formatWhen(at, now)} ${what}: ${why}`))));

const headOf = (host: string, first: Condition, style: Style): string =>
  `${style.bold(printableLine(host))}  ${said(first, style)}\n`;

/** `fresh`: so many pieces of news are shown at least; they have not been shown before. */
export const renderStatus = (
  status: Status, style: Style, now: number, fresh = 0,
): string => [
  headOf(status.host, status.condition, style),
  ...todoRows(status.condition), ...sinceRows(status.condition, now), ...alsoRows(status, style),
  ...sourceRows(status, now), row("plan", printableLine(planText(status))), ...itemRows(status),
  ...pendingRows(status), ...failoverRows(status, style),
  ...webhookRows(status, style, now), ...eventRows(status, style, now, fresh), row("log", LOG),
].join("");

/** No agent runs. */
export const renderAbsent = ({ host, condition }: AgentAbsent, style: Style,
  now: number): string => [
  headOf(host, condition, style), ...todoRows(condition), ...sinceRows(condition, now),
  row("log", LOG),
].join("");

/** One line for a log: when, and how it stands. */
export const renderHeadline = (
  { host, condition }: Pick<Status, "host" | "condition">, at: number,
): string => `${formatTime(at)}  ${printableLine(host)}  ${labelOf(condition.is)} `
  + `${printableLine(condition.says)}\n`;

/** One line for a log: a piece of news. */
export const renderNews = (host: string, { at, level, what, why }: AgentEvent): string =>
  `${formatTime(at)}  ${printableLine(host)}  ${level === "alarm" ? "ALARM " : ""}`
    + `${printableLine(`${what}: ${why}`)}\n`;
