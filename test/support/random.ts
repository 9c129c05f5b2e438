/**
 * The one source of chance in tests. VEXOR_SEED sets its seed; without it each file draws one. A
 * test that fails prints the seed (`print-seed.ts`), and the same seed draws the same values again.
 */
export interface Random {
  /** At least 0, and below 1. */
  next(): number;
  /** A whole number from 0, below `limit`. */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  chance(probability: number): boolean;
  /** In another order. */
  shuffled<T>(from: readonly T[]): readonly T[];
  bytes(count: number): Buffer;
}

/** The generator is mulberry32. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const next = (): number => word() / 2 ** 32;
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next, below,
    pick: <T>(from: readonly T[]): T => from[below(from.length)] as T,
    chance: (probability) => next() < probability,
    shuffled: (from) => from.map((one) => ({ one, at: next() }))
      .toSorted((a, b) => a.at - b.at).map(({ one }) => one),
    bytes: (count) => Buffer.from(Uint32Array.from({ length: Math.ceil(count / 4) }, word).buffer)
      .subarray(0, count),
  };
};

const given = process.env["VEXOR_SEED"];
export const SEED = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
if (!Number.isInteger(SEED)) throw new Error(`VEXOR_SEED=${given} is not a whole number`);

/** One sequence for the whole test file; `randomFrom(SEED)` begins a sequence of its own. */
export const random = randomFrom(SEED);
