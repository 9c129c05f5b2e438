/**
 * What makes a change of identity unsafe now. Each guard looks at what the cluster shows, and an
 * answer that is missing counts against the change: a validator that signs twice is slashed, one
 * that waits loses a few votes. A guard is lifted in git, by its name and with a reason.
 */
import type { ClusterView } from "../../detectors/solana/cluster-view.ts";
import type { TowerFact } from "../../detectors/solana/tower.ts";
import type { Guard, IdentityWant } from "./section.ts";

/** Firedancer's own figure: after so many slots no lockout can bind any more. */
export const LOCKOUT_SLOTS = 512;
const STILL_VOTING_SLOTS = 32;
const LEADER_SLOTS = 75;
const SLOT_S = 0.4;

export interface GuardInput {
  readonly want: IdentityWant;
  readonly live: string;
  readonly view: ClusterView;
  /** The vote account's address; null when none is known. */
  readonly voteAccount: string | null;
  readonly tower: TowerFact | null;
  /** Where the client keeps its towers, as far as it says so. */
  readonly towers: string | null;
  /** The client reads towers, and can be told to insist on one. */
  readonly keepsTower: boolean;
  /** The client's own command that waits for a gap between leader slots, where it has one. */
  readonly waitForGap: string | null;
}

export interface GuardFailure {
  readonly guard: Guard;
  readonly reason: string;
  /** What would make it agree. */
  readonly hint: string;
}

type Check = (now: GuardInput) => Omit<GuardFailure, "guard"> | null;

/** The live identity is the one that votes, and shall not be any more. */
export const isDemotion = ({ want, live, view }: GuardInput): boolean =>
  view.vote?.node === live && live !== want.pubkey;

const seconds = (slots: number): string => `${slots} slots (${Math.round(slots * SLOT_S)} s)`;

const caughtUp: Check = ({ view: { health } }) => (health === "ok" ? null
  : { reason: `the client has not caught up: ${health}`,
    hint: "wait until its getHealth says ok, then plan again" });

const ASK_ANOTHER = "name a node that knows: clusterRpc: https://…";

const leaderSlot: Check = ({ live, waitForGap, view: { leaderIn, epochLeft } }) => {
  const hint = waitForGap === null ? "wait until they have passed, then plan again"
    : `wait for a gap: ${waitForGap}`;
  if (leaderIn === null) {
    return { reason: `the leader schedule of ${live} is unknown`, hint: ASK_ANOTHER };
  }
  if (leaderIn !== "never" && leaderIn <= LEADER_SLOTS) {
    return { reason: `${live} must lead in ${seconds(leaderIn)}`, hint };
  }
  return epochLeft !== null && epochLeft > LEADER_SLOTS ? null
    : { reason: `the epoch ends in ${seconds(epochLeft ?? 0)}: who leads then is not known yet`,
      hint };
};

/** How many slots ago the account voted; null when that is not known. */
const sinceVote = ({ view: { slot, vote } }: GuardInput): number | null =>
  (slot === null || vote === null ? null : slot - vote.lastVote);

const voteAccount: Check = ({ want, voteAccount: account, view: { vote, votesUnknown } }) => {
  if (account === null) {
    return { reason: "no vote account is declared: who votes is unknown",
      hint: "declare it: voteAccount: ADDRESS" };
  }
  if (vote === null) {
    return { reason: `the vote account ${account} is unknown here`
      + (votesUnknown === null ? "" : ` (the client: ${votesUnknown})`), hint: ASK_ANOTHER };
  }
  return vote.node === want.pubkey ? null
    : { reason: `the vote account ${account} belongs to ${vote.node}, not to ${want.pubkey}`,
      hint: "name this identity's own vote account, or give it that one with the withdrawer's key, "
        + "elsewhere: solana vote-update-validator" };
};

const DEMOTE = "demote it there first, and wait until its votes have stopped";

const votingElsewhere: Check = (now) => {
  const since = sinceVote(now);
  if (since === null) {
    return { reason: `it is unknown whether ${now.want.pubkey} votes elsewhere`,
      hint: ASK_ANOTHER };
  }
  return since >= STILL_VOTING_SLOTS ? null
    : { reason: `${now.want.pubkey} has voted ${since} slots ago, and not from here`,
      hint: DEMOTE };
};

const noTowerKept: Check = (now) => {
  const since = sinceVote(now);
  if (since !== null && since >= LOCKOUT_SLOTS) return null;
  return { reason: `this client keeps no tower: it may vote ${LOCKOUT_SLOTS} slots after the last `
    + `vote, and ${since === null ? "when that was is not known" : `that was ${since} slots ago`}`,
  hint: since === null ? ASK_ANOTHER : `wait ${seconds(LOCKOUT_SLOTS - since)}, then plan again` };
};

const tower: Check = (now) => {
  if (!now.keepsTower) return noTowerKept(now);
  const { tower: found, towers, view: { vote }, want: { pubkey } } = now;
  const hint = `copy tower-1_9-${pubkey}.bin to ${towers ?? "the client's ledger"} from the `
    + "machine that voted last, after it has stopped voting";
  if (found === null) return { reason: `there is no tower of ${pubkey} here`, hint };
  const [problem] = found.problems;
  if (problem) return { reason: problem.message, hint };
  const last = found.content?.lastVote ?? 0;
  if (vote === null) {
    return { reason: "it is unknown whether the tower is the newest", hint: ASK_ANOTHER };
  }
  return last >= vote.lastVote ? null
    : { reason: `the tower's last vote is slot ${last}; the chain shows one for slot `
      + `${vote.lastVote}`, hint };
};

const fence: Check = (now) => {
  const since = sinceVote(now);
  if (since !== null && since >= LOCKOUT_SLOTS) return null;
  return { reason: "nothing proves that the machine that had the identity before has given it up"
    + (since === null ? "" : `: its last vote was ${since} slots ago`),
  hint: since === null ? ASK_ANOTHER
    : `make sure of it there, or wait ${seconds(LOCKOUT_SLOTS - since)}` };
};

const ALWAYS = { caughtUp, leaderSlot } as const;
const PROMOTING = { voteAccount, votingElsewhere, tower, fence } as const;

/** Guards that refuse, lifted or not, the plainest first. */
export const guardFailures = (now: GuardInput): readonly GuardFailure[] => {
  const asked = Object.entries({ ...ALWAYS, ...(isDemotion(now) ? {} : PROMOTING) });
  return asked.flatMap(([guard, check]) => {
    const refusal = check(now);
    return refusal === null ? [] : [{ guard: guard as Guard, ...refusal }];
  });
};
