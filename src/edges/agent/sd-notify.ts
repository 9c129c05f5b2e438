/**
 * Telling systemd how the service is: READY=1, STATUS=, WATCHDOG=1. Its socket takes datagrams,
 * which no run time offers, so the system calls are made directly; where that cannot be done,
 * systemd-notify says it.
 */
import { spawnSync } from "node:child_process";
import { printableLine } from "../../formats/printable.ts";

const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000;
const MSG_NOSIGNAL = 0x4000;

interface SocketCalls {
  socket(domain: number, type: number, protocol: number): number;
  sendto(fd: number, text: Uint8Array, length: number, flags: number, to: Uint8Array,
    size: number): bigint;
}

interface SocketFfi {
  dlopen(name: string, symbols: object): { symbols: SocketCalls };
}

let libc: SocketCalls | null | undefined;

/** Null where there is no FFI: that is Node. */
const openLibc = (): SocketCalls | null => {
  const ffi = process.versions["bun"] && process.getBuiltinModule
    ? process.getBuiltinModule("bun:ffi") as unknown as SocketFfi : null;
  return ffi && ffi.dlopen("libc.so.6", {
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    sendto: { args: ["i32", "ptr", "usize", "i32", "ptr", "i32"], returns: "i64" },
  }).symbols;
};

/** struct sockaddr_un; a name that starts with @ is an abstract one. */
const addressOf = (path: string): Uint8Array => {
  const name = new TextEncoder().encode(path.replace(/^@/, "\0"));
  const address = new Uint8Array(2 + name.length + (path.startsWith("@") ? 0 : 1));
  address[0] = AF_UNIX;
  address.set(name, 2);
  return address;
};

let fd = -1;

/** Does nothing when systemd has not started us, or does not listen. */
export const notify = (...lines: readonly string[]): void => {
  const path = process.env["NOTIFY_SOCKET"];
  if (!path) return;
  libc ??= openLibc();
  if (!libc) {
    spawnSync("systemd-notify", lines.map(printableLine), { stdio: "ignore", timeout: 5_000 });
    return;
  }
  if (fd < 0) fd = libc.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
  // A line end in a text would begin another word to systemd.
  const text = new TextEncoder().encode(lines.map(printableLine).join("\n"));
  const address = addressOf(path);
  libc.sendto(fd, text, text.length, MSG_NOSIGNAL, address, address.length);
};

/** How often systemd wants to hear from us, in ms; null when it does not care. */
export const watchdogMs = (): number | null => {
  const usec = Number(process.env["WATCHDOG_USEC"]);
  return Number.isFinite(usec) && usec > 0 ? usec / 1000 : null;
};
