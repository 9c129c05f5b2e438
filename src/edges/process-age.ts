/** Which came first: a process, or the last change of a file that it reads once, when it starts. */
import { lstatSync, readFileSync, statSync } from "node:fs";

/** USER_HZ is 100 on every architecture that Linux runs validators on. */
const TICK_MS = 10;
/** The time of the boot is only known to two such ticks. */
const SLACK_MS = 2 * TICK_MS;
/** Of the fields behind the name, which may hold anything. */
const START_TIME = 19;

const startOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TIME]);
  const uptime = Number.parseFloat(readFileSync("/proc/uptime", "utf8"));
  return Date.now() - uptime * 1000 + ticks * TICK_MS;
};

export const startedAfter = (pid: number, path: string): boolean | null => {
  try {
    const changed = Math.max(lstatSync(path).ctimeMs, statSync(path).ctimeMs);
    const started = startOf(pid);
    return Number.isFinite(started) ? changed <= started + SLACK_MS : null;
  } catch {
    return null;
  }
};
