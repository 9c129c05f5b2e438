/** What a program and all that it starts cost together: time, processor time, memory at once. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import type { Entry } from "./measure.ts";

export interface TreeCost {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** At its largest, all processes together; pages that two of them share count twice. */
  readonly peakMb: number;
}

const PAGES_PER_MB = 256;
const EVERY_MS = 10;

const orNothing = <T>(read: () => T, nothing: T): T => {
  try {
    return read();
  } catch {
    return nothing; // it has just ended
  }
};

/** Also what another of its threads has started. */
const childrenOf = (pid: number): readonly number[] => orNothing(() =>
  readdirSync(`/proc/${pid}/task`).flatMap((tid) =>
    orNothing(() => readFileSync(`/proc/${pid}/task/${tid}/children`, "utf8"), "")
      .split(" ").filter(Boolean).map(Number)), []);

const residentMb = (pid: number): number => orNothing(() =>
  Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) / PAGES_PER_MB, 0);

const argumentsOf = (pid: number): string =>
  orNothing(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"), "");

/** Between vfork and exec, a child's memory is its parent's, and so are its arguments. */
const treeMb = (pid: number, parents: string | null = null): number => {
  const own = argumentsOf(pid);
  return childrenOf(pid).reduce((sum, child) => sum + treeMb(child, own),
    own === parents ? 0 : residentMb(pid));
};

/** By `timed`, the program that measures another; throws when that did not do its work. */
export const treeCost = async (timed: string, entry: Entry): Promise<TreeCost> => {
  const child = spawn(timed, entry.argv, { stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, LC_ALL: "C.UTF-8", ...entry.env } });
  const pid = child.pid ?? 0;
  let [peakMb, said] = [0, ""];
  const looking = setInterval(() => {
    peakMb = Math.max(peakMb, treeMb(pid));
  }, EVERY_MS);
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  await once(child, "close").finally(() => clearInterval(looking));
  const told = JSON.parse(said) as { wallNs: number; cpuNs: number; exit: number };
  if (!(entry.exits ?? [0]).includes(told.exit)) {
    throw new Error(`${entry.name} ended with ${told.exit}: ${entry.argv.join(" ")}`);
  }
  return { wallMs: told.wallNs / 1e6, cpuMs: told.cpuNs / 1e6, peakMb };
};
