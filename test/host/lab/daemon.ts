/** A child process that runs as long as its machine does, and never longer than the test. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { deadline } from "../../support/pace.ts";

/** Calls `probe` until it returns something, or throws what `failed` says once `limitMs` are over. */
export async function until<T>(
  probe: () => Promise<T | undefined> | T | undefined,
  limitMs: number,
  failed: () => string,
): Promise<T> {
  const limit = deadline(limitMs);
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (limit.isOver()) throw new Error(failed());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export class Daemon {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #log: string;

  private constructor(child: ChildProcess, pid: number, log: string) {
    this.#child = child;
    this.pid = pid;
    this.#log = log;
  }

  /** Starts `argv` in `cwd`; the kernel kills it if this process dies. Output goes to `log`. */
  static async start(
    argv: readonly string[],
    { cwd, log, env = {} }: { cwd: string; log: string; env?: Record<string, string> },
  ): Promise<Daemon> {
    const fd = openSync(log, "a");
    const child = spawn("setpriv", ["--pdeathsig", "KILL", ...argv], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", fd, fd],
    });
    closeSync(fd);
    await once(child, "spawn");
    return new Daemon(child, child.pid ?? 0, log);
  }

  get #ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  assertRunning(): void {
    if (this.#ended) throw new Error(`process ${this.pid} ended too early:\n${this.output()}`);
  }

  /** Resolves when it has ended; throws, with the end of its log, if that takes too long. */
  async end(limitMs: number): Promise<void> {
    const ended = (): true | undefined => this.#ended || undefined;
    await until(ended, limitMs, () => `process ${this.pid} did not end:\n${this.output()}`);
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.end(10_000);
  }

  /** The last lines it wrote. */
  output(): string {
    return readFileSync(this.#log, "utf8").slice(-4_000);
  }
}
