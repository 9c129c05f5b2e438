/**
 * The Linux machine, or the tree below `--root` as if it were one. Kernel files are read with one
 * descriptor and one buffer: promises cost ten times that.
 */
import {
  closeSync, constants, existsSync, lstatSync, mkdirSync, openSync, readlinkSync, realpathSync,
  rmdirSync, statSync, statfsSync, writeSync, type Stats,
} from "node:fs";
import { dirname } from "node:path";
import { VexorError } from "../../engine/model/errors.ts";
import { decodeName, hasOddBytes } from "../../formats/file-names.ts";
import { shellWord } from "../../formats/shell-word.ts";
import type {
  FileStat, Host, HostReader, LastLook, ReaderPorts, WriterPorts,
} from "../../ports/host.ts";
import {
  appendFile, clearTempOf, placeFile, removeFile, replaceFile, replaceLink, syncDirectory,
} from "./durable-file.ts";
import { setThreadAffinity, threadAffinity } from "./affinity.ts";
import { runQueries, unanswered } from "../http/query-subprocess.ts";
import { childProcess } from "./child-process.ts";
import { digest, md5 } from "./hash.ts";
import { isSigned } from "./ed25519.ts";
import { keepKeyFile } from "./key-backup-link.ts";
import { readKeypair } from "./keypair.ts";
import { takeLock } from "./lock.ts";
import { lockHolder } from "./lock-holder.ts";
import { startedAfter } from "./process-age.ts";
import { namesIn, osPath } from "./os-path.ts";
import { processTexts, treeTexts } from "./process-texts.ts";
import { askPrograms } from "../programs/ask-programs.ts";
import { boundedBytes, bytesFor } from "./regular-file.ts";
import { NOBODY, rightsOf, withRights } from "./rights.ts";
import { rootedPath } from "./rooted-path.ts";
import { inTransientUnit, isConfined, SANDBOX } from "../systemd/sandbox.ts";
import { treeAffinity, treePut } from "./simulated-kernel.ts";
import { readOfTree, readWhole } from "./whole-file.ts";
import { PLAIN_ENV } from "./environment.ts";

const { O_NOCTTY, O_NOFOLLOW, O_WRONLY } = constants;
const KERNEL_FILES = /^\/(proc\/sys|proc\/irq|sys)\//;
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ESRCH", "ELOOP"]);

const errnoOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

const failure = (code: "HOST_READ" | "HOST_WRITE", what: string, error: unknown): VexorError => {
  if (error instanceof VexorError) return error;
  const errno = errnoOf(error);
  return new VexorError(code, `${what}: ${errno}`, { errno });
};

/** `absent` when that is why; throws HOST_READ for any other failure. */
const unread = <A>(error: unknown, what: string, absent: A): A => {
  if (ABSENT.has(errnoOf(error))) return absent;
  throw failure("HOST_READ", what, error);
};

const orNull = <T>(what: string, act: () => T): T | null => {
  try {
    return act();
  } catch (error) {
    return unread(error, what, null);
  }
};

const writing = <T>(what: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    throw failure("HOST_WRITE", what, error);
  }
};

/** A new file: where its directory is missing, that is what to say. */
const placing = <T>(path: string, act: () => T): T => writing(`cannot write ${path}`, () => {
  try {
    return act();
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    const directory = dirname(path);
    throw new VexorError("HOST_WRITE", `cannot write ${path}: ${directory} does not exist`,
      { errno: "ENOENT", hint: `Make it first: mkdir -p ${shellWord(directory)}` });
  }
});

/** Many callers only ask whether a path exists, and an unread error costs 20 µs to make. */
const QUIET = { throwIfNoEntry: false } as const;

const kindOf = (stats: Stats): FileStat["kind"] => {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "dir";
  return stats.isSymbolicLink() ? "link" : "other";
};

const statOf = (stats: Stats): FileStat => ({
  kind: kindOf(stats),
  mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid, size: stats.size,
});

/** Root may make one; who is confined has systemd make it; another user makes one of users too. */
const inFreshNetns = (): readonly string[] => {
  if (process.geteuid?.() !== 0) return ["unshare", "--net", "--map-root-user"];
  return isConfined() ? inTransientUnit([...SANDBOX, "PrivateNetwork=yes"]) : ["unshare", "--net"];
};

const namespaced = (paths: readonly string[]): ReadonlyMap<string, string> => {
  const [file = "", ...argv] = [...inFreshNetns(), "grep", "-sH", "", "--", ...paths];
  const { stdout } = childProcess().spawnSync(file, argv, {
    encoding: "utf8", timeout: 2000, killSignal: "SIGKILL", maxBuffer: 1024 * 1024,
    env: PLAIN_ENV, stdio: ["ignore", "pipe", "ignore"],
  });
  const values = new Map<string, string>();
  for (const line of (stdout ?? "").split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) values.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return values;
};

