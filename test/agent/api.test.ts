/** The agent's socket, against every client that might connect to it. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { API, readResponse, readRequest } from "../../src/agent/api.ts";
import { askAt, serveJsonLines } from "../../src/edges/agent/json-line-socket.ts";

const ask = (fields: object): string => JSON.stringify({ format: API, ...fields });

describe("a request is exactly what it should be", () => {
  test.each([
    { call: "status" }, { call: "drift" }, { call: "history", last: 20 },
    { call: "sync", retry: false }, { call: "suspend", why: "incident", by: "root" },
    { call: "approve", plan: "4ea5e52fa3ac90d1f7c3b2086e5a41d9" },
    { call: "break-glass", address: "sysctl/vm.swappiness", forMs: 1, why: "w", by: "b" },
    { call: "end-break-glass", address: "sysctl/vm.swappiness" },
  ])("%j", (fields) => expect(readRequest(ask(fields))).toEqual({ format: API, ...fields }));

  test.each([
    ["", "is not JSON"], ["{", "is not JSON"], ["null", "is not JSON"], ["7", "is not JSON"],
    ["[]", "of no format"], ["{}", "of no format"],
    ['{"format":"vexor.api/1","call":"status"}', 'is "vexor.api/1"; this side speaks vexor.api/2'],
    [ask({}), "there is no call"], [ask({ call: "constructor" }), "there is no call"],
    [ask({ call: "__proto__" }), "there is no call"],
    [ask({ call: "mend-glass", address: "sysctl/a" }), "there is no call"],
    [ask({ call: "status", shell: "rm" }), 'status takes no "shell"'],
    [ask({ call: "history" }), "history: last is missing"],
    [ask({ call: "history", last: 51 }), "history: last is missing"],
    [ask({ call: "sync", retry: "yes" }), "sync: retry is missing"],
    [ask({ call: "suspend", why: "a\nb", by: "root" }), "suspend: why is missing"],
    [ask({ call: "suspend", why: "x".repeat(501), by: "root" }), "suspend: why is missing"],
    [ask({ call: "approve", plan: "../.." }), "approve: plan is missing"],
    [ask({ call: "approve", plan: "4ea5e52fa3ac" }), "approve: plan is missing"],
    [ask({ call: "break-glass", address: "sysctl/a b", forMs: 1, why: "w", by: "b" }), "address"],
    [ask({ call: "break-glass", address: "sysctl/a", forMs: 1e12, why: "w", by: "b" }), "forMs"],
  ])("%.60s", (text, why) => expect(() => readRequest(text)).toThrow(why));

  test("a response of another version is refused", () => {
    expect(() => readResponse('{"format":"vexor.api/1","status":{}}')).toThrow("this side speaks");
    expect(() => readResponse("<html>")).toThrow("the answer is not JSON");
  });
});

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

const freshPath = (): string => {
  const dir = mkdtempSync(join(tmpdir(), "vexor-socket-"));
  ends.push(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, "agent.sock");
};

/** Answers with what it was asked, as the agent would: from memory. */
const served = async (limits?: Parameters<typeof serveJsonLines>[2]): Promise<string> => {
  const path = freshPath();
  ends.push(await serveJsonLines(path, async (line) => {
    try {
      return { heard: readRequest(line) };
    } catch (error) {
      return { refused: (error as Error).message };
    }
  }, limits));
  return path;
};

const open = (path: string): Promise<Socket> => new Promise((resolve, reject) => {
  const socket = connect({ path, allowHalfOpen: true }, () => resolve(socket));
  socket.on("error", reject);
  ends.push(() => socket.destroy());
});

/** All that comes until the other side ends; null when it was cut off without a word. */
const rest = (socket: Socket): Promise<string | null> => new Promise((resolve) => {
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  socket.removeAllListeners("error").on("error", () => resolve(text || null));
  socket.on("close", () => resolve(text || null));
  socket.on("end", () => socket.end());
});

const STATUS = ask({ call: "status" });
const HEARD = { heard: { format: API, call: "status" } };
const asked = async (path: string): Promise<unknown> =>
  JSON.parse(await askAt(path, JSON.parse(STATUS) as object, 10_000));

