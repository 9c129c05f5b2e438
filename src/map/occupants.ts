/** Services, threads and interrupts, each with the CPUs that it has before and after. */
import { parseCpuList } from "../detectors/cpu-lists.ts";
import type { IrqOnCpus } from "../detectors/irq/irqs-on-cpus.ts";
import type { Thread } from "../detectors/processes/processes.ts";
import type { PlanItem } from "../engine/model/model.ts";
import type { ServiceOnCpus, ServicesOnCpus } from "../detectors/systemd/services-on-cpus.ts";
import { formatCpuList, intersect, union, type CpuSet } from "../formats/cpu-set.ts";
import { isStuck, liveOf, startOf, stuckText, type Asked } from "./asked.ts";
import type { Effects } from "./effects.ts";
import type { MapSide, Occupant } from "./model.ts";

/** Of each side. */
export type BothSides<T> = Readonly<Record<MapSide, T>>;

type Unkeyed = Omit<Occupant, "key" | "of">;

interface PinnedService {
  readonly service: Unkeyed;
  readonly threads: readonly Unkeyed[];
}

const LETTERS = 26;

/** A to Z, AA to ZZ. */
const lettersOf = (at: number): string => {
  const last = String.fromCharCode(65 + at % LETTERS);
  return at < LETTERS ? last : lettersOf(Math.floor(at / LETTERS) - 1) + last;
};

export interface Around {
  readonly sides: BothSides<Effects>;
  readonly asked: BothSides<Asked>;
  readonly online: CpuSet;
  /** The list of what is pinned nowhere. */
  readonly unpinned: string;
}

/** A mask may have CPUs that are not there. */
const listsOf = (
  of: (effects: Effects) => CpuSet, { sides, online }: Around,
): BothSides<string> => {
  const list = (effects: Effects): string => formatCpuList(intersect(of(effects), online));
  return { before: list(sides.before), after: list(sides.after) };
};

const isSame = (one: BothSides<string>, other: BothSides<string>): boolean =>
  one.before === other.before && one.after === other.after;

const joined = (all: readonly BothSides<string>[]): BothSides<string> => {
  const join = (side: MapSide): string => formatCpuList(all.reduce<CpuSet>((sum, one) =>
    union(sum, parseCpuList(one[side])), 0n));
  return { before: join("before"), after: join("after") };
};

const remarkOf = (item: PlanItem | null): Pick<Occupant, "remark"> =>
  (isStuck(item) ? { remark: stuckText(item) } : {});

const grouped = <T>(all: readonly T[], keyOf: (one: T) => string): readonly (readonly T[])[] =>
  [...Map.groupBy(all, keyOf).values()];

/** More threads than that whose names differ by their number alone are one. */
const MOST_ALIKE = 8;

const folded = (alike: readonly Unkeyed[]): readonly Unkeyed[] => {
  const [first] = alike;
  return first === undefined || alike.length <= MOST_ALIKE ? alike
    : [{ ...first, name: first.name.replace(/\d+$/, "*"), ...joined(alike) }];
};

const byName = (one: Unkeyed, other: Unkeyed): number =>
  one.name.localeCompare(other.name, "en", { numeric: true });

const threadLists = (
  thread: Thread, { cgroup }: ServiceOnCpus, around: Around,
): BothSides<string> => listsOf((effects) => effects.cpusOfThread(thread, cgroup), around);

/** Threads that do not follow the main one. */
const ownThreads = (
  service: ServiceOnCpus, main: BothSides<string>, nameOf: (thread: Thread) => string,
  around: Around,
): readonly Unkeyed[] => {
  const threads = service.threads
    .map((thread) => ({ thread, lists: threadLists(thread, service, around) }))
    .filter(({ lists }) => !isSame(lists, main))
    .map(({ thread, lists }): Unkeyed => {
      const name = nameOf(thread);
      return { kind: "thread", name, ...lists,
        ...remarkOf(around.asked.after.threadItemOf(service.unit, name)) };
    });
  const distinct = grouped(threads, ({ name, before, after }) => JSON.stringify([name, before,
    after])).flatMap(([first]) => first ?? []);
  return grouped(distinct, ({ name }) => name.replace(/\d+$/, "")).flatMap(folded).sort(byName);
};

const runningOf = (
  service: ServiceOnCpus, nameOf: (thread: Thread) => string, around: Around,
): PinnedService[] => {
  const { asked, unpinned } = around;
  const { unit, threads: [first] } = service;
  if (first === undefined) return [];
  const main = threadLists(first, service, around);
  const threads = ownThreads(service, main, nameOf, around);
  const isPinned = threads.length > 0 || main.before !== unpinned || main.after !== unpinned;
  if (!isPinned && !asked.after.units.has(unit)) return [];
  return [{ threads, service: { kind: "service", name: unit, ...main,
    ...remarkOf(asked.after.itemOf(unit)) } }];
};

/** A service that the host file pins, and that has no process now. */
const stoppedOf = (unit: string, { before, after }: BothSides<Asked>): PinnedService => {
  const [was, item] = [before.itemOf(unit), after.itemOf(unit)];
  const stuck = isStuck(item) ? `, ${stuckText(item)}` : "";
  return { threads: [], service: { kind: "service", name: unit, after: startOf(item),
    before: was === null ? liveOf(item) : startOf(was), remark: `not running${stuck}` } };
};

/** Those that the host file pins come first. */
const pinnedServices = (
  { services, nameOf }: ServicesOnCpus, around: Around,
): readonly PinnedService[] => {
  const { asked } = around;
  const running = services.flatMap((service) => runningOf(service, nameOf, around));
  const known = new Set(services.map(({ unit }) => unit));
  const stopped = [...asked.after.units].filter((unit) => !known.has(unit))
    .map((unit) => stoppedOf(unit, asked));
  const rank = ({ service }: PinnedService): number => Number(!asked.after.units.has(service.name));
  return [...running, ...stopped].sort((one, other) =>
    rank(one) - rank(other) || byName(one.service, other.service));
};

export const serviceOccupants = (found: ServicesOnCpus, around: Around): readonly Occupant[] =>
  pinnedServices(found, around).flatMap(({ service, threads }, at): Occupant[] => {
    const key = lettersOf(at);
    return [{ key, ...service },
      ...threads.map((thread, rank) => ({ key: `${key}${rank + 1}`, of: key, ...thread }))];
  });

const OTHERS = "other interrupts";

/** Those of one device are together, the most first. */
export const irqOccupants = (
  irqs: readonly IrqOnCpus[], around: Around,
): readonly Occupant[] => grouped(irqs, ({ device }) => device ?? OTHERS)
  .map((group): Unkeyed => {
    const lists = group.map((irq) => listsOf((effects) => effects.cpusOfIrq(irq), around));
    const stuck = group.filter(({ name }) => isStuck(around.asked.after.itemOf(name)));
    return { kind: "interrupts", name: group[0]?.device ?? OTHERS, count: group.length,
      ...joined(lists),
      ...(stuck.length === 0 ? {} : { remark: `${stuck.length} blocked or impossible` }) };
  })
  .sort((one, other) => (other.count ?? 0) - (one.count ?? 0) || byName(one, other))
  .map((one, at) => ({ key: lettersOf(at).toLowerCase(), ...one }));
