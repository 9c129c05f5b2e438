/**
 * Ends what runs in services at once: SIGKILL to all of a cgroup, by the kernel, past systemd.
 * What systemd starts there afterwards is another process, and boots unstaked.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { slicesAbove } from "../../formats/slice-path.ts";
import type { Host } from "../../ports/host.ts";

/** Where systemd keeps services: under cgroup v2, in a hybrid setup, and under v1. */
const TREES: readonly string[] =
  ["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"];
const SYSTEMD_MS = 5_000;
const LOOK_MS = 5;

/** Null where it cannot be read: that is what has gone. */
const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};

const below = (cgroup: string): readonly string[] => {
  try {
    return [cgroup, ...readdirSync(cgroup, { withFileTypes: true })
      .flatMap((one) => (one.isDirectory() ? below(`${cgroup}/${one.name}`) : []))];
  } catch {
    return [];
  }
};

const processesIn = (trees: readonly string[], cgroup: string): readonly number[] =>
  trees.flatMap((tree) => below(`${tree}${cgroup}`))
    .flatMap((one) => textOf(`${one}/cgroup.procs`)?.match(/\d+/g) ?? []).map(Number);

/** When a process began, in ticks since the boot; null for one that has ended, also a zombie. */
const beginningOf = (pid: number): number | null => {
  const fields = textOf(`/proc/${pid}/stat`)?.replace(/^.*\)/s, "").trim().split(" ") ?? [];
  return fields[0] === undefined || fields[0] === "Z" || fields[0] === "X" ? null
    : Number(fields[19]);
};

/** USER_HZ is 100 wherever Linux runs a validator. */
const TICK_MS = 10;

const ticksNow = (): number =>
  Number.parseFloat(readFileSync("/proc/uptime", "utf8")) * 1_000 / TICK_MS;

/** Where systemd keeps a service, and its first process; asked for ahead of the need. */
export interface UnitPlace {
  readonly unit: string;
  /** As systemd names it, from the root of its tree. */
  readonly cgroup: string;
  /** systemd starts it anew by itself: what it starts then is not to be ended. */
  readonly isRestarted: boolean;
  /** It may have been moved out of the cgroup; null where none ran. */
  readonly main: { readonly pid: number; readonly began: number } | null;
}

const mainOf = (pid: number): UnitPlace["main"] => {
  const began = pid > 0 ? beginningOf(pid) : null;
  return began === null ? null : { pid, began };
};

/** A unit that is down has no cgroup: where systemd will make it follows from its slice. */
const cgroupOf = (unit: string, cgroup: string, slice: string): string => {
  if (cgroup !== "") return cgroup;
  return ["", ...slicesAbove(slice || "system.slice"), unit].join("/");
};

export const placesOf = async (
  host: Host, units: readonly string[], { isRestarted }: Pick<UnitPlace, "isRestarted">,
): Promise<readonly UnitPlace[]> => {
  if (units.length === 0) return [];
  const { stdout } = await host.run(
    ["systemctl", "show", "-p", "Id,ControlGroup,Slice,MainPID", "--", ...units], SYSTEMD_MS);
  return stdout.split("\n\n").flatMap((part) => {
    const { Id: unit, ControlGroup: cgroup = "", Slice: slice = "", MainPID: pid } =
      Object.fromEntries(part.split("\n").map((line) => line.split(/=(.*)/s))) as
        Record<string, string>;
    return unit ? [{ unit, cgroup: cgroupOf(unit, cgroup, slice), isRestarted,
      main: mainOf(Number(pid)) }] : [];
  });
};

interface Fenced {
  readonly trees: readonly string[];
  /** Of what systemd starts anew, those that ran before count. */
  readonly tick: number;
}

/** What is still there of a service. */
const leftIn = (
  { cgroup, main, isRestarted }: UnitPlace, { trees, tick }: Fenced,
): readonly number[] => {
  const isMain = main !== null && beginningOf(main.pid) === main.began;
  const latest = isRestarted ? tick : Number.POSITIVE_INFINITY;
  return [...processesIn(trees, cgroup), ...isMain ? [main.pid] : []].filter((pid) => {
    const began = beginningOf(pid);
    return began !== null && began <= latest;
  });
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended, or is not ours to end: the next look tells which
  }
};

const pull = (lever: string): void => {
  try {
    if (existsSync(lever)) writeFileSync(lever, "1");
  } catch {
    // the cgroup has gone meanwhile
  }
};

const strike = (place: UnitPlace, fenced: Fenced): void => {
  for (const tree of fenced.trees) pull(`${tree}${place.cgroup}/cgroup.kill`);
  for (const pid of leftIn(place, fenced)) kill(pid);
};

/** True once no process is left that ran in these services when it began. */
export const endUnits = async (
  places: readonly UnitPlace[], withinMs: number,
  fenced: Fenced = { trees: TREES, tick: Math.ceil(ticksNow()) },
): Promise<boolean> => {
  const isLeft = (): boolean => places.some((place) => leftIn(place, fenced).length > 0);
  for (const place of places) strike(place, fenced);
  for (const end = performance.now() + withinMs; isLeft() && performance.now() < end;) {
    await sleep(LOOK_MS);
    for (const place of places) for (const pid of leftIn(place, fenced)) kill(pid);
  }
  return !isLeft();
};
