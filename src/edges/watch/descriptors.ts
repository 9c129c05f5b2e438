/**
 * A descriptor that outlives the rights it took to open it. A privileged step opens fanotify and
 * leaves it with systemd (sd_notify with FDSTORE=1), which hands it to the service that follows;
 * reading it takes no rights at all.
 */
import { closeSync } from "node:fs";
import { VexorError } from "../../engine/errors.ts";
import { LIBC, loadFfi, type Ffi } from "../ffi.ts";

interface Libc {
  socket(family: number, type: number, protocol: number): number;
  sendmsg(fd: number, message: Uint8Array, flags: number): bigint;
  pipe2(fds: Uint8Array, flags: number): number;
  poll(fds: Uint8Array, count: number, timeoutMs: number): number;
  fcntl(fd: number, command: number, value: number): number;
  __errno_location(): number;
}

const libcOf = (ffi: Ffi): Libc => ffi.dlopen(LIBC, {
  socket: { args: ["i32", "i32", "i32"], returns: "i32" },
  sendmsg: { args: ["i32", "ptr", "i32"], returns: "i64" },
  pipe2: { args: ["ptr", "i32"], returns: "i32" },
  poll: { args: ["ptr", "u64", "i32"], returns: "i32" },
  fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
  __errno_location: { args: [], returns: "ptr" },
}).symbols as Libc;

const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 0o2000002;
const O_CLOEXEC = 0o2000000;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_NOSIGNAL = 0x4000;
const BARRIER_MS = 5000;

/** struct sockaddr_un; a leading @ is a name without a file. */
const addressOf = (path: string): Buffer => {
  const name = Buffer.from(path.startsWith("@") ? `\0${path.slice(1)}` : path);
  const address = Buffer.alloc(2 + name.length);
  address.writeUInt16LE(AF_UNIX, 0);
  name.copy(address, 2);
  return address;
};

/** struct cmsghdr with one descriptor. */
const rightsOf = (fd: number): Buffer => {
  const control = Buffer.alloc(24);
  control.writeBigUInt64LE(20n, 0);
  control.writeInt32LE(SOL_SOCKET, 8);
  control.writeInt32LE(SCM_RIGHTS, 12);
  control.writeInt32LE(fd, 16);
  return control;
};

/** struct msghdr; whatever it points at must live as long as it does. */
const messageOf = (
  ffi: Ffi, address: Buffer, text: Buffer, control: Buffer,
): { readonly header: Buffer; readonly iov: Buffer } => {
  const iov = Buffer.alloc(16);
  iov.writeBigUInt64LE(BigInt(ffi.ptr(text)), 0);
  iov.writeBigUInt64LE(BigInt(text.length), 8);
  const header = Buffer.alloc(56);
  header.writeBigUInt64LE(BigInt(ffi.ptr(address)), 0);
  header.writeUInt32LE(address.length, 8);
  header.writeBigUInt64LE(BigInt(ffi.ptr(iov)), 16);
  header.writeBigUInt64LE(1n, 24);
  if (control.length > 0) header.writeBigUInt64LE(BigInt(ffi.ptr(control)), 32);
  header.writeBigUInt64LE(BigInt(control.length), 40);
  return { header, iov };
};

const failed = (what: string, ffi: Ffi, libc: Libc): VexorError =>
  new VexorError("INTERNAL", `${what}: errno ${ffi.read.i32(libc.__errno_location())}`);

const notify = (ffi: Ffi, libc: Libc, path: string, say: string, fd: number | null): void => {
  const socket = libc.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
  if (socket < 0) throw failed("no socket", ffi, libc);
  try {
    const parts = [addressOf(path), Buffer.from(say), fd === null ? Buffer.alloc(0) : rightsOf(fd),
    ] as const;
    const { header, iov } = messageOf(ffi, ...parts);
    const sent = libc.sendmsg(socket, header, MSG_NOSIGNAL);
    if (Number(sent) < 0 || iov.length === 0) throw failed(`systemd at ${path}`, ffi, libc);
  } finally {
    closeSync(socket);
  }
};

/** Waits until systemd has read all that was sent: it does not hear those who are gone. */
const barrier = (ffi: Ffi, libc: Libc, path: string): void => {
  const ends = Buffer.alloc(8);
  if (libc.pipe2(ends, O_CLOEXEC) !== 0) throw failed("no pipe", ffi, libc);
  const [ours, theirs] = [ends.readInt32LE(0), ends.readInt32LE(4)];
  try {
    notify(ffi, libc, path, "BARRIER=1", theirs);
  } finally {
    closeSync(theirs);
  }
  const asked = Buffer.alloc(8); // no event asked for: the other end's closing is told anyway
  asked.writeInt32LE(ours, 0);
  const heard = libc.poll(asked, 1, BARRIER_MS);
  closeSync(ours);
  if (heard !== 1) throw new VexorError("INTERNAL", "systemd did not take the descriptor in time");
};

/** Leaves each with systemd under its name, in place of what an earlier start left there. */
export const storeDescriptors = (descriptors: Readonly<Record<string, number>>): void => {
  const path = process.env["NOTIFY_SOCKET"];
  const ffi = loadFfi();
  if (!path || !ffi) {
    throw new VexorError("USAGE", "systemd starts this, with NotifyAccess=exec and "
      + "FileDescriptorStoreMax= in the unit");
  }
  const libc = libcOf(ffi);
  for (const [name, fd] of Object.entries(descriptors)) {
    notify(ffi, libc, path, `FDSTOREREMOVE=1\nFDNAME=${name}`, null);
    notify(ffi, libc, path, `FDSTORE=1\nFDNAME=${name}`, fd);
  }
  barrier(ffi, libc, path);
};

const FIRST = 3;

/** The descriptor that systemd has handed to this very process under `name`; the newest of them. */
export const adoptDescriptor = (name: string): number | null => {
  const { LISTEN_PID: pid, LISTEN_FDS: count, LISTEN_FDNAMES: names } =
    process.env as Record<string, string | undefined>;
  if (Number(pid) !== process.pid) return null;
  const at = (names ?? "").split(":").slice(0, Number(count)).lastIndexOf(name);
  const ffi = loadFfi();
  if (at < 0 || !ffi) return null;
  const fd = FIRST + at;
  libcOf(ffi).fcntl(fd, F_SETFD, FD_CLOEXEC); // it is none of our children's
  return fd;
};
