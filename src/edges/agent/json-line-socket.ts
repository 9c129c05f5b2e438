/** Lines of JSON over unix sockets, both ends: one request, one answer, the end. */
import { rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { VexorError } from "../../engine/model/errors.ts";

const LONGEST = 16 * 1024 * 1024;

/** What one asker may take of the agent. */
interface Limits {
  /** Characters of a request. */
  readonly longest: number;
  /** From connecting to the end of the answer: a slower client is cut off. */
  readonly deadlineMs: number;
  /** Connections at a time; further ones are hung up on. */
  readonly most: number;
}

const LIMITS: Limits = { longest: 64 * 1024, deadlineMs: 10_000, most: 64 };

/** Calls back with every whole line; ends a connection that sends too much. Gives the rest. */
export const onLines = (
  socket: NodeJS.ReadableStream & { destroy(): unknown }, heard: (line: string) => void,
  longest = LONGEST,
): (() => string) => {
  let parts: string[] = [];
  let length = 0;
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string | Buffer) => {
    const [rest = "", ...next] = String(chunk).split("\n");
    length += rest.length;
    if (length > longest) return void socket.destroy();
    parts.push(rest);
    for (const start of next) {
      heard(parts.join(""));
      parts = [start];
      length = start.length;
    }
  });
  return () => parts.join("");
};

/** One request, one answer. What ends without its line break is taken for what it is. */
const converse = (
  socket: Socket, reply: (line: string) => Promise<unknown>, { longest, deadlineMs }: Limits,
): void => {
  const deadline = setTimeout(() => socket.destroy(), deadlineMs);
  socket.on("close", () => clearTimeout(deadline));
  socket.on("error", () => socket.destroy());
  let isAsked = false;
  const answer = async (line: string): Promise<void> => {
    if (isAsked) return;
    isAsked = true;
    const said = await reply(line);
    if (!socket.destroyed) socket.end(`${JSON.stringify(said)}\n`);
  };
  const rest = onLines(socket, (line) => void answer(line), longest);
  socket.on("end", () => void answer(rest()));
};

/** Whether a program listens there; a file without a listener was left by an agent that died. */
const isTaken = (path: string): Promise<boolean> => new Promise((resolve) => {
  const socket = connect(path);
  socket.on("connect", () => {
    socket.destroy();
    resolve(true);
  });
  socket.on("error", ({ code }: NodeJS.ErrnoException) =>
    resolve(code !== "ENOENT" && code !== "ECONNREFUSED"));
});

/** Binds a server to `path`, which only root and its group may use. Throws LOCKED. */
export const bindTo = async (server: Server, path: string): Promise<void> => {
  if (await isTaken(path)) {
    throw new VexorError("LOCKED", `another agent listens at ${path}`,
      { hint: "One agent is enough: systemctl status vexor-agent." });
  }
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    const mask = process.umask(0o117); // a chmod would come too late
    server.listen(path, () => resolve()); // binds before it returns
    process.umask(mask);
  });
  server.on("error", () => undefined); // of accepting a client: there may be better ones
};

/** Answers requests at `path`; the result ends that. Throws LOCKED. */
export const serveJsonLines = async (
  path: string, reply: (line: string) => Promise<unknown>, limits = LIMITS,
): Promise<() => void> => {
  // An asker may close its own half first, as `socat` does, and still wants its answer.
  const server = createServer({ allowHalfOpen: true },
    (socket) => converse(socket, reply, limits));
  server.maxConnections = limits.most;
  await bindTo(server, path);
  return () => server.close();
};

const silent = (path: string, why: string, errno?: string): VexorError =>
  new VexorError("AGENT_SILENT", `the agent does not answer at ${path}: ${why}`,
    errno === undefined ? {} : { errno });

/** Sends one request and resolves to the line that answers. Throws AGENT_SILENT. */
export const askAt = (path: string, request: unknown, timeoutMs: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(path);
    const fail = (why: string, errno?: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(silent(path, why, errno));
    };
    const timer = setTimeout(() => fail("no answer in time"), timeoutMs);
    socket.on("error", (error: NodeJS.ErrnoException) =>
      fail(error.code ?? error.message, error.code));
    socket.on("close", () => fail("it hung up"));
    socket.on("connect", () => socket.write(`${JSON.stringify(request)}\n`));
    onLines(socket, (line) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(line);
    });
  });
