/**
 * Each thing on a machine has one owner among the kinds. What two of them would write is refused
 * before anything is planned for it: neither could tell the other's value from a stranger's.
 */
import { isDurable, nameInScheme, displayTarget, schemeOf } from "../model/targets.ts";
import { VexorError } from "../model/errors.ts";
import type { Address, Change, Claim, PlanItem } from "../model/model.ts";
import type { Resource, Survey } from "../resource.ts";

interface KindSurvey {
  readonly resource: Resource;
  readonly survey: Survey;
}

interface TargetOwner {
  readonly kind: string;
  readonly address: Address;
}

const refuse = (what: string, one: TargetOwner, other: TargetOwner): never => {
  throw new VexorError("TARGET_SHARED",
    `${one.address} and ${other.address} would both own ${what}`);
};

/** Remembers who has claimed what, and refuses a second kind. */
class Owners {
  readonly #known = new Map<string, TargetOwner>();

  claim(what: string, owner: TargetOwner): void {
    const known = this.#known.get(what);
    if (known === undefined) this.#known.set(what, owner);
    else if (known.kind !== owner.kind) refuse(what, known, owner);
  }
}

const refuseSharedValues = (
  surveyed: readonly KindSurvey[], items: readonly PlanItem[],
): void => {
  const telling = surveyed.filter(({ resource }) => resource.ownedPaths !== undefined);
  if (telling.length < 2) return;
  const owners = new Owners();
  for (const { resource } of telling) {
    const own = items.filter((item) => item.address.startsWith(`${resource.kind}/`));
    for (const { address } of own) {
      for (const path of resource.ownedPaths?.(address) ?? []) {
        owners.claim(path, { kind: resource.kind, address });
      }
    }
  }
};

/** Directories may hold the files of several. */
const refuseSharedTargets = (changes: readonly Change[]): void => {
  const owners = new Owners();
  for (const { target, kind, for: [address = kind] } of changes) {
    if (schemeOf(target) !== "dir") owners.claim(displayTarget(target), { kind, address });
  }
};

/** Also a file that another kind leaves as it is. */
const refuseSharedFiles = (
  surveyed: readonly KindSurvey[], changes: readonly Change[], claims: readonly Claim[],
): void => {
  for (const { target, kind, for: [address = kind] } of changes) {
    if (!isDurable(target) || schemeOf(target) === "dir") continue;
    const path = nameInScheme(target);
    for (const { resource, survey } of surveyed) {
      const mayOwn = resource.kind !== kind && resource.bootFiles?.some((one) => one.test(path));
      if (!mayOwn) continue;
      const held = claims.filter((claim) => claim.address.startsWith(`${resource.kind}/`));
      if (!survey.files(held).some((file) => file.path === path && file.text !== null)) continue;
      refuse(path, { kind, address }, { kind: resource.kind,
        address: held[0]?.address ?? resource.kind });
    }
  }
};

/** Throws TARGET_SHARED. `claims` are those that hold once all is applied. */
export const refuseShared = (
  surveyed: readonly KindSurvey[], items: readonly PlanItem[], changes: readonly Change[],
  claims: () => readonly Claim[],
): void => {
  if (surveyed.length < 2) return;
  refuseSharedValues(surveyed, items);
  refuseSharedTargets(changes);
  if (changes.length > 0) refuseSharedFiles(surveyed, changes, claims());
};
