/**
 * Threads that have a CPU for themselves: those that may run on one CPU alone. What else runs on
 * the same core, as the same CPU or as its sibling, takes its time from them.
 */
import { cpus, size, has, type CpuSet } from "../../formats/cpu-set.ts";
import type { HostReader } from "../../ports/host.ts";
import { readTopology } from "../kernel/topology.ts";
import { readName, readThreads } from "./processes.ts";

export interface LoneThread {
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  readonly cpu: number;
  /** Of its core, itself included. */
  readonly core: readonly number[];
  /** Other such threads on its core. */
  readonly beside: readonly string[];
}

interface ThreadOnCpu extends Omit<LoneThread, "beside" | "core"> {
  readonly siblings: CpuSet;
}

/** A thread of one CPU is nothing special on a machine of one. */
export const readLoneThreads = (
  host: HostReader, pids: readonly number[],
): readonly LoneThread[] => {
  const topology = readTopology(host);
  if (size(topology.online) < 2) return [];
  const pinned = readThreads(host, pids).filter((one) => size(one.cpus) === 1)
    .map(({ pid, tid, cpus: set }): ThreadOnCpu => {
      const [cpu = 0] = cpus(set);
      return { pid, tid, cpu, name: readName(host, { pid, tid }),
        siblings: topology.siblings(cpu) };
    });
  return pinned.map(({ siblings, ...one }) => ({ ...one, core: cpus(siblings),
    beside: pinned.filter((other) => other.tid !== one.tid && has(siblings, other.cpu))
      .map((other) => `${other.name} on CPU ${other.cpu}`) }));
};
