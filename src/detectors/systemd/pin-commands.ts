/**
 * Commands that tie processes to CPUs, in a line of a unit or a script: taskset and its like for
 * what they start or for what runs already, and everything that changes a cpuset.
 */
import { parseCpuList, parseCpuMask } from "../cpu-lists.ts";
import { type CpuSet } from "../../formats/cpu-set.ts";
import { VexorError } from "../../engine/model/errors.ts";

export interface PinCommand {
  /** The program that it starts, the shell that runs it, a unit's main process, or any other. */
  readonly whom: "child" | "itself" | "main" | "others";
  /** Null when only running it would tell: a variable, a cpuset by name. */
  readonly cpus: CpuSet | null;
  /** It changes the cpuset limit of the processes, and not their affinity. */
  readonly isCpuset: boolean;
}

const TOOL = new RegExp("(?:^|[\\s;&|(\"'`/=@+!:-])(taskset|numactl|cset|cgexec|cgclassify|cgset"
  + "|schedtool|tuna|hwloc-bind|likwid-pin|systemctl|busctl)\\s+"
  + "((?:\\$\\([^()]*\\)|`[^`]*`|[^;&|)])*)", "g");

/** What a shell puts in place of a command is one word. */
const WORD = /(?:\$\([^()]*\)|`[^`]*`|\S)+/g;

/** Process ids come from the command before it. */
const IS_GIVEN = /\b(?:xargs|parallel)\b[^|;&]*$/;

/** A line with none of these has no such command: most have none. */
export const MAY_PIN = new RegExp("taskset|numactl|\\bcset\\b|\\bcg(?:exec|classify|set)\\b"
  + "|schedtool|\\btuna\\b|hwloc-bind|likwid-pin|AllowedCPUs|CPUAffinity|cpuset\\.cpus"
  + "|cgroup\\.procs|cpuset/|sched_setaffinity");

const WRITES = /(?:>|\btee\b).*(?:\bcpuset\.cpus\b(?!\.)|\bcgroup\.procs\b|cpuset\/\S*\btasks\b)/;

const ITSELF = /^\$(\$|\{?BASHPID\b\}?)$/;
const MAIN = /^\$(MAINPID|\{MAINPID\})$/;

const whomOf = (pids: string): PinCommand["whom"] => {
  if (ITSELF.test(pids)) return "itself";
  return MAIN.test(pids) ? "main" : "others";
};

const literal = (read: (text: string) => CpuSet, text: string): CpuSet | null => {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof VexorError) return null;
    throw error;
  }
};

/** taskset writes the stride `0-31:2` where the kernel writes `0-31:1/2`. */
const tasksetList = (text: string): CpuSet | null =>
  literal(parseCpuList, text.replace(/:(\d+)(?=,|$)/g, ":1/$1"));

/** Null for a call that only asks. */
const byTaskset = (words: readonly string[], isGiven: boolean): PinCommand | null => {
  const first = words.findIndex((word) => !word.startsWith("-"));
  const options = words.slice(0, Math.max(first, 0)).join(" ");
  const [what = "", ...whom] = first < 0 ? [] : words.slice(first);
  if (what === "" || /--help|--version|-[Vh]\b/.test(options)) return null;
  const running = /(^|\s)(-[ac]*p|--pid)/.test(options);
  if (running && whom.length === 0 && !isGiven) return null;
  const isList = /(^|\s)(-[ap]*c|--cpu-list)/.test(options);
  const cpus = isList ? tasksetList(what) : literal(parseCpuMask, what);
  return { whom: running ? whomOf(whom.join(" ")) : "child", cpus, isCpuset: false };
};

const byNumactl = (words: readonly string[]): PinCommand | null => {
  for (const [at, word] of words.entries()) {
    const [, name, value = words[at + 1] ?? ""] =
      /^(--physcpubind|-C|--cpunodebind|-N)(?:=?(.+))?$/.exec(word) ?? [];
    if (name === undefined) continue;
    const isList = name === "-C" || name === "--physcpubind";
    return { whom: "child", cpus: isList ? literal(parseCpuList, value) : null, isCpuset: false };
  }
  return null;
};

const untold = (whom: PinCommand["whom"], isCpuset = false): PinCommand =>
  ({ whom, cpus: null, isCpuset });

const TUNA = /(^|\s)(-\w*[miIc]|--(move|isolate|include|cpus)|move|isolate|include|run)\b/;

/** Tools whose CPUs stand elsewhere, or in a form of their own: what their arguments must have. */
const UNTOLD: Readonly<Record<string, (rest: string) => PinCommand | null>> = {
  cset: (rest) => (/^(shield|proc|set)\b/.test(rest) ? untold("others", true) : null),
  cgexec: (rest) => (rest.includes("cpuset") ? untold("child", true) : null),
  cgclassify: (rest) => (rest.includes("cpuset") ? untold("others", true) : null),
  cgset: (rest) => (rest.includes("cpuset") ? untold("others", true) : null),
  schedtool: (rest) => (/(^|\s)-\w*a/.test(rest)
    ? untold(/\s-e\b/.test(rest) ? "child" : "others") : null),
  tuna: (rest) => (TUNA.test(rest) ? untold("others") : null),
  "hwloc-bind": (rest) => untold(rest.includes("--pid") ? "others" : "child"),
  "likwid-pin": () => untold("child"),
  systemctl: (rest) => (/\bset-property\b.*\b(AllowedCPUs|CPUAffinity)=/.test(rest)
    ? untold("others", true) : null),
  busctl: (rest) => (/\b(AllowedCPUs|CPUAffinity)\b/.test(rest) ? untold("others", true) : null),
};

const commandOf = (tool: string, rest: string, isGiven: boolean): PinCommand | null => {
  const words = rest.replace(/["']/g, "").match(WORD) ?? [];
  if (tool === "taskset") return byTaskset(words, isGiven);
  if (tool === "numactl") return byNumactl(words);
  return UNTOLD[tool]?.(words.join(" ")) ?? null;
};

/** In the order in which they stand in the line. */
export const pinCommandsIn = (line: string): readonly PinCommand[] => {
  if (!MAY_PIN.test(line)) return [];
  const found = [...line.matchAll(TOOL)].flatMap(({ index, 1: tool = "", 2: rest = "" }) =>
    commandOf(tool, rest, IS_GIVEN.test(line.slice(0, index + 1))) ?? []);
  if (WRITES.test(line)) found.push(untold("others", true));
  if (line.includes("sched_setaffinity")) found.push(untold("others"));
  return found;
};
