/** What the peer has said last, and when. */
import type { PeerWord } from "../../../failover/word.ts";
import type { PeerStatus } from "../../../failover/status.ts";

export class PeerMemory {
  #said: { readonly word: PeerWord; readonly at: number } | null = null;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  heard(word: PeerWord | null): PeerWord | null {
    if (word !== null) this.#said = { word, at: this.#now() };
    return word;
  }

  /** Null where it has not answered for so long. */
  canTake(withinMs: number): boolean | null {
    if (this.#said === null || this.#now() - this.#said.at > withinMs) return null;
    return this.#said.word.canTake;
  }

  status(): Omit<PeerStatus, "host"> {
    return { isStandby: this.#said?.word.isYes ?? null, mark: this.#said?.word.mark ?? null,
      phase: this.#said?.word.phase ?? null,
      answeredMs: this.#said && Math.round(this.#now() - this.#said.at) };
  }
}
