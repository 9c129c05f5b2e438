/** The built executable, and Node, before a forge of one's own: behind its certificates, and behind a proxy. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServerIdentity } from "../support/forge/server.ts";
import { startGithub, TOKEN } from "../support/forge/github-server.ts";
import { within } from "../support/pace.ts";
import { ROOT } from "../support/paths.ts";
import { git, hostText, makeRepository } from "../support/review.ts";
import { programBeside, type Said } from "../support/vexor.ts";

const BUILT = [join(ROOT, "dist/vexor")];
const PROGRAMS = [["the built executable", BUILT], ["Node", [process.execPath, join(ROOT, "src/main.ts")]]] as const;

const place = mkdtempSync(join(tmpdir(), "vexor-forge-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const at = (name: string): string => join(place, name);
const openssl = (...args: readonly string[]): Buffer => execFileSync("openssl", args, { stdio: "pipe" });
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

let identity: ServerIdentity;
let head = "";
beforeAll(() => {
  openssl("req", "-x509", ...NEW_KEY, "-keyout", at("ca.key"), "-out", at("ca.pem"), "-days", "2", "-subj", "/CN=the forge's own");
  openssl("req", ...NEW_KEY, "-keyout", at("server.key"), "-out", at("server.csr"), "-subj", "/CN=forge.test");
  writeFileSync(at("names"), "subjectAltName=DNS:forge.test,IP:127.0.0.1");
  openssl("x509", "-req", "-in", at("server.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "2",
    "-extfile", at("names"), "-out", at("server.pem"));
  identity = { key: readFileSync(at("server.key")), cert: readFileSync(at("server.pem")) };
  const repo = makeRepository({ "hosts/a.yaml": hostText("a") }, { "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 10}") });
  head = git(repo, "rev-parse", "change");
  execFileSync(BUILT[0] ?? "", ["review", "main..change", "--repo", repo, "--number", "7", "--format", "json", "--out", at("review.json")]);
}, within(60_000));

/** Leads every connection to one port of this machine, and keeps the names that it was asked for. */
const startProxy = async (port: () => number): Promise<{ readonly url: string; readonly asked: string[] }> => {
  const asked: string[] = [];
  const proxy = createServer().on("connect", ({ url = "" }, client) => {
    asked.push(url);
    const server = connect(port(), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      server.pipe(client).pipe(server);
    });
    for (const one of [server, client]) one.on("error", () => one.destroy());
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, "127.0.0.1", resolve);
  });
  afterAll(() => proxy.close());
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
};

describe.each(PROGRAMS)("%s", (_, program) => {
  const posted = (env: NodeJS.ProcessEnv): Promise<Said> => programBeside([...program, "review", "--from", at("review.json"), "--post", "github"],
    { PATH: process.env["PATH"], HOME: place, GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: "o/r", ...env });

  test("believes a forge of one's own by the certificates that SSL_CERT_FILE names, and by no others", async () => {
    const server = await startGithub(identity);
    server.pull.head = head;
    const stranger = await posted({ GITHUB_API_URL: server.url });
    expect(stranger).toMatchObject({ code: 0, err: expect.stringMatching(/the review was not posted: .*its certificate is refused, [A-Z]/) });
    expect(server.asked).toEqual([]);
    expect(await posted({ GITHUB_API_URL: server.url, SSL_CERT_FILE: at("ca.pem") })).toMatchObject({ code: 0, err: "" });
    expect([server.comments.length, server.wrong]).toEqual([1, []]);
  }, within(180_000));

  test("goes through the proxy of the environment, and not where NO_PROXY names the forge", async () => {
    const server = await startGithub(identity);
    server.pull.head = head;
    const port = Number(new URL(server.url).port);
    const { url, asked } = await startProxy(() => port);
    const env = { SSL_CERT_FILE: at("ca.pem"), HTTPS_PROXY: url, NODE_USE_ENV_PROXY: "1" };
    expect(await posted({ ...env, GITHUB_API_URL: `https://forge.test:${port}` })).toMatchObject({ code: 0, err: "" });
    expect([...new Set(asked)]).toEqual([`forge.test:${port}`]);
    asked.splice(0);
    expect(await posted({ ...env, GITHUB_API_URL: server.url, NO_PROXY: "127.0.0.1" })).toMatchObject({ code: 0, err: "" });
    expect([asked, server.comments.length]).toEqual([[], 1]);
  }, within(180_000));
});