const putKernelFile = (file: string, value: string, last?: LastLook): void => {
  const fd = openSync(file, O_WRONLY | O_NOFOLLOW | O_NOCTTY);
  try {
    const bytes = Buffer.from(`${value}\n`);
    last?.();
    writeSync(fd, bytes); // a few handlers answer 1 whatever they took: the value is read back
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

const linkText = (path: string): string | null =>
  (lstatSync(osPath(path), QUIET)?.isSymbolicLink() ? readlinkSync(osPath(path)) : null);

const realPath = (path: string): string => (hasOddBytes(path)
  ? decodeName(realpathSync(osPath(path), { encoding: "buffer" })) : realpathSync(path));

const resolved = (root: string, path: string): string => {
  if (root === "") return realPath(path);
  const file = rootedPath(root, path, true);
  statSync(osPath(file));
  return file.slice(root.length) || "/";
};

const spaceAt = (path: string): number | null => {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return null;
  }
};

/** Below a root no user's rights are known: what is there belongs to the user who made the tree. */
const userFiles = (root: string): Pick<HostReader, "bytesFor" | "listFor"> => ({
  bytesFor: (uid, path, limit) => {
    try {
      return root === "" ? bytesFor(uid ?? NOBODY, path, limit)
        : boundedBytes(rootedPath(root, path, true), path, limit);
    } catch (error) {
      return unread(error, `cannot read ${path}`, null);
    }
  },
  listFor: (uid, path) => {
    try {
      const list = (): readonly string[] => namesIn(rootedPath(root, path, true));
      return root === "" ? withRights(rightsOf(uid ?? NOBODY), list) : list();
    } catch (error) {
      return unread(error, `cannot list ${path}`, []);
    }
  },
});

const portsOf = (root: string): ReaderPorts => ({
  threads: { affinity: root === "" ? threadAffinity : () => null },
  processes: { startedAfter: (pid, path) => (root === "" ? startedAfter(pid, path) : null),
    processTexts: root === "" ? processTexts : treeTexts(root, readOfTree) },
  programs: { askPrograms: (asked) => (root === "" ? askPrograms(asked)
    : asked.map(() => ({ said: null, unasked: null }))) },
  questions: { ask: (questions, uid) =>
    (root === "" ? runQueries(questions, uid) : unanswered(questions)) },
  namespaces: { freshNetns: (paths) =>
    (root === "" && paths.length > 0 ? namespaced(paths) : new Map()) },
  keys: { keypair: (path, owner) => readKeypair(root, path, owner), signed: isSigned },
});

const reading = (ports: ReaderPorts): Pick<HostReader, "port"> => ({ port: (name) => ports[name] });

const writersOf = (root: string): WriterPorts => ({
  threads: { setAffinity: (tid, cpus, last) => writing(`cannot move thread ${tid}`, () =>
    (root === "" ? setThreadAffinity(tid, cpus, last) : treeAffinity(root, tid, cpus, last))) },
  userFiles: { placeFor: (uid, path, bytes, mode, last) => placing(path, () => {
    const file = rootedPath(root, path, false);
    last?.();
    placeFile(uid, file, bytes, mode);
  }) },
  keys: { keepKey: (path, last) => writing(`cannot keep ${path}`, () => {
    last?.();
    keepKeyFile(root, path);
  }) },
});

/** Plain `try` blocks: what is read by the thousand pays for every closure. */
const reader = (root: string): HostReader => ({
  isTree: root !== "",
  read: (path) => {
    try {
      return root === "" ? readWhole(path) : readOfTree(rootedPath(root, path, true));
    } catch (error) {
      return unread(error, `cannot read ${path}`, null);
    }
  },
  list: (path) => {
    try {
      const directory = rootedPath(root, path, true);
      return statSync(osPath(directory), QUIET) === undefined ? [] : namesIn(directory);
    } catch (error) {
      return unread(error, `cannot list ${path}`, []);
    }
  },
  freeBytes: (path) => (root === "" ? spaceAt(path) : null),
  stat: (path) => {
    try {
      const stats = statSync(osPath(rootedPath(root, path, true)), QUIET);
      return stats === undefined ? null : statOf(stats);
    } catch (error) {
      return unread(error, `cannot examine ${path}`, null);
    }
  },
  link: (path) =>
    orNull(`cannot examine ${path}`, () => linkText(rootedPath(root, path, false))),
  resolve: (path) => {
    try {
      return resolved(root, path);
    } catch (error) {
      return unread(error, `cannot examine ${path}`, null);
    }
  },
  lockHolder: (path) => orNull(`cannot examine ${path}`, () =>
    lockHolder(rootedPath(root, path, true))),
  digest,
  md5,
  bytes: (path, limit) =>
    orNull(`cannot read ${path}`, () => boundedBytes(rootedPath(root, path, true), path, limit)),
  ...userFiles(root),
  ...reading(portsOf(root)),
});

/** The machine itself for root `""`, else the tree below an absolute `root`. */
export const createLinuxHost = (root: string): Host => {
  const own = (path: string): string => rootedPath(root, path, false);
  const writers = writersOf(root);
  const write = (path: string, act: (file: string) => void): void =>
    writing(`cannot write ${path}`, () => act(own(path)));
  return {
    ...reader(root),
    put: (path, value, last) => {
      if (!KERNEL_FILES.test(path) || path.includes("/../")) {
        throw new VexorError("INTERNAL", `${path} is no kernel file`);
      }
      write(path, (file) =>
        (root === "" ? putKernelFile : treePut)(file, value, last));
    },
    replace: (path, text, mode, last) =>
      placing(path, () => replaceFile(own(path), text, mode, last)),
    putLink: (path, target, last) => write(path, (file) => replaceLink(file, target, last)),
    append: (path, text) => write(path, (file) => appendFile(file, text)),
    remove: (path, last) => write(path, (file) => removeFile(file, last)),
    clearTemp: (path) => write(path, clearTempOf),
    makeDir: (path) => write(path, makeDirectory),
    removeDir: (path) => write(path, removeEmptyDirectory),
    run: async (argv, timeoutMs) => {
      if (root !== "") return { code: 0, stdout: "", stderr: "", timedOut: false };
      const { runCommand } = await import("./command.ts");
      return runCommand(argv, timeoutMs);
    },
    lock: (path, holder, waits) =>
      writing(`cannot lock ${path}`, () => takeLock(own(path), holder, waits)),
    writer: (name) => writers[name],
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: () => new Date(),
  };
};
