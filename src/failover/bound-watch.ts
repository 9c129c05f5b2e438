/**
 * The slot bound of one take, from its fence on. The fence is proven once the register is held: by
 * the peer's proof, or by the time that it has let pass. A bound does not change within a take,
 * unless votes show that the fence has failed. A new take begins a new one: what was seen before
 * says nothing of what the peer has signed since.
 */
import type { KeeperState } from "./keeper-state.ts";
import { isBoundFinal, slotBound, type SlotView } from "./slot-bound.ts";

export interface BoundWatch {
  readonly epoch: number;
  readonly fencedAt: number;
  /** Null while too few nodes have said what they know since. */
  readonly bound: number | null;
}

/** Of the clock: what was asked in the same step may have been asked before. */
const CLOCK_STEP_MS = 10;

const begun = ({ phase, since, seen }: KeeperState): BoundWatch | null =>
  (phase === "taking" && seen !== null
    ? { epoch: seen.register.epoch, fencedAt: since + CLOCK_STEP_MS, bound: null } : null);

/** Null for a host that neither takes nor signs. */
export const watchBound = (
  before: BoundWatch | null, keeper: KeeperState, views: readonly SlotView[],
): BoundWatch | null => {
  const { phase, seen } = keeper;
  if (phase !== "taking" && phase !== "signing") return null;
  const isSame = before !== null && before.epoch === seen?.register.epoch;
  const now = isSame ? before : begun(keeper);
  return now && { ...now, bound: now.bound ?? slotBound(views, now.fencedAt) };
};

export const isTakeFinal = (watch: BoundWatch | null, views: readonly SlotView[]): boolean =>
  watch !== null && watch.bound !== null && isBoundFinal(watch.bound, views);

/** A vote beyond the bound was signed after the fence: something signs that it has not ended. */
export const isSignedSince = (watch: BoundWatch | null, lastVote: number | null): boolean =>
  watch !== null && watch.bound !== null && lastVote !== null && lastVote > watch.bound;

/** What signs then is waited for: from now on no vote may be seen beyond a new bound. */
export const begunAnew = (watch: BoundWatch, now: number): BoundWatch =>
  ({ ...watch, fencedAt: now + CLOCK_STEP_MS, bound: null });
