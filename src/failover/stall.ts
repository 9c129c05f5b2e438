/**
 * A cluster that finalizes nothing looks, from one host, like a validator that does not vote. A
 * failover cannot help then, and may equivocate: it is vetoed until slots become final again.
 */
export interface Finality {
  /** The highest final slot that was seen, and when it was first seen. */
  readonly slot: number;
  readonly since: number;
}

const STALL_MS = 15_000;

export const watchFinality = (
  before: Finality | null, slot: number | null, now: number,
): Finality | null => {
  if (slot === null) return before;
  return before !== null && slot <= before.slot ? before : { slot, since: now };
};

/** Unknown counts as stalled. */
export const isStalled = (finality: Pick<Finality, "since"> | null, now: number): boolean =>
  finality === null || now - finality.since > STALL_MS;
