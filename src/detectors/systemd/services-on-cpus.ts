/**
 * Each running service, and the CPUs that each of its threads may use now: an affinity, within the
 * cpuset of its cgroup. A session's processes, and those of containers, are in no service.
 */
import { readName, readThreads, type Thread } from "../processes/processes.ts";
import { leniently } from "../../engine/plan/unread.ts";
import type { HostReader } from "../../ports/host.ts";
import { readServiceCpus } from "./service-cpus.ts";
import { servicesHere } from "./services-here.ts";
import { readUnitPath } from "./unit-files.ts";
import { findProcesses } from "./unit-processes.ts";

export interface ServiceOnCpus {
  readonly unit: string;
  readonly cgroup: string;
  /** The first is the main thread. */
  readonly threads: readonly Thread[];
}

export interface ServicesOnCpus {
  readonly services: readonly ServiceOnCpus[];
  /** Read when it is asked for. */
  nameOf(thread: Thread): string;
}

export const readServicesOnCpus = (plain: HostReader): ServicesOnCpus => {
  const host = leniently(plain);
  const unitPath = readUnitPath(host);
  const services = servicesHere(unitPath).flatMap((unit): ServiceOnCpus[] => {
    const { slices, files } = readServiceCpus(unitPath, unit);
    const found = findProcesses(host, slices, files, unit);
    const threads = readThreads(host, found?.pids ?? []);
    return found === null || threads.length === 0 ? [] : [{ unit, cgroup: found.cgroup, threads }];
  });
  return { services, nameOf: (thread) => readName(host, thread) };
};
