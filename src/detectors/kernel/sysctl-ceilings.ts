/**
 * What must be left of the machine's memory. The kernel keeps back as much as it is asked to, and
 * then gives programs none: the undo would be among them, as with the least values of
 * `sysctl-floors.ts`. The machine's memory is unknown in a tree without /proc/meminfo.
 */
import type { HostReader } from "../../ports/host.ts";

const LITTLE = "programs may not have enough to start, and so nothing could undo it";

type MemoryInfo = (name: string) => bigint | null;

/** In KiB, by the names of /proc/meminfo. */
const memoryOf = (host: HostReader): MemoryInfo => {
  const text = host.read("/proc/meminfo") ?? "";
  return (name) => {
    const kib = new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(text)?.[1];
    return kib === undefined ? null : BigInt(kib);
  };
};

interface Ceiling {
  /** KiB that one of its units keeps back. */
  unit(memory: MemoryInfo): bigint | null;
  /** Of the memory, in percent. */
  readonly most: bigint;
}

/** It reclaims until half as much again is free. */
const FREE: Ceiling = { unit: () => 1n, most: 25n };
const HUGE: Ceiling = { unit: (memory) => memory("Hugepagesize"), most: 90n };

/** By dotted key. */
const CEILINGS: Readonly<Record<string, Ceiling>> = {
  "vm.min_free_kbytes": FREE,
  "vm.nr_hugepages": HUGE,
  "vm.nr_hugepages_mempolicy": HUGE,
};

/** Why `wanted` (canonical) would take the machine's memory from its programs; or null. */
export const whyTooHigh = (host: HostReader, key: string, wanted: string): string | null => {
  const ceiling = Object.hasOwn(CEILINGS, key) ? CEILINGS[key] : undefined;
  if (ceiling === undefined || !/^\d+$/.test(wanted)) return null;
  const memory = memoryOf(host);
  const [total, unit] = [memory("MemTotal"), ceiling.unit(memory)];
  if (total === null || unit === null || unit === 0n) return null;
  const most = total * ceiling.most / 100n / unit;
  if (BigInt(wanted) <= most) return null;
  return `with ${key} above ${most} the kernel keeps back over ${ceiling.most} % of this machine's `
    + `memory: ${LITTLE}; the host file asks for ${wanted}`;
};

/** How the kernel accounts for memory that programs ask for, as it is or will be. */
interface OvercommitLimit {
  readonly mode: string | null;
  readonly ratio: string | null;
  readonly kbytes: string | null;
}

const STRICT = "2";

/** Why the kernel would grant no more memory at all with these three; null where it does. */
export const whyNoneGranted = (
  host: HostReader, { mode, ratio, kbytes }: OvercommitLimit,
): string | null => {
  if (mode !== STRICT || !/^\d+$/.test(ratio ?? "")) return null;
  const memory = memoryOf(host);
  const [total, committed] = [memory("MemTotal"), memory("Committed_AS")];
  if (total === null || committed === null) return null;
  const given = kbytes !== null && /^[1-9]\d*$/.test(kbytes) ? BigInt(kbytes)
    : (total - (memory("Hugetlb") ?? 0n)) * BigInt(ratio ?? "0") / 100n;
  const limit = given + (memory("SwapTotal") ?? 0n);
  if (committed < limit) return null;
  return `with vm.overcommit_memory = ${STRICT} programs would be granted ${limit} kB in all, and `
    + `they have ${committed} kB already: no other would start, and so nothing could undo it`;
};
