/** Facts that are handed on: into a directory, to a server, and into a repository by real git. */
import { execFileSync } from "node:child_process";
import { createServer, type IncomingMessage } from "node:http";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { receiverFor } from "../../../src/edges/agent/facts-receiver.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { publishSettingsOf, type WrittenPublishSettings } from "../../../src/engine/settings/publish-settings.ts";
import { makeTree } from "../../support/tree.ts";

const FACTS = { text: '{"host":"val-1"}\n', signature: "-----BEGIN SSH SIGNATURE-----\n", digest: "d1" };

const sending = (
  written: WrittenPublishSettings, hostName = "val-1", followed: string | null = null,
) => {
  const scratch = join(makeTree({}), "facts.git");
  const receiver = receiverFor(publishSettingsOf(written, "/etc/vexor-agent/known_hosts"),
    { host: createLinuxHost(""), hostName, scratch, followed: () => followed });
  if (receiver === null) throw new Error("nothing is published");
  return receiver;
};

describe("into a directory", () => {
  test("facts and signature stand there, and nothing else", async () => {
    const directory = join(makeTree({ "/out/": "", "/elsewhere": "kept" }), "out");
    symlinkSync("../elsewhere", join(directory, "val-1.json.new"));
    const { send } = sending({ directory });
    for (const text of ["first", FACTS.text]) await send({ ...FACTS, text });
    expect(execFileSync("ls", ["-A", directory], { encoding: "utf8" })).toBe("val-1.json\nval-1.json.sig\n");
    expect(readFileSync(join(directory, "../elsewhere"), "utf8")).toBe("kept");
    expect(readFileSync(join(directory, "val-1.json"), "utf8")).toBe(FACTS.text);
    expect(readFileSync(join(directory, "val-1.json.sig"), "utf8")).toBe(FACTS.signature);
  });

  test("one that is not there is an error that says what the unit needs", async () => {
    await expect(sending({ directory: "/nonexistent/facts" }).send(FACTS)).rejects.toMatchObject({
      code: "FACTS_NOT_SENT", message: "/nonexistent/facts cannot be written: ENOENT",
      hint: expect.stringContaining("ReadWritePaths=") });
  });
});

interface Put {
  readonly path: string;
  readonly token: string | undefined;
  readonly text: string;
}

