/**
 * The threads of a service, and the CPUs they may use.
 *
 * systemd keeps each service in a cgroup of its own; cgroup.procs lists its processes, also those
 * in cgroups below it (Delegate=yes). Under cgroup v2 the tree is /sys/fs/cgroup, in a hybrid setup
 * its `unified` part, under v1 the named hierarchy `systemd`. Affinity belongs to threads, not to
 * processes: a new thread copies its creator's, and programs narrow their own afterwards. A thread
 * id is used again once the thread is gone, so only id and start time together name a thread.
 *
 * Services may have thousands of threads, and the kernel takes its time to write one's status or
 * name: a system call gives the affinity, and a name is read of the thread that is asked for it.
 */
import { parseCpuList } from "../cpu-lists.ts";
import { type CpuSet } from "../../formats/cpu-set.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";

export interface Thread {
  readonly pid: number;
  readonly tid: number;
  readonly cpus: CpuSet;
}

/** Directories of the cgroup tree that systemd manages, in the order to look. */
const TREES = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"];

const CONTROLLERS = "cgroup|cpu|cpuacct|cpuset|memory|io|blkio|pids|hugetlb|misc|rdma|irq|dmem"
  + "|net_cls|net_prio|devices|freezer|perf_event";

/** What the kernel itself puts into a cgroup; systemd names no cgroup of its own like that. */
const KERNEL_FILE = new RegExp(`^(${CONTROLLERS})\\.|^(tasks|notify_on_release|release_agent)$`);

/** Wherever the cgroup of a service would be, if it ran. */
export const cgroupPlaces = (slices: readonly string[], unit: string): readonly string[] =>
  TREES.map((tree) => [tree, ...slices, unit].join("/"));

/** Instances of templates that run: systemd has a slice for those of one template. */
export const runningInstances = (host: HostReader): readonly string[] =>
  TREES.flatMap((tree) => host.list(`${tree}/system.slice`)
    .filter((name) => name.endsWith(".slice"))
    .flatMap((slice) => host.list(`${tree}/system.slice/${slice}`)))
    .filter((name) => /@.+\.service$/.test(name));

/** Null when the service is not running. */
export const findCgroup = (
  host: HostReader, slices: readonly string[], unit: string,
): string | null => {
  for (const dir of cgroupPlaces(slices, unit)) {
    if (host.stat(dir)?.kind === "dir") return dir;
  }
  return null;
};

/** Cgroups in threaded mode do not list processes; the cgroup above them does. */
const idsIn = (host: HostReader, path: string): readonly number[] | null => {
  try {
    const text = host.read(path);
    return text === null ? null : (text.match(/\d+/g) ?? []).map(Number);
  } catch (error) {
    if (error instanceof VexorError && error.errno === "EOPNOTSUPP") return [];
    throw error;
  }
};

/** What the list `file` has in the cgroup, and then in those below it. */
const idsBelow = (host: HostReader, dir: string, file: string): readonly number[] => {
  const own = idsIn(host, `${dir}/${file}`);
  if (own === null) return [];
  const below = host.list(dir).filter((name) => !KERNEL_FILE.test(name));
  return [...own, ...below.flatMap((name) => idsBelow(host, `${dir}/${name}`, file))];
};

/** The cgroup's own processes first. */
export const readProcs = (host: HostReader, dir: string): readonly number[] =>
  idsBelow(host, dir, "cgroup.procs");

/**
 * The affinity that every thread of a cgroup has; null where they differ, or the kernel gives no
 * common value. Cgroup v2 lists threads in one file; a directory for each process takes the kernel
 * far longer.
 */
export const commonAffinity = (host: HostReader, dir: string): CpuSet | null => {
  const port = host.port("threads");
  let common: string | null = null;
  for (const tid of idsBelow(host, dir, "cgroup.threads")) {
    const list = port.affinity(tid);
    if (list === null || (common !== null && list !== common)) return null;
    common = list;
  }
  return common === null ? null : parseCpuList(common);
};

type Id = Omit<Thread, "cpus">;

const taskOf = ({ pid, tid }: Id): string => `/proc/${pid}/task/${tid}`;

/** What follows `field` on its line in a status file. */
const fieldOf = (status: string | null, field: string): string | null => {
  const at = status?.indexOf(`${field}:\t`) ?? -1;
  return status === null || at < 0 ? null
    : status.slice(at + field.length + 2, status.indexOf("\n", at)).trim();
};

const readStatus = (host: HostReader, thread: Id, field: string): string | null =>
  fieldOf(host.read(`${taskOf(thread)}/status`), field);

/** The whole mask, offline CPUs included; null when the thread is gone. */
export const readMask = (host: HostReader, thread: Id): CpuSet | null => {
  const list = readStatus(host, thread, "Cpus_allowed_list");
  return list === null ? null : parseCpuList(list);
};

/** As the kernel has it: 15 bytes at most; a copied machine may have kept just the status file. */
export const readName = (host: HostReader, thread: Id): string =>
  host.read(`${taskOf(thread)}/comm`)?.replace(/\n$/, "")
    ?? readStatus(host, thread, "Name") ?? "";

const readTids = (host: HostReader, pid: number): readonly number[] =>
  host.list(`/proc/${pid}/task`).map(Number).sort((a, b) => a - b);

/** All threads of these processes; the first is the main thread of the first process. */
export const readThreads = (host: HostReader, pids: readonly number[]): readonly Thread[] => {
  const port = host.port("threads");
  const threads: Thread[] = [];
  for (const pid of pids) {
    for (const tid of readTids(host, pid)) {
      const list = port.affinity(tid);
      const cpus = list === null ? readMask(host, { pid, tid }) : parseCpuList(list);
      if (cpus !== null) threads.push({ pid, tid, cpus });
    }
  }
  return threads;
};

/** Clock ticks after boot at which the thread started; null when it is gone. */
export const readStartTime = (host: HostReader, thread: Id): string | null => {
  const stat = host.read(`${taskOf(thread)}/stat`);
  // The name stands in parentheses and may hold spaces and parentheses itself.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19]?.trim() ?? null;
};

/** All processes of the machine. */
export const listProcesses = (host: HostReader): readonly number[] =>
  host.list("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
