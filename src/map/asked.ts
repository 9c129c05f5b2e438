/** What a plan says of services and interrupts beside moving them. */
import { parseCpuList } from "../detectors/cpu-lists.ts";
import type { Plan, PlanItem } from "../engine/model/model.ts";
import { isWriting } from "../engine/plan/decide.ts";
import { matchesGlob } from "../formats/glob.ts";
import { formatCpuList } from "../formats/cpu-set.ts";

const PINNED = "cpu-pinning/";
const IRQS = "irq-affinity/";

/** Whether a setting has its value in CPUs that a map shows. */
export const isOnMap = (address: string): boolean =>
  address.startsWith(PINNED) || address.startsWith(IRQS);

export interface Asked {
  /** Units that the host file pins, itself or one of its threads. */
  readonly units: ReadonlySet<string>;
  /** By unit, or by the name of an interrupt. */
  itemOf(name: string): PlanItem | null;
  /** Of a thread that the host file names. */
  threadItemOf(unit: string, thread: string): PlanItem | null;
}

const unitOf = ({ attributes }: PlanItem): string => attributes["unit"] ?? "";

/** A thread's entry is not its unit's. */
const nameOf = (item: PlanItem): string | null => {
  if (item.address.startsWith(IRQS)) return item.address.slice(IRQS.length);
  return item.address.startsWith(PINNED) && item.attributes["thread"] === undefined
    ? unitOf(item) : null;
};

/** What the kernel keeps of a thread's name. */
const NAME_BYTES = 15;

const isOfThread = (item: PlanItem, unit: string, thread: string): boolean => {
  const pattern = item.attributes["thread"];
  if (pattern === undefined || unitOf(item) !== unit) return false;
  return pattern.slice(0, NAME_BYTES) === thread || matchesGlob(pattern, thread);
};

export const askedBy = (plan: Plan | null): Asked => {
  const items = plan?.items ?? [];
  const byName = new Map(items.map((item) => [nameOf(item), item]));
  const pinned = items.filter(({ address }) => address.startsWith(PINNED)).map(unitOf);
  return { units: new Set(pinned.filter((unit) => unit !== "")),
    itemOf: (name) => byName.get(name) ?? null,
    threadItemOf: (unit, thread) => items.find((item) => isOfThread(item, unit, thread)) ?? null };
};

export const isStuck = (item: PlanItem | null): item is PlanItem =>
  item !== null && (item.action === "blocked" || item.action === "impossible");

export const stuckText = (item: PlanItem): string => {
  const { action, wanted } = item;
  return wanted !== null && "value" in wanted ? `${action}, wanted ${wanted.value}` : action;
};

/** A value may have a remark behind it, or be the word `numa`. */
const listIn = (value: string | null): string => {
  const [list = ""] = value?.split(" ") ?? [];
  return /^[\d,-]+$/.test(list) ? formatCpuList(parseCpuList(list)) : "";
};

/** Where a service that does not run would start now. */
export const liveOf = (item: PlanItem | null): string => listIn(item?.live ?? null);

/** And where after the plan. */
export const startOf = (item: PlanItem | null): string =>
  (item !== null && isWriting(item) ? listIn(item.to) : liveOf(item));
