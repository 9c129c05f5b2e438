/**
 * fanotify on all of /proc: path and writer of every write to it. The mark is on the file system,
 * because marks on single files of /proc/sys go stale when the kernel drops their inodes. Queues
 * stay limited: a process that is stopped must not fill the kernel's memory, and what did not fit
 * is reported as one event.
 */
import { closeSync } from "node:fs";
import { LIBC, loadFfi, type Ffi } from "../linux/ffi.ts";
import { FAN, parseEvents, takeEventPath, type FanEvent } from "./fanotify-events.ts";
import { readerOf } from "./stream.ts";

interface FanotifyCalls {
  fanotify_init(flags: number, eventFlags: number): number;
  fanotify_mark(fd: number, flags: number, mask: bigint, dir: number, path: Uint8Array): number;
  __errno_location(): number;
}

const INIT = { CLOEXEC: 0x1, NONBLOCK: 0x2, FD_ERROR: 0x2000 } as const;
const MARK = {
  ADD: 0x1, FILESYSTEM: 0x100, IGNORED: 0x20, IGNORED_FOR_GOOD: 0x40,
} as const;
const O_RDONLY_LARGEFILE_CLOEXEC = 0o2100000;
const AT_FDCWD = -100;
const EPERM = 1;
const EINVAL = 22;

/** Where programs usually are; several may be one file system. */
const PROGRAMS = ["/", "/usr", "/opt", "/home", "/root", "/tmp", "/var", "/srv"];

const libcOf = (ffi: Ffi): FanotifyCalls => ffi.dlopen(LIBC, {
  fanotify_init: { args: ["u32", "u32"], returns: "i32" },
  fanotify_mark: { args: ["i32", "u32", "u64", "i32", "ptr"], returns: "i32" },
  __errno_location: { args: [], returns: "ptr" },
}).symbols as FanotifyCalls;

const openGroup = (libc: FanotifyCalls, errno: () => number): number => {
  const flags = INIT.CLOEXEC | INIT.NONBLOCK;
  const fd = libc.fanotify_init(flags | INIT.FD_ERROR, O_RDONLY_LARGEFILE_CLOEXEC);
  if (fd >= 0 || errno() !== EINVAL) return fd; // Linux before 6.13 does not know FD_ERROR
  return libc.fanotify_init(flags, O_RDONLY_LARGEFILE_CLOEXEC);
};

const cString = (text: string): Uint8Array => Buffer.from(`${text}\0`);

/** The dynamic linker is opened like a program on behalf of nearly every one: half the events. */
const LINKERS = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];

const ignoreLinkers = (libc: FanotifyCalls, fd: number): void => {
  const how = MARK.ADD | MARK.IGNORED | MARK.IGNORED_FOR_GOOD;
  for (const path of LINKERS) {
    libc.fanotify_mark(fd, how, BigInt(FAN.OPEN_EXEC), AT_FDCWD, cString(path));
  }
};

const markStarts = (libc: FanotifyCalls, fd: number): void => {
  const mask = BigInt(FAN.OPEN_EXEC);
  for (const path of PROGRAMS) {
    libc.fanotify_mark(fd, MARK.ADD | MARK.FILESYSTEM, mask, AT_FDCWD, cString(path));
  }
};

const PUBLIC_PROGRAMS = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"];

/** A start that waits in the queue holds its file system mounted: these stay mounted anyway. */
const markPublicStarts = (libc: FanotifyCalls, fd: number): void => {
  const mask = BigInt(FAN.OPEN_EXEC | FAN.ON_CHILD);
  for (const path of PUBLIC_PROGRAMS) {
    libc.fanotify_mark(fd, MARK.ADD, mask, AT_FDCWD, cString(path));
  }
};

const formatErrno = (errno: number): string => (errno === EPERM
  ? "fanotify needs CAP_SYS_ADMIN" : `this kernel has no fanotify for /proc (errno ${errno})`);

