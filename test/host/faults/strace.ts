/**
 * Faults at exact system calls, by strace's injection. Vexor's file work is synchronous and all on
 * its main thread, the only one that strace follows here. A call is named by its kind, its path and
 * how many of that kind had touched that path before: so the counts do not depend on what the run
 * time does for itself, and `-P` makes strace count the same way.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { within } from "../../support/pace.ts";
import { BINARY } from "../lab/machine.ts";

export interface Outcome {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One file-changing system call that a run makes below its tree. */
export interface Call {
  readonly syscall: string;
  /** From the tree's root. */
  readonly path: string;
  /** From 1, among the run's calls of this kind on this path; reading ones included. */
  readonly nth: number;
  /** From 1, among the run's calls of this kind on any path of the tree. */
  readonly nthInTree: number;
  /** As strace shows it, without the tree's root. */
  readonly text: string;
}

export type Fault =
  | { readonly call: Call; readonly kind: "kill" }
  /** `forGood`: every later call of this kind in the tree fails too. */
  | {
    readonly call: Call;
    readonly kind: "error";
    readonly errno: string;
    readonly forGood: boolean;
  };

const CHANGES = [
  "write", "pwrite64", "writev", "pwritev", "pwritev2", "rename", "renameat", "renameat2", "unlink",
  "unlinkat", "mkdir", "mkdirat", "rmdir", "fsync", "fdatasync", "sync_file_range", "ftruncate",
  "truncate", "fallocate", "chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "lchown",
  "link", "linkat", "symlink", "symlinkat", "mknod", "mknodat", "copy_file_range", "sendfile",
  "utimensat",
] as const;
const OPENS = ["open", "openat", "openat2", "creat"] as const;
const WRITING_OPEN = /O_(WRONLY|RDWR|CREAT|TRUNC)/;
const ENV = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", NO_COLOR: "1" };
const TIMEOUT_MS = 30_000;

/** `begun` receives the process. */
export const run = (
  command: string, args: readonly string[], begun: (pid: number) => void = () => undefined,
): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args,
      { env: ENV, stdio: ["ignore", "pipe", "pipe"], timeout: within(TIMEOUT_MS), killSignal: "SIGKILL" });
    if (child.pid !== undefined) begun(child.pid);
    const out = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        out[name] += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...out }));
  });

export const vexor = (argv: readonly string[]): Promise<Outcome> => run(BINARY, argv);

/** Without its result: `-P` goes by a call's arguments, not by what /proc/self leads to. */
const givenIn = (line: string): string => line.slice(0, line.lastIndexOf(") = "));

