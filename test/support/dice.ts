/** Random choices from a seed, so that what failed can be done again. */
export interface Dice {
  /** A whole number from 0, below `limit`. */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  chance(probability: number): boolean;
  /** In another order. */
  shuffled<T>(from: readonly T[]): readonly T[];
}

/** The generator is mulberry32. */
export const dice = (seed: number): Dice => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: <T>(from: readonly T[]): T => from[below(from.length)] as T,
    chance: (probability) => next() < probability,
    shuffled: (from) => from.map((one) => ({ one, at: next() }))
      .toSorted((a, b) => a.at - b.at).map(({ one }) => one),
  };
};
