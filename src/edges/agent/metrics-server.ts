/**
 * Metrics over HTTP: two pages that can only be read, on a unix socket or on this host itself, one
 * request a connection. Every user of this host may connect: a guest that does not ask is turned
 * out for a new one, the oldest first, so sitting there keeps no reader out.
 */
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Pages } from "../../agent/ports.ts";
import { bindTo } from "./json-line-socket.ts";

/** What a guest may take; one scrape needs a fraction of it. */
const LIMITS = {
  /** Connections at a time, of each address that is listened at. */
  most: 64,
  /** What each has to begin with, for what it has sent may not have been read yet. */
  graceMs: 100,
  /** Beyond so many, there is no such time. */
  mostEver: 256,
  /** From connecting to the end of the request's head. */
  headMs: 2_000,
  /** From there to the end. */
  answerMs: 5_000,
};
const LONGEST_HEAD = 8 * 1024;

const REASONS: Readonly<Record<number, string>> = {
  200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
  431: "Request Header Fields Too Large", 503: "Service Unavailable",
};

interface Response {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly isHead?: boolean;
}

const PLAIN = "text/plain; charset=utf-8";

const written = ({ status, body, type = PLAIN, isHead = false }: Response): string => [
  `HTTP/1.1 ${status} ${REASONS[status] ?? ""}`, `Content-Type: ${type}`,
  `Content-Length: ${Buffer.byteLength(body)}`, "Cache-Control: no-store",
  "X-Content-Type-Options: nosniff", "Connection: close",
  ...status === 405 ? ["Allow: GET, HEAD"] : [], "", isHead ? "" : body,
].join("\r\n");

const REQUEST = /^([A-Z]{1,16}) (\/[\x21-\x7e]*) HTTP\/1\.[01]$/;

/** A page of some website must not read them through a name of its own that leads here. */
const isOurName = (host: string | undefined, port: number): boolean =>
  ["127.0.0.1", "localhost", "[::1]"].some((name) => host === `${name}:${port}`);

const pageAt = (pages: Pages, target: string | undefined): Pages["metrics"] | null => {
  if (target === "/metrics") return pages.metrics;
  return target === "/healthz" ? pages.health : null;
};

const answerTo = (head: string, pages: Pages, port: number | null): Response => {
  const [first = "", ...lines] = head.split("\r\n");
  const [, method, target] = REQUEST.exec(first) ?? [];
  const names = lines.flatMap((line) => /^host:[ \t]*(.*?)[ \t]*$/i.exec(line)?.[1] ?? []);
  if (method === undefined || names.length > 1) return { status: 400, body: "not understood\n" };
  if (port !== null && !isOurName(names[0], port)) {
    return { status: 403, body: "Host: must be 127.0.0.1, localhost or [::1], with the port\n" };
  }
  const page = pageAt(pages, target);
  if (!page) return { status: 404, body: "not found; the pages are /metrics and /healthz\n" };
  if (method !== "GET" && method !== "HEAD") return { status: 405, body: "GET only\n" };
  const { ok, text, type } = page();
  return { status: ok ? 200 : 503, body: text, type, isHead: method === "HEAD" };
};

/** Who is connected, the oldest first, and since when. */
interface OpenConnections {
  /** Without a whole request yet. */
  readonly silent: Map<Socket, number>;
  readonly answered: Map<Socket, number>;
  trimming: NodeJS.Timeout | null;
}

/** Turns out the oldest until so many are left; of those that came since then, none. */
const turnOut = ({ silent, answered }: OpenConnections, most: number, since: number): void => {
  while (silent.size + answered.size > most) {
    const from = silent.size > 0 ? silent : answered;
    const [[oldest, came] = []] = from;
    if (!oldest || came === undefined || came > since) return;
    from.delete(oldest);
    oldest.destroy();
  }
};

const makeRoom = (guests: OpenConnections, limits: typeof LIMITS): void => {
  const { most, mostEver, graceMs } = limits;
  turnOut(guests, mostEver, Number.POSITIVE_INFINITY);
  if (guests.trimming || guests.silent.size + guests.answered.size <= most) return;
  guests.trimming = setTimeout(() => {
    guests.trimming = null;
    turnOut(guests, most, performance.now() - graceMs);
    makeRoom(guests, limits);
  }, graceMs);
};

const receive = (
  socket: Socket, guests: OpenConnections, { headMs, answerMs }: typeof LIMITS,
  answer: (head: string) => Response,
): void => {
  const { silent, answered } = guests;
  silent.set(socket, performance.now());
  let timer = setTimeout(() => socket.destroy(), headMs);
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    clearTimeout(timer);
    silent.delete(socket);
    answered.delete(socket);
  });
  let head = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    if (answered.has(socket)) return; // a body is of no interest
    head += chunk;
    const end = head.indexOf("\r\n\r\n");
    if (end < 0 && head.length <= LONGEST_HEAD) return;
    silent.delete(socket);
    answered.set(socket, performance.now());
    clearTimeout(timer);
    timer = setTimeout(() => socket.destroy(), answerMs);
    socket.end(written(end < 0 || end > LONGEST_HEAD
      ? { status: 431, body: "too long\n" } : answer(head.slice(0, end))));
  });
};

const listenTcp = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.on("error", () => undefined);
      resolve();
    });
  });

const ADDRESS = /^\[?(127\.0\.0\.1|::1)\]?:(\d+)$/;

/**
 * Serves at `at`: an address of this host with its port, or a path. Resolves to the port (null for
 * a path) and what ends it. Throws what keeps it from listening.
 */
export const servePages = async (
  at: string, pages: Pages, over: Partial<typeof LIMITS> = {},
): Promise<{ readonly port: number | null; readonly end: () => void }> => {
  const [, host, portText] = ADDRESS.exec(at) ?? [];
  const limits = { ...LIMITS, ...over };
  const guests: OpenConnections = { silent: new Map(), answered: new Map(), trimming: null };
  let port: number | null = null;
  const server = createServer((socket) => {
    receive(socket, guests, limits, (head) => answerTo(head, pages, port));
    makeRoom(guests, limits);
  });
  if (host === undefined) await bindTo(server, at);
  else {
    await listenTcp(server, host, Number(portText));
    ({ port } = server.address() as AddressInfo);
  }
  return { port, end: () => {
    server.close();
    clearTimeout(guests.trimming ?? undefined);
    for (const socket of [...guests.silent.keys(), ...guests.answered.keys()]) socket.destroy();
  } };
};
