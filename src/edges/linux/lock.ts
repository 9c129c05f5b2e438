/**
 * One lock per host, held by flock(2): the kernel frees it when its holder dies, however it dies,
 * so there is no stale lock and no take-over race. flock(1) locks a descriptor it inherits; the
 * lock belongs to the open file and stays with us after flock(1) has ended.
 *
 * flock(2) needs no right to write, only an open file: a lock that others may open is a lock that
 * others may hold. So it lies in a directory that only its owner may enter.
 */
import { childProcess } from "./child-process.ts";
import {
  chmodSync, closeSync, constants, fchmodSync, fstatSync, ftruncateSync, lstatSync, mkdirSync,
  openSync, readFileSync, writeSync, type Stats,
} from "node:fs";
import { dirname } from "node:path";
import { VexorError } from "../../engine/model/errors.ts";
import { holderLine, formatLockHolder } from "./lock-holder.ts";

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;
const CONFLICT = 1;
const OTHERS = 0o077;

const QUICKLY = { timeout: 5000, killSignal: "SIGKILL" } as const;

const unsafe = (path: string, found: string): VexorError => new VexorError("LOCK_UNSAFE",
  `${path} ${found}: another user could hold this host's lock`);

const assertOwn = (path: string, { uid }: Stats): void => {
  const own = process.geteuid?.() ?? 0;
  if (uid !== own) throw unsafe(path, `belongs to uid ${uid}, not to uid ${own}`);
};

const ownDirectory = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stats = lstatSync(path);
  if (!stats.isDirectory()) throw unsafe(path, "is not a directory");
  assertOwn(path, stats);
  if ((stats.mode & OTHERS) !== 0) chmodSync(path, 0o700);
};

/** Opened, and of no other user. */
const openOwn = (path: string): number => {
  const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw unsafe(path, "is not a regular file");
    assertOwn(path, stats);
    if ((stats.mode & OTHERS) !== 0) fchmodSync(fd, 0o600);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
};

const locked = (path: string, fd: number): VexorError => new VexorError("LOCKED",
  `this host is held by ${formatLockHolder(path, fstatSync(fd).ino, readFileSync(path, "utf8"))}`);

export const takeLock = (path: string, holder: string, waits = false): (() => void) => {
  ownDirectory(dirname(path));
  const fd = openOwn(path);
  const { status, error } = childProcess().spawnSync("flock", waits ? ["3"] : ["-n", "3"], {
    stdio: ["ignore", "ignore", "ignore", fd], ...waits ? {} : QUICKLY,
  });
  if (status === 0) {
    ftruncateSync(fd);
    writeSync(fd, holderLine(holder), 0);
    return () => closeSync(fd);
  }
  const failure = status === CONFLICT ? locked(path, fd) : new VexorError("INTERNAL",
    `flock(1) cannot lock ${path}: ${error?.message ?? status}`,
    { hint: "util-linux must be installed." });
  closeSync(fd);
  throw failure;
};
