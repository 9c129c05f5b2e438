/**
 * Carries out what the keeper's step asks for, and hands back what came of it as events. One event
 * at a time; a promotion is over before a demotion begins, and a kill waits for neither.
 */
import {
  maySign, NEVER, type KeeperEffect, type KeeperEvent, type KeeperOptions, type KeeperState,
} from "./keeper-state.ts";
import { nextDeadline } from "./deadlines.ts";
import { step } from "./keeper.ts";
import type { KeeperPorts } from "./ports.ts";
import type { Handover, Mark, StopProof } from "./register.ts";

/** Each deadline is woken for; a jump of the wall clock is noticed so late at most. */
const LONGEST_SLEEP_MS = 1_000;
const SHORTEST_SLEEP_MS = 10;

interface Heard {
  readonly mark: Mark;
  readonly askedAt: number;
}

/** The offer that the peer was asked about last. */
interface AskedOffer {
  readonly revision: string;
  readonly at: number;
}

type TimelessEvent = KeeperEvent extends infer Event
  ? Event extends { readonly now: number } ? Omit<Event, "now"> : never : never;

export class KeeperLoop {
  #keeper: KeeperState;
  readonly #ports: KeeperPorts;
  readonly #options: KeeperOptions;
  #heard: Heard | null = null;
  #askedOffer: AskedOffer | null = null;
  #isOver = false;
  #isAsking = false;
  #promotion: { readonly stop: AbortController; readonly over: Promise<void> } | null = null;
  #isDemoting = false;
  #isKilling = false;
  #isRemembering = false;
  #hasVouched = false;
  #timer: NodeJS.Timeout | undefined;
  #silence: string | null = null;

  constructor(keeper: KeeperState, ports: KeeperPorts, options: KeeperOptions) {
    this.#keeper = keeper;
    this.#ports = ports;
    this.#options = options;
  }

  get keeper(): KeeperState {
    return this.#keeper;
  }

  /** Why etcd's last answer did not come; null after one that did. */
  get silence(): string | null {
    return this.#silence;
  }

  /** Of the client's identity: whether one is under way. */
  get isChanging(): boolean {
    return this.#promotion !== null || this.#isDemoting || this.#isKilling;
  }

  start(): void {
    this.#tick();
  }

  /** Stops to look; what it has begun goes on. */
  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  nudge(): void {
    this.#happened({ type: "nudged" });
  }

  /** True where the word is given: from here on this host counts anew. */
  vouch(epoch: number): boolean {
    this.#hasVouched = false;
    this.#react({ type: "asked-to-vouch", now: this.#now(), epoch });
    return this.#hasVouched;
  }

