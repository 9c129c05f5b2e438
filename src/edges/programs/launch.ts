/**
 * The last step before a stranger's program: the first process among pids of its own, still root's,
 * and about to become that program for good. It opens the file once, with the rights of the user it
 * runs as, and executes that very file as the user `nobody`.
 */
import {
  accessSync, constants, fstatSync, openSync, readdirSync, readFileSync, writeSync,
} from "node:fs";
import { isProgramQuestion } from "../../ports/programs.ts";
import { LIBC, loadFfi, type Ffi } from "../linux/ffi.ts";
import { hasReadOnlyRoot, NO_CAPABILITIES, statusFields } from "../linux/own-status.ts";
import { O_PATH } from "../linux/regular-file.ts";
import { NOBODY, rightsOf, uidNamed, withRights } from "../linux/rights.ts";
import { fileIdentityOf, NO_ROOM, type LaunchReply } from "./protocol.ts";

/** Agave lists only half of the flags that it takes, unless it is asked like this. */
const ENVIRONMENT = ["PATH=/usr/bin:/bin", "LC_ALL=C", "SOLANA_NO_HIDDEN_CLI_ARGS=1"];

const PR_SET_PDEATHSIG = 1;
const PR_CAPBSET_DROP = 24;
const SIGKILL = 9;
const F_SETFD = 2;
const FD_CLOEXEC = 1;

interface LaunchCalls {
  prctl(option: number, argument: number, b: number, c: number, d: number): number;
  setgroups(count: number, groups: null): number;
  setresgid(real: number, effective: number, saved: number): number;
  setresuid(real: number, effective: number, saved: number): number;
  fcntl(fd: number, command: number, argument: number): number;
  dup2(fd: number, as: number): number;
  fexecve(fd: number, argv: BigUint64Array, environment: BigUint64Array): number;
  __errno_location(): number;
}

const libcOf = (ffi: Ffi): LaunchCalls => ffi.dlopen(LIBC, {
  prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" },
  setgroups: { args: ["usize", "ptr"], returns: "i32" },
  setresgid: { args: ["u32", "u32", "u32"], returns: "i32" },
  setresuid: { args: ["u32", "u32", "u32"], returns: "i32" },
  fcntl: { args: ["i32", "i32", "i64"], returns: "i32" },
  dup2: { args: ["i32", "i32"], returns: "i32" },
  fexecve: { args: ["i32", "ptr", "ptr"], returns: "i32" },
  __errno_location: { args: [], returns: "ptr" },
}).symbols as LaunchCalls;

class LaunchRefusal extends Error {}

const refuse = (why: string): never => {
  throw new LaunchRefusal(why);
};

const tell = (line: LaunchReply): void => void writeSync(1, `${JSON.stringify(line)}\n`);

/** What systemd was asked for and did not do, as in a container that may not; null when all is. */
const gapInSandbox = (): string | null => {
  const status = statusFields("/proc/self/status");
  if (process.pid !== 1) return "process ids of its own";
  if (status.get("NoNewPrivs") !== "1") return "no new privileges";
  if (status.get("Seccomp") !== "2") return "a filter of system calls";
  if (!hasReadOnlyRoot()) return "a read-only root";
  const links = readFileSync("/proc/self/net/dev", "utf8").match(/^\s*[^\s:]+:/gm) ?? [];
  return links.every((one) => one.trim() === "lo:") ? null : "no network";
};

const errnoOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

/** With the rights of the user that it runs as: root's own would reach what that user may not. */
const openProgram = (path: string, uid: number): number => {
  try {
    return withRights(rightsOf(uid), () => openSync(path, O_PATH));
  } catch (error) {
    return refuse(`user ${uid} cannot open it (${errnoOf(error)})`);
  }
};

