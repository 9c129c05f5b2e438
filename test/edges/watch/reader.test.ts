/** The reader, on sockets and a clock of the test's own, and the agent's end of its lines. */
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAudience, POLL } from "../../../src/edges/watch/audience.ts";
import { listenTo } from "../../../src/edges/watch/by-reader.ts";
import { FAN } from "../../../src/edges/watch/fanotify-events.ts";
import { isKernelFile, LOST_LINE, readLine, wroteLine } from "../../../src/edges/watch/lines.ts";
import { createReader, type ReaderIo } from "../../../src/edges/watch/reader.ts";
import { watchHost } from "../../../src/edges/watch/host.ts";
import { identify } from "../../../src/edges/watch/writer.ts";
import { eventRecord } from "../../support/fanotify.ts";

const LISTENING = 3;
const WRITES = 6;
const HELLO = '{"format":"vexor.watch/1","because":null}\n';

/** Sockets that take as many lines as they have room for. */
const fakeSockets = () => {
  const rooms = new Map<number, number>();
  const got = new Map<number, string[]>();
  const closed: number[] = [];
  return {
    rooms, got, closed,
    send: (fd: number, line: string): "sent" | "full" | "gone" => {
      const room = rooms.get(fd) ?? Infinity;
      if (room < 0) return "gone";
      if (room === 0) return "full";
      rooms.set(fd, room - 1);
      got.set(fd, [...got.get(fd) ?? [], line]);
      return "sent";
    },
    close: (fd: number) => void closed.push(fd),
  };
};

describe("the listeners of the reader", () => {
  test("lose lines when they do not read, receive one notice of it, and delay no other", () => {
    const sockets = fakeSockets();
    const audience = createAudience(sockets, "hello");
    sockets.rooms.set(7, 2);
    for (const fd of [7, 8]) audience.join(fd);
    for (const line of ["a", "b", "c"]) audience.tell(line);
    expect([sockets.got.get(7), sockets.got.get(8)])
      .toEqual([["hello", "a"], ["hello", "a", "b", "c"]]);
    expect(audience.asked()).toEqual([{ fd: 7, events: POLL.OUT }, { fd: 8, events: 0 }]);
    sockets.rooms.set(7, 9);
    audience.handleReadable(7, POLL.OUT);
    audience.tell("d");
    expect(sockets.got.get(7)).toEqual(["hello", "a", LOST_LINE, "d"]);
  });

  test("are four at most, and one that hangs up makes room", () => {
    const sockets = fakeSockets();
    const audience = createAudience(sockets, "hello");
    for (const fd of [7, 8, 9, 10, 11]) audience.join(fd);
    expect([sockets.closed, audience.size]).toEqual([[11], 4]);
    audience.handleReadable(8, POLL.HUP);
    sockets.rooms.set(9, -1);
    audience.tell("a");
    expect([sockets.closed, audience.size]).toEqual([[11, 8, 9], 2]);
  });
});

/** What poll(2) finds, turn by turn, and what is then in the queue. */
const readerOn = (
  turns: readonly (readonly (readonly [fd: number, found: number])[])[],
  queue: readonly (Buffer | null)[] = [], fanotify: string | null = null,
) => {
  const sockets = fakeSockets();
  const left = [...queue];
  const rest = [...turns];
  let fresh = 10;
  let at = 0;
  const waits: number[] = [];
  const io: ReaderIo = { ...sockets, releaseMemory: () => undefined,
    wait: (asked, ms) => {
      waits.push(ms);
      const found = new Map(rest.shift());
      return asked.map(({ fd }) => found.get(fd) ?? 0);
    },
    accept: () => fresh++,
    read: () => left.shift() ?? null };
  const step = createReader(io, LISTENING, fanotify ?? { writes: WRITES, starts: null }, () => at);
  return { ...sockets, step, waits, pass: (ms: number) => void (at += ms) };
};

const written = (path: string): number => openSync(path, "r");
const LISTENER = [[LISTENING, POLL.IN]] as const;
const EVENT = [[WRITES, POLL.IN]] as const;