/** A server on this host that keeps what is PUT, and gives always the same answer. */
const serving = async (status = 201, headers = {}) => {
  const puts: Put[] = [];
  const take = async (request: IncomingMessage): Promise<void> => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    puts.push({ path: `${request.method} ${request.url}`, token: request.headers.authorization, text });
  };
  const server = createServer((request, response) =>
    void take(request).then(() => response.writeHead(status, headers).end()));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { puts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fleet` };
};

describe("to a server", () => {
  test("each file is PUT below the URL, with the token", async () => {
    const { puts, url } = await serving();
    const tokenFile = join(makeTree({ "/token": "t0ken\n" }), "token");
    chmodSync(tokenFile, 0o640);
    await sending({ url: `${url}/`, tokenFile }).send(FACTS);
    expect(puts).toEqual([
      { path: "PUT /fleet/val-1.json", token: "Bearer t0ken", text: FACTS.text },
      { path: "PUT /fleet/val-1.json.sig", token: "Bearer t0ken", text: FACTS.signature },
    ]);
  });

  test("a token that others may read is not sent", async () => {
    const { puts, url } = await serving();
    const tokenFile = join(makeTree({ "/token": "t0ken\n" }), "token");
    chmodSync(tokenFile, 0o644);
    await expect(sending({ url, tokenFile }).send(FACTS)).rejects.toMatchObject({
      message: `others may read ${tokenFile}: chmod 640` });
    expect(puts).toEqual([]);
  });

  test.each([[500, {}], [307, { location: "http://127.0.0.1:1/" }], [401, {}]])("%i is a failure, and not followed", async (status, headers) => {
    const { puts, url } = await serving(status, headers);
    await expect(sending({ url }).send(FACTS)).rejects.toMatchObject({ code: "FACTS_NOT_SENT",
      message: `PUT ${url}/val-1.json: it answers ${status}` });
    expect(puts.length).toBe(1);
  });
});

const git = (directory: string, ...args: readonly string[]): string =>
  execFileSync("git", [`--git-dir=${directory}`, ...args], { encoding: "utf8" }).trim();

const repository = (): string => {
  const path = join(makeTree({}), "facts.git");
  execFileSync("git", ["init", "--quiet", "--bare", "-b", "main", path]);
  return path;
};

describe("into a repository", () => {
  test("each host adds its own files, beside those of the others", async () => {
    const path = repository();
    for (const host of ["val-1", "val-2"]) await sending({ repository: path }, host).send(FACTS);
    await sending({ repository: path }, "val-2").send({ ...FACTS, text: "newer" });
    expect(git(path, "ls-tree", "--name-only", "main").split("\n"))
      .toEqual(["val-1.json", "val-1.json.sig", "val-2.json", "val-2.json.sig"]);
    expect(git(path, "show", "main:val-2.json")).toBe("newer");
    expect(git(path, "log", "--format=%an %s", "main").split("\n"))
      .toEqual(["val-2 facts of val-2", "val-2 facts of val-2", "val-1 facts of val-1"]);
  });

  test("what is there already makes no commit", async () => {
    const path = repository();
    for (let at = 0; at < 2; at++) await sending({ repository: path }).send(FACTS);
    expect(git(path, "rev-list", "--count", "main")).toBe("1");
  });

  test("another host's push in between does not stop it", async () => {
    const path = repository();
    await sending({ repository: path }, "val-0").send(FACTS);
    // The first push that arrives finds that another one has just come before it.
    const other = git(path, "commit-tree", "main^{tree}", "-p", "main", "-m", "another");
    writeFileSync(join(path, "hooks/update"), `#!/bin/sh
test ! -e late || exit 0
touch late; git update-ref refs/heads/main ${other}; exit 1
`, { mode: 0o755 });
    await sending({ repository: path }).send(FACTS);
    expect(git(path, "log", "--format=%s", "main").split("\n"))
      .toEqual(["facts of val-1", "another", "facts of val-0"]);
  });

  test("one that holds the commit that this host follows is refused, whatever its name", async () => {
    const path = repository();
    await sending({ repository: path }, "val-0").send(FACTS);
    const followed = git(path, "rev-parse", "main");
    await expect(sending({ repository: path }, "val-1", followed).send(FACTS)).rejects.toMatchObject({
      code: "FACTS_NOT_SENT", message: expect.stringContaining("could rewrite its own orders") });
    expect(git(path, "rev-parse", "main")).toBe(followed);
  });

  test("a hook or a configuration of what is cloned runs nothing", async () => {
    const path = repository();
    await sending({ repository: path }, "val-0").send(FACTS);
    const scratch = join(makeTree({}), "facts.git");
    mkdirSync(join(scratch, "hooks"), { recursive: true });
    writeFileSync(join(scratch, "hooks/pre-push"), `#!/bin/sh\ntouch ${scratch}.ran\n`, { mode: 0o755 });
    writeFileSync(join(scratch, "config"), `[core]\nfsmonitor = touch ${scratch}.ran\n`);
    const receiver = receiverFor(publishSettingsOf({ repository: path }, "/k"),
      { host: createLinuxHost(""), hostName: "val-1", scratch, followed: () => null });
    await receiver?.send(FACTS);
    expect(git(path, "rev-list", "--count", "main")).toBe("2");
    expect(() => readFileSync(`${scratch}.ran`)).toThrow("ENOENT");
  });

  test("a failure of git says what git says", async () => {
    await expect(sending({ repository: "/nonexistent/facts.git" }).send(FACTS)).rejects.toMatchObject({
      code: "FACTS_NOT_SENT", message: expect.stringContaining("/nonexistent/facts.git") });
  });
});
