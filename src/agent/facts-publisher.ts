/**
 * When facts of this host are published: some time after the agent has come to rest with another
 * plan than at the last time, and once a day. Root records and signs them; the agent hands them on.
 */
import { asVexorError, VexorError } from "../engine/model/errors.ts";
import type { Proof } from "../engine/source/types.ts";
import type { Operate } from "./operation.ts";
import type { AgentEvent, Clock, StoredRecord } from "./ports.ts";
import type { FactsReceiver, Publication } from "./publication.ts";

export interface PublisherPorts {
  readonly clock: Clock;
  readonly operate: Operate;
  /** As the settings of the moment have it; null where nothing is published. */
  receiver(): FactsReceiver | null;
  loadPublication(): StoredRecord<Publication | null>;
  savePublication(publication: Publication): void;
  tell(news: AgentEvent): void;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const RECORDING_MS = 5 * MINUTE_MS;
/** Hosts that were started together, or have followed one commit, do not all come at once. */
const SPREAD_MS = 2 * MINUTE_MS;
const RETRY_MS = 10 * MINUTE_MS;

export class FactsPublisher {
  readonly #ports: PublisherPorts;
  #last: Publication | null;
  /** What the host was at the last rest, and when its facts were looked at last. */
  #found: string | null = null;
  #looked: string | null = null;
  #trouble: string | null = null;
  #isBusy = false;
  /** By the steady clock. */
  #notBefore = 0;

  constructor(ports: PublisherPorts) {
    this.#ports = ports;
    this.#last = ports.loadPublication().value;
  }

  /** `state` is another text whenever the facts may be others. Resolves when all is done. */
  async rested(state: string, proof: Proof): Promise<void> {
    const receiver = this.#ports.receiver();
    if (receiver === null || this.#isBusy || !this.#isDue(state)) return;
    this.#isBusy = true;
    try {
      await this.#publish(receiver, proof);
      this.#looked = state;
      this.#trouble = null;
      this.#wait(receiver.atMostEvery * 1000);
    } catch (error) {
      this.#complain(receiver, asVexorError(error).message);
      this.#wait(RETRY_MS);
    } finally {
      this.#isBusy = false;
    }
  }

  #isDue(state: string): boolean {
    const now = this.#ports.clock.steady();
    if (state !== this.#found) {
      this.#found = state;
      this.#notBefore = Math.max(this.#notBefore, now + Math.random() * SPREAD_MS);
    }
    return now >= this.#notBefore && (state !== this.#looked || !this.#isOfToday);
  }

  /** A clock that was set back makes an old publication one of the future. */
  get #isOfToday(): boolean {
    const age = this.#ports.clock.now() - (this.#last?.at ?? 0);
    return age >= 0 && age < DAY_MS;
  }

  #wait(ms: number): void {
    const { clock } = this.#ports;
    this.#notBefore = clock.steady() + clock.about(ms);
  }

  async #publish(receiver: FactsReceiver, proof: Proof): Promise<void> {
    const { clock, operate, savePublication, tell } = this.#ports;
    const { facts } = await operate({ op: "facts", proof }, RECORDING_MS, () => undefined);
    if (facts === undefined) throw new VexorError("OPERATION_LOST", "the facts did not arrive");
    if (facts.digest === this.#last?.digest && this.#isOfToday) return;
    await receiver.send(facts);
    this.#last = { digest: facts.digest, at: clock.now() };
    savePublication(this.#last);
    tell({ at: clock.now(), level: "info", what: "published",
      why: `facts ${facts.digest.slice(0, 12)} to ${receiver.name}` });
  }

  /** Once for as long as it is the same. */
  #complain({ name }: FactsReceiver, why: string): void {
    if (why === this.#trouble) return;
    this.#trouble = why;
    const { clock, tell } = this.#ports;
    tell({ at: clock.now(), level: "alarm", what: "not-published", why: `${name}: ${why}` });
  }
}
