/** A server that speaks a forge's interface: it checks every request, and fails where a test says so. */
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

const running: Server[] = [];
afterAll(() => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

export interface AskedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** As JSON; a text as it is. */
  readonly body?: unknown;
}

/** Null: it does not concern this request. It is used up by the first that it concerns. */
export type Fault = (asked: AskedRequest) => Reply | "hang up" | null;

export type Route = readonly [method: string, path: RegExp,
  answer: (asked: AskedRequest, ...found: readonly string[]) => Reply | Promise<Reply>];

export interface ForgeServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** `POST /repos/o/r/…`, without the query. */
  readonly asked: string[];
  /** What was asked in a way that the real forge does not allow. */
  readonly wrong: string[];
  readonly faults: Fault[];
}

const bodyOf = (text: string): AskedRequest["body"] => (text === "" ? {} : JSON.parse(text) as AskedRequest["body"]);

export interface ServerIdentity { readonly key: Buffer; readonly cert: Buffer }

/** `check` says what is wrong with a request's headers: then it is refused with 401 or 400. */
export const startForge = async (
  routes: readonly Route[], check: (asked: AskedRequest) => Reply | null,
  { prefix = "", tls = null }: { readonly prefix?: string; readonly tls?: ServerIdentity | null } = {},
): Promise<ForgeServer> => {
  const [asked, wrong, faults]: [string[], string[], Fault[]] = [[], [], []];
  const answer = async (request: AskedRequest): Promise<Reply | "hang up"> => {
    const path = request.url.pathname.slice(prefix.length);
    asked.push(`${request.method} ${path}`);
    for (const [at, fault] of faults.entries()) {
      const reply = fault(request);
      if (reply === null) continue;
      faults.splice(at, 1);
      return reply;
    }
    const refused = check(request);
    if (refused !== null) return refused;
    for (const [method, form, act] of routes) {
      const found = method === request.method ? form.exec(path) : null;
      if (found !== null) return act(request, ...found.slice(1).map((one) => decodeURIComponent(one)));
    }
    wrong.push(`${request.method} ${path} is not part of the interface`);
    return { status: 404, body: { message: "Not Found" } };
  };
  const listener: RequestListener = (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host}`);
      void answer({ method: incoming.method ?? "", url, headers: incoming.headers, text, body: bodyOf(text) })
        .catch((error: unknown): Reply => {
          wrong.push(String(error));
          return { status: 500, body: { message: "broken" } };
        }).then((reply) => {
          if (reply === "hang up") return incoming.socket.destroy();
          const body = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
          outgoing.writeHead(reply.status, { "content-type": "application/json; charset=utf-8", etag: "W/\"1\"", ...reply.headers });
          return outgoing.end(reply.body === undefined ? undefined : body);
        });
    });
  };
  const server = tls === null ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  running.push(server);
  return { url: `http${tls === null ? "" : "s"}://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`, asked, wrong, faults };
};

/** One page of a list, with the links that lead to the others. */
export const pageOf = (
  all: readonly unknown[], { url }: AskedRequest, standard = 30,
): Reply => {
  const [size, page] = [Number(url.searchParams.get("per_page") ?? standard), Number(url.searchParams.get("page") ?? 1)];
  const to = (wanted: number, rel: string): string => {
    const at = new URL(url);
    at.searchParams.set("page", String(wanted));
    return `<${at.href}>; rel="${rel}"`;
  };
  const last = Math.max(1, Math.ceil(all.length / size));
  const links = [...(page > 1 ? [to(page - 1, "prev"), to(1, "first")] : []),
    ...(page < last ? [to(page + 1, "next"), to(last, "last")] : [])];
  return { status: 200, body: all.slice((page - 1) * size, page * size),
    ...(links.length === 0 ? {} : { headers: { link: links.join(", ") } }) };
};
