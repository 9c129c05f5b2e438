/**
 * A child that answers line by line and stays for more: it is started once, and each line costs no
 * process. Whatever it does, it is never waited for longer than said; one that answers late, out of
 * turn or too much ends with its process group, and so does one that outstays its end. It sees our
 * own end, also a sudden one, as the end of its input.
 */
import { closeSync, writeSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { childProcess } from "./child-process.ts";
import { LEAST_ROOM, loadPipes, readPart, type Pipes } from "./pipes.ts";

export type KeptReply =
  | { readonly line: string }
  /** It was silent for too long, has gone, or said something else than a line: it has ended. */
  | { readonly because: "late" | "gone" | "babble" };

interface ChildOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Of a line of its own, in bytes. */
  readonly longest: number;
}

const LEAVE_MS = 1000;
const NEWLINE = 0x0a;

interface Ends {
  readonly reading: number;
  readonly writing: number;
}

const closeBoth = ({ reading, writing }: Ends): void => [reading, writing].forEach(closeSync);

const killGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // it has gone already
  }
};

/** True once all of it is written. */
const writeLine = (pipes: Pipes, fd: number, line: string, end: number): boolean => {
  const bytes = Buffer.from(`${line}\n`);
  try {
    for (let at = 0; at < bytes.length;) {
      if (!pipes.untilWritable(fd, end)) return false;
      at += writeSync(fd, bytes, at, Math.min(LEAST_ROOM, bytes.length - at));
    }
    return true;
  } catch {
    return false; // nothing reads there any more
  }
};

const readLine = (pipes: Pipes, fd: number, longest: number, end: number): KeptReply => {
  const chunks: Buffer[] = [];
  for (let size = 0; size <= longest;) {
    if (!pipes.untilReadable(fd, end)) return { because: "late" };
    const part = readPart(fd);
    if (part.length === 0) return { because: "gone" };
    const at = part.indexOf(NEWLINE);
    chunks.push(part);
    size += part.length;
    if (at === part.length - 1) {
      return { line: Buffer.concat(chunks).toString("utf8", 0, size - 1) };
    }
    if (at >= 0) break; // it goes on after its answer
  }
  return { because: "babble" };
};

class KeptChild {
  readonly #pipes: Pipes;
  readonly #child: ChildProcess;
  readonly #ends: Ends;
  readonly #longest: number;
  #isOpen = true;

  constructor(pipes: Pipes, child: ChildProcess, ends: Ends, longest: number) {
    [this.#pipes, this.#child, this.#ends, this.#longest] = [pipes, child, ends, longest];
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Hands it one line; `end` is a time of `performance.now()`. False once it is gone. */
  tell(line: string, end: number): boolean {
    const { reading, writing } = this.#ends;
    // What it has said unasked would be taken for the answer.
    const isReady = this.#isOpen && !this.#pipes.untilReadable(reading, 0);
    if (isReady && writeLine(this.#pipes, writing, line, end)) return true;
    this.#kill();
    return false;
  }

  /** Its line in reply. */
  hear(end: number): KeptReply {
    if (!this.#isOpen) return { because: "gone" };
    const reply = readLine(this.#pipes, this.#ends.reading, this.#longest, end);
    if (!("line" in reply)) this.#kill();
    return reply;
  }

  /** It may end by itself, for a moment, and is waited for: its time counts as ours. */
  dismiss(): void {
    this.#close();
    if (this.#child.pid === undefined || this.#child.exitCode !== null) return;
    this.#child.ref();
    const timer = setTimeout(() => killGroup(this.#child), LEAVE_MS).unref();
    this.#child.on("exit", () => clearTimeout(timer));
  }

  #close(): void {
    if (this.#isOpen) closeBoth(this.#ends);
    this.#isOpen = false;
  }

  #kill(): void {
    if (this.#isOpen) killGroup(this.#child); // once: its number may be another's later
    this.#close();
  }
}

export type { KeptChild };

/** Null where it cannot be kept: the runtime has no way to wait for it. */
export const keepChild = (
  [file = "", ...args]: readonly string[], { env, longest }: ChildOptions,
): KeptChild | null => {
  const pipes = loadPipes();
  const [input, output] = [pipes?.open(), pipes?.open()];
  if (!pipes || !input || !output) {
    for (const one of [input, output]) if (one) closeBoth(one);
    return null;
  }
  const child = childProcess().spawn(file, args, { detached: true, env, cwd: "/",
    stdio: [input.reading, output.writing, "ignore"] });
  [input.reading, output.writing].forEach(closeSync);
  child.on("error", () => undefined); // it says nothing, and that tells
  child.unref();
  return new KeptChild(pipes, child, { reading: output.reading, writing: input.writing }, longest);
};
