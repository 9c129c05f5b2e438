/** What the lab's two kinds of machine have in common: their shape, their limits, their places. */
import { execa } from "execa";
import { accessSync, constants, existsSync } from "node:fs";
import { mkdir, readFile as readHostFile, readdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface ExecOptions {
  /** What the command reads on stdin; otherwise it is empty. */
  input?: string | Uint8Array;
  /** Milliseconds until the command is killed and `exec` throws; 60,000 if not given. */
  timeoutMs?: number;
}

export interface ExecResult {
  code: number;
  stdout: string;
  stderr: string;
}

export interface MachineOptions {
  /** A few lower-case letters that tell this machine from others of the same test. */
  name: string;
  /** An executable on the host that is put at `/usr/bin/vexor` before the first boot. */
  binary?: string;
}

/** A real Debian with systemd that a test may ruin. Every method throws an Error with the facts. */
export interface Machine {
  /** Runs a command as root; a code other than 0 is an answer, not an error. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** A file's UTF-8 text. */
  readFile(path: string): Promise<string>;
  /** Writes a file whole, making its directory; in /proc and /sys it only writes. */
  writeFile(path: string, content: string | Uint8Array, mode?: string): Promise<void>;
  /** Copies a file of the host into the machine. */
  copyIn(hostPath: string, path: string, mode?: string): Promise<void>;
  /** An orderly power-off; resolves when it is down. */
  shutdown(): Promise<void>;
  /** Ends everything at once. A guest loses what it had not written to its disk. */
  powerCut(): Promise<void>;
  /** Boots the same disk again; resolves when systemd has finished starting. */
  boot(): Promise<void>;
  /** Kills the machine if it runs and removes its disk. */
  destroy(): Promise<void>;
}

const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** The executable that host tests run: `npm run build` makes it. */
export const BINARY = join(repository, "dist", "vexor");

/** What is built once for all checkouts and kept, and below `run/` what a running machine owns. */
export const LAB = "/var/cache/vexor-lab";

export const DEFAULT_TIMEOUT_MS = 60_000;

const NEEDS = {
  container: ["mmdebstrap", "systemd-nspawn", "nsenter", "setpriv"],
  guest: ["mmdebstrap", "qemu-system-x86_64", "mke2fs", "debugfs", "setpriv"],
} as const;

function onPath(command: string): boolean {
  const directories = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"];
  return directories.some((directory) => {
    try {
      accessSync(join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Why such a machine cannot be booted here, for `describe.skipIf`; undefined if it can. Under CI it
 * is always undefined: there the tests must run, and fail where they cannot.
 */
export function cannotRun(kind: keyof typeof NEEDS): string | undefined {
  if (process.env["CI"]) return undefined;
  const missing = NEEDS[kind].filter((command) => !onPath(command));
  if (process.getuid?.() !== 0) return `a ${kind} needs root`;
  return missing.length > 0 ? `a ${kind} needs ${missing.join(", ")}` : undefined;
}

/** A new directory for one running machine; first removes those whose test process has died. */
export async function runDirectory(name: string): Promise<string> {
  const runs = join(LAB, "run");
  await mkdir(runs, { recursive: true });
  for (const old of await readdir(runs)) {
    const pid = /\.(\d+)$/.exec(old)?.[1];
    if (pid && !existsSync(`/proc/${pid}`)) await removeOnce(join(runs, old));
  }
  const path = join(runs, `${name}.${process.pid}`);
  await mkdir(path);
  return path;
}

/**
 * Several test processes see the same one: the process that renames it first removes it, and no
 * other.
 */
async function removeOnce(path: string): Promise<void> {
  const taken = `${path}.${process.pid}`;
  try {
    await rename(path, taken);
  } catch (error) {
    if (!existsSync(path)) return;
    throw error;
  }
  await unmountBelow(taken);
  await removeTree(taken).catch(() => undefined); // its machine may still be on its way down
}

/** What was mounted there last goes first, each once no process uses it any more. */
export async function unmountBelow(path: string): Promise<void> {
  const lines = (await readHostFile("/proc/self/mountinfo", "utf8")).split("\n");
  const places = lines.map((line) => line.split(" ")[4] ?? "");
  for (const place of places.filter((one) => one.startsWith(join(path, "/"))).toReversed()) {
    await execa("umount", ["--lazy", place], { reject: false });
  }
}

/**
 * Removes a directory, staying on its file system: a mount below it is another process's live data.
 */
export async function removeTree(path: string): Promise<void> {
  if (!path.startsWith(join(LAB, "/"))) throw new Error(`${path} is not below ${LAB}`);
  await execa("rm", ["-rf", "--one-file-system", path]);
}

/** The methods that follow from `exec`, for any machine. */
export function files(exec: Machine["exec"]): Pick<Machine, "readFile" | "writeFile" | "copyIn"> {
  const must = async (argv: readonly string[], input: string | Uint8Array): Promise<string> => {
    const { code, stdout, stderr } = await exec(argv, { input });
    if (code !== 0) throw new Error(`${argv.join(" ")} exited with ${code}: ${stderr}`);
    return stdout;
  };
  const script = 'mkdir -p "${1%/*}/" && cat > "$1" && chmod "$2" "$1"';
  const write: Machine["writeFile"] = async (path, content, mode = "0644") => {
    const sysctl = path.startsWith("/proc/") || path.startsWith("/sys/");
    await must(sysctl ? ["tee", path] : ["sh", "-c", script, "sh", path, mode], content);
  };
  return {
    readFile: (path) => must(["cat", "--", path], ""),
    writeFile: write,
    copyIn: async (host, path, mode = "0755") => write(path, await readHostFile(host), mode),
  };
}
