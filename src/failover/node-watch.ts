/**
 * What the keeper knows of its validator and of the cluster: one look after the other makes what is
 * seen, and facts are read from that. No fact rests on one node elsewhere: see witnesses.ts.
 */
import type { ClusterVotes } from "./duplicate-watch.ts";
import {
  DEFAULT_LIMITS, unfitness, UNWATCHED, watchFitness, type Fitness,
} from "./fitness.ts";
import type { SaidIdentity } from "./identity-misfit.ts";
import type { NodeAnswer } from "./node-lines.ts";
import type { PolicyFacts } from "./policy.ts";
import { APART_SLOTS, BEYOND_SLOTS, type SlotView } from "./slot-bound.ts";
import { isStalled, watchFinality, type Finality } from "./stall.ts";
import { agreedByAll, highestToHeed, reachedByTwo } from "./witnesses.ts";

export interface NodeLook {
  /** Before anything was asked, by this host's clock in ms. */
  readonly at: number;
  /** Null where it is unknown. */
  readonly processRuns: boolean | null;
  /** Null where nothing could be asked; a node without an answer is a silent one. */
  readonly own: NodeAnswer | null;
  /** Those that were asked this time. */
  readonly witnesses: readonly { readonly name: string; readonly answer: NodeAnswer }[];
}

interface SeenVotes {
  readonly at: number;
  readonly votes: NonNullable<NodeAnswer["votes"]>;
}

/** The newest that one node has said. */
interface SeenNode {
  readonly from: SlotView["from"];
  readonly view: SlotView | null;
  readonly votes: SeenVotes | null;
  readonly finality: Finality | null;
}

export interface NodesSeen {
  readonly fitness: Fitness;
  /** The own node's word of its health. */
  readonly health: { readonly at: number; readonly isIt: boolean } | null;
  /** Who the own node said it was; null where the last look has shown none. */
  readonly identity: SaidIdentity | null;
  /** Of the last look that could tell. */
  readonly caughtUp: { readonly at: number; readonly isIt: boolean } | null;
  readonly nodes: readonly SeenNode[];
  /** The newest vote of the account that two nodes have shown, and when they first did. */
  readonly voted: { readonly slot: number; readonly since: number } | null;
}

export const NOTHING_SEEN: NodesSeen =
  { fitness: UNWATCHED, health: null, identity: null, caughtUp: null, nodes: [],
    voted: null };

/** Nodes are asked every six seconds at least, and for votes every 30. */
const RECENT_MS = { own: 12_000, witnesses: 20_000, votes: 90_000 } as const;

/** While a check fails, votes are asked for every six seconds. */
const VOTING_MS = 12_000;

const isRecent = (at: number, now: number, ms: number): boolean => now - at <= ms;

const present = (numbers: readonly (number | null)[]): readonly number[] =>
  numbers.filter((one) => one !== null);

const viewOf = (from: string, at: number, answer: NodeAnswer): SlotView | null => {
  const { processed, finalized } = answer;
  return processed === null || finalized === null ? null
    : { from, askedAt: at, processed, finalized };
};

const nodeAfter = (
  before: SeenNode | undefined, from: string, at: number, answer: NodeAnswer,
): SeenNode => ({ from, view: viewOf(from, at, answer) ?? before?.view ?? null,
  finality: watchFinality(before?.finality ?? null, answer.finalized, at),
  votes: answer.votes === null ? before?.votes ?? null : { at, votes: answer.votes } });

const nodesAfter = (before: NodesSeen["nodes"], look: NodeLook): NodesSeen["nodes"] => {
  const said = [...look.own === null ? [] : [{ name: "own", answer: look.own }],
    ...look.witnesses];
  const next = said.map(({ name, answer }) =>
    nodeAfter(before.find(({ from }) => from === name), name, look.at, answer));
  return [...before.filter(({ from }) => !next.some((one) => one.from === from)), ...next];
};

const processedIn = ({ witnesses }: NodeLook): readonly number[] =>
  present(witnesses.map(({ answer }) => answer.processed));

/** Null where it is unknown, or no other node was asked. */
const slotsBehind = (look: NodeLook): number | null => {
  const [processed, tip] = [look.own?.processed ?? null, reachedByTwo(processedIn(look))];
  return processed === null || tip === null ? null : Math.max(0, tip - processed);
};

const caughtUpAfter = (before: NodesSeen["caughtUp"], look: NodeLook): NodesSeen["caughtUp"] => {
  const [processed, tip] = [look.own?.processed ?? null, highestToHeed(processedIn(look))];
  if (processed === null || tip === null) return before;
  return { at: look.at, isIt: tip - processed <= DEFAULT_LIMITS.slotsBehind
    && processed - tip <= APART_SLOTS };
};

const recentViews = (
  nodes: NodesSeen["nodes"], now: number, ms: number = RECENT_MS.witnesses,
): readonly SlotView[] => nodes.flatMap(({ view }) =>
  (view !== null && isRecent(view.askedAt, now, ms) ? [view] : []));

