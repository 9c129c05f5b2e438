/** The parts of watching that need no rights: records, names, files, and Node without system calls. */
import { spawn } from "node:child_process";
import {
  closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, renameSync, rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { within } from "../../support/pace.ts";
import { FAN, parseEvents } from "../../../src/edges/watch/fanotify-events.ts";
import { dispatchEvent, type FanotifyListener } from "../../../src/edges/watch/fanotify.ts";
import { createFiles, concernsTargets, rootsOf } from "../../../src/edges/watch/files.ts";
import { watchHost } from "../../../src/edges/watch/host.ts";
import { createKernelFiles } from "../../../src/edges/watch/kernel-files.ts";
import { createExecEvents } from "../../../src/edges/watch/exec-events.ts";
import { createThreads, isWorthTelling } from "../../../src/edges/watch/threads.ts";
import { identify, unitIn } from "../../../src/edges/watch/writer.ts";
import type { ChangeEvent } from "../../../src/engine/drift/watch.ts";
import { eventRecord } from "../../support/fanotify.ts";

let dir = "";
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), "vexor-watch-")); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("records of the kernel", () => {
  test("are read when several come in one piece", () => {
    const bytes = Buffer.concat([eventRecord(FAN.MODIFY, 7, 812), eventRecord(FAN.Q_OVERFLOW, -1, 0)]);
    expect(parseEvents(bytes)).toEqual([{ mask: 2, fd: 7, pid: 812 },
      { mask: FAN.Q_OVERFLOW, fd: -1, pid: 0 }]);
  });

  test.each([["too short", Buffer.alloc(10)], ["another version", Buffer.alloc(24)]])(
    "are refused when they are %s", (_, bytes) => expect(parseEvents(bytes)).toBeNull());

  const heardOf = (mask: number, fd: number): readonly string[] => {
    const told: string[] = [];
    const heard: FanotifyListener = {
      wrote: (path) => told.push(`wrote ${path}`),
      lost: () => told.push("lost"),
    };
    dispatchEvent({ mask, fd, pid: 1 }, heard);
    return told;
  };

  test("mean by an overflow or an unopened file that anything may have changed", () => {
    expect(heardOf(FAN.Q_OVERFLOW, -1)).toEqual(["lost"]);
    expect(heardOf(FAN.MODIFY, -24)).toEqual(["lost"]); // EMFILE
    expect(heardOf(FAN.MODIFY, -2)).toEqual([]); // ENOENT: its process is gone, and it with it
  });

  test("have their descriptors closed", () => {
    const fd = openSync("/proc/self/maps", "r");
    expect(heardOf(FAN.MODIFY, fd)[0]).toMatch(/^wrote \/proc\/\d+\/maps$/);
    expect(() => closeSync(fd)).toThrow("EBADF");
  });
});

