/**
 * How often nodes are asked. A look costs some milliseconds of a core, and what others are asked
 * may be paid by the question. So looks are seldom while all is well, and frequent once one has
 * failed, or where this host takes.
 */
import { DEFAULT_LIMITS } from "./fitness.ts";
import type { KeeperState } from "./keeper-state.ts";
import { finalSince, type NodesSeen } from "./node-watch.ts";
import type { FailoverTiming } from "./timing.ts";

export interface WatchPace {
  readonly everyMs: number;
  /** Every so many looks, votes are asked for as well. */
  readonly votes: number;
}

const CALM: WatchPace = { everyMs: 6_000, votes: 5 };
const KEEN: WatchPace = { everyMs: 2_000, votes: 3 };
const URGENT: WatchPace = { everyMs: 1_000, votes: 2 };
/** Neither host signs: each look at votes counts. */
const QUIET: WatchPace = { everyMs: 6_000, votes: 1 };

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

/** A check has failed, and not yet often enough to count. */
const isUndecided = (row: number): boolean => row > 0 && row < DEFAULT_LIMITS.misses;

/** A few more looks decide. */
const isDoubtful = ({ health, fitness, ...seen }: NodesSeen, now: number): boolean => {
  const age = now - (finalSince(seen) ?? now);
  return health === null || Object.values(fitness.rows).some(isUndecided)
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
