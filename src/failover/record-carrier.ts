/**
 * Brings the signing record that the peer has offered to this host: asks for it, has it put in
 * place by a plan, and says so only then. The digest comes from the register, and what the peer
 * sends counts only with that very digest: nothing in it is read before.
 */
import type { RecordPeer, RecordPort, RecordStore } from "./ports.ts";
import { parseSigningRecord } from "./signing-record.ts";

export interface RecordCarriage {
  readonly group: string;
  readonly identity: string;
  readonly peer: RecordPeer;
  readonly store: RecordStore;
  /** Puts what was received in place, by a plan of the engine; true once it is there. */
  readonly place: (digest: string) => Promise<boolean>;
  /** What was not brought is asked for again after so long, in ms of `now`. */
  readonly retryMs: number;
  readonly now: () => number;
}

export class RecordCarrier implements RecordPort {
  readonly #with: RecordCarriage;
  #inPlace: string | null = null;
  #offered: string | null = null;
  #isCarrying = false;
  #arrived: () => void = () => undefined;
  #failed: { readonly digest: string; readonly at: number } | null = null;

  constructor(carriage: RecordCarriage) {
    this.#with = carriage;
  }

  digest(): string | null {
    return this.#inPlace;
  }

  onArrival(listener: () => void): void {
    this.#arrived = listener;
  }

  /** What this host passes back was never here, unless a plan has put it in place. */
  offered(digest: string): void {
    this.#offered = digest;
    if (digest === this.#inPlace) return;
    const { store, identity } = this.#with;
    if (store.isLastStop(digest) || store.isPlaced(identity, digest)) this.#inPlace = digest;
  }

  give(digest: string): string | null {
    return digest === this.#offered ? this.#with.store.read(digest) : null;
  }

  carry(digest: string): void {
    if (this.#isCarrying || digest === this.#inPlace || this.#isTooSoon(digest)) return;
    this.#isCarrying = true;
    const before = this.#inPlace;
    void this.#bring(digest).catch(() => false).then((isThere) => {
      this.#isCarrying = false;
      this.#failed = isThere ? null : { digest, at: this.#with.now() };
      // Where this host has offered meanwhile, it has signed since.
      if (!isThere || this.#inPlace !== before) return;
      this.#inPlace = digest;
      this.#arrived();
    });
  }

  #isTooSoon(digest: string): boolean {
    return this.#failed?.digest === digest
      && this.#with.now() - this.#failed.at < this.#with.retryMs;
  }

  async #bring(digest: string): Promise<boolean> {
    const { group, identity, store, place } = this.#with;
    const text = store.read(digest) ?? await this.#fetch(digest);
    const record = text === null ? null : parseSigningRecord(text, identity);
    if (text === null || record === null) return false;
    if (!store.keep(text)) return false;
    const slots = record.files.map(({ form, slot }) => ({ form, slot }));
    if (!store.receive({ group, identity, digest, slots })) return false;
    // A plan that had nothing to do is done as well: what it has left says which record it saw.
    return await place(digest) && store.isPlaced(identity, digest);
  }

  async #fetch(digest: string): Promise<string | null> {
    const text = await this.#with.peer.record(digest);
    return text !== null && this.#with.store.digestOf(text) === digest ? text : null;
  }
}
