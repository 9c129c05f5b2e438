/**
 * Which CPUs share a core, an L3 cache, the memory of a NUMA node, a package.
 *
 * sysfs says it of each CPU: `topology/thread_siblings_list` lists the hardware threads of its
 * core, `package_cpus_list` those of its package (`core_siblings_list` up to Linux 5.3), and
 * `cache/indexN/shared_cpu_list` those that share a cache. Older kernels have masks in place of
 * lists. A group is read at its first CPU alone: 384 CPUs take some 300 files, and not thousands.
 * An offline CPU has no topology, so its place is not known. A node may have memory and no CPU.
 */
import { leniently } from "../../engine/plan/unread.ts";
import {
  cpus as members, has, intersect, isEmpty, minus, type CpuSet,
} from "../../formats/cpu-set.ts";
import type { HostReader } from "../../ports/host.ts";
import { parseCpuList, parseCpuMask } from "../cpu-lists.ts";

const CPUS = "/sys/devices/system/cpu";
const NODES = "/sys/devices/system/node";

export interface CpuGroup {
  /** As the kernel numbers it; an L3 cache has its place among all of them. */
  readonly id: number;
  readonly cpus: CpuSet;
  /** Of a cache, as the kernel says it: `32768K`. */
  readonly size?: string;
}

export interface CpuGroups {
  readonly online: CpuSet;
  readonly offline: CpuSet;
  readonly packages: readonly CpuGroup[];
  readonly nodes: readonly CpuGroup[];
  readonly l3: readonly CpuGroup[];
  /** Each CPU is in one. */
  readonly cores: readonly CpuSet[];
  /** `P` and `E` where cores are not alike; by their CPUs. */
  readonly kinds: readonly { readonly name: string; readonly cpus: CpuSet }[];
  /** What could not be read, in words. */
  readonly unknown: readonly string[];
}

const wordAt = (host: HostReader, path: string): string => host.read(path)?.trim() ?? "";

/** A list, or the mask that stood in its place once. */
const setAt = (host: HostReader, list: string, mask: string): CpuSet | null => {
  const said = wordAt(host, list);
  if (said !== "") return parseCpuList(said);
  const bits = wordAt(host, mask);
  return bits === "" ? null : parseCpuMask(bits);
};

const numbered = (names: readonly string[], prefix: string): readonly number[] =>
  names.flatMap((name) => (name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length))
    ? [Number(name.slice(prefix.length))] : [])).sort((one, other) => one - other);

const setOf = (all: readonly number[]): CpuSet =>
  all.reduce<CpuSet>((set, cpu) => set | 1n << BigInt(cpu), 0n);

/** Older kernels have no list of those that run. */
const isOnline = (host: HostReader, cpu: number): boolean => {
  const said = wordAt(host, `${CPUS}/cpu${cpu}/online`);
  return said === "" ? host.list(`${CPUS}/cpu${cpu}/topology`).length > 0 : said === "1";
};

const presence = (host: HostReader): Pick<CpuGroups, "online" | "offline"> => {
  const said = parseCpuList(wordAt(host, `${CPUS}/online`));
  if (!isEmpty(said)) {
    return { online: said, offline: minus(parseCpuList(wordAt(host, `${CPUS}/present`)), said) };
  }
  const all = numbered(host.list(CPUS), "cpu");
  const online = setOf(all.filter((cpu) => isOnline(host, cpu)));
  return { online, offline: minus(setOf(all), online) };
};

interface Found {
  readonly cpus: CpuSet;
  readonly size?: string;
}

/** The group of each CPU that is in no group before it. */
const partition = <T extends Found>(
  online: CpuSet, groupOf: (cpu: number) => T | null,
): readonly T[] => {
  const groups: T[] = [];
  let left = online;
  for (const cpu of members(online)) {
    if (!has(left, cpu)) continue;
    const found = groupOf(cpu);
    const cpus = intersect(found?.cpus ?? 0n, left);
    if (found !== null && has(cpus, cpu)) groups.push({ ...found, cpus });
    left = minus(minus(left, cpus), setOf([cpu]));
  }
  return groups;
};

const coreOf = (host: HostReader, cpu: number): Found => {
  const at = `${CPUS}/cpu${cpu}/topology/thread_siblings`;
  return { cpus: (setAt(host, `${at}_list`, at) ?? 0n) | setOf([cpu]) };
};

