/**
 * In which order cells are written: one that moves others comes before those that it moves, both
 * forward and back, so that the last word about each cell is its own.
 */
import { schemeOf, type Cells } from "../model/cells.ts";
import type { CellChange } from "../model/model.ts";

/** Of one medium: others have an order of their own. Where two move each other, theirs stays. */
export const moversFirst = (
  cells: Cells, changes: readonly CellChange[],
): readonly CellChange[] => {
  const ordered: CellChange[] = [];
  for (const change of changes) {
    const moves = cells.moves(change);
    const at = moves === null ? -1 : ordered.findIndex((other) =>
      schemeOf(other.cell) === schemeOf(change.cell) && moves(other.cell)
        && !(cells.moves(other)?.(change.cell) ?? false));
    if (at < 0) ordered.push(change);
    else ordered.splice(at, 0, change);
  }
  return ordered;
};

/** What is written last is undone first, as far as that goes together. */
export const backwards = (cells: Cells, changes: readonly CellChange[]): readonly CellChange[] =>
  moversFirst(cells, changes.toReversed());