/** Two queues, for the writes must wake us and the starts must not. */
export interface Fanotify {
  /** Of every write below /proc. */
  readonly writes: number;
  /** Of programs that are started; null where that is unknown. */
  readonly starts: number | null;
}

const openStarts = (
  libc: FanotifyCalls, errno: () => number, isPatient: boolean,
): number | null => {
  const fd = openGroup(libc, errno);
  if (fd < 0) return null;
  ignoreLinkers(libc, fd);
  if (isPatient) markPublicStarts(libc, fd);
  else markStarts(libc, fd);
  return fd;
};

/** Opens both, or says why there is none. A patient caller leaves starts in their queue. */
export const openFanotify = (isPatient = false): Fanotify | string => {
  const ffi = loadFfi();
  if (!ffi) return "this runtime has no system calls";
  const libc = libcOf(ffi);
  const errno = (): number => ffi.read.i32(libc.__errno_location());
  const writes = openGroup(libc, errno);
  if (writes < 0) return formatErrno(errno());
  const how = MARK.ADD | MARK.FILESYSTEM;
  if (libc.fanotify_mark(writes, how, BigInt(FAN.MODIFY), AT_FDCWD, cString("/proc")) !== 0) {
    const why = formatErrno(errno());
    closeSync(writes);
    return why;
  }
  return { writes, starts: openStarts(libc, errno, isPatient) };
};

export interface FanotifyListener {
  wrote(path: string, pid: number): void;
  /** Events were lost: anything may have changed. */
  lost(): void;
}

/**
 * A file of a process that has ended cannot be opened any more, and some of one that lives only by
 * its own user. Neither is a sysctl's or an interrupt's.
 */
const GONE = new Set([-1, -2, -3, -13, -116]); // EPERM, ENOENT, ESRCH, EACCES, ESTALE

export const dispatchEvent = ({ mask, fd, pid }: FanEvent, heard: FanotifyListener): void => {
  if (mask & FAN.Q_OVERFLOW) return heard.lost();
  if (fd < 0) return GONE.has(fd) ? undefined : heard.lost();
  const path = takeEventPath(fd);
  if (path !== null) heard.wrote(path, pid);
  return undefined;
};

const GONE_CODES = new Set(["EPERM", "ENOENT", "ESRCH", "EACCES", "ESTALE"]);

/**
 * Whether reading a queue failed for one file that concerns no setting; before Linux 6.13 it does.
 */
export const isOneFileGone = (error: unknown): boolean =>
  GONE_CODES.has((error as NodeJS.ErrnoException).code ?? "");

const PAUSE_MS = 200;
const MOST_FAILURES = 10;

const tell = (chunk: Uint8Array, heard: FanotifyListener): void => {
  const events = parseEvents(chunk);
  if (events) for (const event of events) dispatchEvent(event, heard);
  else heard.lost();
};

/**
 * Reads until it is stopped by what it returns, or reading is useless from then on. Before Linux
 * 6.13 an event whose file is gone makes the read fail, which takes that event out of the queue and
 * ends the stream: a new one goes on with the next event.
 */
export const readFanotify = (fd: number, heard: FanotifyListener): (() => void) => {
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  let isStopped = false;
  let failures = 0;

  const readOn = async (stream: ReadableStreamDefaultReader<Uint8Array>): Promise<void> => {
    try {
      for (;;) {
        const { value, done } = await stream.read();
        if (done || isStopped) return;
        failures = 0;
        tell(value, heard);
      }
    } catch (error) {
      if (isOneFileGone(error)) failures = -1;
    }
  };

  const go = async (): Promise<void> => {
    for (; failures < MOST_FAILURES; failures++) {
      reader = readerOf(fd);
      if (reader === null) return;
      await readOn(reader);
      if (isStopped) return;
      if (failures < 0) continue;
      heard.lost();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };

  void go();
  return () => {
    isStopped = true;
    reader?.cancel().catch(() => undefined); // it holds a copy of the descriptor
  };
};
