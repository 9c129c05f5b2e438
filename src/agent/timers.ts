/** What is to happen later, one of each name; a new state forgets what the last one waited for. */
import type { Clock } from "./ports.ts";

export class Timers {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(name: string, ms: number, act: () => void): void {
    this.#waiting.get(name)?.();
    this.#waiting.set(name, this.#clock.after(ms, act));
  }

  forget(): void {
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
