/** Files whose events never come: the kernel has no watch left, or this user may not read them. */
import {
  mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nextFileTime } from "../../support/file-clock.ts";
import { within } from "../../support/pace.ts";
import { createFiles } from "../../../src/edges/watch/files.ts";
import { watchHost } from "../../../src/edges/watch/host.ts";

const begun: EventEmitter[] = [];
vi.mock("chokidar", () => ({ watch: () => {
  const deaf = Object.assign(new EventEmitter(), { close: async () => undefined });
  begun.push(deaf);
  setImmediate(() => deaf.emit("ready"));
  return deaf;
} }));

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "vexor-deaf-"));
  begun.length = 0;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (path: string, text: string): void => writeFileSync(join(dir, path), text);

describe("without any event", () => {
  test.each<[what: string, target: string, act: () => void]>([
    ["a directory that is made", "new.d", () => mkdirSync(join(dir, "new.d"))],
    ["one that is made with those above it", "a/b/new.d",
      () => mkdirSync(join(dir, "a/b/new.d"), { recursive: true })],
    ["a file that comes into a directory", "old.d", () => write("old.d/x.conf", "1")],
    ["a directory that goes", "old.d", () => rmSync(join(dir, "old.d"), { recursive: true })],
    ["a file that is written", "file", () => write("file", "2")],
    ["a file that is replaced", "file", () => {
      write("other", "1");
      renameSync(join(dir, "other"), join(dir, "file"));
    }],
    ["a link that is turned", "link", () => {
      symlinkSync("elsewhere", join(dir, "fresh"));
      renameSync(join(dir, "fresh"), join(dir, "link"));
    }],
    ["what a link leads to", "link", () => write("file", "2")],
  ])("%s is found once, and watched again", async (_, target, act) => {
    mkdirSync(join(dir, "old.d"));
    write("file", "1");
    symlinkSync("file", join(dir, "link"));
    const files = createFiles(() => undefined);
    await files.keep([join(dir, target), join(dir, "quiet")]);
    expect(files.changed()).toEqual([]);
    await nextFileTime();
    act();
    expect(files.changed()).toEqual([join(dir, target)]);
    expect(files.changed()).toEqual([]);
    await expect.poll(() => begun.length).toBe(2);
    files.close();
  });

  test("a change that an event has reported is not found again", async () => {
    mkdirSync(join(dir, "old.d"));
    const told: string[] = [];
    const files = createFiles((path) => told.push(path));
    await files.keep([join(dir, "old.d")]);
    await nextFileTime();
    write("old.d/x.conf", "1");
    begun[0]?.emit("all", "add", join(dir, "old.d/x.conf"));
    expect([files.changed(), told]).toEqual([[], [join(dir, "old.d/x.conf")]]);
    files.close();
  });

  test("a watch of the whole host reports such a change", async () => {
    const told: (string | null)[] = [];
    const watch = await watchHost({ kernelFiles: [], files: [join(dir, "new.d")], threads: [],
      services: [] }, ({ path }) => told.push(path));
    mkdirSync(join(dir, "new.d"));
    await expect.poll(() => told, { timeout: within(8_000) }).toEqual([join(dir, "new.d")]);
    watch.close();
  }, within(15_000));
});
