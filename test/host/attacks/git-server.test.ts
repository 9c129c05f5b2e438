/**
 * A git server that has its right host key and no key that signs commits. It says whatever it likes,
 * over ssh and before ssh begins, and offers what git has for fetching elsewhere: redirected packs,
 * bundles, alternates, promisors, submodules. The host keeps what it has and follows on afterwards.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSocket, type AddressInfo, type Socket } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { harmfulIn } from "../../support/hostile.ts";
import { within } from "../../support/pace.ts";
import { changed, snapshotTree } from "../../support/tree.ts";
import { cannotServe } from "../support/prerequisites.ts";
import { Fleet, HOST_FILE } from "../support/fleet.ts";
import { countConnections, serveHttp, serveSsh } from "../support/servers.ts";

const KNOWN = "/etc/vexor-agent/known_hosts";
const KEY = "/etc/vexor-agent/deploy_key";
const CHANGED = "apiVersion: vexor/v1\nhost: test-host\nextends: [../roles/r.yaml]\nmode: observe\n";

let fleet: Fleet;
let good: string;

const follow = (more: Readonly<Record<string, string>>): void =>
  fleet.configure({ url: fleet.origin, signatures: "none", pin: good, ...more });

/** Processes that were started for a fetch and still run. */
const left = (word: string): readonly string[] => readdirSync("/proc")
  .filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
      return /^(?:git|ssh|prlimit) /.test(line) && line.includes(word) ? [line] : [];
    } catch {
      return [];
    }
  });

/** Nothing of the host changes, in bounded time, and what is said can be printed. */
const refuses = async (says: RegExp, about: string): Promise<void> => {
  const before = snapshotTree(fleet.root);
  const begun = Date.now();
  const said = await fleet.checked();
  expect(Date.now() - begun).toBeLessThan(within(25_000));
  expect(said).toMatch(says);
  expect(harmfulIn(said)).toEqual([]);
  expect(said).not.toContain("\n");
  expect(said.length).toBeLessThan(1000);
  expect(changed(before, snapshotTree(fleet.root))).toEqual([]);
  expect(left(about)).toEqual([]);
};

const advance = (): string => {
  const id = fleet.commit({ files: { [HOST_FILE]: CHANGED } });
  fleet.push();
  return id;
};

beforeEach(async () => {
  fleet = new Fleet();
  good = fleet.begin();
  follow({});
  expect(await fleet.checked()).toBe(good);
  const { code, err } = await fleet.vexor("source", "accept", good, "--yes", "--why", "a test");
  expect(code, err).toBe(0);
});
afterEach(() => fleet.destroy());

