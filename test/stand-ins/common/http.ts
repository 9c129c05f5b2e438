/**
 * A web server that can be as broken as the ones behind a validator's port: it stands on bare TCP,
 * because no HTTP library lets one answer with garbage, half an answer, or never.
 */
import { createServer, type Server, type Socket } from "node:net";

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export type Trouble = "rubbish" | "hang" | "html" | "drip" | "huge" | null;

interface Serving {
  readonly host: string;
  readonly port: number;
  readonly answer: (request: Request) => Reply | Promise<Reply>;
  readonly trouble: () => Trouble;
}

const HUGE = 64 * 1024 * 1024;
const DRIP_MS = 500;
const REASONS: Readonly<Record<number, string>> = {
  200: "OK", 206: "Partial Content", 404: "Not Found", 405: "Method Not Allowed",
  500: "Internal Server Error", 503: "Service Unavailable",
};

const render = ({ status, body }: Reply, type = "application/json"): string =>
  [`HTTP/1.1 ${status} ${REASONS[status] ?? "Unknown"}`, `content-type: ${type}`,
    `content-length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");

const drip = (socket: Socket): void => {
  const text = render({ status: 200, body: `{"jsonrpc":"2.0","result":"${"o".repeat(600)}k"` });
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= text.length) clearInterval(timer);
    else socket.write(text[at++] ?? "");
  }, DRIP_MS);
};

const misbehave = (socket: Socket, trouble: Exclude<Trouble, null>): void => {
  if (trouble === "rubbish") socket.end(Buffer.from([0, 255, 254, 10, 13, 10, 71, 69, 84, 7]));
  if (trouble === "html") {
    socket.end(render({ status: 200, body: "<html><h1>502 Bad Gateway</h1></html>" }, "text/html"));
  }
  if (trouble === "drip") drip(socket);
  if (trouble === "huge") socket.end(render({ status: 200, body: `"${"x".repeat(HUGE)}"` }));
};

/** One whole request from the front of what has arrived, and the rest. */
const take = (text: string): { readonly request: Request; readonly rest: string } | null => {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [first = "", ...headers] = text.slice(0, end).split("\r\n");
  const length = headers.map((line) => /^content-length:\s*(\d+)/i.exec(line)?.[1]).find(Boolean);
  const bodyEnd = end + 4 + Number(length ?? 0);
  if (text.length < bodyEnd) return null;
  const [method = "", path = ""] = first.split(" ");
  return { request: { method, path, body: text.slice(end + 4, bodyEnd) }, rest: text.slice(bodyEnd) };
};

const converse = (socket: Socket, serving: Serving): void => {
  let text = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", async (chunk) => {
    text += chunk.toString("latin1");
    for (let taken = take(text); taken; taken = take(text)) {
      text = taken.rest;
      const trouble = serving.trouble();
      if (trouble) return misbehave(socket, trouble);
      const reply = await serving.answer(taken.request);
      if (!socket.destroyed) socket.write(render(reply));
    }
  });
};

/** Rejects with the error number if the port is taken. */
export const serveHttp = (serving: Serving): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => converse(socket, serving));
    server.once("error", reject);
    server.listen(serving.port, serving.host, () => resolve(server));
  });

/** A port that comes and goes with the behaviour, so that a test can see it refused. */
export const serveWhile = (
  serving: Serving, open: () => boolean,
): { readonly keep: () => Promise<void> } => {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  return {
    keep: async () => {
      if (open() && !server) {
        server = await serveHttp(serving);
        server.on("connection", (socket) => {
          sockets.add(socket);
          socket.on("close", () => sockets.delete(socket));
        });
      } else if (!open() && server) {
        server.close();
        for (const socket of sockets) socket.destroy();
        server = null;
      }
    },
  };
};