  #now(): number {
    return this.#ports.clock.now();
  }

  #happened(event: TimelessEvent): void {
    this.#react({ ...event, now: this.#now() } as KeeperEvent);
    this.#tick();
  }

  #tick(): void {
    if (this.#isOver) return;
    const { clock, policy } = this.#ports;
    const words = policy(this.#keeper);
    if (words.mayTake) this.#askForWord();
    this.#react({ type: "tick", now: clock.now(), wall: clock.wall(), peerWord: this.#freshWord(),
      ...words });
    this.#sleep();
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    const now = this.#now();
    const ms = Math.min(nextDeadline(this.#keeper, this.#options.timing, now) - now,
      LONGEST_SLEEP_MS);
    this.#timer = setTimeout(() => this.#tick(), Math.max(ms, SHORTEST_SLEEP_MS));
  }

  #react(event: KeeperEvent): void {
    const before = this.#keeper;
    this.#ports.record(before, event);
    const { keeper, effects } = step(before, event, this.#options);
    this.#keeper = keeper;
    if (keeper.phase !== before.phase) {
      this.#ports.tell({ what: "phase", from: before.phase, to: keeper.phase });
      // What was offered is worth nothing to a peer that does not look.
      if (before.phase === "offering") void this.#ports.peer.nudge();
    }
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: KeeperEffect): void {
    const ports = this.#ports;
    switch (effect.do) {
      case "exchange": void this.#exchange(effect.expected, effect.put); break;
      case "remember": void this.#remember(effect.mark); break;
      case "promote": this.#promote(effect.by); break;
      case "demote": void this.#demote(); break;
      case "kill": void this.#kill(); break;
      case "pet": ports.pet(); break;
      case "vouch": this.#hasVouched = true; break;
      case "alarm": ports.tell({ what: "alarm", code: effect.code }); break;
    }
  }

  async #exchange(...asked: Parameters<KeeperPorts["register"]["exchange"]>): Promise<void> {
    const answer = await this.#ports.register.exchange(...asked);
    if (answer.type === "unknown") {
      if (this.#silence === null) this.#ports.tell({ what: "unanswered", why: answer.why });
      this.#silence = answer.why;
      this.#happened({ type: "unknown" });
      await this.#askForVouch();
      return;
    }
    this.#silence = null;
    this.#happened({ type: answer.type, stands: answer.stands });
  }

  /** Asked for with each event until it is done. */
  async #remember(mark: Mark): Promise<void> {
    if (this.#isRemembering) return;
    this.#isRemembering = true;
    const isDone = await this.#ports.remember(mark);
    this.#isRemembering = false;
    if (isDone) this.#happened({ type: "remembered", mark });
    else this.#ports.tell({ what: "alarm", code: "not-remembered" });
  }

  #promote(by: Handover | null): void {
    const stop = new AbortController();
    const over = this.#ports.client.promote(by, stop.signal).then((outcome) => {
      // A kill waits for none: another take may have begun meanwhile.
      if (this.#promotion?.stop === stop) this.#promotion = null;
      if (outcome === "signs" || stop.signal.aborted) return;
      if (outcome === "unknown") void this.#demote();
      else this.#stopped(outcome);
    });
    this.#promotion = { stop, over };
  }

  #stopped({ digest, slot }: StopProof): void {
    this.#happened({ type: "stopped", digest, slot });
  }

  async #demote(): Promise<void> {
    if (this.#isDemoting) return;
    this.#isDemoting = true;
    const { epoch } = this.#keeper.highest;
    const isMeant = ({ highest, phase } = this.#keeper): boolean =>
      highest.epoch === epoch || phase === "standby";
    this.#promotion?.stop.abort();
    await this.#promotion?.over;
    // A kill may have been quicker; what a later take takes up is not meant.
    const proof = isMeant() ? await this.#ports.client.demote() : null;
    this.#isDemoting = false;
    if (proof === null || this.#isKilling || !isMeant()) return;
    if (proof === "kept") this.#happened({ type: "kept" });
    else this.#stopped(proof);
  }

  /** Asked for at each tick until it is proven. */
  async #kill(): Promise<void> {
    if (this.#isKilling) return;
    this.#isKilling = true;
    this.#promotion?.stop.abort();
    const proof = await this.#ports.client.kill();
    this.#isKilling = false;
    if (proof !== null) this.#stopped(proof);
  }

  /** The peer's word counts for a moment: it is asked about a new offer at once, then in turn. */
  #askForWord(): void {
    const { phase, seen } = this.#keeper;
    if (this.#isAsking || phase !== "standby" || seen?.register.state !== "offered") return;
    const [at, { revision }] = [this.#now(), seen];
    const isInTurn = this.#askedOffer?.revision !== revision
      || at - this.#askedOffer.at >= this.#options.timing.renewEvery;
    if (!isInTurn) return;
    this.#isAsking = true;
    this.#askedOffer = { revision, at };
    void this.#ports.peer.word().then((word) => {
      this.#isAsking = false;
      this.#heard = word?.isYes ? { mark: word.mark, askedAt: at } : null;
      if (this.#heard !== null) this.#tick();
    });
  }

  #freshWord(): Mark | null {
    const age = this.#now() - (this.#heard?.askedAt ?? NEVER);
    return age <= this.#options.timing.answerWithin ? this.#heard?.mark ?? null : null;
  }

  async #askForVouch(): Promise<void> {
    const { seen } = this.#keeper;
    if (!this.#options.failsafe || !maySign(this.#keeper) || seen === null) return;
    const { epoch } = seen.register;
    const sentAt = this.#now();
    const word = await this.#ports.peer.vouch(epoch);
    if (word?.isYes) this.#happened({ type: "vouched", sentAt, epoch });
  }
}
