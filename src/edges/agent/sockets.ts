/** Lines of JSON over unix sockets, both ends: one request, one answer, the end. */
import { chmodSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { VexorError } from "../../engine/errors.ts";

const LONGEST = 16 * 1024 * 1024;
const IDLE_MS = 10_000;
const MOST_CLIENTS = 32;

/** Calls back with every whole line; ends a connection that sends too much. */
export const onLines = (
  socket: NodeJS.ReadableStream & { destroy(): unknown }, heard: (line: string) => void,
): void => {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string | Buffer) => {
    text += String(chunk);
    if (text.length > LONGEST) socket.destroy();
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) heard(line);
  });
};

const answer = async (
  socket: Socket, line: string, reply: (line: string) => Promise<unknown>,
): Promise<void> => {
  const said = await reply(line);
  if (!socket.destroyed) socket.end(`${JSON.stringify(said)}\n`);
};

/** Listens at `path`, which only root and its group may use; the result ends that. */
export const listen = async (
  path: string, reply: (line: string) => Promise<unknown>,
): Promise<() => void> => {
  rmSync(path, { force: true }); // left by an agent that was killed
  const server = createServer((socket) => {
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    let isAsked = false;
    onLines(socket, (line) => {
      if (isAsked) return;
      isAsked = true;
      void answer(socket, line, reply);
    });
  });
  server.maxConnections = MOST_CLIENTS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => resolve());
  });
  chmodSync(path, 0o660);
  return () => server.close();
};

const silent = (path: string, why: string): VexorError =>
  new VexorError("AGENT_SILENT", `the agent does not answer at ${path}: ${why}`);

/** Sends one request and resolves to the line that answers. Throws AGENT_SILENT. */
export const askAt = (path: string, request: unknown, timeoutMs: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(path);
    let isAnswered = false;
    const fail = (why: string): void => {
      socket.destroy();
      if (!isAnswered) reject(silent(path, why));
    };
    socket.setTimeout(timeoutMs, () => fail("no answer in time"));
    socket.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    socket.on("close", () => fail("it hung up"));
    socket.on("connect", () => socket.write(`${JSON.stringify(request)}\n`));
    onLines(socket, (line) => {
      isAnswered = true;
      socket.destroy();
      resolve(line);
    });
  });
