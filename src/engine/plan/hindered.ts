/**
 * A kind's changes may need more than their own writes: systemd must read its files again. Where
 * that would move a value of another owner, nothing of that kind is written.
 */
import type { Blocker } from "./blockers.ts";
import { isWriting } from "./decide.ts";
import { VexorError } from "../model/errors.ts";
import type { Change, PlanItem } from "../model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { Resource } from "../resource.ts";

/** Why these changes, of one kind, cannot be made; `all` are those that are made with them. */
export const hindranceOf = (
  host: HostReader, resource: Resource, changes: readonly Change[],
  all: readonly Change[] = [],
): Blocker | null => {
  const targets = changes.filter(({ kind }) => kind === resource.kind).map(({ target }) => target);
  if (targets.length === 0 || resource.hindered === undefined) return null;
  return resource.hindered(host, targets, (target) =>
    all.findLast((one) => one.target === target)?.to);
};

const blocked = (item: PlanItem, { reason, waysOut }: Blocker): PlanItem => {
  const { sources: _, ...rest } = item;
  return { ...rest, action: "blocked", to: null, adopts: null, reason, waysOut };
};

/** The items, with those blocked whose kind cannot be changed; the same array where all can be. */
export const withHindered = (
  host: HostReader, resources: readonly Resource[], items: readonly PlanItem[],
  changes: readonly Change[],
): readonly PlanItem[] => resources.reduce((some, resource) => {
  const blocker = hindranceOf(host, resource, changes, changes);
  if (blocker === null) return some;
  return some.map((item) => (isWriting(item) && item.address.startsWith(`${resource.kind}/`)
    ? blocked(item, blocker) : item));
}, items);

/** Throws RELOAD_MOVES where one of the kinds cannot be changed. */
export const assertNotHindered = (
  host: HostReader, resources: readonly Resource[], changes: readonly Change[],
): void => {
  for (const resource of resources) {
    const blocker = hindranceOf(host, resource, changes, changes);
    if (blocker) {
      throw new VexorError("RELOAD_MOVES", blocker.reason, { hint: blocker.waysOut.join("; or ") });
    }
  }
};
