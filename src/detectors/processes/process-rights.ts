/** What a process may do and have: capabilities, groups and limits, as the kernel prints them. */
import { decodeCapabilities } from "../../formats/capabilities.ts";
import type { HostReader } from "../../ports/host.ts";
import { textIn, numberIn } from "../small-files.ts";

export interface ProcessRights {
  readonly effective: readonly string[];
  readonly permitted: readonly string[];
  readonly ambient: readonly string[];
  readonly bounding: readonly string[];
  readonly groups: readonly number[];
}

const fieldIn = (status: string, name: string): string =>
  new RegExp(`^${name}:[ \\t]*(.*)$`, "m").exec(status)?.[1]?.trim() ?? "";

const rightsIn = (status: string): ProcessRights | null => {
  if (!status.includes("CapPrm:")) return null;
  const mask = (name: string): readonly string[] => decodeCapabilities(fieldIn(status, name));
  return { effective: mask("CapEff"), permitted: mask("CapPrm"), ambient: mask("CapAmb"),
    bounding: mask("CapBnd"),
    groups: (`${fieldIn(status, "Gid")} ${fieldIn(status, "Groups")}`.match(/\d+/g) ?? [])
      .map(Number) };
};

/** Those that are gone, or do not tell in time or at all, are left out. */
export const readRights = (
  host: HostReader, pids: readonly number[],
): ReadonlyMap<number, ProcessRights> =>
  new Map([...host.port("processes").processTexts(pids)].flatMap(([pid, { told }]) => {
    const rights = rightsIn(told?.status ?? "");
    return rights === null ? [] : [[pid, rights] as const];
  }));

export interface ProcessLimits {
  readonly path: string;
  readonly files: number;
  readonly hardFiles: number;
  /** Bytes. */
  readonly hardLocked: number;
}

/** `unlimited` is more than any number that is asked for. */
const limitOf = (word: string | undefined): number =>
  (word === undefined || word === "unlimited" ? Number.MAX_SAFE_INTEGER : Number(word));

const lineOf = (text: string, name: string): readonly string[] | null =>
  new RegExp(`^${name} +(\\S+) +(\\S+)`, "m").exec(text)?.slice(1) ?? null;

export const readLimits = (host: HostReader, pid: number): ProcessLimits | null => {
  const path = `/proc/${pid}/limits`;
  const text = textIn(host, path) ?? "";
  const files = lineOf(text, "Max open files");
  const locked = lineOf(text, "Max locked memory");
  if (files === null || locked === null) return null;
  return { path, files: limitOf(files[0]), hardFiles: limitOf(files[1]),
    hardLocked: limitOf(locked[1]) };
};

export interface TaskCount {
  readonly path: string;
  readonly tasks: number;
  /** Null without a limit. */
  readonly most: number | null;
  /** How often one more was refused. */
  readonly refused: number;
}

export const readTaskCount = (host: HostReader, cgroup: string): TaskCount | null => {
  const tasks = numberIn(host, `${cgroup}/pids.current`);
  const path = `${cgroup}/pids.events`;
  const refused = /^max (\d+)$/m.exec(textIn(host, path) ?? "")?.[1];
  return tasks === null ? null : { path, tasks, most: numberIn(host, `${cgroup}/pids.max`),
    refused: Number(refused ?? 0) };
};
