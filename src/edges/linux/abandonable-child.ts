/**
 * A child that its parent never waits for longer than said. Killing is not enough for that: one
 * that reads in /proc may be the last to let go of another process's memory, and then waits,
 * without handling signals, for what that process has left behind. The parent goes on without it.
 */
import { closeSync } from "node:fs";
import { childProcess } from "./child-process.ts";
import { PLAIN_ENV } from "./environment.ts";
import { loadPipes, readPart, type Pipes } from "./pipes.ts";

export interface Output {
  readonly text: string;
  /** Why there is no more: it has closed its output, its time was up, or it said too much. */
  readonly because: "end" | "time" | "size";
}

interface ChildLimits {
  readonly ms: number;
  readonly bytes: number;
}


const readUntil = (pipes: Pipes, fd: number, { ms, bytes }: ChildLimits): Output => {
  const end = performance.now() + ms;
  const chunks: Buffer[] = [];
  const output = (because: Output["because"]): Output =>
    ({ text: Buffer.concat(chunks).toString("utf8"), because });
  for (let size = 0; ;) {
    if (!pipes.untilReadable(fd, end)) return output("time");
    const part = readPart(fd);
    if (part.length === 0) return output("end");
    chunks.push(part);
    size += part.length;
    if (size > bytes) return output("size");
  }
};

const started = (pipes: Pipes, argv: readonly string[]) => {
  const ends = pipes.open();
  if (ends === null) return null;
  try {
    const [file = "", ...args] = argv;
    const child = childProcess().spawn(file, args,
      { env: PLAIN_ENV, cwd: "/", stdio: ["ignore", ends.writing, "ignore"] });
    child.on("error", () => undefined); // it says nothing, and that tells
    child.unref();
    return { reading: ends.reading, child };
  } finally {
    closeSync(ends.writing);
  }
};

const byPipe = (pipes: Pipes, argv: readonly string[], limits: ChildLimits): Output => {
  const one = started(pipes, argv);
  if (one === null) return { text: "", because: "time" };
  try {
    return readUntil(pipes, one.reading, limits);
  } finally {
    closeSync(one.reading);
    one.child.kill("SIGKILL");
  }
};

/** Where there is no FFI, as in tests, it is waited for after it was killed. */
const bySpawnSync = ([file = "", ...args]: readonly string[], limits: ChildLimits): Output => {
  const { stdout, status, error } = childProcess().spawnSync(file, args, {
    encoding: "utf8", timeout: limits.ms, killSignal: "SIGKILL", maxBuffer: limits.bytes,
    env: PLAIN_ENV, cwd: "/", stdio: ["ignore", "pipe", "ignore"],
  });
  const isFull = (error as NodeJS.ErrnoException | undefined)?.code === "ENOBUFS";
  if (isFull) return { text: stdout ?? "", because: "size" };
  return { text: stdout ?? "", because: status === null ? "time" : "end" };
};

/** What a program of the system's prints until then; it is given no input. */
export const outputOf = (argv: readonly string[], limits: ChildLimits): Output => {
  const pipes = loadPipes();
  return pipes ? byPipe(pipes, argv, limits) : bySpawnSync(argv, limits);
};
