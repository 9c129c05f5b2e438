/** Times so short that all worlds can be visited, and still safe together. */
import { step } from "../../src/failover/keeper.ts";
import type { FailoverTiming } from "../../src/failover/timing.ts";
import type { Law } from "./world.ts";

export const SMALL_TIMING: FailoverTiming = {
  renewEvery: 1, answerWithin: 1, demoteAfter: 2, killAfter: 3, watchdog: 3, holdFor: 7,
  takeAfter: 8, fence: 1, clockError: 0,
};

export const SMALL_LAW: Law = {
  options: { timing: SMALL_TIMING, failsafe: false }, flight: 1, bound: 1, isLinked: true,
  hasWatchdog: true, isOneName: false, isOneWriter: false, step,
};

/** The keeper's own deadlines alone, and the shortest time that is safe for them. */
export const ALONE = { law: { hasWatchdog: false }, takeAfter: 4 } as const;
