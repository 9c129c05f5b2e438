/**
 * What comes over a unix socket, for a program that sleeps. Bun wakes up each second for a socket
 * of its own, to see whether its time is up; it does not for a stream of a descriptor.
 */
import { closeSync } from "node:fs";
import { connect } from "node:net";
import { LIBC, loadFfi, type Ffi } from "../linux/ffi.ts";
import { AF_UNIX, unixAddress } from "../linux/unix-address.ts";
import { readerOf } from "./stream.ts";

interface StreamCalls {
  socket(family: number, type: number, protocol: number): number;
  connect(fd: number, address: Uint8Array, size: number): number;
  __errno_location(): number;
}

const SOCK_STREAM_NONBLOCK_CLOEXEC = 0o2004001;
const ERRNO: Readonly<Record<number, string>> =
  { 2: "ENOENT", 11: "EAGAIN", 13: "EACCES", 111: "ECONNREFUSED" };

interface StreamEvents {
  heard(bytes: Uint8Array): void;
  /** Called once, unless it was ended from here. */
  over(why: string): void;
}

const HUNG_UP = "it hung up";

/** The descriptor, or why there is none. */
const connected = (ffi: Ffi, path: string): number | string => {
  const libc = ffi.dlopen(LIBC, {
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    connect: { args: ["i32", "ptr", "u32"], returns: "i32" },
    __errno_location: { args: [], returns: "ptr" },
  }).symbols as StreamCalls;
  const fd = libc.socket(AF_UNIX, SOCK_STREAM_NONBLOCK_CLOEXEC, 0);
  const address = unixAddress(path);
  if (fd >= 0 && libc.connect(fd, address, address.length) === 0) return fd;
  const errno = ffi.read.i32(libc.__errno_location());
  if (fd >= 0) closeSync(fd);
  return ERRNO[errno] ?? `errno ${errno}`;
};

const byDescriptor = (ffi: Ffi, path: string, { heard, over }: StreamEvents): (() => void) => {
  const fd = connected(ffi, path);
  const reader = typeof fd === "string" ? null : readerOf(fd);
  let isEnded = false;
  const readOn = async (): Promise<void> => {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      if (!isEnded) heard(next.value);
    }
  };
  void readOn().catch(() => undefined).then(() => {
    if (typeof fd === "number") closeSync(fd);
    if (!isEnded) over(typeof fd === "string" ? fd : HUNG_UP);
  });
  return () => {
    isEnded = true;
    reader?.cancel().catch(() => undefined);
  };
};

const bySocket = (path: string, { heard, over }: StreamEvents): (() => void) => {
  let why = HUNG_UP;
  let isEnded = false;
  const socket = connect(path);
  socket.on("data", (bytes: Buffer) => heard(bytes));
  socket.on("error", (error: NodeJS.ErrnoException) => {
    why = error.code ?? error.message;
  });
  socket.on("close", () => {
    if (!isEnded) over(why);
  });
  return () => {
    isEnded = true;
    socket.destroy();
  };
};

/** Connects and listens, until it is over or the result is called. */
export const listenAt = (path: string, ears: StreamEvents): (() => void) => {
  const ffi = loadFfi();
  return ffi ? byDescriptor(ffi, path, ears) : bySocket(path, ears);
};
