/**
 * sched_setaffinity and sched_getaffinity, which no runtime offers: through Bun's FFI where there
 * is one, else through util-linux' taskset and not at all. Both take a thread id, not only a
 * process id. The kernel's mask leaves offline CPUs out, which a thread's status file may list.
 */
import { childProcess } from "./child-process.ts";
import { readlinkSync } from "node:fs";
import { cpus as members, formatCpuList, decodeCpuList } from "../../formats/cpu-set.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { LastLook } from "../../ports/host.ts";
import { LIBC, loadFfi, type Ffi } from "./ffi.ts";
import { PLAIN_ENV } from "./environment.ts";

interface AffinityCalls {
  sched_setaffinity(tid: number, size: number, mask: Uint8Array): number;
  sched_getaffinity(tid: number, size: number, mask: Uint8Array | number): number;
  __errno_location(): number;
}

const ERRNO: Readonly<Record<number, string>> = { 1: "EPERM", 3: "ESRCH", 22: "EINVAL" };
const MASK_BYTES = 1024; // 8192 CPUs, the kernel's own limit
const WORD_BYTES = 8;

const libcOf = (ffi: Ffi): AffinityCalls => {
  const mask = ["i32", "usize", "ptr"];
  return ffi.dlopen(LIBC, {
    sched_setaffinity: { args: mask, returns: "i32" },
    sched_getaffinity: { args: mask, returns: "i32" },
    __errno_location: { args: [], returns: "ptr" },
  }).symbols as AffinityCalls;
};

const maskOf = (list: string): Uint8Array => {
  const mask = new Uint8Array(MASK_BYTES);
  for (const cpu of members(decodeCpuList(list))) {
    mask[cpu >> 3] = (mask[cpu >> 3] ?? 0) | (1 << (cpu & 7));
  }
  return mask;
};

const listOf = (mask: Uint8Array): string =>
  formatCpuList(BigInt(`0x${Buffer.from(mask).reverse().toString("hex")}`));

const refused = (tid: number, list: string, errno: string): VexorError =>
  new VexorError("HOST_WRITE", `thread ${tid} cannot be moved to CPUs ${list}: ${errno}`,
    { errno });

const errnoIn = (said: string): string => {
  if (said.includes("No such process")) return "ESRCH";
  return said.includes("Invalid argument") ? "EINVAL" : "EPERM";
};

const byFfi = (ffi: Ffi) => {
  const libc = libcOf(ffi);
  return (tid: number, list: string): void => {
    if (libc.sched_setaffinity(tid, MASK_BYTES, maskOf(list)) === 0) return;
    const errno = ffi.read.i32(libc.__errno_location());
    throw refused(tid, list, ERRNO[errno] ?? `errno ${errno}`);
  };
};

const byTaskset = (tid: number, list: string): void => {
  const { status, stderr } = childProcess().spawnSync("taskset", ["-pc", list, String(tid)], {
    encoding: "utf8", timeout: 5000, killSignal: "SIGKILL",
    env: PLAIN_ENV,
  });
  if (status === 0) return;
  throw refused(tid, list, errnoIn(stderr ?? ""));
};

let setter: ((tid: number, list: string) => void) | null = null;

/** Throws HOST_WRITE with EINVAL when no CPU of the list is allowed to the thread. */
export const setThreadAffinity = (tid: number, list: string, last?: LastLook): void => {
  const ffi = setter ? null : loadFfi();
  setter ??= ffi ? byFfi(ffi) : byTaskset;
  last?.();
  setter(tid, list);
};

/** The kernel takes no mask that is smaller than its own; the first it takes is enough. */
const kernelMask = (libc: AffinityCalls): Buffer | null => {
  for (let size = WORD_BYTES; size <= MASK_BYTES; size *= 2) {
    const mask = Buffer.alloc(size);
    if (libc.sched_getaffinity(0, size, mask) === 0) return mask;
  }
  return null;
};

/** A /proc of other processes than ours has other thread ids than the system calls. */
const procIsOurs = (): boolean => readlinkSync("/proc/self") === String(process.pid);

type GetAffinity = (tid: number) => string | null;

/** One buffer for all threads, and one list for as long as they have the same mask. */
const getterBy = (ffi: Ffi): GetAffinity => {
  const libc = libcOf(ffi);
  const mask = kernelMask(libc);
  if (mask === null) return () => null;
  const [size, address] = [mask.length, ffi.ptr(mask)];
  let last = Buffer.from(mask);
  let list = listOf(last);
  return (tid) => {
    if (libc.sched_getaffinity(tid, size, address) !== 0) return null;
    if (mask.equals(last)) return list;
    last = Buffer.from(mask);
    return (list = listOf(last));
  };
};

/** Tells nothing where the runtime has no FFI, or will not give it (without a JIT it cannot). */
const loadGetter = (): GetAffinity => {
  try {
    const ffi = procIsOurs() ? loadFfi() : null;
    return ffi ? getterBy(ffi) : () => null;
  } catch {
    return () => null;
  }
};

let getter: GetAffinity | null = null;

/** Null when the thread is gone, and where only its status file has it. */
export const threadAffinity: GetAffinity = (tid) => (getter ??= loadGetter())(tid);
