/**
 * Pinning that hides in start commands: `ExecStart=taskset -c 2-5 …`, `numactl --physcpubind=…`, or
 * a shell script named there that does the same. It holds after everything that systemd did.
 */
import { parseCpuList, parseCpuMask, type CpuSet } from "../engine/cpu-set.ts";
import { VexorError } from "../engine/errors.ts";
import type { Evidence } from "../engine/model.ts";
import type { HostReader } from "../engine/ports.ts";
import { uidOf } from "./clients/users.ts";
import { readForUser } from "./read-if-allowed.ts";
import type { Assignment } from "./unit-syntax.ts";

export interface StartPin {
  readonly evidence: Evidence;
  /** Null when only running it would tell: a variable, another thread, a cpuset by name. */
  readonly cpus: CpuSet | null;
}

const SCRIPT_LIMIT = 64 * 1024;
/** The script may follow an interpreter and its options. */
const SCRIPT_WORDS = 5;
const LINE_SHOWN = 200;

const TOOL = /(?:^|[\s;&|("'`/=@+!:-])(taskset|numactl|cset)\s+([^;&|)]*)/g;

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

/** Undefined for a call that only asks. */
const byTaskset = (words: readonly string[]): CpuSet | null | undefined => {
  const first = words.findIndex((word) => !word.startsWith("-"));
  const options = words.slice(0, Math.max(first, 0)).join(" ");
  const [what = "", whom] = first < 0 ? [] : words.slice(first);
  if (what === "" || /--help|--version|-[Vh]\b/.test(options)) return undefined;
  const running = /(^|\s)(-[ac]*p|--pid)/.test(options);
  if (running && whom === undefined) return undefined;
  if (running && whom !== "$$" && whom !== "$BASHPID") return null;
  const isList = /(^|\s)(-[ap]*c|--cpu-list)/.test(options);
  return isList ? tasksetList(what) : literal(parseCpuMask, what);
};

const byNumactl = (words: readonly string[]): CpuSet | null | undefined => {
  for (const [at, word] of words.entries()) {
    const [, name, value = words[at + 1] ?? ""] =
      /^(--physcpubind|-C|--cpunodebind|-N)(?:=?(.+))?$/.exec(word) ?? [];
    if (name === undefined) continue;
    return name === "-C" || name === "--physcpubind" ? literal(parseCpuList, value) : null;
  }
  return undefined;
};

const verdict = (tool: string, rest: string): CpuSet | null | undefined => {
  const words = rest.replace(/["'`]/g, "").split(/\s+/).filter(Boolean);
  if (tool === "taskset") return byTaskset(words);
  if (tool === "numactl") return byNumactl(words);
  return /^(shield|proc|set)$/.test(words[0] ?? "") ? null : undefined;
};

const pinsIn = (text: string, path: string, line: number): readonly StartPin[] =>
  [...text.matchAll(TOOL)].flatMap(([, tool = "", rest = ""]) => {
    const cpus = verdict(tool, rest);
    const says = text.trim().slice(0, LINE_SHOWN);
    const evidence = { kind: "file", path, line, says } as const;
    return cpus === undefined ? [] : [{ cpus, evidence }];
  });

/** Read as the user whom the unit starts it for, who may have written it. */
const pinsInScript = (
  host: HostReader, path: string, uid: number | null,
): readonly StartPin[] => {
  const stat = host.stat(path);
  if (stat?.kind !== "file" || stat.size > SCRIPT_LIMIT) return [];
  const text = readForUser(host, uid, path, SCRIPT_LIMIT) ?? "";
  if (text.includes("\0")) return [];
  return text.split("\n").flatMap((line, at) =>
    (/^\s*#/.test(line) ? [] : pinsIn(line, path, at + 1)));
};

const wordsOf = (command: string): readonly string[] =>
  command.replace(/^[@:+!|-]*/, "").split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ""));

/** The commands that count: an empty assignment clears the earlier ones. */
const commandsOf = (assignments: readonly Assignment[]): readonly Assignment[] =>
  ["ExecStartPre", "ExecStart", "ExecStartPost"].flatMap((key) => {
    const all = assignments.filter((one) => one.section === "Service" && one.key === key);
    return all.slice(all.findLastIndex((one) => one.value === "") + 1);
  });

/** `+` and `!` start a command with the rights of root, whatever `User=` says. */
const starterOf = (
  host: HostReader, assignments: readonly Assignment[], { value }: Assignment,
): number | null => {
  if (/^[@:|-]*[+!]/.test(value)) return 0;
  const user = assignments.findLast(({ section, key }) => section === "Service" && key === "User");
  return uidOf(host, user?.value || null);
};

/** In the order in which they run. */
export const readStartPins = (
  host: HostReader, assignments: readonly Assignment[],
): readonly StartPin[] => commandsOf(assignments).flatMap((one) => {
  const uid = starterOf(host, assignments, one);
  const scripts = wordsOf(one.value).slice(0, SCRIPT_WORDS).filter((word) => word.startsWith("/"));
  return [...pinsIn(`${one.key}=${one.value}`, one.path, one.line),
    ...[...new Set(scripts)].flatMap((path) => pinsInScript(host, path, uid))];
});
