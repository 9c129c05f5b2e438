/**
 * Whether this host goes on from itself: what it takes is what it held, and signed by, before. Of
 * Ethereum-like validators alone: their history is on the disk before a signature leaves.
 */
import type { KeeperState } from "../../../failover/keeper-state.ts";
import type { Register } from "../../../failover/register.ts";

export class OwnHold {
  readonly #signedEpoch: () => number | null;
  #signed: number | null;
  /** What stood when this host last looked before it took. */
  #stood: Register | null = null;

  constructor(signedEpoch: () => number | null) {
    this.#signedEpoch = signedEpoch;
    this.#signed = signedEpoch();
  }

  /** After a change of what the client does. */
  lookAgain(): void {
    this.#signed = this.#signedEpoch();
  }

  /** With each step: a take replaces the very text that was seen right before it. */
  saw({ phase, seen }: KeeperState): void {
    if (phase === "standby") this.#stood = seen?.register ?? null;
  }

  canResume({ host, phase, seen }: KeeperState): boolean {
    return phase === "standby" && this.#isOwn(seen?.register ?? null, host);
  }

  hasResumed({ host, phase, seen }: KeeperState): boolean {
    const isLater = seen !== null && seen.register.holder === host
      && seen.register.epoch > (this.#stood?.epoch ?? Number.POSITIVE_INFINITY);
    return (phase === "taking" || phase === "signing") && isLater
      && this.#isOwn(this.#stood, host);
  }

  #isOwn(register: Register | null, host: string): boolean {
    return register !== null && register.holder === host && register.epoch === this.#signed;
  }
}
