/**
 * The keeper's side of a process that stays and answers lines by lines: one question at a time, and
 * nothing waits for it but who asked. It is started by the first question. Whatever that process
 * does, it is never waited for longer than said. One that is late, or says something else than an
 * answer, ends; the next question starts another, and waits longer for that each time.
 */
import type { ChildProcess } from "node:child_process";
import { onLines } from "../agent/json-line-socket.ts";
import { childProcess } from "../linux/child-process.ts";
import { PLAIN_ENV } from "../linux/environment.ts";

const PAUSE_MS = { shortest: 1_000, longest: 60_000 } as const;

const killGroup = ({ pid, exitCode, signalCode }: ChildProcess): void => {
  const isGone = exitCode !== null || signalCode !== null;
  try {
    if (pid !== undefined && !isGone) process.kill(-pid, "SIGKILL");
  } catch {
    // it has gone already
  }
};

interface LineProcessOptions {
  readonly argv: readonly string[];
  readonly withinMs: number;
  /** Characters of an answer. */
  readonly longest: number;
}

interface LineQuestion<Answer> {
  readonly line: string;
  /** Null for a line that does not answer it. */
  readonly read: (line: string) => Answer | null;
}

interface WaitingQuestion {
  /** False for a line that does not answer it. */
  readonly hear: (line: string) => boolean;
  readonly giveUp: () => void;
}

export class LineProcess {
  readonly #options: LineProcessOptions;
  #child: ChildProcess | null = null;
  #waiting: WaitingQuestion | null = null;
  #pause: number = PAUSE_MS.shortest;
  #notBefore = 0;

  constructor(options: LineProcessOptions) {
    this.#options = options;
  }

  /** Null where there is no answer. */
  ask<Answer>({ line, read }: LineQuestion<Answer>): Promise<Answer | null> {
    if (this.#waiting !== null) return Promise.resolve(null);
    const child = this.#child ?? this.#start();
    if (child === null) return Promise.resolve(null);
    return new Promise((done) => {
      const late = setTimeout(() => this.#end(child), this.#options.withinMs);
      const settle = (answer: Answer | null): void => {
        clearTimeout(late);
        this.#waiting = null;
        done(answer);
      };
      this.#waiting = { giveUp: () => settle(null), hear: (said) => {
        const answer = read(said);
        if (answer !== null) settle(answer);
        return answer !== null;
      } };
      child.stdin?.write(`${line}\n`);
    });
  }

  close(): void {
    if (this.#child !== null) this.#end(this.#child);
  }

  #start(): ChildProcess | null {
    if (performance.now() < this.#notBefore) return null;
    const [file = "", ...args] = this.#options.argv;
    const child = childProcess().spawn(file, args,
      { detached: true, env: PLAIN_ENV, cwd: "/", stdio: ["pipe", "pipe", "ignore"] });
    this.#child = child;
    for (const one of [child, child.stdin]) one?.on("error", () => this.#end(child));
    child.on("exit", () => this.#end(child));
    if (child.stdout !== null) {
      child.stdout.on("close", () => this.#end(child));
      onLines(child.stdout, (line) => this.#heard(child, line), this.#options.longest);
    }
    return child;
  }

  #heard(child: ChildProcess, line: string): void {
    if (child !== this.#child) return;
    if (this.#waiting?.hear(line) !== true) return this.#end(child);
    this.#pause = PAUSE_MS.shortest;
  }

  #end(child: ChildProcess): void {
    if (child !== this.#child) return;
    this.#child = null;
    killGroup(child);
    this.#notBefore = performance.now() + this.#pause;
    this.#pause = Math.min(2 * this.#pause, PAUSE_MS.longest);
    this.#waiting?.giveUp();
  }
}
