/**
 * Child processes, bounded as a process group: a library's timeout waits for grandchildren that
 * keep the pipes open, a kill of the group does not.
 */
import { execa } from "execa";
import type { RunResult } from "../engine/ports.ts";

const OUTPUT_LIMIT = 1024 * 1024;
const ENV = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", SYSTEMD_COLORS: "0" };

const killGroup = (pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // the group is already gone
  }
};

export const runCommand = async (
  argv: readonly string[], timeoutMs: number,
): Promise<RunResult> => {
  const [file = "", ...args] = argv;
  const child = execa(file, args, {
    detached: true, reject: false, stdin: "ignore", env: ENV, extendEnv: false,
    maxBuffer: OUTPUT_LIMIT, stripFinalNewline: false,
  });
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<RunResult>((resolve) => {
    timer = setTimeout(() => {
      killGroup(child.pid);
      resolve({ code: null, stdout: "", stderr: "", timedOut: true });
    }, timeoutMs);
  });
  const finished = child.then((result): RunResult => ({
    code: result.exitCode ?? null,
    stdout: result.stdout,
    stderr: result.stderr || (result.exitCode === undefined ? result.shortMessage ?? "" : ""),
    timedOut: false,
  }));
  try {
    return await Promise.race([finished, expiry]);
  } finally {
    clearTimeout(timer);
  }
};
