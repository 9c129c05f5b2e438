/**
 * The big machine with real processes: the tree's interrupts and services are mounted over the
 * machine's own in a mount namespace that ends with the bench, and /proc is the kernel's.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Entry } from "./measure.ts";
import { buildTree } from "./tree.ts";

const MOUNTS = `set -e
mount --make-rprivate /
mount --rbind "$1/sys" /sys
mount --bind "$1/etc/systemd/system" /etc/systemd/system
mount --bind "$1/proc/irq" /proc/irq
mount --bind "$1/proc/interrupts" /proc/interrupts
echo ready
exec sleep infinity
`;

/** What the child prints until it says that it is ready. */
const untilReady = (child: ChildProcess, name: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = "";
    child.once("exit", () => reject(new Error(`${name} did not start`)));
    child.stdout?.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      if (text.endsWith("ready\n")) resolve(text);
    });
  });

export interface Machine {
  /** Of the processes that its services have. */
  readonly pids: readonly number[];
  /** Lines of the host file that tunes all of it. */
  readonly lines: readonly string[];
  /** The same program, run on that machine. */
  inside(entry: Entry): Entry;
  stop(): void;
}

/** Needs root. `threads` is the program of that name, `root` an empty directory on a tmpfs. */
export const startMachine = async (
  threads: string, root: string, size: { irqs: number; processes: number; threads: number },
): Promise<Machine> => {
  const crowd = spawn(threads, [String(size.processes), String(size.threads)],
    { stdio: ["pipe", "pipe", "inherit"] });
  const pids = (await untilReady(crowd, threads)).split("\n").map(Number).filter((pid) => pid > 0);
  const threadsOf = (pid: number): readonly number[] =>
    readdirSync(`/proc/${pid}/task`).map(Number);
  const cpus = availableParallelism();
  const lines = buildTree(root, { cpus, irqs: size.irqs, pids, threadsOf });
  const keeper = spawn("unshare", ["--mount", "sh", "-c", MOUNTS, "sh", root],
    { stdio: ["ignore", "pipe", "inherit"] });
  const stop = (): void => {
    keeper.kill();
    crowd.stdin.end();
  };
  process.once("exit", stop);
  await untilReady(keeper, "the mount namespace");
  const enter = ["nsenter", `--mount=/proc/${keeper.pid}/ns/mnt`, "--"];
  return {
    lines, pids, stop,
    inside: (entry) => ({ ...entry, argv: [...enter, ...entry.argv] }),
  };
};