/** The agent may be taken over by now: a program of its own is never asked. */
const refuseAgents = (uid: number, owner: number): void => {
  const agent = uidNamed("vexor-agent");
  if (agent !== null && (uid === agent || owner === agent)) {
    refuse("it belongs to the user vexor-agent");
  }
};

const MOST_CAPABILITIES = 64;
/** Every right is given up, and that is read back before anything else happens. */
const becomeNobody = (libc: LaunchCalls): void => {
  for (let one = 0; one < MOST_CAPABILITIES; one += 1) libc.prctl(PR_CAPBSET_DROP, one, 0, 0, 0);
  libc.setgroups(0, null);
  libc.setresgid(NOBODY, NOBODY, NOBODY);
  libc.setresuid(NOBODY, NOBODY, NOBODY);
  libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  const status = statusFields("/proc/thread-self/status");
  const ids = Array(4).fill(NOBODY).join(" ");
  const isNobody = status.get("Uid") === ids && status.get("Gid") === ids
    && status.get("Groups") === ""
    && NO_CAPABILITIES.every(([name, none]) => status.get(name) === none);
  if (!isNobody) refuse("the rights of root could not be given up");
};

/** Nothing that root has opened goes along; the program's own file does, for its interpreter. */
const keepOnly = (libc: LaunchCalls, program: number): void => {
  const nowhere = openSync("/dev/null", constants.O_RDWR);
  libc.dup2(nowhere, 0);
  libc.dup2(nowhere, 2);
  for (const fd of readdirSync("/proc/self/fd").map(Number)) {
    if (fd > 2) libc.fcntl(fd, F_SETFD, fd === program ? 0 : FD_CLOEXEC);
  }
};

/** Held until this process is another program: the collector knows nothing of pointers. */
const held: Buffer[] = [];

const pointerTo = (ffi: Ffi, text: string): bigint => {
  const bytes = Buffer.from(`${text}\0`);
  held.push(bytes);
  return BigInt(ffi.ptr(bytes));
};

const strings = (ffi: Ffi, texts: readonly string[]): BigUint64Array =>
  BigUint64Array.from([...texts.map((text) => pointerTo(ffi, text)), 0n]);

const mayRun = (fd: number): void => {
  try {
    accessSync(`/proc/self/fd/${fd}`, constants.R_OK | constants.X_OK);
  } catch {
    refuse("only its owner may run it, and it is asked as nobody");
  }
};

/** EAGAIN, where this user has too many processes already, and ENOMEM. */
const CROWDED = new Set([11, 12]);

/** An exit code: it only comes back where nothing was started. */
const becomeProgram = (path: string, question: string, user: number): number => {
  const ffi = loadFfi() ?? refuse("asking a program takes the packaged executable");
  const gap = gapInSandbox();
  if (gap !== null) refuse(`its sandbox lacks ${gap}`);
  const libc = libcOf(ffi);
  const fd = openProgram(path, user);
  const stats = fstatSync(fd, { bigint: true });
  if (!stats.isFile() || (stats.mode & 0o111n) === 0n) refuse("it is not an executable file");
  refuseAgents(user, Number(stats.uid));
  becomeNobody(libc);
  mayRun(fd);
  keepOnly(libc, fd);
  tell({ opened: fileIdentityOf(stats) });
  libc.fexecve(fd, strings(ffi, [path, question]), strings(ffi, ENVIRONMENT));
  return CROWDED.has(ffi.read.i32(libc.__errno_location())) ? NO_ROOM : 1;
};

/** Returns only where nothing was started. */
export const launchProgram = (user: string, question: string, path: string): number => {
  try {
    const uid = /^\d{1,10}$/.test(user) && user !== "0" ? Number(user) : NOBODY;
    if (!isProgramQuestion(question)) refuse("that is not a question for a program");
    return becomeProgram(path, question, uid);
  } catch (error) {
    tell({ refused: error instanceof LaunchRefusal ? error.message
      : `it was not started (${errnoOf(error)})` });
    return 1;
  }
};
