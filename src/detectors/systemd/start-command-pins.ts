/**
 * Pinning that hides in start commands: `ExecStart=taskset -c 2-5 …`, `numactl --physcpubind=…`, or
 * a shell script named there that does the same. It holds after everything that systemd did.
 */
import type { CpuSet } from "../../formats/cpu-set.ts";
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { uidOf } from "../clients/accounts.ts";
import { pinCommandsIn, type PinCommand } from "./pin-commands.ts";
import { readForUser } from "../read-if-allowed.ts";
import type { UnitFiles } from "./unit-files.ts";
import { resolveSpecifiers, withoutEscapes, type Assignment } from "./unit-syntax.ts";

export interface StartPin {
  readonly evidence: Evidence;
  /** Null when only running it would tell: a variable, another thread, a cpuset by name. */
  readonly cpus: CpuSet | null;
}

const SCRIPT_LIMIT = 64 * 1024;
/** The script may follow an interpreter and its options. */
const SCRIPT_WORDS = 5;
const LINE_SHOWN = 200;

/** Undefined for one that does not reach the service's main process. */
const cpusOf = (key: string, { whom, cpus }: PinCommand): CpuSet | null | undefined => {
  if (whom === "child" || whom === "itself") return key === "ExecStart" ? cpus : undefined;
  return key === "ExecStartPost" && whom === "main" ? cpus : null;
};

interface CommandLine {
  /** The command that it stands in, or that leads to it: `ExecStart`. */
  readonly key: string;
  readonly path: string;
  readonly line: number;
  /** As the shell gets it. */
  readonly text: string;
  readonly says: string;
}

const pinsIn = ({ key, path, line, text, says }: CommandLine): readonly StartPin[] =>
  pinCommandsIn(text).flatMap((command) => {
    const cpus = cpusOf(key, command);
    const evidence = { kind: "file", path, line, says: says.trim().slice(0, LINE_SHOWN) } as const;
    return cpus === undefined ? [] : [{ cpus, evidence }];
  });

/** Read as the user whom the unit starts it for, who may have written it; null for no script. */
const readScript = (host: HostReader, path: string, uid: number | null): string | null => {
  const stat = host.stat(path);
  if (stat?.kind !== "file" || stat.size > SCRIPT_LIMIT) return null;
  const text = readForUser(host, uid, path, SCRIPT_LIMIT) ?? "";
  return text.includes("\0") ? null : text;
};

const pinsInScript = (
  host: HostReader, key: string, path: string, uid: number | null,
): readonly StartPin[] => (readScript(host, path, uid) ?? "").split("\n").flatMap((line, at) =>
  (/^\s*#/.test(line) ? [] : pinsIn({ key, path, line: at + 1, text: line, says: line })));

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

interface StartCommand {
  readonly said: Assignment;
  readonly uid: number | null;
  readonly text: string;
  /** What may be a script among its words. */
  readonly scripts: readonly string[];
}

const readCommands = (
  host: HostReader, { name, assignments }: UnitFiles,
): readonly StartCommand[] => commandsOf(assignments).map((said) => {
  const text = resolveSpecifiers(said.value, name);
  const scripts = wordsOf(text).slice(0, SCRIPT_WORDS).filter((word) => word.startsWith("/"));
  return { said, uid: starterOf(host, assignments, said), text, scripts: [...new Set(scripts)] };
});

/** In the order in which they run. */
export const readStartPins = (host: HostReader, files: UnitFiles): readonly StartPin[] =>
  readCommands(host, files).flatMap(({ said, uid, text: command, scripts }) => {
    const { key, path, line, value } = said;
    const text = `${key}=${withoutEscapes(command)}`;
    return [...pinsIn({ key, path, line, text, says: `${key}=${value}` }),
      ...scripts.flatMap((script) => pinsInScript(host, key, script, uid))];
  });

/** The commands that start its processes, and the texts of the scripts among them. */
export const readStartTexts = (host: HostReader, files: UnitFiles): readonly string[] =>
  readCommands(host, files).filter(({ said }) => said.key === "ExecStart")
    .flatMap(({ text, scripts, uid }) =>
      [text, ...scripts.flatMap((path) => readScript(host, path, uid) ?? [])]);
