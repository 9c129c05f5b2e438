/** What `vexor doctor` asks of the machine beside reading files; nothing of it changes anything. */
import { createHash, createHmac } from "node:crypto";
import { chmodSync, closeSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { DoctorEdges } from "../commands/verbs/doctor/check.ts";
import { runCommand } from "./linux/command.ts";
import { LIBC, loadFfi } from "./linux/ffi.ts";
import { isRootsAlone, trustedIn } from "./linux/trusted-path.ts";
import { withoutPrivileges } from "./linux/rights.ts";
import { PLAIN_ENV } from "./linux/environment.ts";

const VERSION_MS = 5000;

interface ProbeCalls {
  adjtimex(buffer: Uint8Array): number;
  fanotify_init(flags: number, eventFlags: number): number;
}

const libc = (): ProbeCalls | null => (loadFfi()?.dlopen(LIBC, {
  adjtimex: { args: ["ptr"], returns: "i32" },
  fanotify_init: { args: ["u32", "u32"], returns: "i32" },
}).symbols as ProbeCalls | undefined) ?? null;

/** The very directories that git and ssh are started from. */
const programAt = (name: string): string | null =>
  ["/usr/bin", "/bin"].map((one) => `${one}/${name}`).find((path) => existsSync(path)) ?? null;

const versionOf: DoctorEdges["versionOf"] = async (program, ...argv) => {
  const path = programAt(program);
  if (path === null || argv.length === 0) return path;
  const env = { ...PLAIN_ENV, HOME: "/nonexistent" };
  const { stdout, stderr } =
    await runCommand([...withoutPrivileges(), path, ...argv], VERSION_MS, { env, cwd: "/" });
  return (stdout || stderr).split("\n")[0]?.trim() || path;
};

/** `struct timex` of 64-bit Linux: where maxerror and status are, in bytes. */
const TIMEX = { size: 256, maxError: 24, status: 40 } as const;
const STA_UNSYNC = 0x40;

/** With no mode set it only reports. */
const clock: DoctorEdges["clock"] = () => {
  const buffer = Buffer.alloc(TIMEX.size);
  if ((libc()?.adjtimex(buffer) ?? -1) < 0) return null;
  return { isSynchronised: (buffer.readInt32LE(TIMEX.status) & STA_UNSYNC) === 0,
    maxErrorMs: Number(buffer.readBigInt64LE(TIMEX.maxError)) / 1000 };
};

const CLOSE_ON_EXEC = 1;

const fanotify: DoctorEdges["fanotify"] = () => {
  const fd = libc()?.fanotify_init(CLOSE_ON_EXEC, 0) ?? -1;
  if (fd < 0) return "this kernel, or this container, has no fanotify for Vexor";
  closeSync(fd);
  return null;
};

/** The way there is for the agent's user; the mirror itself is made by the source. */
const scratch: DoctorEdges["scratch"] = () => {
  const directory = mkdtempSync(`${process.geteuid?.() === 0 ? "/tmp" : tmpdir()}/vexor-doctor-`);
  chmodSync(directory, 0o711);
  return { path: `${directory}/mirror`,
    remove: () => rmSync(directory, { recursive: true, force: true }) };
};

/** `root`: the tree that is looked at, or "". */
export const doctorEdges = (root: string): DoctorEdges => ({
  versionOf, clock, fanotify, scratch,
  isRootsAlone: (path) => isRootsAlone(root + path, trustedIn(root)),
  hashedName: (salt, name) =>
    createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64"),
  fingerprintOf: (key) => `SHA256:${createHash("sha256").update(Buffer.from(key, "base64"))
    .digest("base64").replace(/=+$/, "")}`,
});
