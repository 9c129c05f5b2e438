/** What programs cost while nothing happens: CPU time to the nanosecond, memory, wake-ups. */
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface Watched {
  readonly name: string;
  readonly pid: number;
}

export interface Cost {
  readonly name: string;
  /** Of one core. */
  readonly share: number;
  readonly rssMb: number;
  /** What it shares with others counted in parts. */
  readonly pssMb: number;
  readonly wakesPerSecond: number;
}

interface Spent {
  readonly ns: number;
  readonly wakes: number;
}

/** Of all threads, and of children that have ended (in ticks of 10 ms). */
const spentBy = (pid: number): Spent => {
  let [ns, wakes] = [0, 0];
  for (const tid of readdirSync(`/proc/${pid}/task`)) {
    const [run = 0, , slices = 0] =
      readFileSync(`/proc/${pid}/task/${tid}/schedstat`, "utf8").split(" ").map(Number);
    ns += run;
    wakes += slices;
  }
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
  return { ns: ns + ((fields[13] ?? 0) + (fields[14] ?? 0)) * 1e7, wakes };
};

const memoryOf = (pid: number, what: "Rss" | "Pss"): number => Number(new RegExp(
  `^${what}:\\s*(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]) / 1024;

const forksSoFar = (): number =>
  Number(/^processes (\d+)/m.exec(readFileSync("/proc/stat", "utf8"))?.[1]);

export interface Idle {
  readonly costs: readonly Cost[];
  /** New processes of the whole machine meanwhile. */
  readonly forksPerSecond: number;
}

export const costOf = async (programs: readonly Watched[], seconds: number): Promise<Idle> => {
  const before = programs.map(({ pid }) => spentBy(pid));
  const forks = forksSoFar();
  await sleep(seconds * 1000);
  const costs = programs.map(({ name, pid }, at) => {
    const [then, now] = [before[at], spentBy(pid)];
    return { name, share: (now.ns - (then?.ns ?? 0)) / 1e9 / seconds,
      rssMb: memoryOf(pid, "Rss"), pssMb: memoryOf(pid, "Pss"),
      wakesPerSecond: (now.wakes - (then?.wakes ?? 0)) / seconds };
  });
  return { costs, forksPerSecond: (forksSoFar() - forks) / seconds };
};
