/** When a keeper has to be woken next, if nothing happens before. */
import type { KeeperState } from "./keeper-state.ts";
import type { FailoverTiming } from "./timing.ts";

/** All that its next step may wait for, as times of its own clock. */
const deadlinesOf = (keeper: KeeperState, timing: FailoverTiming): readonly number[] => {
  const { phase, since, seenSince, heldFrom, askedAt, exchange } = keeper;
  return [
    ...exchange === null ? [askedAt + timing.renewEvery] : [],
    ...phase === "standby" ? [seenSince + timing.takeAfter] : [],
    ...phase === "demoting" ? [since + timing.killAfter] : [],
    ...heldFrom === null ? [] : [heldFrom + timing.demoteAfter, heldFrom + timing.killAfter],
  ];
};

/** The first that is still to come; infinity where there is none. */
export const nextDeadline = (keeper: KeeperState, timing: FailoverTiming, now: number): number =>
  Math.min(...deadlinesOf(keeper, timing).filter((at) => at > now), Number.POSITIVE_INFINITY);
