import type { CellChange } from "../model/model.ts";

/** Consecutive changes of one kind and scheme: they share one durable intent line. */
export const batches = (changes: readonly CellChange[]): readonly (readonly CellChange[])[] => {
  const out: CellChange[][] = [];
  const keyOf = (change: CellChange): string =>
    `${change.kind} ${change.cell.slice(0, change.cell.indexOf(":"))}`;
  for (const change of changes) {
    const last = out.at(-1);
    if (last?.[0] && keyOf(last[0]) === keyOf(change)) last.push(change);
    else out.push([change]);
  }
  return out;
};