describe("the reader", () => {
  test("reports which process wrote to a sysctl, and nothing else", () => {
    const fds = ["/proc/self/maps", "/proc/sys/vm/swappiness"].map(written);
    const { step, got } = readerOn([LISTENER, EVENT],
      [Buffer.concat(fds.map((fd) => eventRecord(FAN.MODIFY, fd, process.pid)))]);
    step();
    step();
    const [hello, line = "", ...more] = got.get(10) ?? [];
    expect([hello, more]).toEqual([HELLO, []]);
    expect(JSON.parse(line)).toMatchObject({ wrote: "/proc/sys/vm/swappiness",
      writer: { pid: process.pid, uid: process.getuid?.() } });
    for (const fd of fds) expect(() => closeSync(fd)).toThrow("EBADF");
  });

  test.each<[what: string, queue: readonly (Buffer | null)[]]>([
    ["an overflow", [eventRecord(FAN.Q_OVERFLOW, -1, 0)]],
    ["a queue that cannot be read", [null]],
    ["a file that could not be opened", [eventRecord(FAN.MODIFY, -24, 1)]],
    ["records of another version", [Buffer.alloc(24)]],
  ])("reports %s as lost", (_, queue) => {
    const { step, got } = readerOn([LISTENER, EVENT], queue);
    step();
    step();
    expect(got.get(10)).toEqual([HELLO, LOST_LINE]);
  });

  test("does not report a file that it may not open, which is not a sysctl", () => {
    const { step, got } = readerOn([LISTENER, EVENT],
      [Buffer.concat([-1, -2, -13].map((fd) => eventRecord(FAN.MODIFY, fd, 1)))]);
    step();
    step();
    expect(got.get(10)).toEqual([HELLO]);
  });

  test("says why there is no fanotify, and goes on to listen", () => {
    const { step, got } = readerOn([LISTENER], [], "this kernel has none");
    expect(step()).toBe(true);
    expect(JSON.parse(got.get(10)?.[0] ?? "")).toEqual({ format: "vexor.watch/1",
      because: "this kernel has none" });
  });

  test("ends once it was alone for a minute, and not before", () => {
    const hangUp = [[10, POLL.HUP]] as const;
    const reader = readerOn([LISTENER, [], hangUp]);
    expect(reader.step()).toBe(true);
    reader.pass(600_000);
    expect(reader.step()).toBe(true);
    reader.step();
    reader.pass(59_000);
    expect(reader.step()).toBe(true);
    reader.pass(1_000);
    expect(reader.step()).toBe(false);
    expect(reader.waits).toEqual([2_000, 2_000, 15_000, 2_000, 15_000]);
  });
});

describe("a line of the reader", () => {
  test.each([
    ["/proc/sys/vm/swappiness", true], ["/proc/irq/12/smp_affinity", true],
    ["/proc/sys/net/ipv4/conf/eth0.5/forwarding", true],
    ["/proc/1/oom_score_adj", false], ["/proc/sys", false], ["/proc/irq", false],
    ["/proc/sysrq-trigger", false], ["/etc/shadow", false], ["/x/proc/sys/vm/swappiness", false],
    ["/proc/sys/vm/a\nb", false], [`/proc/sys/${"x".repeat(600)}`, false],
  ])("%j is read as %j", (path, counts) => expect(isKernelFile(path)).toBe(counts));

  test("is bounded, however long a process's own texts are", () => {
    const me = identify(process.pid, () => null);
    const line = wroteLine("/proc/sys/vm/swappiness", { ...me, exe: "x".repeat(9999),
      argv: Array.from({ length: 32 }, () => "\u2028".repeat(9999)) });
    expect(line.length).toBeLessThan(16 * 1024);
    expect(line.split("\n")).toHaveLength(2);
  });

  test.each(["", "null", "[]", "{}", '"x"', '{"wrote":1}', '{"wrote":"/proc/sys/x"}', "{"])(
    "%j is refused", (text) => expect(readLine(text)).toBeNull());
});

describe("the agent's end", () => {
  let dir = "";
  beforeEach(() => { dir = mkdtempSync(join(tmpdir(), "vexor-reader-")); });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const served = async (heard: (socket: Socket) => void): Promise<() => void> => {
    const server = createServer(heard);
    await new Promise<void>((resolve) => server.listen(join(dir, "sock"), resolve));
    return () => void server.close();
  };
  const recorded = () => {
    const told: string[] = [];
    return { told, heard: { up: () => void told.push("up"), lost: () => void told.push("lost"),
      down: (because: string) => void told.push(`down: ${because}`),
      wrote: (path: string, { pid }: { pid: number }) => void told.push(`${path} by ${pid}`) } };
  };

  test("receives writes, and treats a malformed line as lost events", async () => {
    const end = await served((socket) => void socket.end(`${HELLO}what\n${LOST_LINE}`
      + wroteLine("/proc/sys/vm/swappiness", { ...identify(1, () => null), pid: 812 })));
    const { told, heard } = recorded();
    const { begun, close } = listenTo(join(dir, "sock"), heard);
    await begun;
    await expect.poll(() => told).toEqual(["up", "lost", "lost", "/proc/sys/vm/swappiness by 812",
      "down: vexor-watch.service: it hung up"]);
    close();
    end();
  });

  test("says why there is no reader, or why the reader is silent", async () => {
    const { told, heard } = recorded();
    await listenTo(join(dir, "sock"), heard).begun;
    const end = await served((socket) => void socket.write(HELLO.replace("null", '"no rights"')));
    const { begun, close } = listenTo(join(dir, "sock"), heard);
    await begun;
    expect(told).toEqual(["down: vexor-watch.service: ENOENT", "down: no rights"]);
    close();
    end();
  });

  test("falls back to the watch without rights when the reader ends, and reports it", async () => {
    let served0: Socket | null = null;
    const end = await served((socket) => {
      served0 = socket;
      socket.write(HELLO);
    });
    const means: string[] = [];
    const told: (string | null)[] = [];
    const watch = await watchHost({ kernelFiles: [], files: [], threads: [], services: [] },
      ({ path }) => told.push(path), { reader: join(dir, "sock"),
        meansChanged: ({ kernelFiles }) => means.push(kernelFiles) });
    expect(watch.means).toEqual({ kernelFiles: "fanotify", because: null });
    (served0 as Socket | null)?.destroy();
    await expect.poll(() => means).toEqual(["inotify"]);
    expect(watch.means.because).toMatch(/vexor-watch\.service: it hung up$/);
    expect(told).toEqual([null]);
    watch.close();
    end();
  });
});
