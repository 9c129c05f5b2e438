/**
 * What the keeper knows of an Ethereum-like validator and of its chain: one look after the other
 * makes what is seen, and facts are read from that. Where a chain of slots of twelve seconds stands
 * still for a minute, or that is unknown, a failover helps nothing: it is vetoed until it goes on.
 */
import type { BeaconState } from "./beacon-lines.ts";
import {
  DEFAULT_LIMITS, unfitness, UNWATCHED, watchFitness, type Fitness,
} from "./fitness.ts";
import type { NodeFacts } from "./node-watch.ts";
import type { SaidIdentity } from "./identity-misfit.ts";

export interface BeaconLook {
  /** Before anything was asked, by this host's clock in ms. */
  readonly at: number;
  readonly clientRuns: boolean;
  /** `unasked` where nothing could be asked; null for a node without an answer. */
  readonly own: BeaconState | null | "unasked";
  /** Of those that have answered. */
  readonly others: readonly BeaconState[];
}

/** The newest head that was seen, and when it was first seen. */
interface SeenHead {
  readonly slot: number;
  readonly since: number;
}

export interface BeaconsSeen {
  readonly fitness: Fitness;
  readonly own: { readonly at: number; readonly isWell: boolean } | null;
  readonly ownHead: SeenHead | null;
  readonly otherHead: SeenHead | null;
  /** The client has been looked for. */
  readonly client: { readonly at: number; readonly runs: boolean } | null;
}

export const NO_BEACONS_SEEN: BeaconsSeen =
  { fitness: UNWATCHED, own: null, ownHead: null, otherHead: null, client: null };

const RECENT_MS = 20_000;
const STALL_MS = 60_000;
/** As far as a synced node is behind by its own clock while a block is late. */
const MOST_BEHIND = 3;
/** Blocks take their time from one node to the other. */
const APART_SLOTS = 4;

const headAfter = (before: SeenHead | null, slot: number | null, at: number): SeenHead | null => {
  if (slot === null) return before;
  return before !== null && slot <= before.slot ? before : { slot, since: at };
};

const newest = (others: readonly BeaconState[]): number | null =>
  (others.length === 0 ? null : Math.max(...others.map(({ head }) => head)));

const isWell = ({ isSynced, distance, head }: BeaconState, tip: number | null): boolean =>
  isSynced && distance <= MOST_BEHIND && (tip === null || head >= tip - APART_SLOTS);

export const beaconsAfter = (before: BeaconsSeen, look: BeaconLook): BeaconsSeen => {
  const { at, clientRuns, own, others } = look;
  const tip = newest(others);
  const state = own === "unasked" ? null : own;
  return {
    fitness: watchFitness(before.fitness, { processRuns: clientRuns, slotsBehind: null,
      isHealthy: own === "unasked" ? "unasked" : own?.isSynced ?? null }, DEFAULT_LIMITS),
    own: own === "unasked" ? before.own : { at, isWell: state !== null && isWell(state, tip) },
    ownHead: headAfter(before.ownHead, state?.head ?? null, at),
    otherHead: headAfter(before.otherHead, tip, at),
    client: { at, runs: clientRuns },
  };
};

const goesOn = (head: SeenHead | null, now: number): boolean =>
  head !== null && now - head.since <= STALL_MS;

/** `isHolding`: this host's client is to run; a standby's is not. */
export const beaconFacts = (
  { fitness, own, ownHead, otherHead }: BeaconsSeen, now: number,
  { hasOthers, isHolding }: { readonly hasOthers: boolean; readonly isHolding: boolean },
): NodeFacts => ({
  unfit: isHolding ? unfitness(fitness, DEFAULT_LIMITS) : null,
  isCaughtUp: own !== null && own.isWell && now - own.at <= RECENT_MS,
  isClusterStalled: !goesOn(ownHead, now) || (hasOthers && !goesOn(otherHead, now)),
  isAdmitted: true, isVoting: false,
});

/**
 * Whether the client runs, in the words of who it is: it has the keys as soon as it does. systemd
 * may start one again that has died, so one is gone only once a row of looks has not found it.
 */
export const saidByProcess = (
  { client, fitness }: BeaconsSeen, identity: string,
): SaidIdentity | null => {
  if (client === null) return null;
  if (client.runs) return { pubkey: identity, askedAt: client.at };
  const isGone = fitness.rows["process-dead"] >= DEFAULT_LIMITS.misses;
  return isGone ? { pubkey: "", askedAt: client.at } : null;
};

/** A look is due soon where the last one has shown something wrong, or this host is to act. */
export const beaconPaceMs = (
  { own, fitness }: BeaconsSeen, { isActing, isHolding }: {
    readonly isActing: boolean; readonly isHolding: boolean;
  },
): number => {
  if (isActing) return 1_000;
  const isFailing = own?.isWell !== true
    || (isHolding && Object.values(fitness.rows).some((row) => row > 0));
  return isFailing ? 2_000 : 6_000;
};
