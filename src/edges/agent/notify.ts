/**
 * Telling systemd how the service is: READY=1, STATUS=, WATCHDOG=1. Its socket takes datagrams, which
 * no run time offers, so the system calls are made directly; where that cannot be done,
 * systemd-notify says it.
 */
import { spawnSync } from "node:child_process";

const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000;
const MSG_NOSIGNAL = 0x4000;

interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  sendto(fd: number, text: Uint8Array, length: bigint, flags: number, to: Uint8Array,
    size: number): bigint;
}

let libc: Libc | null | undefined;

const openLibc = async (): Promise<Libc | null> => {
  try {
    const { dlopen } = await import("bun:ffi");
    const { symbols } = dlopen("libc.so.6", {
      socket: { args: ["int", "int", "int"], returns: "int" },
      sendto: { args: ["int", "ptr", "u64", "int", "ptr", "int"], returns: "i64" },
    });
    return symbols as unknown as Libc;
  } catch {
    return null; // this is Node
  }
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
export const notify = async (...lines: readonly string[]): Promise<void> => {
  const path = process.env["NOTIFY_SOCKET"];
  if (!path) return;
  libc ??= await openLibc();
  if (!libc) {
    spawnSync("systemd-notify", [...lines], { stdio: "ignore", timeout: 5_000 });
    return;
  }
  if (fd < 0) fd = libc.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
  const text = new TextEncoder().encode(lines.join("\n"));
  const address = addressOf(path);
  libc.sendto(fd, text, BigInt(text.length), MSG_NOSIGNAL, address, address.length);
};

/** How often systemd wants to hear from us, in ms; null when it does not care. */
export const watchdogMs = (): number | null => {
  const usec = Number(process.env["WATCHDOG_USEC"]);
  return Number.isFinite(usec) && usec > 0 ? usec / 1000 : null;
};