/** The paths of the tree that a line of strace names: by descriptor, or as text. */
const pathsIn = (line: string, root: string): readonly string[] =>
  [...line.matchAll(/(?:\d<|")(\/[^">]*)[">]/g)].map(([, path = ""]) => path)
    .filter((path) => path.startsWith(`${root}/`));

const isChange = (syscall: string, line: string): boolean =>
  !(OPENS as readonly string[]).includes(syscall) || WRITING_OPEN.test(line);

const callsIn = (log: string, root: string): readonly Call[] => {
  const counts = new Map<string, number>();
  const count = (key: string): number => {
    const next = (counts.get(key) ?? 0) + 1;
    counts.set(key, next);
    return next;
  };
  return log.split("\n").flatMap((line) => {
    const [, syscall] = /^(\w+)\(/.exec(line) ?? [];
    const paths = [...new Set(pathsIn(givenIn(line), root))];
    if (syscall === undefined || paths[0] === undefined) return [];
    const nthInTree = count(syscall);
    const [nth = 0] = paths.map((path) => count(`${syscall} ${path}`));
    if (!isChange(syscall, line)) return [];
    const path = paths[0].slice(root.length);
    return [{ syscall, path, nth, nthInTree, text: line.replaceAll(root, "") }];
  });
};

let logs = 0;

const traced = async (root: string, options: readonly string[], argv: readonly string[],
): Promise<{ readonly outcome: Outcome; readonly log: string }> => {
  const file = `${root}.strace.${++logs}`;
  try {
    const outcome = await run("strace", ["-y", "--quiet=path-resolution", "-s", "4000", "-o", file,
      ...options, BINARY, ...argv]);
    return { outcome, log: readFileSync(file, "utf8") };
  } finally {
    rmSync(file, { force: true });
  }
};

export interface Watched {
  readonly outcome: Outcome;
  readonly calls: readonly Call[];
  /** Everything it opened, for reading too. */
  readonly paths: readonly string[];
}

/** Runs Vexor whole and lists every call with which it changed files of the tree. */
export const watch = async (root: string, argv: readonly string[]): Promise<Watched> => {
  const kinds = [...CHANGES, ...OPENS].join(",");
  const { outcome, log } = await traced(root, ["-e", `trace=${kinds}`], argv);
  const paths = new Set(log.split("\n").flatMap((line) => pathsIn(line, root)));
  return { outcome, calls: callsIn(log, root),
    paths: [...paths].map((path) => path.slice(root.length)) };
};

const injection = (root: string, fault: Fault, tree: readonly string[]): readonly string[] => {
  const { syscall, path, nth, nthInTree } = fault.call;
  const everywhere = fault.kind === "error" && fault.forGood;
  const what = fault.kind === "kill" ? "signal=KILL" : `error=${fault.errno}`;
  const when = everywhere ? `${nthInTree}+` : `${nth}`;
  const paths = everywhere ? tree : [path];
  return ["-e", `trace=${syscall}`, "-e", `inject=${syscall}:${what}:when=${when}`,
    ...paths.flatMap((one) => ["-P", root + one])];
};

/**
 * Runs Vexor with one fault. `tree`: every path that a fault for good shall reach. Throws if the
 * fault did not come about: then the run was not the one that was counted.
 */
export const injectFault = async (
  root: string, argv: readonly string[], fault: Fault, tree: readonly string[],
): Promise<Outcome> => {
  const { outcome, log } = await traced(root, injection(root, fault, tree), argv);
  const struck = fault.kind === "kill" ? log.includes("+++ killed by SIGKILL +++")
    : log.includes("(INJECTED)");
  if (!struck) throw new Error(`no fault at ${fault.call.text}: ${outcome.stderr}\n${log}`);
  return outcome;
};

const STOPPED = "--- stopped by SIGSTOP ---";
const POLL_MS = 4;

const childOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());

/** Stops Vexor as soon as one call is done, has `act` done meanwhile, and lets it go on. */
export const interpose = async (
  root: string, argv: readonly string[], { syscall, path, nth, text }: Call, act: () => void,
): Promise<Outcome> => {
  const log = `${root}.strace.${++logs}`;
  let [isOver, isDone, strace] = [false, false, 0];
  const outcome = run("strace", ["-y", "--quiet=path-resolution", "-o", log,
    "-e", `trace=${syscall}`, "-e", `inject=${syscall}:signal=STOP:when=${nth}`,
    "-P", root + path, BINARY, ...argv], (pid) => {
    strace = pid;
  }).finally(() => {
    isOver = true;
  });
  while (!isOver && !isDone) {
    await sleep(POLL_MS);
    if (!existsSync(log) || !readFileSync(log, "utf8").includes(STOPPED)) continue;
    act();
    isDone = true;
    process.kill(childOf(strace), "SIGCONT");
  }
  const result = await outcome;
  rmSync(log, { force: true });
  if (!isDone) throw new Error(`no stop at ${text}: ${result.stderr}`);
  return result;
};

export const describeFault = (fault: Fault): string => {
  const what = fault.kind === "kill" ? "kill" : `${fault.errno}${fault.forGood ? " for good" : ""}`;
  return `${what} at ${fault.call.text.slice(0, 160)}`;
};

/** Why faults cannot be injected here, for `describe.skipIf`; under CI they must, and fail else. */
export const cannotInjectFaults = (): string | undefined => {
  if (process.env["CI"]) return undefined;
  if (process.getuid?.() !== 0) return "it needs root";
  if (spawnSync("unshare", ["-m", "true"]).status !== 0) return "it needs to mount";
  return spawnSync("strace", ["--version"]).status === 0 ? undefined : "it needs strace";
};
