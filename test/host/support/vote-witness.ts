/**
 * The witness of towers: a client that votes for an identity must know the vote before, whatever
 * client cast it, for a lockout that it does not know of is one that it may break. It goes by the
 * vote log alone.
 */
import type { Validators } from "./validators.ts";

type Vote = Awaited<ReturnType<Validators["votes"]>>[number];

/** A client that begins where another has ended, with a tower that does not know that vote. */
const forgets = (vote: Vote, before: Vote): boolean => vote.slot <= before.slot
  || (vote.pid !== before.pid && (vote.tower !== "file" || (vote.previous ?? -1) < before.slot));

/** Pairs of votes, each with the one that its caster should have known. */
export const forgottenVotes = (votes: readonly Vote[]): readonly (readonly [Vote, Vote])[] => {
  const last = new Map<string, Vote>();
  return votes.toSorted((a, b) => a.wall - b.wall).flatMap((vote) => {
    const before = last.get(vote.identity);
    last.set(vote.identity, vote);
    return before && forgets(vote, before) ? [[before, vote] as const] : [];
  });
};
