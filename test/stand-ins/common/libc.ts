/** The few system calls that no runtime offers and real validators live by, through Bun's FFI. */
import { constants, openSync, closeSync } from "node:fs";

interface Libc {
  flock(fd: number, operation: number): number;
  prctl(option: number, a: bigint, b: bigint, c: bigint, d: bigint): number;
  dlsym(library: null, name: Uint8Array): number | null;
  pthread_create(thread: Uint8Array, options: null, start: number, argument: null): number;
  pthread_setname_np(thread: bigint, name: Uint8Array): number;
}

interface Ffi {
  dlopen(name: string, symbols: object): { symbols: Libc };
  ptr(bytes: Uint8Array): number;
}

const LOCK_EX = 2;
const LOCK_NB = 4;
const PR_SET_PDEATHSIG = 1;
const PR_SET_NAME = 15;
const SIGKILL = 9n;
const NAME_BYTES = 15;

let loaded: Libc | undefined;

const ffi = (): Ffi => process.getBuiltinModule("bun:ffi") as unknown as Ffi;

const libc = (): Libc => {
  loaded ??= ffi().dlopen("libc.so.6", {
    flock: { args: ["i32", "i32"], returns: "i32" },
    prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" },
    dlsym: { args: ["ptr", "ptr"], returns: "ptr" },
    pthread_create: { args: ["ptr", "ptr", "ptr", "ptr"], returns: "i32" },
    pthread_setname_np: { args: ["u64", "ptr"], returns: "i32" },
  }).symbols;
  return loaded;
};

const cString = (text: string): Uint8Array => Buffer.from(`${text.slice(0, NAME_BYTES)}\0`);

/** The descriptor that holds the lock as long as this process lives, or null: it is taken. */
export const lockFile = (path: string): number | null => {
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  if (libc().flock(fd, LOCK_EX | LOCK_NB) === 0) return fd;
  closeSync(fd);
  return null;
};

/** What /proc/PID/comm says; the main thread is the one that runs this code. */
export const nameThisProcess = (name: string): void => {
  libc().prctl(PR_SET_NAME, BigInt(ffi().ptr(cString(name))), 0n, 0n, 0n);
};

/** The tiles of a killed Firedancer do not outlive it: theirs is a PID namespace, ours is this. */
export const dieWith = (parent: number): void => {
  libc().prctl(PR_SET_PDEATHSIG, SIGKILL, 0n, 0n, 0n);
  if (process.ppid !== parent) process.exit(1);
};

/** Threads that only bear a name; each costs the kernel a stack it never touches. */
export const startThreads = (names: readonly string[]): void => {
  const pause = libc().dlsym(null, cString("pause"));
  if (pause === null) return;
  for (const name of names) {
    const handle = new BigUint64Array(1);
    const bytes = new Uint8Array(handle.buffer);
    if (libc().pthread_create(bytes, null, pause, null) !== 0) return;
    libc().pthread_setname_np(handle[0] ?? 0n, cString(name));
  }
};
