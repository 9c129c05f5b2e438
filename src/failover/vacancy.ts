/**
 * Whether the register has been left for longer than any take lasts: each host may have a reason
 * not to take it. None of these is the fault of a keeper, and without a word of it nothing tells
 * that no host signs.
 */
import type { KeeperState } from "./keeper-state.ts";
import { longestGap, type FailoverTiming } from "./timing.ts";

/** More than a take that is under way on the other host. */
const TAKE_MS = 60_000;

export const isVacant = (
  { phase, seen, seenSince, seenAt }: KeeperState, now: number, timing: FailoverTiming,
): boolean => {
  const isWatched = seen !== null && now - seenAt <= longestGap(timing);
  return phase === "standby" && isWatched && now - seenSince > timing.takeAfter + TAKE_MS;
};
