/**
 * Looks at the nodes of the cluster in turn, for the keeper. Nothing of the keeper waits for a
 * look: it reads what the last one has shown. The own node is asked by another process than those
 * of others: what one of them makes of the process that reads it must not speak for both.
 */
import {
  begunAnew, isSignedSince, isTakeFinal, watchBound, type BoundWatch,
} from "../../../failover/bound-watch.ts";
import {
  heardPeer, isDuplicate, NO_DUPLICATE, sawVotes, type DuplicateWatch,
} from "../../../failover/duplicate-watch.ts";
import type { KeeperEdges, NodeAsker } from "../../../failover/keeper-edges.ts";
import type { SaidIdentity } from "../../../failover/identity-misfit.ts";
import type { KeeperState } from "../../../failover/keeper-state.ts";
import { SILENT_NODE, type NodeAnswer, type NodeAnswers } from "../../../failover/node-lines.ts";
import {
  clusterVotes, lookedAt, newestVote, nodeFacts, NOTHING_SEEN, viewsOf, type NodeFacts,
  type NodeLook, type NodesSeen,
} from "../../../failover/node-watch.ts";
import type { OwnNode } from "../../../failover/own-node.ts";
import type { NodeWatch } from "../../../failover/ports.ts";
import type { WatchAlarm } from "../../../failover/watch-alarm.ts";
import type { PeerWord } from "../../../failover/word.ts";
import type { FailoverSettings } from "../../../failover/settings.ts";
import type { SlotView } from "../../../failover/slot-bound.ts";
import { paceFor, type WatchPace } from "../../../failover/watch-pace.ts";
import { witnessesAt } from "../../../failover/witnesses.ts";

export interface WatchingParts {
  readonly settings: Pick<FailoverSettings, "timing"> & { readonly identity:
    Pick<FailoverSettings["identity"], "pubkey" | "voteAccount" | "clusterRpc"> };
  readonly clock: Pick<KeeperEdges["clock"], "now">;
  readonly askers: { readonly own: NodeAsker; readonly witnesses: NodeAsker };
  /** Null where no client runs, undefined where that could not be found out. */
  readonly findOwn: () => Promise<OwnNode | null | undefined>;
  /** What a process has as long as it is the same one; null once it is gone. */
  readonly markOf: (pid: number) => string | null;
}

/** The client, as it was found. */
interface LiveNode extends OwnNode {
  readonly mark: string;
}

/** A look at the services costs a process: without a node to ask, and with one. */
const FIND_AGAIN_MS = { none: 15_000, found: 600_000 } as const;
const BLIND_MS = 60_000;
const SHORTEST_MS = 100;

export class NodeWatching implements NodeWatch {
  readonly #parts: WatchingParts;
  #seen: NodesSeen = NOTHING_SEEN;
  #bound: BoundWatch | null = null;
  #duplicate: DuplicateWatch = NO_DUPLICATE;
  /** Undefined as long as it is unknown. */
  #own: LiveNode | null | undefined = undefined;
  #foundAt: number | null = null;
  #isFinding = false;
  #keeper: KeeperState | null = null;
  #round = 0;
  /** Since when each of them has not answered. */
  readonly #blindSince: Record<"own" | "witnesses", number | null> =
    { own: null, witnesses: null };
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(parts: WatchingParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.#goOn();
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    const { own, witnesses } = this.#parts.askers;
    for (const asker of [own, witnesses]) asker.close();
  }

