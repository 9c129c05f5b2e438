/**
 * The vote history: what takes a tower's place under Alpenglow. Its votes have no lockouts, and a
 * slot is notarized or skipped, never both; so all that counts is the newest slot that has a vote.
 * Read are the maker and the voted slots, which come first, and the root, which comes last. What
 * stands between them differs between versions of Agave, and the identity has signed it all.
 * Source: votor/src/vote_history.rs of Agave 4.3.
 */
import { bincode } from "../../formats/bincode.ts";
import { FormatError } from "../../formats/format-error.ts";

const [PUBKEY, SLOT, LENGTH] = [32, 8, 8] as const;
/** What follows the voted slots, each with its length at least; then the root. */
const OTHER_LISTS = 8;

/** Its only version so far. */
export const NEWEST_HISTORY = 0;

/** What of a record of votes still binds. */
export interface VotedSlots {
  /** None of them is before the root. */
  readonly voted: readonly number[];
  readonly root: number | null;
}

interface VoteHistory extends VotedSlots {
  readonly node: Uint8Array;
  /** Null before the first vote. */
  readonly lastVote: number | null;
  readonly root: number;
}

const refuseBefore = (root: number, voted: readonly number[]): void => {
  const early = voted.find((slot) => slot < root);
  if (early === undefined) return;
  throw new FormatError(`it has a vote for slot ${early}, and its root is slot ${root}`);
};

/** Throws FormatError, in words for the end of a sentence. */
export const readVoteHistory = (data: Uint8Array): VoteHistory => {
  const source = bincode(data);
  const node = source.bytes(PUBKEY);
  const voted = source.list(SLOT, source.u64);
  source.skip(Math.max(source.left() - SLOT, OTHER_LISTS * LENGTH));
  const root = source.u64();
  refuseBefore(root, voted);
  const lastVote = voted.reduce((newest, slot) => Math.max(newest, slot), -1);
  return { node, lastVote: lastVote < 0 ? null : lastVote, root, voted };
};

/**
 * Why `later` does not go on from `earlier`; null where it does. Votes go only once a root has
 * passed them, and a root never goes back: a client that has lost its history begins at slot 0.
 */
export const whyNotContinued = (later: VotedSlots, earlier: VotedSlots): string | null => {
  const [is, was] = [later.root ?? 0, earlier.root ?? 0];
  if (is < was) return `it begins anew: its root is slot ${is}, and was slot ${was}`;
  const kept = new Set(later.voted);
  const lost = earlier.voted.filter((slot) => slot >= is && !kept.has(slot));
  return lost.length === 0 ? null : `it has lost its vote for slot ${Math.max(...lost)}`;
};
