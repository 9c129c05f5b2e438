/** Metrics over HTTP: two pages that can only be read, on a unix socket or on this host itself. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Pages } from "../../agent/ports.ts";
import { bindTo } from "./sockets.ts";

/** Whoever is slower, or sends more, is cut off; one scrape needs a fraction of it. */
const LIMITS = {
  headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000, maxHeaderSize: 8 * 1024,
};
const MOST_CLIENTS = 16;
/** Of a connection without any movement, as a reader that does not read. */
const IDLE_MS = 10_000;

const say = (
  response: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8",
): void => {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store",
    "x-content-type-options": "nosniff", "content-length": Buffer.byteLength(body) });
  response.end(body);
};

/** A page of some website must not read them through a name of its own that leads here. */
const isOurName = (host: string | undefined, port: number): boolean =>
  ["127.0.0.1", "localhost", "[::1]"].some((name) => host === `${name}:${port}`);

const answer = (
  request: IncomingMessage, response: ServerResponse, pages: Pages, port: number | null,
): void => {
  request.resume(); // a body is nobody's business
  const { method, url, headers } = request;
  if (port !== null && !isOurName(headers.host, port)) {
    return say(response, 403, "Host: must be 127.0.0.1, localhost or [::1], with the port\n");
  }
  const page = url === "/metrics" ? pages.metrics : url === "/healthz" ? pages.health : null;
  if (!page) return say(response, 404, "not found; the pages are /metrics and /healthz\n");
  if (method !== "GET" && method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return say(response, 405, "GET only\n");
  }
  const { ok, text, type } = page();
  say(response, ok ? 200 : 503, text, type);
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
  at: string, pages: Pages, limits: Partial<typeof LIMITS> = {},
): Promise<{ readonly port: number | null; readonly end: () => void }> => {
  const [, host, portText] = ADDRESS.exec(at) ?? [];
  let port: number | null = null;
  const server = createServer({ ...LIMITS, ...limits }, (request, response) =>
    answer(request, response, pages, port));
  server.maxConnections = MOST_CLIENTS;
  server.setTimeout(IDLE_MS);
  if (host === undefined) await bindTo(server, at);
  else {
    await listenTcp(server, host, Number(portText));
    ({ port } = server.address() as AddressInfo);
  }
  return { port, end: () => {
    server.close();
    server.closeAllConnections();
  } };
};
