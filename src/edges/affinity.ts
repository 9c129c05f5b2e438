/**
 * sched_setaffinity, which no runtime offers: through Bun's FFI where there is one, else through
 * util-linux' taskset. Both take a thread id, not only a process id.
 */
import { spawnSync } from "node:child_process";
import { cpus as members, parseCpuList } from "../engine/cpu-set.ts";
import { VexorError } from "../engine/errors.ts";

interface Ffi {
  dlopen(name: string, symbols: object): {
    symbols: {
      sched_setaffinity(tid: number, size: number, mask: Uint8Array): number;
      __errno_location(): number;
    };
  };
  read: { i32(pointer: number): number };
}

const ERRNO: Readonly<Record<number, string>> = { 1: "EPERM", 3: "ESRCH", 22: "EINVAL" };
const MASK_BYTES = 1024; // 8192 CPUs, the kernel's own limit

const loadFfi = (): Ffi | null =>
  (process.versions["bun"] && process.getBuiltinModule
    ? (process.getBuiltinModule("bun:ffi") as unknown as Ffi)
    : null) ?? null;

const maskOf = (list: string): Uint8Array => {
  const mask = new Uint8Array(MASK_BYTES);
  for (const cpu of members(parseCpuList(list))) {
    mask[cpu >> 3] = (mask[cpu >> 3] ?? 0) | (1 << (cpu & 7));
  }
  return mask;
};

const refused = (tid: number, list: string, errno: string): VexorError =>
  new VexorError("HOST_WRITE", `thread ${tid} cannot be moved to CPUs ${list}: ${errno}`,
    { errno });

const byFfi = (ffi: Ffi) => {
  const { symbols } = ffi.dlopen("libc.so.6", {
    sched_setaffinity: { args: ["i32", "usize", "ptr"], returns: "i32" },
    __errno_location: { args: [], returns: "ptr" },
  });
  return (tid: number, list: string): void => {
    if (symbols.sched_setaffinity(tid, MASK_BYTES, maskOf(list)) === 0) return;
    const errno = ffi.read.i32(symbols.__errno_location());
    throw refused(tid, list, ERRNO[errno] ?? `errno ${errno}`);
  };
};

const byTaskset = (tid: number, list: string): void => {
  const { status, stderr } = spawnSync("taskset", ["-pc", list, String(tid)], {
    encoding: "utf8", timeout: 5000, killSignal: "SIGKILL",
    env: { LC_ALL: "C", PATH: "/usr/bin:/bin" },
  });
  if (status === 0) return;
  const text = stderr ?? "";
  const errno = text.includes("No such process") ? "ESRCH"
    : text.includes("Invalid argument") ? "EINVAL" : "EPERM";
  throw refused(tid, list, errno);
};

let setter: ((tid: number, list: string) => void) | null = null;

/** Throws HOST_WRITE with EINVAL when no CPU of the list is allowed to the thread. */
export const setThreadAffinity = (tid: number, list: string): void => {
  const ffi = setter ? null : loadFfi();
  setter ??= ffi ? byFfi(ffi) : byTaskset;
  setter(tid, list);
};
