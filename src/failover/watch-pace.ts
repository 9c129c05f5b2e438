/**
 * How often nodes are asked. The own one costs a question on this machine. Those of others cost
 * their owners something, and may be paid by the question: they are asked seldom, and as often as
 * the own one where it matters what they say.
 */
import { DEFAULT_LIMITS } from "./fitness.ts";
import type { KeeperState } from "./keeper-state.ts";
import { finalSince, type NodesSeen } from "./node-watch.ts";
import type { FailoverTiming } from "./timing.ts";

export interface WatchPace {
  readonly everyMs: number;
  /** Every so many looks, other nodes are asked as well, and for votes. */
  readonly witnesses: number;
  readonly votes: number;
}

const CALM: WatchPace = { everyMs: 2_000, witnesses: 3, votes: 15 };
const KEEN: WatchPace = { everyMs: 2_000, witnesses: 1, votes: 15 };
const URGENT: WatchPace = { everyMs: 1_000, witnesses: 1, votes: 2 };
/** Neither host signs: each look at votes counts. */
const QUIET: WatchPace = { everyMs: 2_000, witnesses: 3, votes: 3 };

/** No slot was final for so long, and what others say may be older. */
const DOUBTFUL_MS = { from: 8_000, to: 60_000 } as const;

/** What has not been taken by then, may never be. */
const TAKEN_MS = 60_000;

/** This host takes, or soon may. */
const isUrgent = (
  { phase, seen, seenSince }: KeeperState, now: number, { renewEvery, takeAfter }: FailoverTiming,
): boolean => {
  if (phase !== "standby") return phase === "taking";
  const age = now - seenSince;
  return seen !== null && age < takeAfter + TAKEN_MS
    && (seen.register.state === "offered" || age > 4 * renewEvery);
};

/** A few more looks decide. */
const isDoubtful = (seen: NodesSeen, now: number): boolean => {
  const { fitness } = seen;
  const age = now - (finalSince(seen) ?? now);
  return (fitness.rows.behind > 0 && fitness.rows.behind < DEFAULT_LIMITS.misses)
    || (age > DOUBTFUL_MS.from && age < DOUBTFUL_MS.to);
};

export interface PaceOf {
  /** Null before its first step. */
  readonly keeper: KeeperState | null;
  readonly seen: NodesSeen;
  readonly now: number;
  readonly timing: FailoverTiming;
  /** Both keepers say that their hosts do not sign. */
  readonly isQuiet: boolean;
}

export const paceFor = ({ keeper, seen, now, timing, isQuiet }: PaceOf): WatchPace => {
  if (keeper !== null && isUrgent(keeper, now, timing)) return URGENT;
  if (isDoubtful(seen, now)) return KEEN;
  return isQuiet ? QUIET : CALM;
};
