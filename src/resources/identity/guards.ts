/**
 * What makes a change of identity unsafe now. Each guard looks at what the cluster shows, and an
 * answer that is missing counts against the change: a validator that signs twice is slashed, one
 * that waits loses a few votes. A guard is lifted in git, by its name and with a reason.
 */
import type { ClusterView } from "../../detectors/cluster-view.ts";
import type { TowerFact } from "../../detectors/tower.ts";
import type { Guard, IdentityWant } from "../../engine/model.ts";

/** Firedancer's own figure: after so many slots no lockout can bind any more. */
const LOCKOUT_SLOTS = 512;
const STILL_VOTING_SLOTS = 32;
const LEADER_SLOTS = 75;

export interface Situation {
  readonly want: IdentityWant;
  readonly live: string;
  readonly view: ClusterView;
  /** The vote account's address; null when none is known. */
  readonly voteAccount: string | null;
  readonly tower: TowerFact | null;
  /** The client reads towers, and can be told to insist on one. */
  readonly keepsTower: boolean;
}

export interface Refusal {
  readonly guard: Guard;
  readonly reason: string;
}

/** The live identity is the one that votes, and shall not be any more. */
export const isDemotion = ({ want, live, view }: Situation): boolean =>
  view.vote?.node === live && live !== want.pubkey;

const caughtUp = ({ view: { health } }: Situation): string | null =>
  (health === "ok" ? null : `the client has not caught up: ${health}`);

const leaderSlot = ({ live, view: { leaderIn } }: Situation): string | null =>
  (leaderIn === null || leaderIn > LEADER_SLOTS ? null
    : `${live} must lead in ${leaderIn} slots (${Math.round(leaderIn * 0.4)} s)`);

/** How many slots ago the account voted; null when that is not known. */
const sinceVote = ({ view: { slot, vote } }: Situation): number | null =>
  (slot === null || vote === null ? null : slot - vote.lastVote);

const voteAccount = ({ want, voteAccount: account, view: { vote } }: Situation): string | null => {
  if (account === null) return "no vote account is declared: nobody can tell who votes";
  if (vote === null) return `nobody here knows the vote account ${account}`;
  return vote.node === want.pubkey ? null
    : `the vote account ${account} belongs to ${vote.node}, not to ${want.pubkey}`;
};

const votingElsewhere = (now: Situation): string | null => {
  const since = sinceVote(now);
  if (since === null) return null; // the guard of the vote account has said so
  return since >= STILL_VOTING_SLOTS ? null
    : `${now.want.pubkey} has voted ${since} slots ago, and not from here`;
};

const tower = (now: Situation): string | null => {
  const since = sinceVote(now);
  if (!now.keepsTower) {
    return since !== null && since >= LOCKOUT_SLOTS ? null
      : `this client keeps no tower: it may vote ${LOCKOUT_SLOTS} slots after the last vote, and `
        + (since === null ? "when that was is not known" : `that was ${since} slots ago`);
  }
  const { tower: found, view: { vote } } = now;
  if (found === null) return `there is no tower of ${now.want.pubkey} here`;
  const [problem] = found.problems;
  if (problem) return problem.message;
  const last = found.content?.lastVote ?? 0;
  return vote === null || last >= vote.lastVote ? null
    : `the tower's last vote is slot ${last}; the chain shows one for slot ${vote.lastVote}`;
};

const fence = (now: Situation): string | null => {
  const since = sinceVote(now);
  if (since !== null && since >= LOCKOUT_SLOTS) return null;
  return "nothing proves that the machine that had the identity before has given it up"
    + (since === null ? "" : `: its last vote was ${since} slots ago`);
};

const ALWAYS = { caughtUp, leaderSlot } as const;
const PROMOTING = { voteAccount, votingElsewhere, tower, fence } as const;

/** Guards that refuse, lifted or not, the plainest first. */
export const refusals = (now: Situation): readonly Refusal[] => {
  const asked = Object.entries({ ...ALWAYS, ...(isDemotion(now) ? {} : PROMOTING) });
  return asked.flatMap(([guard, check]) => {
    const reason = check(now);
    return reason === null ? [] : [{ guard: guard as Guard, reason }];
  });
};