const recentVotes = (
  { nodes }: Pick<NodesSeen, "nodes">, now: number,
): readonly SeenVotes["votes"][] => nodes.flatMap(({ votes }) =>
  (votes !== null && isRecent(votes.at, now, RECENT_MS.votes) ? [votes.votes] : []));

const lastVotes = (seen: Pick<NodesSeen, "nodes">, now: number): readonly number[] =>
  recentVotes(seen, now).flatMap((votes) => (votes === "absent" ? [] : [votes.lastVote]));

const votedAfter = (
  before: NodesSeen["voted"], nodes: NodesSeen["nodes"], at: number,
): NodesSeen["voted"] => {
  const slot = reachedByTwo(lastVotes({ nodes }, at));
  return slot === null || slot <= (before?.slot ?? -1) ? before : { slot, since: at };
};

/** What is seen after one more look. */
export const lookedAt = (before: NodesSeen, look: NodeLook): NodesSeen => {
  const { at, own, processRuns } = look;
  const nodes = nodesAfter(before.nodes, look);
  return {
    fitness: watchFitness(before.fitness, { processRuns, slotsBehind: slotsBehind(look),
      isHealthy: own === null ? "unasked" : own.isHealthy }, DEFAULT_LIMITS),
    health: own === null ? before.health : { at, isIt: own.isHealthy === true },
    identity: own?.identity == null ? null : { pubkey: own.identity, askedAt: at },
    caughtUp: caughtUpAfter(before.caughtUp, look),
    nodes, voted: votedAfter(before.voted, nodes, at),
  };
};

export interface WatchedIdentity {
  readonly pubkey: string;
  /** The client's own word that the account has paid for this epoch; null where it tells none. */
  readonly hasTicket: boolean | null;
}

/** Two nodes say whose the account is, and none says otherwise. */
const admission = (
  seen: NodesSeen, now: number, { pubkey, hasTicket }: WatchedIdentity,
): boolean | null => {
  const owner = agreedByAll(recentVotes(seen, now)
    .map((votes) => (votes === "absent" ? votes : votes.node)));
  return owner === null ? null : owner === pubkey && hasTicket !== false;
};

/**
 * Since when two nodes show no later final slot; null where fewer tell. Each is held against its
 * own word of before: nodes are some slots apart, and between them one that lies could go on for a
 * while.
 */
export const finalSince = ({ nodes }: Pick<NodesSeen, "nodes">): number | null =>
  reachedByTwo(nodes.flatMap(({ finality }) => finality?.since ?? []));

export type NodeFacts =
  Pick<PolicyFacts, "unfit" | "isCaughtUp" | "isClusterStalled" | "isAdmitted" | "isVoting">;

export const nodeFacts = (seen: NodesSeen, now: number, identity: WatchedIdentity): NodeFacts => {
  const { fitness, health, caughtUp } = seen;
  const since = finalSince(seen);
  const isWell = health !== null && health.isIt && isRecent(health.at, now, RECENT_MS.own);
  return { unfit: unfitness(fitness, DEFAULT_LIMITS),
    isCaughtUp: isWell && caughtUp !== null && caughtUp.isIt
      && isRecent(caughtUp.at, now, RECENT_MS.witnesses),
    isClusterStalled: isStalled(since === null ? null : { since }, now),
    isAdmitted: admission(seen, now, identity),
    isVoting: seen.voted !== null && isRecent(seen.voted.since, now, VOTING_MS) };
};

/** The newest of each node, the newest last. */
export const viewsOf = ({ nodes }: NodesSeen): readonly SlotView[] =>
  nodes.flatMap(({ view }) => view ?? [])
    .toSorted((one, other) => one.askedAt - other.askedAt);

/**
 * The newest slot of the cluster; null where fewer than two nodes tell. A node that is far ahead of
 * all others is passed over.
 */
const tipOf = (seen: NodesSeen, now: number, ms?: number): number | null => {
  const processed = recentViews(seen.nodes, now, ms).map((view) => view.processed);
  const reached = reachedByTwo(processed);
  return reached === null ? null
    : Math.max(...processed.filter((one) => one <= reached + APART_SLOTS));
};

/** What the look at this time has shown: the newest slot, and the newest vote that two show. */
export const clusterVotes = (seen: NodesSeen, at: number): ClusterVotes =>
  ({ at, tip: tipOf(seen, at, 0), lastVote: reachedByTwo(lastVotes(seen, at)) });

/** The newest that any node shows, for a veto; but for a slot that cannot have been voted for. */
export const newestVote = (seen: NodesSeen, now: number): number | null => {
  const beyond = (tipOf(seen, now) ?? Number.POSITIVE_INFINITY) + BEYOND_SLOTS;
  const votes = lastVotes(seen, now).filter((one) => one <= beyond);
  return votes.length === 0 ? null : Math.max(...votes);
};
