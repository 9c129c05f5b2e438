/** git served over ssh and http on this machine, well and badly. */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createSocket, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../support/pace.ts";
import type { Fleet } from "./fleet.ts";

/**
 * `deaf` never answers, `slow` sends a byte now and then, `stalling` keeps the end of a pack to
 * itself, the others spoil what git sent.
 */
export type ServerBehaviour = "well" | "deaf" | "slow" | "stalling" | "truncated" | "corrupt" | "refused"
  | { readonly redirect: string };

export interface HttpServer {
  readonly url: string;
  behaviour: ServerBehaviour;
  requests: number;
  /** Requests that came with a password or a cookie. */
  credentials: number;
  close(): void;
}

const cgi = async (request: IncomingMessage, projects: string): Promise<Buffer> => {
  const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
  const child = spawn("git", ["http-backend"], { env: {
    PATH: process.env["PATH"], GIT_PROJECT_ROOT: projects, GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: pathname, QUERY_STRING: search.slice(1), REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers["content-type"] ?? "", REMOTE_ADDR: "127.0.0.1",
    HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "safe.directory", GIT_CONFIG_VALUE_0: "*",
  } });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const spoiled = (body: Buffer, behaviour: ServerBehaviour): Buffer => {
  const pack = body.indexOf("PACK");
  if (pack < 0) return body;
  const copy = Buffer.from(body);
  if (behaviour === "corrupt") copy[pack + 40] = (copy[pack + 40] ?? 0) ^ 0xff;
  return copy;
};

const answer = async (
  server: HttpServer, projects: string, request: IncomingMessage, response: ServerResponse,
): Promise<void> => {
  const { behaviour } = server;
  server.requests += 1;
  if (request.headers.authorization ?? request.headers.cookie) server.credentials += 1;
  if (behaviour === "deaf") return;
  if (behaviour === "refused") {
    return void response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
  }
  if (typeof behaviour === "object") {
    return void response.writeHead(302, { location: `${behaviour.redirect}${request.url}` }).end();
  }
  const whole = await cgi(request, projects);
  const end = whole.indexOf("\r\n\r\n");
  const headers = whole.subarray(0, end).toString().split("\r\n").map((line) => line.split(": "));
  const status = headers.find(([name]) => name === "Status")?.[1]?.slice(0, 3) ?? "200";
  const body = spoiled(whole.subarray(end + 4), behaviour);
  response.writeHead(Number(status), Object.fromEntries(headers.filter(([name]) => name !== "Status")));
  if (behaviour === "slow") {
    for (const byte of body) {
      if (response.destroyed) return;
      response.write(Buffer.from([byte]));
      await sleep(100);
    }
  }
  if (behaviour === "stalling" && body.includes("PACK")) {
    return void response.write(body.subarray(0, -100));
  }
  const cut = behaviour === "truncated" && body.includes("PACK");
  if (!cut) return void response.end(body);
  response.write(body.subarray(0, body.indexOf("PACK") + 60), () => response.destroy());
};

/** With a certificate, over TLS. */
export const serveHttp = async (
  projects: string, certificate?: { readonly key: string; readonly cert: string },
): Promise<HttpServer> => {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(served, projects, request, response).catch(() => response.destroy());
  };
  const server = certificate ? createTlsServer(certificate, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const served: HttpServer = { url: `http${certificate ? "s" : ""}://127.0.0.1:${port}`, behaviour: "well", requests: 0,
    credentials: 0, close: () => {
      server.closeAllConnections();
      server.close();
    } };
  return served;
};

const freePort = (): Promise<number> => new Promise((resolve) => {
  const probe = createSocket();
  probe.listen(0, "127.0.0.1", () => {
    const { port } = probe.address() as AddressInfo;
    probe.close(() => resolve(port));
  });
});

/** Hangs up on everybody; `close` tells on how many. */
export const countConnections = async (): Promise<{ port: number; close(): number }> => {
  let count = 0;
  const server = createSocket((socket) => {
    count += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => {
    server.close();
    return count;
  } };
};

const accepts = async (port: number): Promise<boolean> => {
  const { connect } = await import("node:net");
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
};

export interface SshServer {
  readonly port: number;
  readonly hostKey: string;
  close(): void;
}

/**
 * An sshd of our own; `user` is the name of the key that may sign in, `forced` a shell command that
 * it then gets in place of git's, and `more` are lines for its configuration.
 */
export const serveSsh = async (
  fleet: Fleet, user: string, forced: string | null = null, more: readonly string[] = [],
): Promise<SshServer> => {
  const dir = join(fleet.dir, "sshd");
  const port = await freePort();
  mkdirSync(dir, { mode: 0o700, recursive: true });
  if (!existsSync("/run/sshd")) mkdirSync("/run/sshd", { mode: 0o755 });
  if (forced !== null) writeFileSync(join(dir, "forced"), forced);
  writeFileSync(join(dir, "authorized_keys"),
    `${forced === null ? "" : `command="sh ${dir}/forced" `}${fleet.sshKey(user)}\n`);
  chmodSync(join(dir, "authorized_keys"), 0o600);
  writeFileSync(join(dir, "config"), [`Port ${port}`, "ListenAddress 127.0.0.1",
    `HostKey ${fleet.sshKeyFile("sshd")}`, `AuthorizedKeysFile ${dir}/authorized_keys`,
    "PidFile none", "StrictModes no", "UsePAM no", "PermitRootLogin yes",
    "PasswordAuthentication no", "KbdInteractiveAuthentication no", ...more].join("\n"));
  const child = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", join(dir, "config")],
    { stdio: "ignore" });
  await until(() => accepts(port), 5);
  return { port, hostKey: fleet.sshKey("sshd"), close: () => child.kill("SIGTERM") };
};
