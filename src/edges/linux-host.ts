/**
 * The Linux machine, or the tree below `--root` as if it were one. Kernel files are read with one
 * descriptor and one buffer: promises cost ten times that.
 */
import {
  closeSync, constants, existsSync, lstatSync, mkdirSync, openSync, readSync, readdirSync,
  readlinkSync, realpathSync, rmdirSync, statSync, writeSync, type Stats,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { VexorError } from "../engine/errors.ts";
import type { FileStat, Host } from "../engine/ports.ts";
import { appendFile, clearTempOf, removeFile, replaceFile, syncDirectory } from "./durable-file.ts";
import { setThreadAffinity } from "./affinity.ts";
import { digest } from "./digest.ts";
import { takeLock } from "./lock.ts";
import { rootedPath } from "./rooted-path.ts";
import { treeAffinity, treePut } from "./tree-kernel.ts";

const READ_LIMIT = 16 * 1024 * 1024;
const { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const KERNEL_FILES = /^\/(proc\/sys|proc\/irq|sys)\//;
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ESRCH", "ELOOP"]);

const errnoOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

const doing = <T>(code: "HOST_READ" | "HOST_WRITE", what: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    if (error instanceof VexorError) throw error;
    const errno = errnoOf(error);
    throw new VexorError(code, `${what}: ${errno}`, { errno });
  }
};

const orAbsent = <T, A>(absent: A, act: () => T): T | A => {
  try {
    return act();
  } catch (error) {
    if (ABSENT.has(errnoOf(error))) return absent;
    throw error;
  }
};

let buffer = Buffer.allocUnsafe(64 * 1024);

const readWhole = (path: string): string => {
  const fd = openSync(path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
  try {
    let size = 0;
    for (;;) {
      const count = readSync(fd, buffer, size, buffer.length - size, null);
      if (count === 0) return buffer.toString("utf8", 0, size);
      size += count;
      if (size > READ_LIMIT) throw new VexorError("HOST_READ", `${path} is larger than 16 MiB`);
      if (size === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(size)]);
    }
  } finally {
    closeSync(fd);
  }
};

const statOf = (stats: Stats): FileStat => ({
  kind: stats.isFile() ? "file" : stats.isDirectory() ? "dir"
    : stats.isSymbolicLink() ? "link" : "other",
  mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid, size: stats.size,
});

const namespaced = (paths: readonly string[]): ReadonlyMap<string, string> => {
  const user = process.geteuid?.() === 0 ? [] : ["--map-root-user"];
  const { stdout } = spawnSync("unshare", ["--net", ...user, "grep", "-sH", "", "--", ...paths], {
    encoding: "utf8", timeout: 2000, killSignal: "SIGKILL", maxBuffer: 1024 * 1024,
    env: { LC_ALL: "C", PATH: "/usr/bin:/bin" }, stdio: ["ignore", "pipe", "ignore"],
  });
  const values = new Map<string, string>();
  for (const line of (stdout ?? "").split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) values.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return values;
};

const putKernelFile = (file: string, value: string): void => {
  const fd = openSync(file, O_WRONLY | O_NOFOLLOW | O_NOCTTY);
  try {
    const bytes = Buffer.from(`${value}\n`);
    const count = writeSync(fd, bytes);
    if (count !== bytes.length) throw new VexorError("HOST_WRITE", `${file}: short write`);
  } finally {
    closeSync(fd);
  }
};

const removeEmptyDirectory = (path: string): void => {
  try {
    rmdirSync(path);
  } catch (error) {
    if (errnoOf(error) === "ENOTEMPTY" || errnoOf(error) === "ENOENT") return;
    throw error;
  }
  syncDirectory(dirname(path));
};

const makeDirectory = (path: string): void => {
  if (existsSync(path)) return;
  mkdirSync(path, { mode: 0o755 });
  syncDirectory(dirname(path));
};

const reader = (root: string) => {
  const at = (path: string): string => rootedPath(root, path, true);
  return {
    isTree: root !== "",
    read: (path: string) =>
      doing("HOST_READ", `cannot read ${path}`, () => orAbsent(null, () => readWhole(at(path)))),
    list: (path: string) =>
      doing("HOST_READ", `cannot list ${path}`, () =>
        orAbsent([], () => readdirSync(at(path)).sort())),
    stat: (path: string) =>
      doing("HOST_READ", `cannot examine ${path}`, () =>
        orAbsent(null, () => statOf(statSync(at(path))))),
    link: (path: string) =>
      doing("HOST_READ", `cannot examine ${path}`, () =>
        orAbsent(null, () => {
          const file = rootedPath(root, path, false);
          return lstatSync(file).isSymbolicLink() ? readlinkSync(file) : null;
        })),
    resolve: (path: string) =>
      doing("HOST_READ", `cannot examine ${path}`, () =>
        orAbsent(null, () => {
          const file = root === "" ? realpathSync(path) : at(path);
          statSync(file);
          return root === "" ? file : file.slice(root.length) || "/";
        })),
    freshNetns: (paths: readonly string[]) =>
      root === "" && paths.length > 0 ? namespaced(paths) : new Map<string, string>(),
    digest,
  };
};

/** The machine itself for root `""`, else the tree below an absolute `root`. */
export const createLinuxHost = (root: string): Host => {
  const own = (path: string): string => rootedPath(root, path, false);
  const write = (path: string, act: (file: string) => void): void =>
    doing("HOST_WRITE", `cannot write ${path}`, () => act(own(path)));
  return {
    ...reader(root),
    put: (path, value) => {
      if (!KERNEL_FILES.test(path) || path.includes("/../")) {
        throw new VexorError("INTERNAL", `${path} is no kernel file`);
      }
      write(path, (file) => (root === "" ? putKernelFile(file, value) : treePut(file, value)));
    },
    replace: (path, text) => write(path, (file) => replaceFile(file, text)),
    append: (path, text) => write(path, (file) => appendFile(file, text)),
    remove: (path) => write(path, removeFile),
    clearTemp: (path) => write(path, clearTempOf),
    makeDir: (path) => write(path, makeDirectory),
    removeDir: (path) => write(path, removeEmptyDirectory),
    setAffinity: (tid, cpus) => doing("HOST_WRITE", `cannot move thread ${tid}`, () =>
      (root === "" ? setThreadAffinity(tid, cpus) : treeAffinity(root, tid, cpus))),
    run: async (argv, timeoutMs) => {
      if (root !== "") return { code: 0, stdout: "", stderr: "", timedOut: false };
      const { runCommand } = await import("./command.ts");
      return runCommand(argv, timeoutMs);
    },
    lock: (path, holder) =>
      doing("HOST_WRITE", `cannot lock ${path}`, () => takeLock(own(path), holder)),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: () => new Date(),
  };
};
