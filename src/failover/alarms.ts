/** What is wrong at a keeper: each by its name, from its first word until it is not said again. */
import type { FailoverStatus } from "./status.ts";

export type KeeperWarning = NonNullable<FailoverStatus["alarm"]>;

/** Of a status; a keeper of before has told one alone. */
export const alarmsOf = <T extends string>(
  { alarm, alarms }: { readonly alarm: T | null; readonly alarms?: readonly T[] },
): readonly T[] => alarms ?? (alarm === null ? [] : [alarm]);

/** Each is said with every look that finds it, and the slowest look is one in five seconds. */
const STANDS_MS = 10_000;

export class StandingAlarms {
  /** When each was last said, in the order in which they began. */
  readonly #said = new Map<KeeperWarning, number>();

  /** True where it begins. */
  raise(code: KeeperWarning, now: number): boolean {
    const begins = !this.#stands(code, now);
    if (begins) this.#said.delete(code);
    this.#said.set(code, now);
    return begins;
  }

  /** The one that has lasted longest comes first. */
  standing(now: number): readonly KeeperWarning[] {
    return [...this.#said.keys()].filter((code) => this.#stands(code, now));
  }

  /** Those that are over, each once. */
  ended(now: number): readonly KeeperWarning[] {
    const over = [...this.#said.keys()].filter((code) => !this.#stands(code, now));
    for (const code of over) this.#said.delete(code);
    return over;
  }

  #stands(code: KeeperWarning, now: number): boolean {
    return now - (this.#said.get(code) ?? Number.NEGATIVE_INFINITY) < STANDS_MS;
  }
}
