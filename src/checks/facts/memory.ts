/** Facts of the memory. */
import {
  readChoice, readHugePagePools, readMemoryControllers, readSwaps, readVmCounters,
} from "../../detectors/hardware/memory.ts";
import { readMounts } from "../../detectors/kernel/mounts.ts";
import { readKernelFacts } from "../../detectors/kernel/kernel-facts.ts";
import { numberIn, textIn } from "../../detectors/small-files.ts";
import { cgroupOf } from "../../detectors/processes/cpusets.ts";
import type { HostReader } from "../../ports/host.ts";
import { known, unknown, type FactBook, type FactSources } from "../fact.ts";
import { asValue, programsHere } from "./programs.ts";

const THP = "/sys/kernel/mm/transparent_hugepage/enabled";
const KSM = "/sys/kernel/mm/ksm/run";

const killedIn = (host: HostReader, book: FactBook) =>
  programsHere(book).flatMap(({ name, unit, pids: [pid] = [] }) => {
    const cgroup = pid === undefined || unit === null ? null : cgroupOf(host, pid);
    const path = `${cgroup}/memory.events`;
    const times = /^oom_kill (\d+)$/m.exec(cgroup === null ? "" : textIn(host, path) ?? "")?.[1];
    return times === undefined ? [] : [{ client: name, unit, path, times: Number(times) }];
  });

export const MEMORY_FACTS: FactSources = {
  "memory.total": {
    says: "KiB that the kernel manages",
    read: (host) => {
      const { memoryKib } = readKernelFacts(host);
      return memoryKib === 0 ? unknown("/proc/meminfo") : known(memoryKib, "/proc/meminfo");
    },
  },
  "memory.controllers": {
    says: "list of {name, path, corrected, uncorrected} errors since the driver was loaded",
    read: (host) => {
      const found = readMemoryControllers(host);
      return found.length === 0 ? unknown("a memory controller that reports its errors (EDAC)")
        : known(asValue(found), ...found.map(({ path }) => path));
    },
  },
  "memory.swaps": {
    says: "list of {path, sizeKib, usedKib, isZram}",
    read: (host) => {
      const swaps = readSwaps(host);
      return swaps === null ? unknown("/proc/swaps") : known(asValue(swaps), "/proc/swaps");
    },
  },
  "memory.counters": {
    says: "{swappedIn, swappedOut, kills}: pages, and processes that the kernel killed, since boot",
    read: (host) => {
      const counters = readVmCounters(host);
      const of = (name: string): number => counters?.get(name) ?? 0;
      return counters === null ? unknown("/proc/vmstat") : known({ swappedIn: of("pswpin"),
        swappedOut: of("pswpout"), kills: of("oom_kill") }, "/proc/vmstat");
    },
  },
  "memory.killed": {
    says: "of each client's service: list of {client, unit, path, times} that it ran out of memory",
    read: (host, book) => known(asValue(killedIn(host, book))),
  },
  "memory.thp": {
    says: "`always`, `madvise` or `never`",
    read: (host) => {
      const choice = readChoice(host, THP);
      return choice === null ? unknown("a kernel with transparent huge pages")
        : known(choice, THP);
    },
  },
  "memory.ksm": {
    says: "1 where the kernel merges pages that are alike",
    read: (host) => {
      const run = numberIn(host, KSM);
      return run === null ? unknown("a kernel with samepage merging") : known(run, KSM);
    },
  },
  "memory.hugepages": {
    says: "by node and size: list of {node, path, pageKib, pages, free}",
    read: (host) => {
      const pools = readHugePagePools(host);
      return pools.length === 0 ? unknown("huge pages in /sys/devices/system/node")
        : known(asValue(pools), "/sys/devices/system/node");
    },
  },
  "memory.hugetlbfs": {
    says: "list of {path, options} of mounts",
    read: (host) => {
      const mounts = readMounts(host);
      return mounts === null ? unknown("/proc/self/mountinfo")
        : known(asValue(mounts.filter(({ type }) => type === "hugetlbfs")
          .map(({ path, options }) => ({ path, options }))), "/proc/self/mountinfo");
    },
  },
};
