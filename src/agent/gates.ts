/**
 * When the agent may write. A gate never loses anything: what waits is planned again when it opens.
 * Windows are cron expressions with a duration in a time zone; a day on which the clock is turned
 * is as long as it is.
 */
import { Cron } from "croner";
import type { Maintenance, Window } from "../engine/host-file/agent-spec.ts";
import { VexorError } from "../engine/model/errors.ts";
import { suggest } from "../engine/host-file/suggest.ts";
import { shortPlanId } from "../engine/plan/plan-id.ts";
import { secondsOf } from "../formats/duration.ts";
import { quote } from "../formats/quote.ts";
import type { RecordedRun } from "../engine/run/store.ts";
import { formatRunOwner } from "../engine/run/run-owner.ts";
import type { ClosedGate } from "./state-machine.ts";

const HOUR_MS = 3_600_000;
/** A cron expression that has no time within this is taken for one that never comes. */
const LOOK_AHEAD_MS = 366 * 24 * HOUR_MS;

const MOST_STARTS = 100;

const cronOf = ({ cron, timeZone }: Window): Cron =>
  new Cron(cron, { timezone: timeZone ?? "UTC", paused: true, legacyMode: true });

const problemOf = (window: Window): string | null => {
  try {
    return cronOf(window).nextRun() === null ? "there is no such time" : null;
  } catch (error) {
    const text = error instanceof Error ? error.message.replace(/^\w+: /, "") : String(error);
    return text.split("\n")[0] ?? text;
  }
};

const isTimeZone = (name: string): boolean => {
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const refuseTimeZone = (timeZone: string, at: readonly (string | number)[]): void => {
  if (isTimeZone(timeZone)) return;
  const meant = suggest(timeZone, Intl.supportedValuesOf("timeZone"));
  const advice = meant === null ? "" : `; did you mean ${quote(meant)}?`;
  throw new VexorError("HOST_FILE_INVALID", `${quote(timeZone)} is not a time zone${advice}`,
    { at, hint: "Time zones are named as in `timedatectl list-timezones`: Europe/Amsterdam." });
};

/** Throws HOST_FILE_INVALID for a window that never opens. */
export const assertWindows = ({ allow = [], deny = [] }: Maintenance): void => {
  for (const [list, windows] of Object.entries({ allow, deny })) {
    windows.forEach((window, index) => {
      refuseTimeZone(window.timeZone ?? "UTC", ["maintenance", list, index, "timeZone"]);
      const problem = problemOf(window);
      if (problem === null) return;
      throw new VexorError("HOST_FILE_INVALID",
        `${window.cron} (${window.timeZone ?? "UTC"}) is not a window: ${problem}`,
        { at: ["maintenance", list, index, "cron"],
          hint: "Five fields: minute, hour, day of month, month, day of week." });
    });
  }
};

const durationOf = ({ duration }: Window): number => (secondsOf(duration) ?? 3600) * 1000;

/**
 * When the window that is open now closes; null when it is not open. Starts that follow each other
 * before the window is over are one long window; its end is only looked for this many starts on,
 * because the agent computes it again then.
 */
const closesAt = (window: Window, now: number): number | null => {
  const cron = cronOf(window);
  const duration = durationOf(window);
  const [last] = cron.previousRuns(1, new Date(now + 1)); // those before it, and now is included
  if (last === undefined || last.getTime() + duration <= now) return null;
  let start = last;
  for (let more = 0; more < MOST_STARTS; more++) {
    const next = cron.nextRun(start);
    if (next === null || next.getTime() > start.getTime() + duration) break;
    start = next;
  }
  return start.getTime() + duration;
};

const opensAt = (window: Window, now: number): number | null => {
  const start = cronOf(window).nextRun(new Date(now))?.getTime();
  return start === undefined || start > now + LOOK_AHEAD_MS ? null : start;
};

const earliest = (times: readonly (number | null)[]): number | null => {
  const known = times.filter((time): time is number => time !== null);
  return known.length === 0 ? null : Math.min(...known);
};

const formatWindow = ({ cron, duration, timeZone, why }: Window): string =>
  `${cron} for ${duration} (${timeZone ?? "UTC"})${why ? `: ${why}` : ""}`;

/** Null when the windows let the agent write now. */
export const closedByWindow = (
  { allow, deny = [] }: Maintenance, now: number,
): ClosedGate | null => {
  const denied = deny.map((window) => ({ window, end: closesAt(window, now) }))
    .find(({ end }) => end !== null);
  if (denied) {
    return { by: "window", until: denied.end, why: `in a window that denies: ${
      formatWindow(denied.window)}` };
  }
  if (!allow || allow.some((window) => closesAt(window, now) !== null)) return null;
  return { by: "window", until: earliest(allow.map((window) => opensAt(window, now))),
    why: `outside every window that allows: ${allow.map(formatWindow).join("; ")}` };
};

export interface GateFacts {
  readonly mode: "enforce" | "observe";
  readonly maintenance: Maintenance | null;
  readonly suspended: { readonly why: string; readonly by: string } | null;
  /** A run of this very commit was rolled back, and no operator has asked for another try. */
  readonly rolledBack: string | null;
  readonly needsApproval: boolean;
  readonly approved: boolean;
  readonly planId: string;
}

/** A person's run waits for that person's word: until then, the machine is the person's. */
export const closedByCountdown = (
  { run, deadline }: { readonly run: RecordedRun; readonly deadline: Date },
): ClosedGate => ({ by: "countdown", until: deadline.getTime(),
  why: `run ${run.id} of ${formatRunOwner(run)} waits for vexor confirm until `
    + `${deadline.toISOString()}; the agent goes on after that` });

/** The first gate that is closed; null when all are open. */
export const closedBy = (facts: GateFacts, now: number): ClosedGate | null => {
  const person = (by: ClosedGate["by"], why: string): ClosedGate => ({ by, why, until: null });
  if (facts.mode === "observe") return person("observe", "mode is observe: nothing is written");
  if (facts.suspended) {
    return person("suspended", `${facts.suspended.by} suspended it: ${facts.suspended.why}`);
  }
  if (facts.rolledBack !== null) return person("rolled-back", facts.rolledBack);
  if (facts.needsApproval && !facts.approved) {
    return person("approval",
      `it waits for a person: sudo vexor approve ${shortPlanId(facts.planId)}`);
  }
  return facts.maintenance === null ? null : closedByWindow(facts.maintenance, now);
};