describe("the process that wrote", () => {
  test("is described in full while it lives", () => {
    const read = (pid: number, name: string): string => readFileSync(`/proc/${pid}/${name}`, "utf8");
    const argv = read(process.pid, "cmdline").split("\0").slice(0, -1);
    const me = identify(process.pid, () => null);
    expect(me).toMatchObject({ pid: process.pid, uid: process.getuid?.(), exe: process.execPath, argv,
      name: read(process.pid, "comm").trim() });
    expect(me.parents[0]).toBe(read(process.ppid, "comm").trim());
  });

  test.skipIf(process.getuid?.() !== 0)("is described by what cannot delay the reader when it is another user's", async () => {
    const child = spawn("sleep", ["60"], { uid: 65_534 });
    onTestFinished(() => void child.kill("SIGKILL"));
    await expect.poll(() => identify(child.pid ?? 0, () => null)).toMatchObject({
      pid: child.pid, name: "sleep", argv: [], uid: 65_534, user: "nobody", parents: [] });
  });

  test("is described by its program's file when it has ended", () => {
    expect(identify(2 ** 30, () => "/usr/sbin/sysctl")).toMatchObject({
      name: "sysctl", exe: "/usr/sbin/sysctl", uid: null, unit: null, parents: [] });
    expect(identify(2 ** 30, () => null)).toMatchObject({ name: null, exe: null });
  });

  test.each([
    ["0::/system.slice/ssh.service\n", "ssh.service"],
    ["0::/user.slice/user-1000.slice/session-4.scope", "session-4.scope"],
    ["0::/user.slice/user-1000.slice/user@1000.service/app.slice/a.service", "a.service"],
    ["9:name=systemd:/system.slice/cron.service\n0::/\n", "cron.service"],
    ["0::/system.slice/sol.service/tile/net", "sol.service"],
    ["0::/\n", null], [null, null],
  ])("the unit in %j", (text, unit) => expect(unitIn(text)).toBe(unit));

  test("starts of programs are kept for a while, and not without end", () => {
    const starts = createExecEvents(null);
    starts.note(5, "/usr/sbin/sysctl", 0);
    starts.note(5, "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", 0);
    expect(starts.find(5, 1000)).toBe("/usr/sbin/sysctl");
    expect(starts.find(5, 100_000)).toBeNull();
    for (let pid = 10; pid < 2000; pid++) starts.note(pid, "/bin/true", 1000);
    expect(starts.find(5, 1001)).toBeNull();
  });

  test("starts of programs are read when a name is missing, and their files closed", () => {
    const queue = join(dir, "queue");
    const program = openSync(process.execPath, "r");
    writeFileSync(queue, eventRecord(FAN.OPEN_EXEC, program, 812));
    const starts = createExecEvents(openSync(queue, "r"));
    expect(starts.find(812, 0)).toBe(realpathSync(process.execPath));
    expect(() => closeSync(program)).toThrow("EBADF");
    starts.close();
  });
});

describe("kernel files", () => {
  test("report a change or an absence once, and a peek does not record it", () => {
    const [a, b] = [join(dir, "a"), join(dir, "b")];
    writeFileSync(a, "1\n");
    const files = createKernelFiles();
    files.keep([a, b]);
    expect(files.peek()).toEqual([]);
    writeFileSync(a, "22\n");
    writeFileSync(b, "1\n");
    expect(files.peek()).toEqual([a, b]);
    expect([a, b, a, b].map(files.hasChanged)).toEqual([true, true, false, false]);
    files.keep([b]);
    expect(files.has(a)).toBe(false);
    writeFileSync(a, "3\n");
    files.keep([a, b]);
    expect(files.peek()).toEqual([]);
    files.keep([]);
  });

  test("report a change at the end of a long text", () => {
    const path = join(dir, "long");
    const files = createKernelFiles();
    for (const length of [499, 500, 999, 1000, 1001, 60_000]) {
      writeFileSync(path, `${"1".repeat(length)}\n`);
      files.keep([path]);
      writeFileSync(path, `${"1".repeat(length - 1)}2\n`);
      expect([length, files.hasChanged(path), files.hasChanged(path)]).toEqual([length, true, false]);
      files.keep([]);
    }
  });
});

describe("real files", () => {
  test("are watched along the path to a target, at the target, and directly in it", () => {
    const targets = ["/etc/sysctl.d", "/etc/default/irqbalance"];
    for (const path of ["/etc", "/etc/default", "/etc/sysctl.d/a.conf"]) {
      expect(concernsTargets(path, targets), path).toBe(true);
    }
    for (const path of ["/etc/passwd", "/etc/sysctl.d/x/y", "/etc/sysctl.d.old", "/usr"]) {
      expect(concernsTargets(path, targets), path).toBe(false);
    }
    expect(rootsOf(["/etc/a", "/etc", "/etc/a", "/etcetera"])).toEqual(["/etc", "/etcetera"]);
  });

  test("are reported when they come, change or go, also in new directories", async () => {
    const targets = [join(dir, "there"), join(dir, "new", "unit.d")];
    mkdirSync(targets[0] ?? "");
    const told = new Set<string>();
    const files = createFiles((path) => told.add(path));
    await files.keep(targets);
    const seen = async (path: string): Promise<void> => {
      await expect.poll(() => told.has(path), { timeout: within(5000) }).toBe(true);
      told.clear();
    };
    const conf = join(dir, "there", "a.conf");
    writeFileSync(`${conf}.tmp`, "1");
    renameSync(`${conf}.tmp`, conf);
    await seen(conf);
    writeFileSync(conf, "2");
    await seen(conf);
    rmSync(conf);
    await seen(conf);
    mkdirSync(join(dir, "new", "unit.d"), { recursive: true });
    writeFileSync(join(dir, "new", "unit.d", "10.conf"), "1");
    await seen(join(dir, "new", "unit.d", "10.conf"));
    writeFileSync(join(dir, "elsewhere"), "1");
    files.close();
    expect(told.has(join(dir, "elsewhere"))).toBe(false);
  });
});

