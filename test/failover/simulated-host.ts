/** One host of a simulated run. Its keeper counts by its own clock. */
import type { KeeperState } from "../../src/failover/keeper-state.ts";
import type { Mark } from "../../src/failover/register.ts";
import { isWithin, type HostFaults } from "./run-faults.ts";

export class SimulatedHost {
  keeper: KeeperState | null = null;
  client: "unstaked" | "staked" | "dead" = "unstaked";
  durable: Mark = { epoch: 0, seq: 0 };
  pettedAt = 0;
  signedAt = Number.NEGATIVE_INFINITY;
  /** From then on, the slot bound is final. */
  readyAt = Number.POSITIVE_INFINITY;
  wantsHandover = false;
  mayTake = true;
  /** One more with each order to the client: an older one that ends late has no effect. */
  orders = 0;
  starts = 0;
  /** The newest vote in the history that it was promoted with. */
  knows = Number.NEGATIVE_INFINITY;
  alarms = 0;

  readonly name: string;
  readonly peer: string;
  readonly rate: number;
  readonly faults: HostFaults;
  readonly #offset: number;

  constructor(
    { name, peer }: { readonly name: string; readonly peer: string },
    { rate, offset }: { readonly rate: number; readonly offset: number }, faults: HostFaults,
  ) {
    this.name = name;
    this.peer = peer;
    this.rate = rate;
    this.#offset = offset;
    this.faults = faults;
  }

  clockAt(now: number): number {
    return this.#offset + this.rate * now;
  }

  /** The machine stands still. */
  isStill(now: number): boolean {
    return isWithin(this.faults.machinePauses, now);
  }

  /** The keeper stands still. */
  isPaused(now: number): boolean {
    return this.isStill(now) || isWithin(this.faults.keeperPauses, now);
  }
}
