/**
 * In which order targets are written: one that moves others comes before those that it moves, both
 * forward and back, so that the last word about each target is its own.
 */
import { schemeOf, type TargetDrivers } from "../model/targets.ts";
import type { Change } from "../model/model.ts";

/** Of one driver: others have an order of their own. Where two move each other, theirs stays. */
export const moversFirst = (
  drivers: TargetDrivers, changes: readonly Change[],
): readonly Change[] => {
  const ordered: Change[] = [];
  for (const change of changes) {
    const moves = drivers.moves(change);
    const at = moves === null ? -1 : ordered.findIndex((other) =>
      schemeOf(other.target) === schemeOf(change.target) && moves(other.target)
        && !(drivers.moves(other)?.(change.target) ?? false));
    if (at < 0) ordered.push(change);
    else ordered.splice(at, 0, change);
  }
  return ordered;
};

/** What is written last is undone first, as far as that goes together. */
export const backwards = (drivers: TargetDrivers, changes: readonly Change[]): readonly Change[] =>
  moversFirst(drivers, changes.toReversed());
