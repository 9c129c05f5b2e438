/**
 * That an identity votes from no machine any more. Votes show some slots late on the chain, since
 * Alpenglow also with gaps, and while nothing becomes final none shows at all. So its last vote
 * must lie some slots back, and a later slot must have become final.
 */
import type { ClusterView } from "../../detectors/solana/cluster-view.ts";

export const SILENT_SLOTS = 32;

/** How many slots are missing, 0 for none; null where that is unknown. */
export const untilSilent = (
  { slot, finalized, vote }: Pick<ClusterView, "slot" | "finalized" | "vote">,
): number | null => (slot === null || finalized === null || vote === null ? null
  : Math.max(0, vote.lastVote + SILENT_SLOTS - slot, vote.lastVote + 1 - finalized));
