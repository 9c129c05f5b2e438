/**
 * Looks at the client of an Ethereum-like validator, at its beacon node and at others in turn, for
 * the keeper. Nothing of the keeper waits for a look: it reads what the last one has shown.
 */
import type { BeaconAnswers } from "../../../failover/beacon-lines.ts";
import {
  beaconFacts, beaconPaceMs, beaconsAfter, NO_BEACONS_SEEN, saidByProcess, type BeaconsSeen,
} from "../../../failover/beacon-watch.ts";
import type { BeaconAsker } from "../../../failover/keeper-edges.ts";
import type { SaidIdentity } from "../../../failover/identity-misfit.ts";
import { maySign, type KeeperState } from "../../../failover/keeper-state.ts";
import type { NodeFacts } from "../../../failover/node-watch.ts";
import type { NodeWatch } from "../../../failover/ports.ts";
import type { WatchAlarm } from "../../../failover/watch-alarm.ts";
import type { PairedValidator } from "../../../failover/settings.ts";

export interface BeaconParts {
  readonly validator: PairedValidator;
  /** The keys, by their one name. */
  readonly identity: string;
  readonly now: () => number;
  readonly askers: { readonly own: BeaconAsker; readonly others: BeaconAsker };
  /** A process is in the client's unit. */
  readonly clientRuns: () => boolean;
}

const BLIND_MS = 60_000;
const SHORTEST_MS = 100;

export class BeaconWatching implements NodeWatch {
  readonly #parts: BeaconParts;
  #seen: BeaconsSeen = NO_BEACONS_SEEN;
  #keeper: KeeperState | null = null;
  /** Since when the own node's asker has not answered. */
  #blindSince: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(parts: BeaconParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.#goOn();
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const asker of [this.#parts.askers.own, this.#parts.askers.others]) asker.close();
  }

  facts(keeper: KeeperState): NodeFacts {
    this.#keeper = keeper;
    return beaconFacts(this.#seen, this.#parts.now(), { hasOthers: this.#others.length > 0,
      isHolding: maySign(keeper) });
  }

  identity(): SaidIdentity | null {
    return saidByProcess(this.#seen, this.#parts.identity);
  }

  alarm(): WatchAlarm | null {
    const now = this.#parts.now();
    return now - (this.#blindSince ?? now) > BLIND_MS ? "blind" : null;
  }

  /** Slots and votes are Solana's. */
  views(): readonly never[] {
    return [];
  }

  lastVote(): null {
    return null;
  }

  heard(): void {
    // No vote is seen from outside.
  }

  /**
   * Nothing but the other host's own export says what it has signed. A client that goes on was
   * here before the group was made, by its operator's word.
   */
  isBoundFinal({ phase }: KeeperState, isOwnSigning: boolean): boolean {
    return isOwnSigning && (phase === "taking" || phase === "signing");
  }

  get #others(): readonly string[] {
    return this.#parts.validator.beaconNodes.slice(1);
  }

  async #goOn(): Promise<void> {
    const at = this.#parts.now();
    await this.#look(at);
    if (this.#isOver) return;
    const { phase } = this.#keeper ?? {};
    const isActing = phase === "taking" || this.#keeper?.seen?.register.state === "offered";
    const everyMs = beaconPaceMs(this.#seen, { isActing,
      isHolding: this.#keeper !== null && maySign(this.#keeper) });
    this.#timer = setTimeout(() => void this.#goOn(),
      Math.max(at + everyMs - this.#parts.now(), SHORTEST_MS));
  }

  async #look(at: number): Promise<void> {
    const { askers, validator: { beaconNodes: [own] }, now, clientRuns } = this.#parts;
    const others = this.#others;
    const none: BeaconAnswers = [];
    const [mine, theirs] = await Promise.all([askers.own.ask({ beacons: [own] }),
      others.length === 0 ? none : askers.others.ask({ beacons: others })]);
    this.#blindSince = mine === null ? this.#blindSince ?? now() : null;
    this.#seen = beaconsAfter(this.#seen, { at, clientRuns: clientRuns(),
      own: mine === null ? "unasked" : mine[0] ?? null,
      others: (theirs ?? []).flatMap((one) => one ?? []) });
  }
}
