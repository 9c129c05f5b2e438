/** Metrics over HTTP: two pages, on this host only, and no client can hold them up. */
import { request, type IncomingHttpHeaders } from "node:http";
import { connect, type Socket } from "node:net";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Pages } from "../../../src/agent/ports.ts";
import { until } from "../../support/pace.ts";
import { servePages } from "../../../src/edges/agent/metrics-server.ts";

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

const served = async (
  at: string, over: Partial<Pages> = {}, limits?: Parameters<typeof servePages>[2],
): Promise<number> => {
  const { port, end } = await servePages(at, {
    metrics: () => ({ ok: true, text: "vexor_x 1\n", type: "text/plain; version=0.0.4" }),
    health: () => ({ ok: true, text: "settled\n", type: "text/plain" }), ...over },
  limits);
  ends.push(end);
  return port ?? -1;
};

/** As the server's side of the connection has it. */
const isEstablished = (server: number, client: number): boolean => {
  const hex = (port: number): string => `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return readFileSync("/proc/net/tcp", "utf8").includes(`${hex(server)} ${hex(client)} 01 `);
};

interface Page {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const get = (
  at: { readonly port: number } | { readonly socketPath: string }, path: string,
  { method = "GET", headers = {} } = {},
): Promise<Page> => new Promise((resolve, reject) => {
  const asked = request({ host: "127.0.0.1", ...at, path, method, headers, agent: false },
    (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk)).on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
  asked.on("error", reject).end();
});

describe("a page on an address of this host", () => {
  test("is /metrics or /healthz, and nothing else", async () => {
    const port = await served("127.0.0.1:0");
    expect(await get({ port }, "/metrics")).toMatchObject({ status: 200, body: "vexor_x 1\n",
      headers: { "content-type": "text/plain; version=0.0.4", "cache-control": "no-store" } });
    expect(await get({ port }, "/healthz")).toMatchObject({ status: 200, body: "settled\n" });
    for (const path of ["/", "/metrics/", "/metrics?x", "//metrics", "/../metrics", "/status"]) {
      expect((await get({ port }, path)).status, path).toBe(404);
    }
  });

  test("takes GET only: a client can change nothing", async () => {
    const port = await served("127.0.0.1:0");
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const { status, headers } = await get({ port }, "/metrics", { method });
      expect([status, headers["allow"]]).toEqual([405, "GET, HEAD"]);
    }
    expect(await get({ port }, "/metrics", { method: "HEAD" })).toMatchObject({ status: 200,
      body: "" });
  });

  test("is given under a name of this host only, so that a website cannot read it through its own name", async () => {
    const port = await served("127.0.0.1:0");
    for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1", "localhost:1",
      `localhost.evil.example:${port}`, `127.0.0.1:${port}.evil`]) {
      expect((await get({ port }, "/metrics", { headers: { host } })).status, host).toBe(403);
    }
    for (const name of ["127.0.0.1", "localhost", "[::1]"]) {
      const headers = { host: `${name}:${port}` };
      expect((await get({ port }, "/metrics", { headers })).status).toBe(200);
    }
  });

  test("is a 503 when the agent has halted", async () => {
    const port = await served("127.0.0.1:0",
      { health: () => ({ ok: false, text: "halted\n", type: "text/plain" }) });
    expect(await get({ port }, "/healthz")).toMatchObject({ status: 503, body: "halted\n" });
  });

  test("on a port in use is reported", async () => {
    const port = await served("127.0.0.1:0");
    await expect(servePages(`127.0.0.1:${port}`, {} as Pages)).rejects
      .toMatchObject({ code: "EADDRINUSE" });
  });
});

describe("a page on a socket", () => {
  test("is given to its owner and group, under any name", async () => {
    const dir = mkdtempSync(join(tmpdir(), "vexor-pages-"));
    ends.push(() => rmSync(dir, { recursive: true, force: true }));
    const path = join(dir, "metrics.sock");
    await served(path);
    expect(statSync(path).mode & 0o777).toBe(0o660);
    expect(await get({ socketPath: path }, "/metrics", { headers: { host: "any" } }))
      .toMatchObject({ status: 200 });
    await expect(servePages(path, {} as Pages)).rejects.toMatchObject({ code: "LOCKED" });
  });
});

const open = (port: number): Promise<Socket> => new Promise((resolve, reject) => {
  const socket = connect(port, "127.0.0.1", () => resolve(socket));
  socket.once("error", reject);
  ends.push(() => socket.destroy());
});

/** Everything that comes until the other side ends it. */
const rest = (socket: Socket): Promise<string> => new Promise((resolve) => {
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk))
    .on("error", () => resolve(text)).on("close", () => resolve(text));
});

describe("a slow or hostile client", () => {
  test("is refused when its head is too long", async () => {
    const socket = await open(await served("127.0.0.1:0"));
    socket.write(`GET /metrics HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`);
    expect(await rest(socket)).toContain(" 431 ");
  });

  test("is refused when it does not send HTTP", async () => {
    const socket = await open(await served("127.0.0.1:0"));
    socket.write("\u0000\u0001rubbish\r\n\r\n");
    expect(await rest(socket)).toContain(" 400 ");
  });

  test("is refused when it sends two host names", async () => {
    const port = await served("127.0.0.1:0");
    const socket = await open(port);
    socket.write(`GET /metrics HTTP/1.1\r\nHost: evil\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    expect(await rest(socket)).toContain(" 400 ");
  });

  test.each(["", "GET /met"])("that holds a hundred connections open with %j keeps no reader out", async (text) => {
    const port = await served("127.0.0.1:0", {}, { headMs: 60_000 });
    let isOver = false;
    const sit = (): void => {
      if (isOver) return;
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      socket.on("error", () => undefined).on("close", sit); // turned out: it comes again
      ends.push(() => socket.destroy());
    };
    for (let one = 0; one < 100; one++) sit();
    for (let scrape = 0; scrape < 50; scrape++) {
      expect((await get({ port }, "/metrics")).status, `scrape ${scrape}`).toBe(200);
    }
    isOver = true;
  });

  test("is cut off in the end when it sends letter by letter", async () => {
    const port = await served("127.0.0.1:0", {}, { headMs: 100 });
    const socket = await open(port);
    const begun = Date.now();
    const ticking = setInterval(() => socket.destroyed || socket.write("G"), 20);
    await rest(socket);
    clearInterval(ticking);
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  test("is cut off in the end when it does not read the response", async () => {
    const port = await served("127.0.0.1:0", { metrics: () =>
      ({ ok: true, type: "text/plain", text: "x".repeat(8_000_000) }) }, { answerMs: 100 });
    const socket = await open(port);
    socket.write(`GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await until(() => !isEstablished(port, socket.localPort ?? 0), 10);
    expect((await rest(socket)).length).toBeLessThan(8_000_000);
  });
});