const packageOf = (host: HostReader, cpu: number): (Found & { readonly number: string }) | null => {
  const at = `${CPUS}/cpu${cpu}/topology`;
  const cpus = setAt(host, `${at}/package_cpus_list`, `${at}/package_cpus`)
    ?? setAt(host, `${at}/core_siblings_list`, `${at}/core_siblings`);
  return cpus === null ? null : { cpus, number: wordAt(host, `${at}/physical_package_id`) };
};

/** Firmware that has no number for a package says -1, and some gives one number to several. */
const readPackages = (host: HostReader, online: CpuSet): readonly CpuGroup[] => {
  const found = partition(online, (cpu) => packageOf(host, cpu));
  const numbers = new Set(found.map(({ number }) => number).filter((one) => /^\d+$/.test(one)));
  return found.map(({ cpus, number }, at) =>
    ({ cpus, id: numbers.size === found.length ? Number(number) : at }));
};

const l3At = (host: HostReader, at: string): Found | null => {
  const cpus = setAt(host, `${at}/shared_cpu_list`, `${at}/shared_cpu_map`);
  const size = wordAt(host, `${at}/size`);
  return cpus === null ? null : { cpus, ...(/^\d+[KM]$/.test(size) ? { size } : {}) };
};

/** The last cache is the third level where there is one. */
const l3Of = (host: HostReader, cpu: number): Found | null => {
  const at = `${CPUS}/cpu${cpu}/cache`;
  const index = numbered(host.list(at), "index").toReversed()
    .find((one) => wordAt(host, `${at}/index${one}/level`) === "3");
  return index === undefined ? null : l3At(host, `${at}/index${index}`);
};

/** A kernel that says nothing of the first CPU's caches says nothing of any. */
const readL3 = (host: HostReader, online: CpuSet): readonly CpuGroup[] => {
  const [first] = members(online);
  if (first === undefined || host.list(`${CPUS}/cpu${first}/cache`).length === 0) return [];
  return partition(online, (cpu) => l3Of(host, cpu)).map((one, id) => ({ ...one, id }));
};

/** Broken firmware may name a CPU in several nodes: it counts for the first one. */
const readNodes = (host: HostReader, online: CpuSet): readonly CpuGroup[] => {
  let left = online;
  return numbered(host.list(NODES), "node").map((id) => {
    const at = `${NODES}/node${id}`;
    const cpus = intersect(setAt(host, `${at}/cpulist`, `${at}/cpumap`) ?? 0n, left);
    left = minus(left, cpus);
    return { id, cpus };
  });
};

/** Intel's: performance, efficient, and low-power efficient cores. */
const KINDS = [["P", "core"], ["E", "atom"], ["LP", "lowpower"]] as const;

const readKinds = (host: HostReader): CpuGroups["kinds"] => KINDS.flatMap(([name, type]) => {
  const said = wordAt(host, `/sys/devices/cpu_${type}/cpus`);
  return said === "" ? [] : [{ name, cpus: parseCpuList(said) }];
});

const TOPICS: readonly (readonly [RegExp, string])[] = [
  [/\/cpu\/online$/, "which CPUs run"],
  [/\/cpu\/present$/, "which CPUs are offline"],
  [/\/thread_siblings/, "which CPUs share a core"],
  [/\/(?:package_cpus|core_siblings|physical_package)/, "which package a CPU is in"],
  [/\/system\/node/, "NUMA nodes"],
  [/\/cache/, "L3 caches"],
  [/\/devices\/cpu_/, "kinds of core"],
];

export const readCpuGroups = (plain: HostReader): CpuGroups => {
  const host = leniently(plain);
  const { online, offline } = presence(host);
  const found = {
    online, offline,
    packages: readPackages(host, online),
    nodes: readNodes(host, online), l3: readL3(host, online),
    cores: partition(online, (cpu) => coreOf(host, cpu)).map(({ cpus }) => cpus),
    kinds: readKinds(host),
  };
  const missed = host.missed().map(({ path }) => path);
  return { ...found, unknown: TOPICS.filter(([paths]) => missed.some((path) => paths.test(path)))
    .map(([, what]) => what) };
};
