/**
 * Every process as a program: what it runs, with which arguments, in which unit. `comm` is no
 * witness (it is cut at 15 bytes, and threads rename themselves); the executable and the command
 * line are. The executable of another user's process is only root's to see: then argv[0] has to do.
 */
import { VexorError } from "../../engine/errors.ts";
import type { HostReader } from "../../engine/ports.ts";

export interface RunningProgram {
  readonly pid: number;
  readonly parent: number;
  readonly uid: number | null;
  /** Where it was started from; null when it may not be seen. */
  readonly path: string | null;
  /** The file has been replaced or removed since. */
  readonly isReplaced: boolean;
  /** Base name. */
  readonly exe: string;
  readonly argv: readonly string[];
  readonly unit: string | null;
}

const DELETED = " (deleted)";

const exeOf = (host: HostReader, pid: string): string | null => {
  try {
    return host.link(`/proc/${pid}/exe`);
  } catch (error) {
    if (error instanceof VexorError) return null;
    throw error;
  }
};

const readText = (host: HostReader, path: string): string => {
  try {
    return host.read(path) ?? "";
  } catch (error) {
    if (error instanceof VexorError) return "";
    throw error;
  }
};

export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const MANAGED = /^(?:0:|\d+:name=systemd):(.*)$/gm;

/** The innermost service of its cgroup path, in whichever hierarchy systemd keeps. */
const unitOf = (host: HostReader, pid: string): string | null =>
  [...readText(host, `/proc/${pid}/cgroup`).matchAll(MANAGED)]
    .flatMap(([, path = ""]) => path.split("/"))
    .findLast((part) => part.endsWith(".service")) ?? null;

const idsOf = (host: HostReader, pid: string): { parent: number; uid: number | null } => {
  const status = readText(host, `/proc/${pid}/status`);
  const field = (name: string): number | null => {
    const found = new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1];
    return found === undefined ? null : Number(found);
  };
  return { parent: field("PPid") ?? 0, uid: field("Uid") };
};

/** Processes whose program could be meant, as `asks` says by base name; kernel threads never. */
export const runningPrograms = (
  host: HostReader, asks: (exe: string, argv: readonly string[]) => boolean,
): readonly RunningProgram[] =>
  host.list("/proc").flatMap((pid): readonly RunningProgram[] => {
    if (!/^\d+$/.test(pid)) return [];
    const link = exeOf(host, pid);
    const argv = readText(host, `/proc/${pid}/cmdline`).replace(/\0$/, "").split("\0");
    const isReplaced = link?.endsWith(DELETED) === true;
    const path = isReplaced ? link.slice(0, -DELETED.length) : link;
    const exe = baseName(path ?? argv[0] ?? "");
    if (exe === "" || !asks(exe, argv)) return [];
    return [{ pid: Number(pid), ...idsOf(host, pid), path, isReplaced, exe, argv,
      unit: unitOf(host, pid) }];
  });
