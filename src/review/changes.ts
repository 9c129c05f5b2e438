/**
 * What a change does apart from what a host has drifted: the plans of both sides on the same
 * facts, setting by setting.
 */
import type { Pointer } from "../engine/host-file/host-file-source.ts";
import type { LoadedHostFile } from "../engine/host-file/host-file.ts";
import type { Address, Plan, PlanItem, Rule } from "../engine/model/model.ts";
import type { TargetDrivers } from "../engine/model/targets.ts";
import { isWriting } from "../engine/plan/decide.ts";
import { replacedBy } from "../engine/plan/pending.ts";
import { decisionOf, type PlacedPlan } from "../engine/plan/plan.ts";
import type { DeclaredDifference, DeclaredEntry } from "./declared.ts";
import type { HostReview, PlacedChange, ReviewChange } from "./model.ts";

interface Consequence {
  readonly interrupts?: readonly string[];
  readonly signs?: true;
}

const consequencesIn = (
  { changes }: Plan, address: Address, drivers: TargetDrivers,
): Consequence => {
  const found = changes.filter((change) => change.for.includes(address))
    .map((change) => drivers.consequences(change));
  const units = [...new Set(found.flatMap(({ interrupts }) => interrupts ?? []))];
  return { ...(units.length > 0 ? { interrupts: units } : {}),
    ...(found.some(({ signs }) => signs === true) ? { signs: true } : {}) };
};

const isStuck = ({ action }: PlanItem): boolean => action === "blocked" || action === "impossible";

const outcomeOf = (item: PlanItem, consequence: Consequence): string => JSON.stringify([
  decisionOf(item), item.takesEffect, item.configured, consequence,
  isStuck(item) ? [item.wanted, item.reason, item.evidence] : null,
]);

/** As `formatRule`, and whole. */
const ruleText = (rule: Rule): string => {
  if ("value" in rule) return rule.value;
  return "atLeast" in rule ? `at least ${rule.atLeast}` : `at most ${rule.atMost}`;
};

const askedFor = (item: PlanItem): string | null => {
  if (isWriting(item)) return item.to;
  return item.wanted === null ? item.to : ruleText(item.wanted);
};

const baseOf = (item: PlanItem | undefined): ReviewChange["base"] =>
  (item === undefined ? null : { action: item.action, to: askedFor(item) });

const changeOf = (
  item: PlanItem, before: PlanItem | undefined, consequence: Consequence,
): ReviewChange => {
  const { address, action, origin, takesEffect, adopts, why, reason, evidence, waysOut } = item;
  const known = new Set(before?.warnings);
  const warnings = item.warnings.filter((one) => !known.has(one));
  return {
    address, action, from: replacedBy(item), to: askedFor(item), base: baseOf(before), origin,
    ...(takesEffect === undefined ? {} : { takesEffect }),
    ...consequence,
    ...(adopts === null || !isWriting(item) ? {} : { adopts }),
    ...(why === undefined ? {} : { why }),
    ...(isStuck(item) ? { reason, evidence, waysOut } : {}),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
};

/** The base has it in its plan, and the head has no word of it. */
const droppedOf = (before: PlanItem): ReviewChange => ({ address: before.address,
  action: "dropped", from: before.live, to: null, base: baseOf(before), origin: before.origin });

interface Compared extends Pick<HostReview, "apart"> {
  readonly changes: readonly ReviewChange[];
}

const isToDo = (item: PlanItem): boolean => isWriting(item) || item.action === "drift";

/** `before` is null where the base does not declare the host, or cannot be planned. */
export const comparePlans = (
  before: Plan | null, after: Plan, drivers: TargetDrivers,
): Compared => {
  const old = new Map((before?.items ?? []).map((item) => [item.address, item]));
  const apart = { toDo: 0, blocked: 0 };
  const changes = after.items.flatMap((item) => {
    const was = old.get(item.address);
    old.delete(item.address);
    const consequence = consequencesIn(after, item.address, drivers);
    const isSame = before !== null && was !== undefined && outcomeOf(item, consequence)
      === outcomeOf(was, consequencesIn(before, item.address, drivers));
    if (!isSame) {
      return was === undefined && item.action === "none" && before === null ? []
        : [changeOf(item, was, consequence)];
    }
    if (isStuck(item)) apart.blocked += 1;
    else if (isToDo(item)) apart.toDo += 1;
    return [];
  });
  return { apart, changes: [...changes, ...[...old.values()].map(droppedOf)] };
};

const isBelow = (pointer: Pointer, entry: Pointer): boolean =>
  entry.every((step, at) => pointer[at] === step);

/** What a change of an item says of its entry by itself. */
const SHOWN: ReadonlySet<string> = new Set(["", ".value", ".atLeast", ".atMost", ".cpus", ".why",
  ".adopt.from", ".active", ".pubkey"]);

interface Leaf {
  readonly path: string;
  readonly text: string;
}

const leavesOf = (value: unknown, path = ""): readonly Leaf[] => {
  if (typeof value !== "object" || value === null) return [{ path, text: JSON.stringify(value) }];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, `${path}.${key}`));
};

const notIn = (leaves: readonly Leaf[], others: readonly Leaf[]): readonly Leaf[] =>
  leaves.filter(({ path, text }) =>
    !others.some((other) => other.path === path && other.text === text));

/** Whether what differs is in what a change of an item shows anyway. */
const isShown = ({ before, after }: DeclaredDifference): boolean => {
  if (before === null || after === null) return true;
  const [old, current] = [leavesOf(before.value), leavesOf(after.value)];
  return [...notIn(old, current), ...notIn(current, old)].every(({ path }) => SHOWN.has(path));
};

const textOf = (value: unknown): string | null =>
  (value === undefined ? null : JSON.stringify(value));

/** What the host files say, as a change. */
export const declaredChange = ({ label, before, after }: DeclaredDifference): ReviewChange => ({
  address: label, action: "declared", from: textOf(before?.value), to: textOf(after?.value),
  base: null,
});

export interface Sides {
  readonly before: PlacedPlan | null;
  readonly after: PlacedPlan | null;
}

/** Differences that no change of an item stands for. */
export const declaredBeside = (
  differences: readonly DeclaredDifference[], changes: readonly ReviewChange[],
  { before, after }: Sides,
): readonly DeclaredDifference[] => {
  const pointersIn = (side: PlacedPlan | null): readonly Pointer[] =>
    changes.map(({ address }) => side?.places.get(address)).filter((one) => one !== undefined);
  const [old, current] = [pointersIn(before), pointersIn(after)];
  return differences.filter((one) => {
    const covers = (pointers: readonly Pointer[], entry: DeclaredEntry | null): boolean =>
      entry !== null && pointers.some((at) => isBelow(at, entry.pointer));
    return !(covers(current, one.after) || covers(old, one.before)) || !isShown(one);
  });
};

/** Where the head asks for what a change is of. */
export const placed = (
  change: ReviewChange, difference: DeclaredDifference | null, after: PlacedPlan | null,
  loaded: LoadedHostFile | null,
): PlacedChange => {
  const pointer = difference === null ? after?.places.get(change.address)
    : difference.after?.pointer;
  return { ...change, place: pointer === undefined || loaded === null ? null
    : loaded.placeOf(pointer) };
};