describe("the socket", () => {
  test("is open to its owner and group only, from its first moment", async () => {
    expect(statSync(await served()).mode & 0o777).toBe(0o660);
  });

  test("answers a client that has closed its own half, with or without a line break", async () => {
    const path = await served();
    for (const text of [`${STATUS}\n`, STATUS]) {
      const socket = await open(path);
      socket.end(text);
      expect(JSON.parse(await rest(socket) ?? "")).toEqual(HEARD);
    }
  });

  test("refuses half a request and rubbish", async () => {
    const path = await served();
    for (const bytes of ["", STATUS.slice(0, 20), "\u0000\u0001\n", "GET / HTTP/1.1\r\n\r\n",
      Buffer.from([0xff, 0xfe, 0x0a])]) {
      const socket = await open(path);
      socket.end(bytes);
      expect(await rest(socket)).toContain("the request is not JSON");
    }
  });

  test("answers the first request only", async () => {
    const [path, heard] = [freshPath(), [] as string[]];
    ends.push(await serveJsonLines(path, async (line) => void heard.push(line)));
    const socket = await open(path);
    socket.end("one\ntwo\nthree");
    await rest(socket);
    expect(heard).toEqual(["one"]);
  });

  test("accepts a request in pieces", async () => {
    const socket = await open(await served());
    for (const letter of STATUS) socket.write(letter);
    socket.write("\n");
    expect(JSON.parse(await rest(socket) ?? "")).toEqual(HEARD);
  });

  test("hangs up on an over-long line", async () => {
    const path = await served();
    const socket = await open(path);
    const end = rest(socket);
    socket.write("x".repeat(1024 * 1024));
    expect(await end).toBeNull();
    expect(await asked(path)).toEqual(HEARD);
  });

  test("cuts off a client that never asks, and one that asks letter by letter for ever", async () => {
    const path = await served({ longest: 1024, deadlineMs: 150, most: 8 });
    const [silent, dripping] = [await open(path), await open(path)];
    const drip = setInterval(() => dripping.write("x"), 10);
    ends.push(() => clearInterval(drip));
    expect(await Promise.all([rest(silent), rest(dripping)])).toEqual([null, null]);
  });

  test("cuts off a client that does not read its response", async () => {
    const path = freshPath();
    const huge = "x".repeat(8 * 1024 * 1024);
    const reply = async (line: string): Promise<string> => (line === "huge" ? huge : "small");
    ends.push(await serveJsonLines(path, reply, { longest: 1024, deadlineMs: 300, most: 1 }));
    const socket = await open(path);
    socket.pause();
    socket.write("huge\n");
    // There is room for one: as soon as another one is answered, the first was cut off.
    while (await askAt(path, {}, 10_000).catch(() => null) !== '"small"');
    const end = rest(socket);
    socket.resume();
    expect((await end)?.length ?? 0).toBeLessThan(huge.length);
  });

  test("closes connections beyond its room at once when 100 clients send nothing", async () => {
    const path = await served({ longest: 1024, deadlineMs: 60_000, most: 64 });
    const sitting = await Promise.all(Array.from({ length: 100 }, () => open(path)));
    const left = new Set(sitting);
    const ended = sitting.map((socket) => rest(socket).then(() => left.delete(socket)));
    await Promise.all(ended.slice(64));
    expect(left.size).toBe(64);
    sitting[0]?.destroy();
    await ended[0];
    while (await asked(path).catch(() => null) === null);
  });

  test("cuts off 100 clients that send nothing, and recovers", async () => {
    const path = await served({ longest: 1024, deadlineMs: 300, most: 64 });
    const sitting = await Promise.all(Array.from({ length: 100 }, () => open(path)));
    expect(await Promise.all(sitting.map(rest))).toEqual(Array.from({ length: 100 }, () => null));
    expect(await asked(path)).toEqual(HEARD);
  });

  test("answers 60 clients that ask at once", async () => {
    const path = await served();
    const all = await Promise.all(Array.from({ length: 60 }, () => asked(path)));
    expect(all).toEqual(Array.from({ length: 60 }, () => HEARD));
  });

  test("is not taken over by a second agent, and is taken over from a dead one", async () => {
    const path = await served();
    await expect(serveJsonLines(path, async () => null)).rejects.toMatchObject({ code: "LOCKED" });
    expect(await asked(path)).toEqual(HEARD);
    const dead = freshPath();
    writeFileSync(dead, "");
    ends.push(await serveJsonLines(dead, async () => "new"));
    expect(await askAt(dead, {}, 10_000)).toBe('"new"');
  });
});

describe("a client of the API", () => {
  test("reports by name an agent that is absent, hangs up or stays silent", async () => {
    const path = freshPath();
    await expect(askAt(path, {}, 10_000)).rejects.toMatchObject({ code: "AGENT_SILENT" });
    ends.push(await serveJsonLines(path, () => new Promise(() => undefined),
      { longest: 1024, deadlineMs: 100, most: 8 }));
    await expect(askAt(path, {}, 10_000)).rejects.toThrow("it hung up");
    await expect(askAt(path, {}, 20)).rejects.toThrow("no answer in time");
  });
});
