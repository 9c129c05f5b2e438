/**
 * What makes a change of identity unsafe now. Each guard looks at what the cluster shows, and an
 * answer that is missing counts against the change: a validator that signs twice is slashed, one
 * that waits loses a few votes. A guard is lifted in git, by its name and with a reason.
 */
import {
  LAMPORTS, ticketPrice, type AdmissionTicket,
} from "../../detectors/solana/admission-ticket.ts";
import type { FailoverPermit } from "../../failover/permit.ts";
import type { ClusterView } from "../../detectors/solana/cluster-view.ts";
import type { TowerFact } from "../../detectors/solana/tower.ts";
import { HOW_TO_IMPORT } from "../shared/import-record.ts";
import { inSlots, slotMsOf } from "../shared/slots.ts";
import type { Guard, IdentitySpec } from "./section.ts";
import { SILENT_SLOTS, untilSilent } from "../shared/silence.ts";

/** Firedancer's own figure: after so many slots no lockout can bind any more. */
export const LOCKOUT_SLOTS = 512;
/** Before a leader slot, and before the end of an epoch. */
const LEADER_SLOTS = 150;
/** A change takes seconds, whatever a slot takes: shorter slots are more of them. */
const LEADER_MS = 30_000;
/** Further ahead of what this machine has seen no machine of this cluster can have voted. */
const AHEAD_SLOTS = 48;
/** Healthy are 32 with towers and a few after them; this many is a cluster that stands still. */
const STALLED_SLOTS = 100;

export interface GuardInput {
  readonly want: IdentitySpec;
  readonly live: string;
  /** A register has proven that no other host votes; null where none is asked. */
  readonly permit: FailoverPermit | null;
  readonly view: ClusterView;
  /** What the client says of its vote account's admission; null where it says nothing. */
  readonly ticket: AdmissionTicket | null;
  /** The vote account's address; null when none is known. */
  readonly voteAccount: string | null;
  readonly tower: TowerFact | null;
  /** Where the client keeps its towers, as far as it says so. */
  readonly towers: string | null;
  /** The client reads towers, and can be told to insist on one. */
  readonly keepsTower: boolean;
  /** The same for vote histories, and where it keeps them: always in its ledger. */
  readonly history: TowerFact | null;
  readonly keepsHistory: boolean;
  /** Why the client would not take the file; null where it would, or takes none. */
  readonly importProblem: string | null;
  /** Its program tells the voter not to want one. */
  readonly ignoresHistory: boolean;
  readonly ledger: string | null;
  /** The client's own command that waits for a gap between leader slots, where it has one. */
  readonly waitForGap: string | null;
}

export interface GuardFailure {
  readonly guard: Guard;
  readonly reason: string;
  /** What would make it agree. */
  readonly hint: string;
}

type GuardCheck = (now: GuardInput) => Omit<GuardFailure, "guard"> | null;

/** The live identity is the one that votes, and shall not be any more. */
export const isDemotion = ({ want, live, view }: GuardInput): boolean =>
  view.vote?.node === live && live !== want.pubkey;

const time = (view: ClusterView, slots: number): string => inSlots(slots, view);

const caughtUp: GuardCheck = ({ view: { health } }) => (health === "ok" ? null
  : { reason: `the client has not caught up: ${health}`,
    hint: "wait until its getHealth says ok, then plan again" });

const ASK_ANOTHER = "name a node that knows: clusterRpc: https://…";

const leaderSlot: GuardCheck = ({ live, waitForGap, view }) => {
  const { leaderIn, epochLeft } = view;
  const needed = Math.max(LEADER_SLOTS, Math.ceil(LEADER_MS / slotMsOf(view)));
  const hint = waitForGap === null ? "wait until they have passed, then plan again"
    : `wait for a gap: ${waitForGap}`;
  if (leaderIn === null) {
    return { reason: `the leader schedule of ${live} is unknown`, hint: ASK_ANOTHER };
  }
  if (leaderIn !== "never" && leaderIn <= needed) {
    return { reason: `${live} must lead in ${time(view, leaderIn)}; wanted are more than `
      + time(view, needed), hint };
  }
  return epochLeft !== null && epochLeft > needed ? null
    : { reason: `the epoch ends in ${time(view, epochLeft ?? 0)}: who leads then is not known yet`,
      hint };
};

