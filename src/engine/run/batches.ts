import type { Change } from "../model/model.ts";

/** Consecutive changes of one kind and scheme: they share one durable intent line. */
export const batches = (changes: readonly Change[]): readonly (readonly Change[])[] => {
  const out: Change[][] = [];
  const keyOf = (change: Change): string =>
    `${change.kind} ${change.target.slice(0, change.target.indexOf(":"))}`;
  for (const change of changes) {
    const last = out.at(-1);
    if (last?.[0] && keyOf(last[0]) === keyOf(change)) last.push(change);
    else out.push([change]);
  }
  return out;
};
