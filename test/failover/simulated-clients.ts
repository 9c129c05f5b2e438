/** What the clients of a simulated run do about the orders of their keepers. */
import type { KeeperEvent } from "../../src/failover/keeper-state.ts";
import type { Handover } from "../../src/failover/register.ts";
import type { SimulationLaw } from "./simulation-law.ts";
import type { SimulatedHost } from "./simulated-host.ts";
import { TICK, type Timeline } from "./timeline.ts";

export class SimulatedClients {
  readonly #time: Timeline;
  readonly #law: SimulationLaw;
  readonly #react: (host: SimulatedHost, event: KeeperEvent) => void;

  constructor(
    time: Timeline, law: SimulationLaw, react: (host: SimulatedHost, event: KeeperEvent) => void,
  ) {
    this.#time = time;
    this.#law = law;
    this.#react = react;
  }

  promote(host: SimulatedHost, by: Handover | null): void {
    host.knows = by?.digest == null ? Number.NEGATIVE_INFINITY : by.slot ?? 0;
    this.#order(host, this.#time.between(50, 800), () => { host.client = "staked"; });
  }

  demote(host: SimulatedHost): void {
    if (host.faults.hangs) return this.#keep(host);
    const { carriesFinalHistory, provesStop } = this.#law.world;
    const prove = (): void => this.#prove(host,
      { digest: "d", slot: carriesFinalHistory ? host.signedAt : host.signedAt - 30_000 });
    if (!provesStop) this.#time.later(host, 1, prove);
    this.#order(host, this.#time.between(100, 2_000), () => {
      host.client = "unstaked";
      if (provesStop) this.#time.later(host, 1, prove);
    });
  }

  /** Within the time of a fence, whatever the keeper does. */
  kill(host: SimulatedHost): void {
    host.orders++;
    const restart = (): void => {
      if (host.client === "dead") host.client = "unstaked";
    };
    this.stop(host, () => this.#time.later(host, 1, () => {
      this.#prove(host, { digest: null, slot: null });
      this.#time.later(host, 5_000, restart);
    }));
  }

  stop(host: SimulatedHost, then: () => void): void {
    const { starts } = host;
    this.#time.after(this.#time.between(10, this.#law.options.timing.fence * 0.9), () => {
      if (host.starts !== starts) return;
      host.client = "dead";
      then();
    });
  }

  /** It answers that it was not made to stop, or nothing at all. */
  #keep(host: SimulatedHost): void {
    if (this.#time.between(0, 1) < 0.5) return;
    this.#order(host, this.#time.between(100, 2_000), () => {
      host.wantsHandover = false;
      this.#react(host, { type: "kept", now: host.clockAt(this.#time.now) });
    });
  }

  #prove(host: SimulatedHost, proof: Omit<Handover, "to">): void {
    this.#react(host, { type: "stopped", now: host.clockAt(this.#time.now), ...proof });
  }

  /** Unless another order follows, or the client dies. */
  #order(host: SimulatedHost, ms: number, run: () => void): void {
    const order = ++host.orders;
    const { starts } = host;
    const carry = (): void => {
      if (host.starts !== starts || host.orders !== order || host.client === "dead") return;
      if (host.isStill(this.#time.now)) this.#time.after(TICK, carry);
      else run();
    };
    this.#time.after(ms, carry);
  }
}