describe("threads", () => {
  const look = (masks: Readonly<Record<number, string>>, fresh: readonly number[] = [], pids = "9") =>
    ({ masks: new Map(Object.entries(masks).map(([tid, mask]) => [Number(tid), mask])), fresh, pids,
      tids: new Map() });

  test.each([
    ["nothing", look({ 1: "0-3" }), look({ 1: "0-3" }), false],
    ["a mask that changed", look({ 1: "0-3", 2: "1" }), look({ 1: "1", 2: "1" }), true],
    ["a thread that ended", look({ 1: "0-3", 2: "1" }), look({ 1: "0-3" }), false],
    ["one that just started, as its creator is", look({ 1: "0-3" }), look({ 1: "0-3", 2: "0-3" }, [2]), false],
    ["one that started elsewhere", look({ 1: "0-3" }), look({ 1: "0-3", 2: "7" }, [2]), true],
    ["one that has come to stay", look({ 1: "0-3", 2: "0-3" }, [2]), look({ 1: "0-3", 2: "0-3" }), true],
    ["another process", look({ 1: "0-3" }), look({ 1: "0-3" }, [], "10"), true],
  ])("%s", (_, before, after, worth) => expect(isWorthTelling(before, after)).toBe(worth));

  test("a thread that comes after others is reported once it has stayed, and once only", async () => {
    writeFileSync(join(dir, "cgroup.procs"), `${process.pid}\n`);
    const threads = createThreads();
    threads.keep([dir]);
    expect([threads.changed(), threads.changed()]).toEqual([[], []]);
    const worker = new Worker("setInterval(() => undefined, 1000)", { eval: true });
    await new Promise((resolve) => worker.once("online", resolve));
    const looks = [1, 2, 3, 4].map(() => threads.changed().length);
    await worker.terminate();
    expect(looks).toEqual([0, 1, 0, 0]);
  });

  test("a service that does not exist is reported never", () => {
    const threads = createThreads();
    threads.keep([join(dir, "none.service")]);
    expect(threads.changed()).toEqual([]);
  });
});

test("without system calls a written file is reported all the same, without a process", async () => {
  const file = join(dir, "value");
  writeFileSync(file, "1\n");
  const told: ChangeEvent[] = [];
  const watch = await watchHost({ kernelFiles: [file], files: [], threads: [], services: [] },
    (notice) => told.push(notice));
  expect(watch.means).toEqual({ kernelFiles: "inotify",
    because: "this runtime has no system calls; vexor-watch.service: ENOENT" });
  writeFileSync(file, "2\n");
  await expect.poll(() => told[0], { timeout: within(5000) }).toMatchObject({ path: file, writer: null });
  watch.close();
  // A second watch of the same file shows when the first would have told, too.
  const later: ChangeEvent[] = [];
  const second = await watchHost({ kernelFiles: [file], files: [], threads: [], services: [] },
    (notice) => later.push(notice));
  writeFileSync(file, "3\n");
  await expect.poll(() => later[0], { timeout: within(5000) }).toMatchObject({ path: file });
  second.close();
  expect(told).toHaveLength(1);
});
