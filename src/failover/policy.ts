/**
 * What this host would do now, and why not. The keeper's step decides what is safe; this decides
 * what is wanted, from what was seen of the validator, the cluster and the peer.
 */
import { maySign, type KeeperState } from "./keeper-state.ts";
import type { Unfitness } from "./fitness.ts";
import { isMadeForAnother } from "./register.ts";

/** The policy's words for the next step. */
export interface PolicyWords {
  readonly mayTake: boolean;
  readonly isReady: boolean;
  readonly handOver: boolean;
}

/** One host's facts, as of the last look. */
export interface PolicyFacts {
  readonly isDryRun: boolean;
  /** The host file permits takeovers without an operator. */
  readonly isUnplannedAllowed: boolean;
  /** This host holds the register, and has not been ready to sign for long. */
  readonly isTakeStuck: boolean;
  /** The last try to take the identity up has failed, not long ago. */
  readonly hasFailed: boolean;
  /** The client is being made to stop, for this host holds nothing. */
  readonly isStillSigning: boolean;
  readonly unfit: Unfitness | null;
  /** This host's node follows the tip of the cluster. */
  readonly isCaughtUp: boolean;
  /** Within the last seconds, two nodes have shown a newer vote of the account. */
  readonly isVoting: boolean;
  readonly isClusterStalled: boolean;
  /** The vote account may vote in this epoch, and belongs to the identity; null where unknown. */
  readonly isAdmitted: boolean | null;
  /** An operator has asked this host to hand the identity over. */
  readonly isHandoverAsked: boolean;
  /** The peer has said within this moment that it could take; null where it does not answer. */
  readonly isPeerReady: boolean | null;
  /** The digest of the signing state that is in place here; null where there is none. */
  readonly stateDigest: string | null;
  /** The slot bound of this take is final, or this host goes on from itself. */
  readonly isBoundFinal: boolean;
  /** What stands is what this host held, and signed by: no other host has signed since. */
  readonly isOwnToResume: boolean;
}

export type Hindrance =
  "dry-run" | "unplanned-off" | "still-signs" | "unfit" | "behind" | "cluster-stalled"
  | "not-admitted" | "promotion-failed" | "made-for-peer";

export interface Policy extends PolicyWords {
  /** Why this host would not take now; empty where it would. */
  readonly hindrances: readonly Hindrance[];
  /** It would take what its peer offers it, whatever it may do without an offer. */
  readonly mayTakeOffer: boolean;
}

/** To this host; or by it, and the peer has not taken it: what it gave up comes back by itself. */
const isOfferedHere = ({ host, seen }: KeeperState): boolean =>
  seen?.register.state === "offered"
    && (seen.register.handover?.to === host || seen.register.holder === host);

const isMadeForPeer = ({ host, seen }: KeeperState): boolean =>
  seen !== null && isMadeForAnother(seen.register, host);

/** A dry run names the others as well: an operator sees in it what is still to be mended. */
const hindrancesOf = (keeper: KeeperState, facts: PolicyFacts): readonly Hindrance[] => {
  const found: readonly (readonly [Hindrance, boolean])[] = [
    ["dry-run", facts.isDryRun],
    ["unplanned-off",
      !facts.isUnplannedAllowed && !isOfferedHere(keeper) && !facts.isOwnToResume],
    ["still-signs", facts.isStillSigning],
    ["promotion-failed", facts.hasFailed],
    ["unfit", facts.unfit !== null],
    ["behind", !facts.isCaughtUp],
    ["cluster-stalled", facts.isClusterStalled],
    ["not-admitted", facts.isAdmitted !== true],
    ["made-for-peer", isMadeForPeer(keeper)],
  ];
  return found.flatMap(([name, isIt]) => (isIt ? [name] : []));
};

/** The signing state that was carried is the one that is here, or the bound stands in for it. */
const isReady = ({ seen }: KeeperState, { stateDigest, isBoundFinal }: PolicyFacts): boolean => {
  const digest = seen?.register.handover?.digest ?? null;
  return isBoundFinal || (digest !== null && digest === stateDigest);
};

/** What is not ready for long goes to the other host, where that could take it. */
const handsBack = ({ phase }: KeeperState, { isTakeStuck, isPeerReady }: PolicyFacts): boolean =>
  phase === "taking" && isTakeStuck && isPeerReady === true;

/**
 * A holder gives up by itself only to a peer that has just said that it could take: one that
 * neither votes nor hands over harms no other validator. While the cluster is stalled nothing shows
 * whether a validator works.
 */
const givesUp = (keeper: KeeperState, facts: PolicyFacts): boolean => {
  if (facts.isDryRun || !maySign(keeper)) return false;
  if (facts.isHandoverAsked) return true;
  // Nothing signs here: whichever host is ready first may take it.
  if (facts.unfit === "unstaked") return facts.isUnplannedAllowed;
  // A node that does not answer, or says that it is behind, and votes does what it is for.
  const isAtWork = facts.isVoting && facts.unfit !== "process-dead";
  return facts.isUnplannedAllowed && facts.unfit !== null && facts.isPeerReady === true
    && !facts.isClusterStalled && !isAtWork;
};

/**
 * Whether a client that has not given the identity up may go on: an operator has asked for that,
 * and nothing is wrong with the validator. One that is to give it up for another reason is killed.
 */
export const mayGoOn = (
  { phase, heldFrom }: KeeperState, { unfit, isHandoverAsked }: PolicyFacts,
): boolean => phase === "demoting" && heldFrom !== null && isHandoverAsked && unfit === null;

/** The step refuses that by itself, and it is over once the peer has it to hand over. */
const isOfStep = (hindrance: Hindrance): boolean => hindrance === "made-for-peer";

export const policyFor = (keeper: KeeperState, facts: PolicyFacts): Policy => {
  const hindrances = hindrancesOf(keeper, facts);
  const isOfOffer = (one: Hindrance): boolean => isOfStep(one) || one === "unplanned-off";
  return { hindrances, mayTake: hindrances.every(isOfStep) && !facts.isHandoverAsked,
    mayTakeOffer: hindrances.every(isOfOffer) && !facts.isHandoverAsked,
    isReady: isReady(keeper, facts),
    handOver: givesUp(keeper, facts) || handsBack(keeper, facts) };
};
