/**
 * Where CPUs sit, as boxes in boxes.
 *
 * No kind of group is always inside of another one: a NUMA node is a part of a package, or holds
 * several where the firmware interleaves memory; an L3 cache is a part of a node, or holds two
 * where a package is cut in sub-NUMA clusters. So the CPUs decide: the larger group holds the
 * smaller, and groups of the same CPUs are one box with several names. A group that crosses another
 * is shown in the parts that it is cut into.
 */
import {
  cpus as members, formatCpuList, has, intersect, isEmpty, minus, size, type CpuSet,
} from "../../formats/cpu-set.ts";
import type { CpuGroup, CpuGroups } from "./cpu-groups.ts";

/** In the order in which boxes of the same CPUs are named. */
const KINDS = ["package", "node", "l3"] as const;

export interface BoxName {
  readonly kind: (typeof KINDS)[number];
  readonly id: number;
  readonly size?: string;
}

/** Cores of one kind. */
export interface Cores {
  /** `P` or `E`, where cores are not alike. */
  readonly kind: string | null;
  /** Of each core, the list of its CPUs, which share its execution units. */
  readonly each: readonly string[];
}

/** What is not in one of its boxes is among its cores. */
export interface CpuBox {
  /** Outermost first; none for a machine of several packages. */
  readonly names: readonly BoxName[];
  readonly boxes: readonly CpuBox[];
  readonly cores: readonly Cores[];
}

interface Named {
  readonly name: BoxName;
  readonly cpus: CpuSet;
}

const lowest = (cpus: CpuSet): number => members(cpus)[0] ?? 0;

const within = (groups: readonly Named[], cpus: CpuSet): readonly Named[] =>
  groups.map((one) => ({ ...one, cpus: intersect(one.cpus, cpus) }))
    .filter((one) => !isEmpty(one.cpus));

/** The largest first; of the same size, in the order of KINDS, which `groups` have. */
const largest = (groups: readonly Named[]): Named | undefined =>
  groups.toSorted((one, other) => size(other.cpus) - size(one.cpus))[0];

const kindOf = ({ kinds }: CpuGroups, core: CpuSet): string | null =>
  kinds.find(({ cpus }) => has(cpus, lowest(core)))?.name ?? null;

const coresIn = (all: CpuGroups, cpus: CpuSet): readonly Cores[] => {
  const cores = all.cores.map((core) => intersect(core, cpus)).filter((core) => !isEmpty(core));
  return [...Map.groupBy(cores, (core) => kindOf(all, core))]
    .map(([kind, alike]) => ({ kind, each: alike.map(formatCpuList) }));
};

const boxOf = (all: CpuGroups, cpus: CpuSet, groups: readonly Named[]): CpuBox => {
  const inside = within(groups, cpus);
  const smaller = inside.filter((one) => one.cpus !== cpus);
  const boxes: { readonly at: number; readonly box: CpuBox }[] = [];
  let left = cpus;
  for (;;) {
    const next = largest(within(smaller, left));
    if (next === undefined) break;
    boxes.push({ at: lowest(next.cpus), box: boxOf(all, next.cpus, smaller) });
    left = minus(left, next.cpus);
  }
  return { names: inside.filter((one) => one.cpus === cpus).map(({ name }) => name),
    boxes: boxes.sort((one, other) => one.at - other.at).map(({ box }) => box),
    cores: coresIn(all, left) };
};

const namedAs = (kind: BoxName["kind"], groups: readonly CpuGroup[]): readonly Named[] =>
  groups.map(({ id, cpus, size: bytes }) =>
    ({ cpus, name: { kind, id, ...(bytes === undefined ? {} : { size: bytes }) } }));

export const layoutOf = (all: CpuGroups): CpuBox => boxOf(all, all.online,
  [...namedAs("package", all.packages), ...namedAs("node", all.nodes), ...namedAs("l3", all.l3)]);
