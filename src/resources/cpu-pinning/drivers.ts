/**
 * The run-time targets: `thread:<pid>/<tid>/<start time>` is one thread's affinity,
 * `cpuset:<cgroup>` the CPUs that a cgroup's threads may use.
 *
 * Up to Linux 6.1 every change of a cpuset, and also its controller being switched on or off for
 * a slice, sets the affinity of all threads below to the whole cpuset: the pin that a program gave
 * its own thread is lost, in every service of that slice. So pins are noted before such a change
 * and put back after it (shared/pins.ts). A cpuset with processes in it cannot be emptied again
 * (ENOSPC), hence its value here is the effective set, and the way back is to write the set of the
 * cgroup above.
 */
import { CGROUPS, effectiveCpus, parentOf } from "../../detectors/processes/cpusets.ts";
import {
  readMask, readProcs, readStartTime, readThreads,
} from "../../detectors/processes/processes.ts";
import { readTopology } from "../../detectors/kernel/topology.ts";
import { parseCpuList } from "../../detectors/cpu-lists.ts";
import {
  equal, formatCpuList, intersect, isEmpty, minus, type CpuSet,
} from "../../formats/cpu-set.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver } from "../../engine/resource.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { recordPins, putBack, type PinnedThread } from "../shared/pins.ts";

/** Offline CPUs may or may not stay in a mask, depending on the kernel: they never count here. */
export const listOnline = (set: CpuSet, online: CpuSet): string =>
  formatCpuList(isEmpty(online) ? set : intersect(set, online));

interface ThreadId {
  readonly pid: number;
  readonly tid: number;
  readonly start: string;
}

const threadId = (name: string): ThreadId => {
  const [, pid, tid, start] = /^(\d+)\/(\d+)\/(\d+)$/.exec(name) ?? [];
  if (start === undefined) throw new VexorError("PLAN_INVALID", `thread:${name} names no thread`);
  return { pid: Number(pid), tid: Number(tid), start };
};

const isThere = (host: HostReader, id: ThreadId): boolean => readStartTime(host, id) === id.start;

const refusal = (error: VexorError, { tid }: ThreadId, cpus: string): VexorError =>
  new VexorError("HOST_WRITE", `thread ${tid} cannot be moved to CPUs ${cpus}: EINVAL; the cpuset `
    + "of its cgroup leaves them out, or they belong to an isolated cpuset partition",
  { errno: error.errno ?? "EINVAL", hint: "See /proc/PID/cgroup and its cpuset.cpus.effective." });

export const threadDriver: TargetDriver = {
  scheme: "thread", endsWithProcess: true,
  read: (host, name) => {
    const id = threadId(name);
    const cpus = isThere(host, id) ? readMask(host, id) : null;
    return cpus === null ? null : listOnline(cpus, readTopology(host).online);
  },
  write: (host, name, value) => {
    const id = threadId(name);
    if (value === null || !isThere(host, id)) return;
    try {
      host.writer("threads").setAffinity(id.tid, value);
    } catch (error) {
      if (!(error instanceof VexorError)) throw error;
      if (error.errno === "ESRCH") return;
      throw error.errno === "EINVAL" ? refusal(error, id, value) : error;
    }
  },
  writablePaths: (_, name) => [`/proc/${threadId(name).pid}/task`],
  shell: (name, value) => `taskset -cp ${shellWord(value ?? "")} ${threadId(name).tid}`,
};

/**
 * What the threads that fill a cpuset get when it becomes `to`: the kernel would give them isolated
 * CPUs too, which no process starts on.
 */
const followers = (host: HostReader, dir: string, to: CpuSet): readonly PinnedThread[] => {
  const { isolated } = readTopology(host);
  const defaultCpus = minus(to, isolated);
  const now = effectiveCpus(host, dir);
  if (host.isTree || now === null || isEmpty(defaultCpus) || !isEmpty(minus(now, to))
    || isEmpty(intersect(minus(to, now), isolated))) return [];
  return readThreads(host, readProcs(host, dir)).filter(({ cpus }) => equal(cpus, now))
    .map((thread) => ({ ...thread, cpus: defaultCpus, start: readStartTime(host, thread) }));
};

const cgroupDir = (name: string): string => {
  if (/^\/sys\/fs\/cgroup\/[^\0\n]+\.service$/.test(name) && !name.includes("/../")) return name;
  throw new VexorError("PLAN_INVALID", `cpuset:${name} names no service's cgroup`);
};

/** Passes the controller on from the top of the tree, as systemd does. */
const enableCpusets = (host: Host, dir: string): void => {
  if (dir === CGROUPS || host.stat(`${dir}/cpuset.cpus`) !== null) return;
  const above = parentOf(dir);
  enableCpusets(host, above);
  host.put(`${above}/cgroup.subtree_control`, "+cpuset");
};

const subtreeControlPaths = (dir: string): readonly string[] => (dir === CGROUPS ? []
  : [`${parentOf(dir)}/cgroup.subtree_control`, ...subtreeControlPaths(parentOf(dir))]);

export const cpusetDriver: TargetDriver = {
  scheme: "cpuset",
  read: (host, name) => {
    const dir = cgroupDir(name);
    const cpus = host.stat(dir) === null ? null : effectiveCpus(host, dir);
    return cpus === null ? null : formatCpuList(cpus);
  },
  write: (host, name, value) => {
    const dir = cgroupDir(name);
    if (value === null || host.stat(dir) === null
      || cpusetDriver.read(host, name) === value) return;
    const pins = [...recordPins(host), ...followers(host, dir, parseCpuList(value))];
    enableCpusets(host, dir);
    host.put(`${dir}/cpuset.cpus`, value);
    putBack(host, pins);
  },
  writablePaths: (_, name) => [name, ...subtreeControlPaths(cgroupDir(name))],
  moves: () => (target) => /^(thread|cpuset):/.test(target),
  shell: (name, value) => {
    const unit = shellWord(name.slice(name.lastIndexOf("/") + 1));
    return `systemctl set-property --runtime ${unit} AllowedCPUs=${shellWord(value ?? "")}`;
  },
};
