/** Which came first: a process, or the last change of a file that it reads once, when it starts. */
import { lstatSync, readFileSync, statSync } from "node:fs";
import { outputOf } from "./abandonable-child.ts";
import { isTrustedOwner } from "./process-texts.ts";

/** USER_HZ is 100 on every architecture that Linux runs validators on. */
const TICK_MS = 10;
/** The time of the boot is only known to two such ticks. */
const SLACK_MS = 2 * TICK_MS;
/** Of the fields behind the name, which may hold anything. */
const START_TIME = 19;

const STALL_MS = 2000;

/** One that ends can keep a reader waiting. */
const statOf = (pid: number): string => (isTrustedOwner(statSync(`/proc/${pid}`).uid)
  ? readFileSync(`/proc/${pid}/stat`, "utf8")
  : outputOf(["cat", `/proc/${pid}/stat`], { ms: STALL_MS, bytes: 4096 }).text);

const startOf = (pid: number): number => {
  const stat = statOf(pid);
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
