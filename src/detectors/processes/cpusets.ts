/**
 * Cgroup v2 cpusets: the limit of the affinity of every thread in a cgroup.
 *
 * A cgroup has cpuset.cpus (what was asked, often empty) and cpuset.cpus.effective (what its
 * threads may use) only while the cgroup above passes the controller on; without them the nearest
 * cgroup above that has them decides. systemd passes it on while any unit below says AllowedCPUs=.
 */
import { parseCpuList } from "../cpu-lists.ts";
import { type CpuSet } from "../../formats/cpu-set.ts";
import type { HostReader } from "../../ports/host.ts";

export const CGROUPS = "/sys/fs/cgroup";

/** Whether this machine has cpusets that systemd can use: not under cgroup v1 or a hybrid setup. */
export const hasCpusets = (host: HostReader): boolean =>
  /\bcpuset\b/.test(host.read(`${CGROUPS}/cgroup.controllers`) ?? "");

export const parentOf = (dir: string): string => dir.slice(0, dir.lastIndexOf("/"));

/** The CPUs that threads in this cgroup may use; null when there are no cpusets at all. */
export const effectiveCpus = (host: HostReader, dir: string): CpuSet | null => {
  if (dir !== CGROUPS && !dir.startsWith(`${CGROUPS}/`)) return null;
  const text = host.read(`${dir}/cpuset.cpus.effective`);
  if (text !== null) return parseCpuList(text.trim());
  return dir === CGROUPS ? null : effectiveCpus(host, parentOf(dir));
};

/** The cgroup's own cpuset.cpus; null when it has none or it is empty. */
export const ownCpus = (host: HostReader, dir: string): CpuSet | null => {
  const text = host.read(`${dir}/cpuset.cpus`)?.trim();
  return text ? parseCpuList(text) : null;
};

/** The cgroup of a process; null under cgroup v1, and for a process that is gone. */
export const cgroupOf = (host: HostReader, pid: number): string | null => {
  const path = /^0::(.*)$/m.exec(host.read(`/proc/${pid}/cgroup`) ?? "")?.[1];
  return path === undefined ? null : `${CGROUPS}${path === "/" ? "" : path}`;
};
