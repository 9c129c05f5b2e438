/**
 * Child processes, bounded as a process group: a timeout that ends the child alone would wait for
 * grandchildren that keep the pipes open, a kill of the group does not.
 */
import type { ChildProcess } from "node:child_process";
import type { RunResult } from "../../ports/host.ts";
import { childProcess } from "./child-process.ts";
import { PLAIN_ENV } from "./environment.ts";

const OUTPUT_LIMIT = 1024 * 1024;
const ENV = { ...PLAIN_ENV, SYSTEMD_COLORS: "0" };

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

/** What has left the group may still hold the pipes: they must not keep us here. */
const killGroup = ({ pid, stdout, stderr }: ChildProcess): void => {
  for (const stream of [stdout, stderr]) stream?.destroy();
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // the group is already gone
  }
};

const start = (argv: readonly string[], options: CommandOptions): ChildProcess => {
  const { env = ENV, cwd, input } = options;
  const [file = "", ...args] = argv;
  const child = childProcess().spawn(file, args, { detached: true, env, cwd,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
  child.stdin?.on("error", () => undefined); // its end says more than the pipe's
  child.stdin?.end(input);
  return child;
};

/** Everything that a stream says; `tooMuch` is called when that is beyond the limit. */
const gather = (
  stream: NodeJS.ReadableStream | null, limit: number, tooMuch: () => void,
): (() => Buffer) => {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks);
};

const failed = (stderr: string, timedOut = false): RunResult =>
  ({ code: null, stdout: "", stderr, timedOut });

/** Resolves however it ends; `code` is null when it could not start or did not end by itself. */
export const runCommand = (
  argv: readonly string[], timeoutMs: number, options: CommandOptions = {},
): Promise<RunResult> => new Promise((resolve) => {
  const { limit = OUTPUT_LIMIT, binary = false } = options;
  const child = start(argv, options);
  const end = (result: RunResult): void => {
    clearTimeout(timer);
    resolve(result);
  };
  const giveUp = (result: RunResult): void => {
    killGroup(child);
    end(result);
  };
  const timer = setTimeout(() => giveUp(failed("", true)), timeoutMs);
  const tooMuch = (): void => giveUp(failed(`${argv[0]}: more than ${limit} bytes of output`));
  const stdout = gather(child.stdout, limit, tooMuch);
  const stderr = gather(child.stderr, limit, tooMuch);
  const text = (bytes: Buffer): string => bytes.toString(binary ? "latin1" : "utf8");
  child.on("error", (error: NodeJS.ErrnoException) =>
    end(failed(`${argv[0]} could not be started: ${error.code ?? error.message}`)));
  child.on("close", (code, signal) => end({ code, stdout: text(stdout()), timedOut: false,
    stderr: text(stderr()) || (code === null ? `${argv[0]} was ended by ${signal}` : "") }));
});
