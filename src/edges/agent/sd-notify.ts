/**
 * Telling systemd how the service is: READY=1, STATUS=, WATCHDOG=1. Its socket takes datagrams,
 * which no run time offers, so the system calls are made directly; where that cannot be done,
 * systemd-notify says it.
 */
import { spawnSync } from "node:child_process";
import { printableLine } from "../../formats/printable.ts";
import { LIBC, loadFfi } from "../linux/ffi.ts";
import { AF_UNIX, unixAddress } from "../linux/unix-address.ts";

const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000;
const MSG_NOSIGNAL = 0x4000;

interface SocketCalls {
  socket(domain: number, type: number, protocol: number): number;
  sendto(fd: number, text: Uint8Array, length: number, flags: number, to: Uint8Array,
    size: number): bigint;
}

let libc: SocketCalls | null | undefined;

/** Null where there is no FFI: that is Node. */
const openLibc = (): SocketCalls | null => (loadFfi()?.dlopen(LIBC, {
  socket: { args: ["i32", "i32", "i32"], returns: "i32" },
  sendto: { args: ["i32", "ptr", "usize", "i32", "ptr", "i32"], returns: "i64" },
}).symbols as SocketCalls | undefined) ?? null;

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
  const address = unixAddress(path);
  libc.sendto(fd, text, text.length, MSG_NOSIGNAL, address, address.length);
};

/** How often systemd wants to hear from us, in ms; null when it does not care. */
export const watchdogMs = (): number | null => {
  const usec = Number(process.env["WATCHDOG_USEC"]);
  return Number.isFinite(usec) && usec > 0 ? usec / 1000 : null;
};