describe.skipIf(cannotServe())("an ssh server", () => {
  const overSsh = (port: number, hostKey: string, timeout: string): void => {
    fleet.onHost(KEY, fleet.run("cat", fleet.sshKeyFile("deploy")), 0o600);
    fleet.onHost(KNOWN, `[127.0.0.1]:${port} ${hostKey}\n`);
    follow({ url: `ssh://${userInfo().username}@127.0.0.1:${port}${fleet.origin}`, sshKey: KEY,
      knownHosts: KNOWN, timeout });
  };

  const LINE = "003d0123456789012345678901234567890123456789 refs/heads/%08d\\n";
  /** In place of git's own answer: what it does, how long is waited, and what is said of it. */
  const ANSWERS: readonly (readonly [what: string, script: string, timeout: string, says: RegExp])[] = [
    ["that hangs", "exec sleep 600", "2s", /SOURCE_UNREACHABLE .*longer than 2 s/],
    ["that hangs up", "exit 0", "20s", /SOURCE_UNREACHABLE/],
    ["of zeros without an end", "exec cat /dev/zero", "20s", /SOURCE_UNREACHABLE/],
    ["of random bytes without an end", "exec cat /dev/urandom", "20s", /SOURCE_UNREACHABLE/],
    ["of errors without an end", "exec yes vexor >&2", "20s", /SOURCE_UNREACHABLE .*more than/],
    ["of branches without an end",
      `exec perl -e 'for (my $i = 0; ; $i++) { printf("${LINE}", $i) }'`, "10s",
      /SOURCE_(UNREACHABLE|CORRUPT)/],
    ["that steers a terminal and forges lines",
      "printf '\\033]0;owned\\007\\033[2J\\nfatal: \\342\\200\\256lleh\\rvexor: all is well\\n' >&2; exit 1",
      "20s", /SOURCE_UNREACHABLE/],
    ["that one drop a second keeps alive", "while sleep 1; do printf 0; done", "4s",
      /SOURCE_UNREACHABLE .*longer than 4 s/],
  ];
  test.each(ANSWERS)("with an answer %s", async (_, script, timeout, says) => {
    const server = await serveSsh(fleet, "deploy", script);
    try {
      overSsh(server.port, server.hostKey, timeout);
      await refuses(says, `127.0.0.1:${server.port}`);
    } finally {
      server.close();
    }
    const next = advance();
    const honest = await serveSsh(fleet, "deploy");
    overSsh(honest.port, honest.hostKey, "60s");
    expect(await fleet.checked()).toBe(next);
    honest.close();
  });

  test("with a banner of 200 KB that steers a terminal is fetched from all the same", async () => {
    const banner = join(fleet.dir, "banner");
    writeFileSync(banner, "\u001b]0;owned\u0007\u001b[2Jfatal: all is well\n".repeat(5000));
    const server = await serveSsh(fleet, "deploy", null, [`Banner ${banner}`]);
    overSsh(server.port, server.hostKey, "20s");
    const next = advance();
    expect(await fleet.checked()).toBe(next);
    server.close();
  });

  /** Before there is any ssh: what it says at once, and to each line of ours. */
  const SPEAK: readonly (readonly [what: string, speak: (socket: Socket) => void, says: RegExp])[] = [
    ["nothing", () => undefined, /longer than 3 s/],
    ["its version and then nothing", (socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"), /longer than 3 s/],
    ["lines without an end before its version", (socket) => {
      const timer = setInterval(() => socket.write("vexor: all is well\r\n".repeat(500)), 5);
      socket.on("close", () => clearInterval(timer));
    }, /./],
    ["a version that is 1 MB long", (socket) => socket.write(`SSH-2.0-${"x".repeat(1 << 20)}\r\n`), /./],
    ["escapes", (socket) => socket.end("\u001b]0;owned\u0007\u001b[2J\u202e\r\n"), /./],
  ];
  test.each(SPEAK)("that says %s", async (_, speak, says) => {
    const server = createSocket((socket) => {
      socket.on("error", () => undefined);
      speak(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    overSsh(port, fleet.sshKey("sshd"), "3s");
    await refuses(/SOURCE_UNREACHABLE/, `127.0.0.1:${port}`);
    expect(await fleet.checked()).toMatch(says);
    server.close();
  });
});

describe.skipIf(cannotServe())("a server that offers", () => {
  let other: { port: number; close(): number };
  const elsewhere = (): string => `http://127.0.0.1:${other.port}`;
  const configure = (...lines: readonly (readonly [key: string, value: string])[]): void => {
    for (const [key, value] of lines) fleet.git(`--git-dir=${fleet.origin}`, "config", "--add", key, value);
  };

  beforeEach(async () => {
    other = await countConnections();
  });

  test("bundles and packs at other addresses: they are not asked for", async () => {
    configure(["uploadpack.advertiseBundleURIs", "true"], ["bundle.version", "1"],
      ["bundle.mode", "all"], ["bundle.x.uri", `${elsewhere()}/x.bundle`],
      ["uploadpack.blobPackfileUri",
        `${fleet.git("rev-parse", `HEAD:${HOST_FILE}`)} ${"1".repeat(40)} ${elsewhere()}/x.pack`]);
    const next = advance();
    const server = await serveHttp(fleet.dir);
    follow({ url: `${server.url}/origin.git` });
    expect(await fleet.checked()).toBe(next);
    expect(other.close()).toBe(0);
    server.close();
  });

  test("itself as a promisor, and lacks what it promises: it is not fetched from elsewhere", async () => {
    configure(["promisor.advertise", "true"], ["uploadpack.allowFilter", "true"],
      ["extensions.partialClone", "evil"], ["remote.evil.url", `${elsewhere()}/x.git`],
      ["remote.evil.promisor", "true"], ["remote.evil.partialCloneFilter", "blob:none"]);
    advance();
    const blob = fleet.git("rev-parse", `HEAD:${HOST_FILE}`);
    rmSync(join(fleet.origin, "objects", blob.slice(0, 2), blob.slice(2)));
    const server = await serveHttp(fleet.dir);
    follow({ url: `${server.url}/origin.git` });
    // Its own git asks the promisor, which is the server's own affair.
    await fleet.checked();
    const asked = other.close();
    other = await countConnections();
    configure(["remote.evil.url", `${elsewhere()}/y.git`]);
    await refuses(/SOURCE_(UNREACHABLE|CORRUPT)/, server.url);
    expect(readdirSync(join(fleet.root, "var/lib/vexor-agent/mirror"), { recursive: true })
      .filter((name) => String(name).endsWith(".promisor"))).toEqual([]);
    expect(asked).toBeLessThanOrEqual(2);
    other.close();
    server.close();
  });

  test("a shallow history: what it lacks is not taken for its beginning", async () => {
    advance();
    advance();
    const shallow = join(fleet.dir, "shallow.git");
    fleet.git("clone", "--quiet", "--bare", "--depth=1", `file://${fleet.origin}`, shallow);
    const server = await serveHttp(fleet.dir);
    follow({ url: `${server.url}/shallow.git` });
    await refuses(/SOURCE_CORRUPT .*does not give the whole history of branch main/, server.url);
    const mirror = join(fleet.root, "var/lib/vexor-agent/mirror");
    expect(readdirSync(mirror, { recursive: true }).filter((name) => /shallow/.test(String(name))))
      .toEqual([]);
    follow({ url: `${server.url}/origin.git` });
    expect(await fleet.checked()).toBe(fleet.git("rev-parse", "HEAD"));
    other.close();
    server.close();
  });

  test("submodules: nothing of them is fetched, and no hostile name of one passes", async () => {
    const gitlink = `160000,${good},vendor/evil`;
    const modules = (url: string): string => `[submodule "evil"]\n\tpath = vendor/evil\n\turl = ${url}\n`;
    fleet.git("update-index", "--add", "--cacheinfo", gitlink);
    mkdirSync(join(fleet.work, "vendor"), { recursive: true });
    writeFileSync(join(fleet.work, ".gitmodules"), modules(`${elsewhere()}/evil.git`));
    fleet.git("add", ".gitmodules");
    const next = fleet.commitIndex({});
    fleet.push();
    const server = await serveHttp(fleet.dir);
    follow({ url: `${server.url}/origin.git` });
    expect(await fleet.checked()).toBe(next);
    expect(other.close()).toBe(0);
    writeFileSync(join(fleet.work, ".gitmodules"), modules("-u./payload"));
    fleet.git("add", ".gitmodules");
    fleet.commitIndex({});
    fleet.push();
    await refuses(/SOURCE_CORRUPT/, server.url);
    server.close();
  });

  /** Files of a repository, as any web server has them. */
  const serveFiles = async (
    at: string,
  ): Promise<{ url: string; asked: string[]; close(): void }> => {
    const asked: string[] = [];
    const server = createServer((request: IncomingMessage, response: ServerResponse) => {
      const path = new URL(request.url ?? "/", "http://x").pathname;
      asked.push(path);
      try {
        response.end(readFileSync(join(at, path)));
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked,
      close: () => server.close() };
  };

  test("alternates at other addresses and in files of this host: none is followed", async () => {
    advance();
    const bare = join(fleet.dir, "dumb/origin.git");
    fleet.git("clone", "--quiet", "--bare", fleet.origin, bare);
    execFileSync("git", [`--git-dir=${bare}`, "update-server-info"]);
    for (const name of readdirSync(join(bare, "objects"))) {
      if (name !== "info") rmSync(join(bare, "objects", name), { recursive: true });
    }
    mkdirSync(join(bare, "objects/info"), { recursive: true });
    for (const name of ["alternates", "http-alternates"]) {
      writeFileSync(join(bare, "objects/info", name),
        `${elsewhere()}/x.git/objects\nfile://${fleet.origin}/objects\n${fleet.origin}/objects\n`);
    }
    const server = await serveFiles(join(fleet.dir, "dumb"));
    follow({ url: `${server.url}/origin.git` });
    await refuses(/SOURCE_(UNREACHABLE|CORRUPT)/, server.url);
    expect(server.asked.join(" ")).toContain("info/refs");
    expect(other.close()).toBe(0);
    server.close();
  });
});