  facts(keeper: KeeperState): NodeFacts {
    this.#keeper = keeper;
    const { pubkey } = this.#parts.settings.identity;
    return nodeFacts(this.#seen, this.#now(), { pubkey, hasTicket: this.#own?.hasTicket ?? null });
  }

  identity(): SaidIdentity | null {
    return this.#seen.identity;
  }

  views(): readonly SlotView[] {
    return viewsOf(this.#seen);
  }

  lastVote(): number | null {
    return newestVote(this.#seen, this.#now());
  }

  /** `isOwnVoting`: the client of this host goes on meanwhile. */
  isBoundFinal(keeper: KeeperState, isOwnVoting: boolean): boolean {
    const now = this.#now();
    const bound = watchBound(this.#bound, keeper, this.views());
    const isForeign = keeper.phase === "taking" && !isOwnVoting
      && isSignedSince(bound, clusterVotes(this.#seen, now).lastVote);
    this.#bound = bound !== null && isForeign ? begunAnew(bound, now) : bound;
    if (isForeign) this.#duplicate = { ...this.#duplicate, provenAt: now };
    return isTakeFinal(this.#bound, this.views());
  }

  heard(keeper: KeeperState, word: PeerWord, askedAt: number): void {
    this.#duplicate = heardPeer(this.#duplicate, keeper, { word, askedAt, now: this.#now() });
  }

  alarm(): WatchAlarm | null {
    const now = this.#now();
    if (isDuplicate(this.#duplicate, now)) return "duplicate";
    const { own, witnesses } = this.#blindSince;
    return now - Math.min(own ?? now, witnesses ?? now) > BLIND_MS ? "blind" : null;
  }

  #now(): number {
    return this.#parts.clock.now();
  }

  async #goOn(): Promise<void> {
    const [at, pace] = [this.#now(), this.#pace()];
    void this.#find();
    await this.#look(at, pace);
    if (this.#isOver) return;
    this.#timer = setTimeout(() => void this.#goOn(),
      Math.max(at + pace.everyMs - this.#now(), SHORTEST_MS));
  }

  #pace(): WatchPace {
    const { timing } = this.#parts.settings;
    return paceFor({ keeper: this.#keeper, seen: this.#seen, now: this.#now(), timing,
      isQuiet: this.#duplicate.quiet !== null });
  }

  /** The client that runs now; null where none does, undefined where that is unknown. */
  #ownNow(): LiveNode | null | undefined {
    const own = this.#own;
    if (own && this.#parts.markOf(own.pid) !== own.mark) this.#own = null;
    return this.#own;
  }

  async #find(): Promise<void> {
    const own = this.#ownNow();
    const againMs = own?.rpcPort == null ? FIND_AGAIN_MS.none : FIND_AGAIN_MS.found;
    const isDue = this.#foundAt === null || this.#now() - this.#foundAt >= againMs;
    if (this.#isFinding || !isDue) return;
    this.#isFinding = true;
    const found = await this.#parts.findOwn().catch(() => undefined);
    const mark = found ? this.#parts.markOf(found.pid) : null;
    if (found !== undefined) this.#own = found && mark !== null ? { ...found, mark } : null;
    [this.#foundAt, this.#isFinding] = [this.#now(), false];
  }

  async #look(at: number, pace: WatchPace): Promise<void> {
    const { clusterRpc, voteAccount } = this.#parts.settings.identity;
    const round = this.#round++;
    const own = this.#ownNow();
    const port = own?.rpcPort ?? null;
    const witnesses = witnessesAt(clusterRpc, port);
    const withVotes = round % pace.votes === 0;
    const account = withVotes ? voteAccount : null;
    const [mine, others] = await Promise.all([
      this.#ask("own", { own: port, witnesses: [], voteAccount: account }),
      this.#ask("witnesses", { own: null, witnesses: witnesses.map(({ url }) => url),
        voteAccount: account }),
    ]);
    this.#learn(at, this.#ownWord(own, mine), witnesses.flatMap(({ name }, index) => {
      const answer = others?.[index + 1] ?? null;
      return answer === null ? [] : [{ name, answer }];
    }));
    const { quiet } = this.#duplicate;
    if (quiet === null || this.#keeper === null || !withVotes) return;
    this.#duplicate = sawVotes(this.#duplicate, this.#keeper, clusterVotes(this.#seen, at));
  }

  /** What another process than the client has said meanwhile is not its word. */
  #ownWord(asked: LiveNode | null | undefined, answers: NodeAnswers | null): NodeAnswer | null {
    if (answers === null || asked === undefined) return null;
    const isSame = asked !== null && this.#ownNow()?.pid === asked.pid;
    return isSame ? answers[0] ?? SILENT_NODE : SILENT_NODE;
  }

  #learn(at: number, own: NodeLook["own"], witnesses: NodeLook["witnesses"]): void {
    const runs = this.#ownNow();
    this.#seen = lookedAt(this.#seen, { at, own, witnesses,
      processRuns: runs === undefined ? null : runs !== null });
  }

  /** Null where that process does not answer; where there is nothing to ask, it is not needed. */
  async #ask(
    who: "own" | "witnesses", question: Parameters<NodeAsker["ask"]>[0],
  ): Promise<NodeAnswers | null> {
    if (question.own === null && question.witnesses.length === 0) return [null];
    const answers = await this.#parts.askers[who].ask(question);
    this.#blindSince[who] = answers === null ? this.#blindSince[who] ?? this.#now() : null;
    return answers;
  }
}
