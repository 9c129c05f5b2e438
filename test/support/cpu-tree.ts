/** The CPUs of a machine as sysfs has them, in lists and in masks. */
import { formatCpuList } from "../../src/formats/cpu-set.ts";
import type { CpuGroup, CpuGroups } from "../../src/detectors/kernel/cpu-groups.ts";
import type { Files } from "./tree.ts";

export interface CpuSpec {
  readonly packages?: number;
  /** In each package. */
  readonly nodes?: number;
  /** In each node; 0 is a machine whose kernel says nothing of caches. */
  readonly l3?: number;
  /** Of each L3 cache. */
  readonly cores: number;
  /** Of each core. */
  readonly threads?: number;
  readonly offline?: readonly number[];
}

const CPUS = "/sys/devices/system/cpu";

const setOf = (cpus: readonly number[]): bigint => cpus.reduce((set, cpu) => set | 1n << BigInt(cpu), 0n);

export const listOf = (cpus: readonly number[]): string => formatCpuList(setOf(cpus));

const maskOf = (cpus: readonly number[], width: number): string => {
  const digits = setOf(cpus).toString(16).padStart(Math.ceil(width / 32) * 8, "0");
  return (digits.match(/.{8}/g) ?? []).join(",");
};

interface Placed { readonly cpu: number; readonly core: number; readonly l3: number; readonly node: number; readonly package: number }

/** The first threads of all cores are numbered first, as on most machines. */
const placesOf = ({ packages = 1, nodes = 1, l3 = 1, cores, threads = 1 }: CpuSpec): readonly Placed[] => {
  const each = Math.max(1, l3) * cores;
  const total = packages * nodes * each;
  return Array.from({ length: total * threads }, (_, cpu) => {
    const core = cpu % total;
    return { cpu, core, l3: Math.floor(core / cores), node: Math.floor(core / each),
      package: Math.floor(core / (each * nodes)) };
  });
};

export const cpuCount = (spec: CpuSpec): number => placesOf(spec).length;

/** The same without files. */
export const groupsIn = (spec: CpuSpec): CpuGroups => {
  const all = placesOf(spec);
  const by = (key: "core" | "l3" | "node" | "package"): readonly CpuGroup[] =>
    [...Map.groupBy(all, (one) => one[key])].map(([id, group]) => ({ id, cpus: setOf(group.map(({ cpu }) => cpu)) }));
  return { online: setOf(all.map(({ cpu }) => cpu)), offline: 0n, packages: by("package"), nodes: by("node"),
    l3: by("l3").map((one) => ({ ...one, size: "32768K" })), cores: by("core").map(({ cpus }) => cpus), kinds: [], unknown: [] };
};

/** What the kernel says of the CPUs that run. */
export const cpuFiles = (spec: CpuSpec): Files => {
  const all = placesOf(spec);
  const online = all.filter(({ cpu }) => !(spec.offline ?? []).includes(cpu));
  const both = (at: string, list: string, mask: string, cpus: readonly number[]): Files =>
    ({ [`${at}/${list}`]: `${listOf(cpus)}\n`, [`${at}/${mask}`]: `${maskOf(cpus, all.length)}\n` });
  const same = (one: Placed, key: keyof Placed): readonly number[] =>
    online.filter((other) => other[key] === one[key]).map(({ cpu }) => cpu);
  const files: Files[] = online.map((one) => {
    const [topology, cache] = [`${CPUS}/cpu${one.cpu}/topology`, `${CPUS}/cpu${one.cpu}/cache/index3`];
    return {
      [`${topology}/physical_package_id`]: `${one.package}\n`, [`${topology}/core_id`]: `${one.core}\n`,
      ...both(topology, "thread_siblings_list", "thread_siblings", same(one, "core")),
      ...both(topology, "core_cpus_list", "core_cpus", same(one, "core")),
      ...both(topology, "core_siblings_list", "core_siblings", same(one, "package")),
      ...both(topology, "package_cpus_list", "package_cpus", same(one, "package")),
      ...((spec.l3 ?? 1) === 0 ? {} : { [`${cache}/level`]: "3\n", [`${cache}/type`]: "Unified\n",
        [`${cache}/size`]: "32768K\n", [`${cache}/coherency_line_size`]: "64\n", [`${cache}/number_of_sets`]: "32768\n",
        [`${cache}/ways_of_associativity`]: "16\n",
        ...both(cache, "shared_cpu_list", "shared_cpu_map", same(one, "l3")) }),
    };
  });
  const nodes = [...new Set(all.map(({ node }) => node))].map((node): Files => {
    const at = `/sys/devices/system/node/node${node}`;
    return { ...both(at, "cpulist", "cpumap", online.filter((one) => one.node === node).map(({ cpu }) => cpu)),
      [`${at}/meminfo`]: `Node ${node} MemTotal:       16000000 kB\n` };
  });
  const numbers = all.map(({ cpu }) => cpu);
  return Object.assign({
    [`${CPUS}/possible`]: `${listOf(numbers)}\n`, [`${CPUS}/present`]: `${listOf(numbers)}\n`,
    [`${CPUS}/online`]: `${listOf(online.map(({ cpu }) => cpu))}\n`,
    ...Object.fromEntries((spec.offline ?? []).map((cpu) => [`${CPUS}/cpu${cpu}/online`, "0\n"])),
    [`${CPUS}/isolated`]: "\n",
    "/proc/cpuinfo": online.map(({ cpu }) => `processor\t: ${cpu}\nvendor_id\t: AuthenticAMD\n\n`).join(""),
  }, ...files, ...nodes) as Files;
};
