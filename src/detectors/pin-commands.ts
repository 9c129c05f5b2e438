/**
 * Commands that tie processes to CPUs, in a line of a unit or a script: taskset and its like for
 * what they start or for what runs already, and everything that changes a cpuset.
 */
import { parseCpuList, parseCpuMask, type CpuSet } from "../engine/cpu-set.ts";
import { VexorError } from "../engine/errors.ts";

export interface PinCommand {
  /** The processes, as they are written; null for the program that the command starts. */
  readonly whom: string | null;
  /** Null when only running it would tell: a variable, a cpuset by name. */
  readonly cpus: CpuSet | null;
  /** It changes the fence around the processes, and not their affinity. */
  readonly isCpuset: boolean;
}

const TOOL = new RegExp("(?:^|[\\s;&|(\"'`/=@+!:-])(taskset|numactl|cset|cgexec|cgclassify|cgset"
  + "|schedtool|tuna|hwloc-bind|likwid-pin|systemctl|busctl)\\s+([^;&|)]*)", "g");

/** A line with none of these has no such command: most have none. */
const MAY_PIN = new RegExp("taskset|numactl|\\bcset\\b|\\bcg(?:exec|classify|set)\\b"
  + "|schedtool|\\btuna\\b|hwloc-bind|likwid-pin|AllowedCPUs|CPUAffinity|cpuset\\.cpus"
  + "|cgroup\\.procs|cpuset/|sched_setaffinity");

const WRITES = /(?:>|\btee\b).*(?:\bcpuset\.cpus\b(?!\.)|\bcgroup\.procs\b|cpuset\/\S*\btasks\b)/;

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
const byTaskset = (words: readonly string[]): PinCommand | null => {
  const first = words.findIndex((word) => !word.startsWith("-"));
  const options = words.slice(0, Math.max(first, 0)).join(" ");
  const [what = "", ...whom] = first < 0 ? [] : words.slice(first);
  if (what === "" || /--help|--version|-[Vh]\b/.test(options)) return null;
  const running = /(^|\s)(-[ac]*p|--pid)/.test(options);
  if (running && whom.length === 0) return null;
  const isList = /(^|\s)(-[ap]*c|--cpu-list)/.test(options);
  const cpus = isList ? tasksetList(what) : literal(parseCpuMask, what);
  return { whom: running ? whom.join(" ") : null, cpus, isCpuset: false };
};

const byNumactl = (words: readonly string[]): PinCommand | null => {
  for (const [at, word] of words.entries()) {
    const [, name, value = words[at + 1] ?? ""] =
      /^(--physcpubind|-C|--cpunodebind|-N)(?:=?(.+))?$/.exec(word) ?? [];
    if (name === undefined) continue;
    const isList = name === "-C" || name === "--physcpubind";
    return { whom: null, cpus: isList ? literal(parseCpuList, value) : null, isCpuset: false };
  }
  return null;
};

const untold = (whom: string | null, isCpuset = false): PinCommand =>
  ({ whom, cpus: null, isCpuset });

/** Tools whose CPUs stand elsewhere, or in a form of their own: what their arguments must have. */
const UNTOLD: Readonly<Record<string, (rest: string) => PinCommand | null>> = {
  cset: (rest) => (/^(shield|proc|set)\b/.test(rest) ? untold(rest, true) : null),
  cgexec: (rest) => (rest.includes("cpuset") ? untold(null, true) : null),
  cgclassify: (rest) => (rest.includes("cpuset") ? untold(rest, true) : null),
  cgset: (rest) => (rest.includes("cpuset") ? untold(rest, true) : null),
  schedtool: (rest) => (/-\w*a/.test(rest) ? untold(/\s-e\b/.test(rest) ? null : rest) : null),
  tuna: (rest) => (/(^|\s)(-\w*[miIc]|--(move|isolate|include|cpus)|move|isolate|include|run)\b/
    .test(rest) ? untold(rest) : null),
  "hwloc-bind": (rest) => untold(rest.includes("--pid") ? rest : null),
  "likwid-pin": () => untold(null),
  systemctl: (rest) => (/\bset-property\b.*\b(AllowedCPUs|CPUAffinity)=/.test(rest)
    ? untold(rest, true) : null),
  busctl: (rest) => (/\b(AllowedCPUs|CPUAffinity)\b/.test(rest) ? untold(rest, true) : null),
};

const commandOf = (tool: string, rest: string): PinCommand | null => {
  const words = rest.replace(/["'`]/g, "").split(/\s+/).filter(Boolean);
  if (tool === "taskset") return byTaskset(words);
  if (tool === "numactl") return byNumactl(words);
  return UNTOLD[tool]?.(words.join(" ")) ?? null;
};

/** In the order in which they stand in the line. */
export const pinCommandsIn = (line: string): readonly PinCommand[] => {
  if (!MAY_PIN.test(line)) return [];
  const found = [...line.matchAll(TOOL)].flatMap(([, tool = "", rest = ""]) =>
    commandOf(tool, rest) ?? []);
  if (WRITES.test(line)) found.push(untold(line, true));
  if (line.includes("sched_setaffinity")) found.push(untold(line));
  return found;
};
