/**
 * How long a host waits that has taken the register without its peer's final signing state. A slot
 * is waited for, and no time: the peer has signed nothing behind the bound, and once the bound is
 * final, nothing that it has signed before it can count any more.
 *
 * Votes reach at most 40 slots beyond what is known (Agave drops later ones), a vote to skip covers
 * the 4 slots of a leader's window, and a witness is a moment behind: together 48 slots.
 */

/** Of this host's own node (`own`) or of another that does not depend on it. */
export interface SlotView {
  readonly from: "own" | string;
  /** When it was asked, by this host's clock in ms. */
  readonly askedAt: number;
  readonly processed: number;
  readonly finalized: number;
}

export const BEYOND_SLOTS = 48;
/** Further apart than this no two nodes of one cluster are that have caught up. */
export const APART_SLOTS = 512;
const LEAST_WITNESSES = 2;

/** The newest view of each node. */
const newestOfEach = (views: readonly SlotView[]): readonly SlotView[] =>
  [...new Map(views.toSorted((one, other) => one.askedAt - other.askedAt)
    .map((view) => [view.from, view])).values()];

/**
 * The bound, from views that were asked for after the fence was proven (`fencedAt`); null while
 * this host's own node or two witnesses are missing. A witness that is far ahead of the own node is
 * wrong, or the own node is: it is left out where two others are not.
 */
export const slotBound = (views: readonly SlotView[], fencedAt: number): number | null => {
  const fresh = newestOfEach(views.filter(({ askedAt }) => askedAt >= fencedAt));
  const own = fresh.find(({ from }) => from === "own");
  const near = fresh.filter(({ processed }) => processed <= (own?.processed ?? 0) + APART_SLOTS);
  if (own === undefined || near.length <= LEAST_WITNESSES) return null;
  return Math.max(...near.map(({ processed }) => processed)) + BEYOND_SLOTS;
};

/** Final by the word of this host's own node and of one witness. */
export const isBoundFinal = (bound: number, views: readonly SlotView[]): boolean => {
  const passed = newestOfEach(views).filter(({ finalized }) => finalized >= bound);
  return passed.some(({ from }) => from === "own") && passed.some(({ from }) => from !== "own");
};