/** How many slots ago the account voted; null when that is not known. */
const sinceVote = ({ view: { slot, vote } }: GuardInput): number | null =>
  (slot === null || vote === null ? null : slot - vote.lastVote);

/** An account that is not admitted votes from no machine: a change would only show it. */
const notAdmitted = (
  account: string, ticket: AdmissionTicket | null,
): ReturnType<GuardCheck> => {
  if (ticket?.votes === false) {
    return { reason: "the client was started so that it does not vote",
      hint: "start it with --vote-account, and without --no-voting" };
  }
  return ticket?.isAdmitted !== false ? null
    : { reason: `the vote account ${account} is not admitted in epoch ${ticket.epoch}: no machine `
      + "can vote with it", hint: "see that it has stake, a BLS key and the price of a ticket; it "
      + "may vote two epochs later" };
};

const sol = (lamports: number): string => (lamports / LAMPORTS).toFixed(2);

/** What will keep it from voting later, whatever changes now. */
export const ticketWarnings = (
  { view, ticket, voteAccount: account }: GuardInput,
): readonly string[] => {
  if (view.phase !== "alpenglow" || account === null) return [];
  const price = ticketPrice(slotMsOf(view));
  return [
    ...ticket?.nextRefusal ? [`the vote account ${account} will not be admitted in epoch `
      + `${ticket.epoch + 2}: ${ticket.nextRefusal}`] : [],
    ...view.voteBalance !== null && view.voteBalance < price
      ? [`the vote account ${account} holds ${sol(view.voteBalance)} SOL; an epoch's ticket takes `
        + `${sol(price)} SOL from it`] : [],
  ];
};

const voteAccount: GuardCheck = (
  { want, voteAccount: account, ticket, view: { vote, votesUnknown } },
) => {
  if (account === null) {
    return { reason: "no vote account is declared: who votes is unknown",
      hint: "declare it: voteAccount: ADDRESS" };
  }
  if (vote === null) {
    return { reason: `the vote account ${account} is unknown here`
      + (votesUnknown === null ? "" : ` (the client: ${votesUnknown})`), hint: ASK_ANOTHER };
  }
  return vote.node === want.pubkey ? notAdmitted(account, ticket)
    : { reason: `the vote account ${account} belongs to ${vote.node}, not to ${want.pubkey}`,
      hint: "name this identity's own vote account, or give it that one with the withdrawer's key, "
        + "elsewhere: solana vote-update-validator" };
};

/** While nothing becomes final, no account's votes move: that they stand still proves nothing. */
const whyStalled = ({ slot, finalized }: ClusterView): string | null => {
  if (slot === null || finalized === null) return "it is unknown whether the cluster finalizes";
  const behind = slot - finalized;
  return behind <= STALLED_SLOTS ? null : `the cluster does not finalize: its newest final slot is `
    + `${behind} slots behind, and so no vote that stopped can be told from one that does not show`;
};

const stalled = ({ view }: GuardInput): ReturnType<GuardCheck> => {
  const reason = whyStalled(view);
  return reason === null ? null : { reason, hint: "wait until the cluster finalizes again; until "
    + "then only a person can know that the other machine is off" };
};

const DEMOTE = "demote it there first, and wait until its votes have stopped";

const votingElsewhere: GuardCheck = (now) => {
  const since = sinceVote(now);
  if (since === null) {
    return { reason: `it is unknown whether ${now.want.pubkey} votes elsewhere`,
      hint: ASK_ANOTHER };
  }
  if (since < SILENT_SLOTS) {
    return { reason: `${now.want.pubkey} has voted ${since} slots ago, and not from here`,
      hint: DEMOTE };
  }
  return stalled(now) ?? (untilSilent(now.view) === 0 ? null
    : { reason: `no slot after the last vote of ${now.want.pubkey} is final yet: until then a vote `
      + "that stopped looks like one that does not show", hint: "wait, then plan again" });
};

const noneKept = (now: GuardInput, kept: string): ReturnType<GuardCheck> => {
  const since = sinceVote(now);
  if (since !== null && since >= LOCKOUT_SLOTS) return stalled(now);
  const when = since === null ? "when that was is not known" : `that was ${since} slots ago`;
  return { reason: `this client keeps no ${kept}: it may vote ${LOCKOUT_SLOTS} slots after the `
    + `last vote, and ${when}`,
  hint: since === null ? ASK_ANOTHER
    : `wait ${time(now.view, LOCKOUT_SLOTS - since)}, then plan again` };
};

