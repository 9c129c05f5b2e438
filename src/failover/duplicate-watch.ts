/**
 * The view from outside: two keepers that both say that their hosts do not sign, and an account
 * that votes on. Then something signs that no keeper knows of: a third machine with the key, a
 * client that an operator has given the identity, or a keeper whose word is wrong.
 *
 * A vote may land late, and that it has landed says nothing of when it was signed. Its slot does:
 * none is voted for that is far beyond the newest slot that there is. So the newest slot is noted
 * once both are standbys. A vote for a later one was signed since. And since neither host signs
 * again without a take, which makes a new epoch, it is held against the peer's next word: that must
 * still be of the same epoch.
 */
import { givesWord, type KeeperState } from "./keeper-state.ts";
import type { PeerWord } from "./word.ts";
import { BEYOND_SLOTS } from "./slot-bound.ts";

/** For as long as neither host signs, by the words of both. */
interface QuietTime {
  readonly epoch: number;
  readonly since: number;
  /** The newest slot that was asked for since then. */
  readonly tip: number | null;
  /** When a look began that has shown a vote for a later one. */
  readonly suspectedAt: number | null;
}

export interface DuplicateWatch {
  readonly quiet: QuietTime | null;
  readonly provenAt: number | null;
}

export const NO_DUPLICATE: DuplicateWatch = { quiet: null, provenAt: null };

/** So long after the last proof it is an alarm. */
const ALARM_MS = 60_000;

const begun = (epoch: number, now: number): QuietTime =>
  ({ epoch, since: now, tip: null, suspectedAt: null });

export interface HeardWord {
  readonly word: PeerWord;
  readonly askedAt: number;
  readonly now: number;
}

const isQuiet = (keeper: KeeperState, { isYes, mark }: PeerWord): boolean =>
  givesWord(keeper) && isYes && mark.epoch === keeper.highest.epoch;

export const heardPeer = (
  before: DuplicateWatch, keeper: KeeperState, { word, askedAt, now }: HeardWord,
): DuplicateWatch => {
  const { epoch } = keeper.highest;
  if (!isQuiet(keeper, word)) return { ...before, quiet: null };
  const { quiet } = before;
  if (quiet === null || quiet.epoch !== epoch) return { ...before, quiet: begun(epoch, now) };
  return quiet.suspectedAt === null || askedAt < quiet.suspectedAt ? before
    : { quiet: begun(epoch, now), provenAt: now };
};

export interface ClusterVotes {
  /** When the look began. */
  readonly at: number;
  /** The newest slot of the cluster. */
  readonly tip: number | null;
  /** The account's newest vote that two nodes show. */
  readonly lastVote: number | null;
}

const quietAfter = (quiet: QuietTime, { at, tip, lastVote }: ClusterVotes): QuietTime => {
  if (at < quiet.since) return quiet;
  if (quiet.tip === null) return { ...quiet, tip };
  const isLater = lastVote !== null && lastVote > quiet.tip + BEYOND_SLOTS;
  return isLater ? { ...quiet, suspectedAt: quiet.suspectedAt ?? at } : quiet;
};

export const sawVotes = (
  before: DuplicateWatch, keeper: KeeperState, votes: ClusterVotes,
): DuplicateWatch => {
  const { quiet } = before;
  if (quiet === null) return before;
  const isOver = !givesWord(keeper) || quiet.epoch !== keeper.highest.epoch;
  return { ...before, quiet: isOver ? null : quietAfter(quiet, votes) };
};

export const isDuplicate = ({ provenAt }: DuplicateWatch, now: number): boolean =>
  provenAt !== null && now - provenAt < ALARM_MS;
