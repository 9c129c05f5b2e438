/** A tree leads no path out of itself, however many links its owner has made. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { rootedPath } from "../../../src/edges/linux/rooted-path.ts";

let dir: string;
const root = (): string => join(dir, "tree");
const out = (name: string): string => join(dir, "out", name);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "vexor-rooted-"));
  mkdirSync(join(root(), "etc"), { recursive: true });
  mkdirSync(join(root(), "links"));
  mkdirSync(out(""));
  writeFileSync(out("file"), "outside\n");
});
afterEach(() => rmSync(dir, { recursive: true }));

/** `path` leads by so many links of the tree's to `target`. */
const chain = (path: string, links: number, target: string): void => {
  const step = (at: number): string =>
    (at === links ? target : `/links/${basename(path)}.${at}`);
  symlinkSync(step(1), root() + path);
  for (let at = 1; at < links; at++) symlinkSync(step(at + 1), root() + step(at));
};

test("links below the root end below the root, as many as the kernel follows", () => {
  mkdirSync(`${root()}/real`);
  chain("/etc/sysctl.d", 40, "/../../real");
  expect(rootedPath(root(), "/etc/sysctl.d/a", true)).toBe(`${root()}/real/a`);
});

test.each(["/etc/link", "/etc/link/", "/etc/link/.", "/etc/./link", "/alias/link", "//alias/link//"])(
  "%s is the link itself where it is not followed, and lies in the real directory", (path) => {
    symlinkSync(out("file"), `${root()}/etc/link`);
    symlinkSync("/etc", `${root()}/alias`);
    expect(rootedPath(root(), path, false)).toBe(`${root()}/etc/link`);
  });

test.each(["/..", "/etc/../..", "/.", "/", "//..//."])("%s is the root itself", (path) => {
  expect([true, false].map((follow) => rootedPath(root(), path, follow).replace(/\/$/, "")))
    .toEqual([root(), root()]);
});

test("what is not followed is still looked for below the root, whatever leads there", () => {
  symlinkSync(out(""), `${root()}/etc/out`);
  expect(rootedPath(root(), "/etc/out/file", false)).toBe(root() + out("file"));
  expect(rootedPath(root(), "/etc/../../out/file", false)).toBe(`${root()}/out/file`);
});

describe.each([41, 42, 80, 81, 90])("through %d links", (links) => {
  test("nothing outside of the tree is read", () => {
    chain("/etc/hostname", links, out("file"));
    chain("/etc/sysctl.d", links, out(""));
    const host = createLinuxHost(root());
    expect([host.read("/etc/hostname"), host.read("/etc/sysctl.d/file"), host.stat("/etc/hostname"),
      host.resolve("/etc/hostname"), host.list("/etc/sysctl.d"), host.bytes("/etc/hostname", 99),
      host.bytesFor(0, "/etc/hostname", 99), host.lockHolder("/etc/sysctl.d/lock")])
      .toEqual([null, null, null, null, [], null, null, null]);
  });

  test("nothing outside of the tree is written", () => {
    chain("/etc/sysctl.d", links, out(""));
    const host = createLinuxHost(root());
    const writes = [() => host.replace("/etc/sysctl.d/file", "inside"),
      () => host.append("/etc/sysctl.d/file", "inside"), () => host.remove("/etc/sysctl.d/file"),
      () => host.makeDir("/etc/sysctl.d/more"), () => host.putLink("/etc/sysctl.d/link", "x"),
      () => host.lock("/etc/sysctl.d/lock", "test")];
    for (const write of writes) expect(write).toThrow(/ELOOP/);
    expect(readFileSync(out("file"), "utf8")).toBe("outside\n");
  });
});
