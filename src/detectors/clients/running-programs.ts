/**
 * Every process as a program: what it runs, with which arguments, in which unit. `comm` proves
 * nothing (it is cut at 15 bytes, and threads rename themselves); the executable and the command
 * line are. The executable of another user's process is only root's to see: then argv[0] has to do.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import type { ProcessText } from "../../ports/processes.ts";
import { listProcesses } from "../processes/processes.ts";

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
  /** Its command line could not be read in time: as what it was started is unknown. */
  readonly isSilent: boolean;
  /** The machine's own service that it belongs to. */
  readonly unit: string | null;
  /** What else keeps it, for people: a container, or a user's own systemd. */
  readonly container: string | null;
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

/** Where its cgroup lies. */
interface CgroupParts {
  readonly parts: readonly string[];
  /** The first that is not a slice. */
  readonly first: string;
  readonly rest: readonly string[];
  readonly isLoose: boolean;
}

/** By its cgroup path, in whichever hierarchy systemd keeps. */
const groupsOf = (host: HostReader, pid: string): CgroupParts => {
  const parts = [...readText(host, `/proc/${pid}/cgroup`).matchAll(MANAGED)]
    .flatMap(([, path = ""]) => path.split("/")).filter((part) => part !== "");
  const [first = "", ...rest] = parts.slice(parts.findIndex((part) => !part.endsWith(".slice")));
  const [root = ".."] = parts;
  return { parts, first, rest,
    isLoose: root === "user.slice" || root === ".." || JOBS.test(first) };
};

/** A cgroup namespace, or a runtime without cgroups, leaves it without a name. */
const formatContainer = (name: string): string =>
  (name === "" ? "a container" : `the container ${name}`);

/**
 * Our services lie in slices alone: one further in belongs to the systemd of a container or of a
 * user, and may be called as ours are.
 */
const keeperOf = (
  { parts, first, rest, isLoose }: CgroupParts, isContained: boolean,
): Pick<RunningProgram, "unit" | "container" | "isLoose" | "login"> => {
  const inner = rest.findLast((part) => part.endsWith(".service"));
  const isOurs = !isLoose && first.endsWith(".service") && !USER_MANAGER.test(first)
    && inner === undefined;
  const login = parts[0] === "user.slice" && isContained
    ? LOGIN.exec(parts[1] ?? "")?.[1] : undefined;
  const name = first.endsWith(".slice") ? ""
    : [first, ...rest].join("/").replace(CONTAINER_ID, (id) => id.slice(0, 12));
  const outer = inner === undefined ? null : `${inner} of ${first}`;
  return { unit: isOurs ? first : null, isLoose, login: login === undefined ? null : Number(login),
    container: isContained ? formatContainer(name) : outer };
};

type ProcessIds = Pick<RunningProgram, "parent" | "uid" | "isContained">;

const idsIn = (status: string): ProcessIds => {
  const field = (name: string): number | null => {
    const found = new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1];
    return found === undefined ? null : Number(found);
  };
  // Its ids in each PID namespace below ours: more than one, and it has a namespace of its own.
  return { parent: field("PPid") ?? 0, uid: field("Uid"),
    isContained: /^NSpid:\s+\d+\s+\d/m.test(status) };
};

/** What never keeps its reader waiting. */
interface SeenProcess {
  readonly pid: number;
  readonly path: string | null;
  readonly isReplaced: boolean;
  readonly groups: CgroupParts;
}

const readSeenProcess = (host: HostReader, pid: string): SeenProcess => {
  const link = exeOf(host, pid);
  const isReplaced = link?.endsWith(DELETED) === true;
  return { pid: Number(pid), isReplaced, groups: groupsOf(host, pid),
    path: isReplaced ? link.slice(0, -DELETED.length) : link };
};

/** Only a kernel thread and a process that has ended have no program. */
const programOf = (
  host: HostReader, { pid, path, isReplaced, groups }: SeenProcess, { owner, told }: ProcessText,
): RunningProgram => {
  const ids = told === null ? { parent: 0, uid: owner, isContained: false } : idsIn(told.status);
  const name = path ?? told?.argv[0] ?? readText(host, `/proc/${pid}/comm`).trim();
  return { pid, ...ids, path: ids.isContained ? null : path, isReplaced, exe: baseName(name),
    argv: told?.argv ?? [], isSilent: told === null, ...keeperOf(groups, ids.isContained) };
};

/**
 * Processes whose program `could` be meant, by its base name; kernel threads never. Of services
 * first, for only they are sure not to wait behind a process that its user has made to stall.
 */
export const runningPrograms = (
  host: HostReader, could: (exe: string) => boolean, among = listProcesses(host),
): readonly RunningProgram[] => {
  const seen = among.map((pid) => readSeenProcess(host, String(pid)))
    .filter(({ path }) => path === null || could(baseName(path)));
  const services = seen.filter(({ groups }) => !groups.isLoose);
  const texts = host.port("processes")
    .processTexts([...new Set([...services, ...seen])].map(({ pid }) => pid));
  return seen.flatMap((one) => {
    const text = texts.get(one.pid);
    const program = text && programOf(host, one, text);
    const isMeant = program && program.exe !== "" && (program.isSilent || could(program.exe));
    return isMeant ? [program] : [];
  });
};
