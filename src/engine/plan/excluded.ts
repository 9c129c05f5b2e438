/**
 * Settings that a plan leaves out for now. None of them is half of something: what the kernel moves
 * together is left out together, and so are all settings of kinds with a guardian, of which half a
 * change is worse than both its ends.
 */
import { isDurable } from "../model/targets.ts";
import type { Address } from "../model/model.ts";
import { kindOf } from "../model/claims.ts";
import { makePlan, type PlanRequest } from "./plan.ts";

const together = (request: PlanRequest): readonly (readonly Address[])[] => {
  const { items, changes } = makePlan(request);
  const needsGuardian = new Set(request.resources.filter((one) => one.needsGuardian).map(
    ({ kind }) => kind));
  const places = changes.filter(({ target }) => !isDurable(target)).flatMap((change) =>
    request.drivers.writablePaths(request.host, change).map((path) => ({ path, of: change.for })));
  return [
    items.map(({ address }) => address).filter((address) => needsGuardian.has(kindOf(address))),
    ...[...new Set(places.map(({ path }) => path))].map((path) =>
      places.filter((one) => one.path === path).flatMap(({ of }) => of)),
  ];
};

/** What is asked for, and what must not be parted from it. */
export const excludeTogether = (
  request: PlanRequest, asked: readonly Address[],
): ReadonlySet<Address> => {
  const aside = new Set(asked);
  if (aside.size === 0) return aside;
  const groups = together(request);
  for (let size = -1; size !== aside.size;) {
    size = aside.size;
    for (const group of groups.filter((one) => one.some((address) => aside.has(address)))) {
      for (const address of group) aside.add(address);
    }
  }
  return aside;
};