interface KeptHistory {
  readonly name: string;
  readonly file: string;
  readonly found: TowerFact | null;
  readonly directory: string | null;
}

/** It is here, sound, and holds the newest vote that the chain shows. */
const recordFailure = (
  now: GuardInput, { name, file, found, directory }: KeptHistory,
): ReturnType<GuardCheck> => {
  const { view: { vote, slot }, want: { pubkey } } = now;
  const hint = `copy ${file} to ${directory ?? "the client's ledger"} from the machine that voted `
    + "last, after it has stopped voting";
  if (found === null) return { reason: `there is no ${name} of ${pubkey} here`, hint };
  const [problem] = found.problems;
  if (problem) return { reason: problem.message, hint };
  const last = found.content?.lastVote ?? 0;
  if (vote === null) {
    return { reason: `it is unknown whether the ${name} is the newest`, hint: ASK_ANOTHER };
  }
  if (slot !== null && last > slot + AHEAD_SLOTS) {
    return { reason: `the ${name}'s last vote is slot ${last}, and the newest slot known here is `
      + `${slot}: it is another cluster's, or the client has not caught up`,
    hint: `wait until the client has caught up, or ${hint}` };
  }
  return last >= vote.lastVote ? null
    : { reason: `the ${name}'s last vote is slot ${last}; the chain shows one for slot `
      + `${vote.lastVote}`, hint };
};

const towerKept: GuardCheck = (now) => (now.keepsTower
  ? recordFailure(now, { name: "tower", found: now.tower, directory: now.towers,
    file: `tower-1_9-${now.want.pubkey}.bin` })
  : noneKept(now, "tower"));

const TOO_OLD = { reason: "Frankendancer takes an identity up without its vote history",
  hint: "run Agave, Jito or Firedancer on a cluster that has moved to Alpenglow" };

const historyKept: GuardCheck = (now) => {
  if (now.ignoresHistory) return TOO_OLD;
  const name = "vote history";
  return now.keepsHistory ? recordFailure(now, { name, found: now.history, directory: now.ledger,
    file: `vote_history-${now.want.pubkey}.bin` }) : noneKept(now, name);
};

/** What binds the next vote: the tower, and from the genesis of Alpenglow on the vote history. */
const tower: GuardCheck = (now) => {
  const { phase, phaseUnknown } = now.view;
  if (now.permit?.by === "bound") return null;
  if (now.importProblem !== null) {
    return { reason: now.importProblem, hint: HOW_TO_IMPORT };
  }
  if (phase === "unknown") {
    return { reason: "it is unknown whether a tower or a vote history binds the next vote: "
      + `${phaseUnknown ?? "nothing tells"}`, hint: ASK_ANOTHER };
  }
  return phase === "tower" ? towerKept(now) : historyKept(now);
};

const fence: GuardCheck = (now) => {
  const since = sinceVote(now);
  if (since !== null && since >= LOCKOUT_SLOTS) return stalled(now);
  return { reason: "nothing proves that the machine that had the identity before has given it up"
    + (since === null ? "" : `: its last vote was ${since} slots ago`),
  hint: since === null ? ASK_ANOTHER
    : `make sure of it there, or wait ${time(now.view, LOCKOUT_SLOTS - since)}` };
};

const ALWAYS = { caughtUp, leaderSlot } as const;
const PROMOTING = { voteAccount, votingElsewhere, tower, fence } as const;
/** The register has the proof that the others ask for; a host that leads nothing has no gap. */
const PERMITTED = { caughtUp, voteAccount, tower } as const;

const guardsFor = (now: GuardInput): Readonly<Partial<Record<Guard, GuardCheck>>> => {
  if (now.permit !== null) return PERMITTED;
  return { ...ALWAYS, ...(isDemotion(now) ? {} : PROMOTING) };
};

/** Guards that refuse, lifted or not, the plainest first. */
export const guardFailures = (now: GuardInput): readonly GuardFailure[] => {
  const asked = Object.entries(guardsFor(now));
  return asked.flatMap(([guard, check]) => {
    const refusal = check(now);
    return refusal === null ? [] : [{ guard: guard as Guard, ...refusal }];
  });
};
