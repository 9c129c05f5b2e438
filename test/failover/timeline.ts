/** Simulated time: what happens when. Nothing happens on a host while it stands still. */
import type { Random } from "../support/random.ts";
import { Agenda } from "./agenda.ts";
import { between } from "./run-faults.ts";
import type { SimulatedHost } from "./simulated-host.ts";

/** Between two ticks of a keeper. */
export const TICK = 250;

export class Timeline {
  now = 0;
  readonly random: Random;
  readonly #agenda = new Agenda();

  constructor(random: Random) {
    this.random = random;
  }

  between(least: number, most: number): number {
    return between(this.random, least, most);
  }

  at(time: number, run: () => void): void {
    this.#agenda.add(time, run);
  }

  after(ms: number, run: () => void): void {
    this.#agenda.add(this.now + ms, run);
  }

  /** As soon as the keeper of this start of the host runs again. */
  later(host: SimulatedHost, ms: number, run: () => void): void {
    const { starts } = host;
    const retry = (): void => {
      if (host.starts !== starts || host.keeper === null) return;
      if (host.isPaused(this.now)) this.after(TICK, retry);
      else run();
    };
    this.after(ms, retry);
  }

  /** Until there is no more to do, or `isOver`. */
  run(end: number, isOver: () => boolean): void {
    while (!isOver()) {
      const next = this.#agenda.next();
      if (!next || next.at > end) return;
      this.now = next.at;
      next.run();
    }
  }
}
