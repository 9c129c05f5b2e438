/** An operator's wish that this host hands the identity over, as long as it stands. */
import { maySign, type KeeperState } from "../../../failover/keeper-state.ts";

/** Longer than any handover takes: one that has not begun by then is not wanted any more. */
const STANDS_MS = 60_000;

export class HandoverWish {
  #until: number | null = null;

  ask(now: number): void {
    this.#until = now + STANDS_MS;
  }

  withdraw(): void {
    this.#until = null;
  }

  /** Over as soon as the peer has taken the register, also where it has offered it back since. */
  stands({ seen, peer }: KeeperState, now: number): boolean {
    const isDone = seen?.register.holder === peer;
    if (isDone || (this.#until !== null && now >= this.#until)) this.#until = null;
    return this.#until !== null;
  }

  /** Whether there is anything to hand over. */
  static isPossible(keeper: KeeperState): boolean {
    return maySign(keeper) && keeper.heldFrom !== null;
  }
}
