/**
 * Affinities raise no event, so they are looked at. A service's threads come and go all the time
 * and copy their creator's mask: worth a notice is a mask that changed, a mask that no thread of
 * the service had before, other processes, and a thread that is new and has come to stay (it may
 * be the one that a named pin waits for).
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { threadAffinity } from "../linux/affinity.ts";
import { readSmall } from "./read-small.ts";

/** What one look has found. */
interface ThreadsState {
  readonly masks: ReadonlyMap<number, string>;
  readonly pids: string;
  /** Threads that were not there the time before. */
  readonly fresh: readonly number[];
  /** By process. */
  readonly tids: ReadonlyMap<string, readonly number[]>;
}

const NOTHING: ThreadsState = { masks: new Map(), pids: "", fresh: [], tids: new Map() };

const list = (path: string): readonly string[] => {
  try {
    return readdirSync(path);
  } catch {
    return []; // it has ended
  }
};

/** A directory of the kernel has a link for each one below it, or each thread, and two more. */
const linksOf = (dir: string): number =>
  (statSync(dir, { throwIfNoEntry: false })?.nlink ?? 0) - 2;

/** Cgroups below a service's own are named by their creator; the kernel's files have a dot. */
const procsOf = (dir: string): readonly string[] => {
  const own = (readSmall(`${dir}/cgroup.procs`) ?? "").split("\n").filter((pid) => pid !== "");
  if (linksOf(dir) === 0) return own; // most have none below, and dozens of files to list
  const below = list(dir).filter((name) => !name.includes(".")
    && !["tasks", "notify_on_release", "release_agent"].includes(name));
  return [...own, ...below.flatMap((name) => procsOf(`${dir}/${name}`))];
};

const statusMask = (pid: string, tid: number): string | null => /^Cpus_allowed_list:\s*(.*)$/m
  .exec(readSmall(`/proc/${pid}/task/${tid}/status`) ?? "")?.[1] ?? null;

type Masks = readonly (readonly [tid: number, mask: string])[];

const masksOf = (pid: string, tids: readonly number[]): Masks => tids.flatMap((tid) => {
  const mask = threadAffinity(tid) ?? statusMask(pid, tid);
  return mask === null ? [] : [[tid, mask] as const];
});

/** As many as before, all of which are still there, are the same: that spares their list. */
const threadsOf = (pid: string, before: readonly number[]): Masks => {
  const dir = `/proc/${pid}/task`;
  const masks = linksOf(dir) === before.length ? masksOf(pid, before) : [];
  return masks.length === before.length && masks.length > 0 ? masks
    : masksOf(pid, list(dir).map(Number));
};

const readThreadsState = (dir: string, before: ThreadsState): ThreadsState => {
  const pids = procsOf(dir);
  const masks = new Map<number, string>();
  const tids = new Map<string, readonly number[]>();
  for (const pid of pids) {
    const found = threadsOf(pid, before.tids.get(pid) ?? []);
    for (const [tid, mask] of found) masks.set(tid, mask);
    tids.set(pid, found.map(([tid]) => tid));
  }
  const fresh = [...masks.keys()].filter((tid) => !before.masks.has(tid));
  return { masks, fresh, tids, pids: pids.join() };
};

/** Whether the difference is worth a notice. */
export const isWorthTelling = (before: ThreadsState, after: ThreadsState): boolean => {
  if (before.pids !== after.pids) return true;
  if (before.fresh.some((tid) => after.masks.has(tid))) return true;
  const known = new Set(before.masks.values());
  for (const [tid, mask] of after.masks) {
    if (!known.has(mask) || (before.masks.get(tid) ?? mask) !== mask) return true;
  }
  return false;
};

export const createThreads = () => {
  let looks = new Map<string, ThreadsState>();
  const first = (dir: string): ThreadsState => ({ ...readThreadsState(dir, NOTHING), fresh: [] });
  return {
    keep: (dirs: readonly string[]): void => {
      looks = new Map(dirs.map((dir) => [dir, looks.get(dir) ?? first(dir)]));
    },
    /** Cgroups with changes worth reporting since the last time. */
    changed: (): readonly string[] => [...looks].flatMap(([dir, before]) => {
      const after = readThreadsState(dir, before);
      looks.set(dir, after);
      return isWorthTelling(before, after) ? [dir] : [];
    }),
  };
};

/** Services that come and go: the first process of each cgroup stands for it. */
export const createServices = () => {
  let mains = new Map<string, string>();
  const mainOf = (dir: string): string => {
    if (!existsSync(dir)) return ""; // most are not there: to fail to open a file costs more
    const procs = readSmall(`${dir}/cgroup.procs`) ?? "";
    return procs.slice(0, procs.indexOf("\n"));
  };
  return {
    keep: (dirs: readonly string[]): void => {
      mains = new Map(dirs.map((dir) => [dir, mains.get(dir) ?? mainOf(dir)]));
    },
    changed: (): readonly string[] => [...mains].flatMap(([dir, before]) => {
      const now = mainOf(dir);
      mains.set(dir, now);
      return now === before ? [] : [dir];
    }),
  };
};
