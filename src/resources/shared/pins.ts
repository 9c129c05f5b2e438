/**
 * The pins of threads, noted before systemd or Vexor changes a cpuset, and put back after it: up to
 * Linux 6.1 the kernel forgets them.
 */
import { cgroupOf, effectiveCpus, hasCpusets } from "../../detectors/processes/cpusets.ts";
import {
  listProcesses, readMask, readStartTime, readThreads, type Thread,
} from "../../detectors/processes/processes.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { equal, formatCpuList, isEmpty, minus } from "../../formats/cpu-set.ts";

export interface PinnedThread extends Thread {
  readonly start: string | null;
}

/**
 * Threads whose affinity is narrower than their cgroup allows: a process or an administrator chose
 * that whole mask.
 */
const pinnedThreads = (host: HostReader): readonly PinnedThread[] =>
  listProcesses(host).flatMap((pid) => {
    const dir = cgroupOf(host, pid);
    const allowed = dir && effectiveCpus(host, dir);
    if (!allowed) return [];
    return readThreads(host, [pid])
      .filter(({ cpus }) => !isEmpty(minus(allowed, cpus)))
      .map((thread) => ({ ...thread, cpus: readMask(host, thread) ?? thread.cpus,
        start: readStartTime(host, thread) }));
  });

/** The new cpuset leaves all of its CPUs out, or it has just ended. */
const isLost = (error: unknown): boolean =>
  error instanceof VexorError && (error.errno === "EINVAL" || error.errno === "ESRCH");

export const putBack = (host: Host, pins: readonly PinnedThread[]): void => {
  for (const pin of pins) {
    const now = readMask(host, pin);
    if (now === null || equal(now, pin.cpus) || readStartTime(host, pin) !== pin.start) continue;
    try {
      host.writer("threads").setAffinity(pin.tid, formatCpuList(pin.cpus));
    } catch (error) {
      if (!isLost(error)) throw error;
    }
  }
};

export const recordPins = (host: HostReader): readonly PinnedThread[] =>
  (host.isTree || !hasCpusets(host) ? [] : pinnedThreads(host));
