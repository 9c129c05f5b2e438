/**
 * Which CPUs there are. `possible` is what the kernel booted with and never changes; `online` is
 * what runs now. `isolcpus=` and isolated cpuset partitions keep the scheduler away from a CPU,
 * `nohz_full=` the tick; an interrupt there spoils what both are for. A kernel built for nohz_full
 * but booted without it prints `(null)`.
 */
import { parseCpuList } from "../cpu-lists.ts";
import { union, type CpuSet } from "../../formats/cpu-set.ts";
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";

const CPUS = "/sys/devices/system/cpu";

/** Every set is read on first use and kept; a file that is absent is the empty set. */
export interface Topology {
  readonly online: CpuSet;
  readonly possible: CpuSet;
  /** By isolcpus= and by isolated cpuset partitions. */
  readonly isolated: CpuSet;
  readonly nohzFull: CpuSet;
  /** The hardware threads of the core that `cpu` is one of, `cpu` included. */
  siblings(cpu: number): CpuSet;
}

export function readTopology(host: HostReader): Topology {
  const list = (path: string): CpuSet => {
    const text = host.read(path)?.trim() ?? "";
    return text === "(null)" ? parseCpuList("") : parseCpuList(text);
  };
  const online = lazy(() => list(`${CPUS}/online`));
  const possible = lazy(() => list(`${CPUS}/possible`));
  const nohzFull = lazy(() => list(`${CPUS}/nohz_full`));
  const isolated = lazy(() =>
    union(list(`${CPUS}/isolated`), list("/sys/fs/cgroup/cpuset.cpus.isolated")));
  return {
    get online() { return online(); },
    get possible() { return possible(); },
    get isolated() { return isolated(); },
    get nohzFull() { return nohzFull(); },
    siblings: (cpu) => union(
      list(`${CPUS}/cpu${cpu}/topology/thread_siblings_list`), parseCpuList(cpu)),
  };
}
