/**
 * Which process holds a lock file, as the kernel reports it. /proc/locks names the process that
 * called flock(2), which is flock(1) and has ended by then; the locks that an open file carries
 * stand in the fdinfo of whichever process has it open now.
 */
import { readFileSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { basename } from "node:path";
import { printable } from "../../render/style.ts";
import { isTrustedOwner } from "./process-texts.ts";

/** What the file system has no answer to is not there: processes end while they are looked at. */
const orElse = <T>(read: () => T, without: T): T => {
  try {
    return read();
  } catch {
    return without;
  }
};

const textOf = (path: string): string => orElse(() => readFileSync(path, "utf8"), "");

const carriesLock = (pid: number, fd: string, path: string, inode: number): boolean => {
  const name = orElse(() => readlinkSync(`/proc/${pid}/fd/${fd}`), "");
  return basename(name) === basename(path)
    && new RegExp(`^lock:.*\\bFLOCK\\b.*:${inode} `, "m").test(textOf(`/proc/${pid}/fdinfo/${fd}`));
};

const holds = (pid: number, path: string, inode: number): boolean =>
  orElse(() => readdirSync(`/proc/${pid}/fd`), [])
    .some((fd) => carriesLock(pid, fd, path, inode));

const processes = (): readonly number[] =>
  readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);

const LONGEST = 120;

const ownerOf = (pid: number): number | null => orElse(() => statSync(`/proc/${pid}`).uid, null);

/** Another user's process is called by its name: its command line may keep a reader waiting. */
const formatProcess = (pid: number): string => {
  const owner = ownerOf(pid);
  const command = owner !== null && isTrustedOwner(owner)
    ? textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim() : "";
  const name = command || textOf(`/proc/${pid}/comm`).trim();
  const shown = printable(name.replaceAll("\n", " ")).slice(0, LONGEST);
  return `${shown} (pid ${pid}, uid ${owner ?? "?"})`;
};

/** What a holder writes into the lock file: its process, and itself for people. */
export const holderLine = (holder: string): string => `${process.pid} ${holder}\n`;

const recordedIn = (file: string): readonly [pid: number, says: string] => {
  const [, pid, says = ""] = /^(\d+) (.*)/.exec(file) ?? [];
  return [Number(pid ?? 0), says];
};

/** Whom the file names first: it is right, but for a holder that could not write it. */
const findHolder = (path: string, inode: number, recorded: number): number | null =>
  (recorded > 0 && holds(recorded, path, inode) ? recorded
    : processes().find((pid) => holds(pid, path, inode)) ?? null);

/** For people. The file's text is used only for the process that holds the lock. */
export const formatLockHolder = (path: string, inode: number, file: string): string => {
  const [recorded, says] = recordedIn(file);
  const holder = findHolder(path, inode, recorded);
  if (holder === null) return "another process";
  return holder === recorded ? printable(says) : formatProcess(holder);
};

const isAbsent = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");

/** As `HostReader` has it; the lock is not touched. */
export const lockHolder = (path: string): number | null | "unknown" => {
  try {
    const { ino } = statSync(path);
    return findHolder(path, ino, recordedIn(readFileSync(path, "utf8"))[0]);
  } catch (error) {
    return isAbsent(error) ? null : "unknown";
  }
};
