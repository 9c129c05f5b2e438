/**
 * Child processes, bounded as a process group: a library's timeout waits for grandchildren that
 * keep the pipes open, a kill of the group does not.
 */
import { execa } from "execa";
import type { RunResult } from "../engine/ports.ts";

const OUTPUT_LIMIT = 1024 * 1024;
const ENV = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", SYSTEMD_COLORS: "0" };

export interface CommandOptions {
  /** In place of the usual environment: nothing is inherited either way. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** Bytes of output; beyond them the command fails. */
  readonly limit?: number;
  /** Output as text of one character a byte. */
  readonly binary?: boolean;
}

const killGroup = (pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // the group is already gone
  }
};

const start = (argv: readonly string[], options: CommandOptions) => {
  const { env = ENV, cwd, input, limit = OUTPUT_LIMIT, binary = false } = options;
  const [file = "", ...args] = argv;
  return execa(file, args, {
    detached: true, reject: false, env, extendEnv: false, stripFinalNewline: false,
    maxBuffer: limit, encoding: binary ? "latin1" : "utf8",
    ...(cwd === undefined ? {} : { cwd }),
    ...(input === undefined ? { stdin: "ignore" } : { input }),
  });
};

export const runCommand = async (
  argv: readonly string[], timeoutMs: number, options: CommandOptions = {},
): Promise<RunResult> => {
  const child = start(argv, options);
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<RunResult>((resolve) => {
    timer = setTimeout(() => {
      killGroup(child.pid);
      resolve({ code: null, stdout: "", stderr: "", timedOut: true });
    }, timeoutMs);
  });
  const finished = child.then((result): RunResult => {
    if (result.isMaxBuffer) killGroup(child.pid);
    return {
      code: result.exitCode ?? null,
      stdout: result.stdout,
      stderr: result.stderr || (result.exitCode === undefined ? result.shortMessage ?? "" : ""),
      timedOut: false,
    };
  });
  try {
    return await Promise.race([finished, expiry]);
  } finally {
    clearTimeout(timer);
  }
};
