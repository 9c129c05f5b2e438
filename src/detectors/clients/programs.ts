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
  /** In no unit of the system's: of a login, a user's own systemd, or a service that runs jobs. */
  readonly isLoose: boolean;
  /** Whose login a loose container belongs to: its own user ids are others. */
  readonly login: number | null;
  /** Where on this machine it was started from; null when that may not be seen. */
  readonly path: string | null;
  /** The file has been replaced or removed since. */
  readonly isReplaced: boolean;
  /** Base name. */
  readonly exe: string;
  readonly argv: readonly string[];
  /** The machine's own service that it belongs to. */
  readonly unit: string | null;
  /** What else keeps it, for people: a container, or a user's own systemd. */
  readonly keeper: string | null;
  /** The paths that it names are not this machine's. */
  readonly isContained: boolean;
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

const USER_MANAGER = /^user@\d+\.service$/;
/** Services in whose cgroup any account may have its programs started. */
const JOBS = new RegExp("^(?:(?:cron|crond|cronie|anacron|fcron|atd|sshd?|dropbear|postfix|exim4?"
  + "|dovecot|x?inetd)(?:@.*)?|(?:\\w+-)?getty(?:@.*)?)\\.service$");
const LOGIN = /^user-(\d+)\.slice$/;
const CONTAINER_ID = /[0-9a-f]{64}/g;

/**
 * By its cgroup path, in whichever hierarchy systemd keeps. Our services lie in slices alone: one
 * further in belongs to the systemd of a container or of a user, and may be called as ours are.
 */
const keeperOf = (
  host: HostReader, pid: string, isContained: boolean,
): Pick<RunningProgram, "unit" | "keeper" | "isLoose" | "login"> => {
  const parts = [...readText(host, `/proc/${pid}/cgroup`).matchAll(MANAGED)]
    .flatMap(([, path = ""]) => path.split("/")).filter((part) => part !== "");
  const [first = "", ...rest] = parts.slice(parts.findIndex((part) => !part.endsWith(".slice")));
  const inner = rest.findLast((part) => part.endsWith(".service"));
  const [root = ".."] = parts;
  const isLoose = root === "user.slice" || root === ".." || JOBS.test(first);
  const isOurs = !isLoose && first.endsWith(".service") && !USER_MANAGER.test(first)
    && inner === undefined;
  const login = root === "user.slice" && isContained ? LOGIN.exec(parts[1] ?? "")?.[1] : undefined;
  const name = [first, ...rest].join("/").replace(CONTAINER_ID, (id) => id.slice(0, 12));
  return { unit: isOurs ? first : null, isLoose, login: login === undefined ? null : Number(login),
    keeper: isContained ? `the container ${name}` : inner ? `${inner} of ${first}` : null };
};

const idsOf = (
  host: HostReader, pid: string,
): Pick<RunningProgram, "parent" | "uid" | "isContained"> => {
  const status = readText(host, `/proc/${pid}/status`);
  const field = (name: string): number | null => {
    const found = new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1];
    return found === undefined ? null : Number(found);
  };
  // Its ids in each PID namespace below ours: more than one, and it has a namespace of its own.
  return { parent: field("PPid") ?? 0, uid: field("Uid"),
    isContained: /^NSpid:\s+\d+\s+\d/m.test(status) };
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
    const ids = idsOf(host, pid);
    return [{ pid: Number(pid), ...ids, path: ids.isContained ? null : path, isReplaced, exe, argv,
      ...keeperOf(host, pid, ids.isContained) }];
  });
