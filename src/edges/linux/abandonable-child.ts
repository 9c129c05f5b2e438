/**
 * A child that its parent never waits for longer than said. Killing is not enough for that: one
 * that reads in /proc may be the last to let go of another process's memory, and then waits,
 * without handling signals, for what that process has left behind. The parent goes on without it.
 */
import { closeSync, readSync } from "node:fs";
import { childProcess } from "./child-process.ts";
import { LIBC, loadFfi, type Ffi } from "./ffi.ts";
import { PLAIN_ENV } from "./environment.ts";

export interface Output {
  readonly text: string;
  /** Why there is no more: it has closed its output, its time was up, or it said too much. */
  readonly because: "end" | "time" | "size";
}

interface ChildLimits {
  readonly ms: number;
  readonly bytes: number;
}

interface SpawnCalls {
  pipe2(fds: Int32Array, flags: number): number;
  poll(fds: Buffer, count: number, timeoutMs: number): number;
}

const libcOf = (ffi: Ffi): SpawnCalls => ffi.dlopen(LIBC, {
  pipe2: { args: ["ptr", "i32"], returns: "i32" },
  poll: { args: ["ptr", "u64", "i32"], returns: "i32" },
}).symbols as SpawnCalls;

const O_CLOEXEC = 0o2000000;
const POLLIN = 1;
const CHUNK = 64 * 1024;

const readUntil = (libc: SpawnCalls, fd: number, { ms, bytes }: ChildLimits): Output => {
  const end = performance.now() + ms;
  const asked = Buffer.alloc(8); // struct pollfd
  asked.writeInt32LE(fd, 0);
  asked.writeInt16LE(POLLIN, 4);
  const chunks: Buffer[] = [];
  const output = (because: Output["because"]): Output =>
    ({ text: Buffer.concat(chunks).toString("utf8"), because });
  for (let size = 0; ;) {
    const left = Math.ceil(end - performance.now());
    if (left <= 0) return output("time");
    if (libc.poll(asked, 1, left) <= 0) continue;
    const chunk = Buffer.allocUnsafe(CHUNK);
    const count = readSync(fd, chunk, 0, CHUNK, null);
    if (count === 0) return output("end");
    chunks.push(chunk.subarray(0, count));
    size += count;
    if (size > bytes) return output("size");
  }
};

const started = (libc: SpawnCalls, argv: readonly string[]) => {
  const fds = new Int32Array(2);
  if (libc.pipe2(fds, O_CLOEXEC) !== 0) return null;
  const [reading = -1, writing = -1] = fds;
  try {
    const [file = "", ...args] = argv;
    const child = childProcess().spawn(file, args,
      { env: PLAIN_ENV, cwd: "/", stdio: ["ignore", writing, "ignore"] });
    child.on("error", () => undefined); // it says nothing, and that tells
    child.unref();
    return { reading, child };
  } finally {
    closeSync(writing);
  }
};

const byFfi = (ffi: Ffi, argv: readonly string[], limits: ChildLimits): Output => {
  const libc = libcOf(ffi);
  const one = started(libc, argv);
  if (one === null) return { text: "", because: "time" };
  try {
    return readUntil(libc, one.reading, limits);
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
  const ffi = loadFfi();
  return ffi ? byFfi(ffi, argv, limits) : bySpawnSync(argv, limits);
};
