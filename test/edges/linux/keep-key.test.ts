/** A key's second name: the same file, out of other users' reach, whatever becomes of the first. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync,
  symlinkSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { makeKey } from "../../support/keys.ts";

const directory = mkdtempSync(join(tmpdir(), "vexor-keep-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const host = createLinuxHost("");
const key = makeKey();
const path = join(directory, "staked.json");
const kept = join(directory, ".vexor-agent-keys");
beforeEach(() => {
  rmSync(kept, { recursive: true, force: true });
  rmSync(path, { force: true });
  writeFileSync(path, key.text, { mode: 0o600 });
});

const names = (): readonly string[] => readdirSync(kept).map((name) => join(kept, name));

test("a kept key is one file with two names, one mode and one owner", () => {
  chmodSync(path, 0o400);
  host.writer("keys").keepKey(path);
  host.writer("keys").keepKey(path);
  expect(names()).toHaveLength(1);
  expect(statSync(names()[0] ?? "")).toMatchObject({ ino: statSync(path).ino, mode: statSync(path).mode });
  expect(statSync(kept).mode & 0o7777).toBe(0o700);
});

test("a link's target is kept, not the link", () => {
  symlinkSync("staked.json", join(directory, "identity.json"));
  host.writer("keys").keepKey(join(directory, "identity.json"));
  expect(statSync(names()[0] ?? "").ino).toBe(statSync(path).ino);
});

test("a replaced key is kept, and the new one beside it", () => {
  host.writer("keys").keepKey(path);
  const other = makeKey();
  writeFileSync(`${path}.new`, other.text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  host.writer("keys").keepKey(path);
  expect(names().map((name) => readFileSync(name, "utf8")).sort()).toEqual([key.text, other.text].sort());
});

test("nothing is kept of a missing file, a directory or a pipe", () => {
  for (const name of ["none", "sub"]) {
    if (name === "sub") mkdirSync(join(directory, name));
    host.writer("keys").keepKey(join(directory, name));
  }
  expect(() => statSync(kept)).toThrow();
});

test("a directory that others can enter is refused, and so is a link to one", () => {
  mkdirSync(kept, { mode: 0o755 });
  expect(() => host.writer("keys").keepKey(path)).toThrow(/not root's alone/);
  rmSync(kept, { recursive: true });
  mkdirSync(join(directory, "elsewhere"), { mode: 0o700 });
  symlinkSync("elsewhere", kept);
  expect(() => host.writer("keys").keepKey(path)).toThrow(/cannot keep/);
  rmSync(kept);
});

/** Another process turns `way` from a directory into a link to `to`, and back, until it is killed. */
const flip = (way: string, to: string) => spawn(process.execPath, ["-e", `
const { renameSync, symlinkSync, unlinkSync } = require("node:fs");
const [way, to] = process.argv.slice(1);
for (;;) { renameSync(way, way + ".own"); symlinkSync(to, way);
  unlinkSync(way); renameSync(way + ".own", way); }`, way, to], { stdio: "ignore" });

test("no directory is made where the user's link leads to one of root's", async () => {
  const [own, roots] = [join(directory, "way"), join(directory, "roots")];
  for (const place of [own, roots]) mkdirSync(join(place, "keys"), { recursive: true });
  writeFileSync(join(own, "keys/id.json"), key.text, { mode: 0o600 });
  const flipping = flip(own, roots);
  try {
    for (let refused = 0; refused < 40;) {
      try {
        host.writer("keys").keepKey(join(own, "keys/id.json"));
      } catch (error) {
        refused += Number(/cannot keep/.test(String(error)));
      }
    }
    expect(readdirSync(join(roots, "keys"))).toEqual([]);
  } finally {
    flipping.kill("SIGKILL");
    await once(flipping, "exit");
  }
});

test("another file under the key's name is not mistaken for the key", () => {
  mkdirSync(kept, { mode: 0o700 });
  const stranger = join(directory, "stranger");
  writeFileSync(stranger, "not a key");
  linkSync(stranger, join(kept, `staked.json.${statSync(path).ino}`));
  expect(() => host.writer("keys").keepKey(path)).toThrow(/cannot keep/);
});
