/** Pipes to and from a child that may never answer: neither runtime can wait on one for a while. */
import { readSync } from "node:fs";
import { LIBC, loadFfi } from "./ffi.ts";

interface PipeCalls {
  pipe2(fds: Int32Array, flags: number): number;
  poll(fds: Buffer, count: number, timeoutMs: number): number;
}

export interface Pipes {
  /** Both ends are this process's alone; null where there is none to be had. */
  open(): { readonly reading: number; readonly writing: number } | null;
  /**
   * True once something can be read there, its end included; false when it is later than `end`, a
   * time of `performance.now()`.
   */
  untilReadable(fd: number, end: number): boolean;
  /** The same, once `LEAST_ROOM` bytes can be written there, or nothing will ever be. */
  untilWritable(fd: number, end: number): boolean;
}

/** Read into by turns: memory of its own for each part would be touched for the first time. */
const PART = Buffer.allocUnsafeSlow(64 * 1024);

/** What there is to read; empty at the end. */
export const readPart = (fd: number): Buffer =>
  Buffer.from(PART.subarray(0, readSync(fd, PART, 0, PART.length, null)));

/** What the kernel promises of a pipe that can be written to. */
export const LEAST_ROOM = 4096;
const O_CLOEXEC = 0o2000000;
const [POLLIN, POLLOUT] = [1, 4] as const;

const waitOn = (libc: PipeCalls, fd: number, event: number, end: number): boolean => {
  const asked = Buffer.alloc(8); // struct pollfd
  asked.writeInt32LE(fd, 0);
  asked.writeInt16LE(event, 4);
  for (;;) {
    const left = Math.ceil(end - performance.now());
    if (libc.poll(asked, 1, Math.max(left, 0)) > 0) return true;
    if (left <= 0) return false;
  }
};

const pipesOf = (libc: PipeCalls): Pipes => ({
  open: () => {
    const fds = new Int32Array(2);
    const [reading = -1, writing = -1] = libc.pipe2(fds, O_CLOEXEC) === 0 ? fds : [];
    return reading < 0 ? null : { reading, writing };
  },
  untilReadable: (fd, end) => waitOn(libc, fd, POLLIN, end),
  untilWritable: (fd, end) => waitOn(libc, fd, POLLOUT, end),
});

let loaded: Pipes | null | undefined;

/** Null where there is no FFI. */
export const loadPipes = (): Pipes | null => {
  if (loaded !== undefined) return loaded;
  const libc = loadFfi()?.dlopen(LIBC, {
    pipe2: { args: ["ptr", "i32"], returns: "i32" },
    poll: { args: ["ptr", "u64", "i32"], returns: "i32" },
  }).symbols as PipeCalls | undefined;
  return (loaded = libc === undefined ? null : pipesOf(libc));
};
