/** The lock of a host: only its owner can open it, and its holder is named as the kernel tells. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { takeLock } from "../../../src/edges/linux/lock.ts";
import { lockHolder } from "../../../src/edges/linux/lock-holder.ts";

const root = mkdtempSync(join(tmpdir(), "vexor-lock-"));
const directory = join(root, "run", "root");
const path = join(directory, "lock");
const others: ChildProcess[] = [];
beforeEach(() => rmSync(join(root, "run"), { recursive: true, force: true }));
afterAll(() => {
  for (const one of others) one.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

const modeOf = (of: string): number => statSync(of).mode & 0o7777;

/** Another process of ours holds the lock. */
const heldByFlock = async (): Promise<ChildProcess> => {
  const other = spawn("flock", ["--no-fork", path, "sh", "-c", "echo held; exec sleep 60"],
    { stdio: ["ignore", "pipe", "inherit"] });
  others.push(other);
  await once(other.stdout, "data");
  return other;
};

const refusal = (): string => {
  try {
    takeLock(path, "vexor test, root (pid 1)")();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

test("only its owner may enter the lock's directory and open its file", () => {
  takeLock(path, "vexor test")();
  expect([modeOf(directory), modeOf(path)]).toEqual([0o700, 0o600]);
});

test("rights that were added to the lock are removed again", () => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(path, "");
  chmodSync(directory, 0o777);
  chmodSync(path, 0o666);
  takeLock(path, "vexor test")();
  expect([modeOf(directory), modeOf(path)]).toEqual([0o700, 0o600]);
});

test("a held lock names its holder in the holder's own words", () => {
  const unlock = takeLock(path, `vexor apply, root (pid ${process.pid})`);
  expect(refusal()).toBe(`this host is held by vexor apply, root (pid ${process.pid})`);
  unlock();
  expect(refusal()).toBe("");
});

test("the process that holds the lock is found without touching the lock", async () => {
  expect(lockHolder(path)).toBeNull();
  const unlock = takeLock(path, "vexor test");
  expect(lockHolder(path)).toBe(process.pid);
  unlock();
  expect(lockHolder(path)).toBeNull();
  const other = await heldByFlock();
  expect(lockHolder(path)).toBe(other.pid);
  other.kill("SIGKILL");
  await once(other, "exit");
});

test("the text that an earlier holder left in the file is not ascribed to another holder", async () => {
  takeLock(path, "vexor apply, root (pid 12079)")();
  const other = await heldByFlock();
  expect(refusal()).toBe("this host is held by sleep 60 "
    + `(pid ${other.pid}, uid ${process.getuid?.()})`);
  other.kill("SIGKILL");
  await once(other, "exit");
  expect(refusal()).toBe("");
});

test("a link in the place of the directory is not followed", () => {
  mkdirSync(join(root, "run"), { recursive: true });
  mkdirSync(join(root, "elsewhere"), { recursive: true });
  symlinkSync(join(root, "elsewhere"), directory);
  expect(() => takeLock(path, "vexor test")).toThrow(/is not a directory/);
});

test("a link or a pipe in the place of the file is not opened", () => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  symlinkSync(join(root, "elsewhere"), path);
  expect(() => takeLock(path, "vexor test")).toThrow(/ELOOP/);
  rmSync(path);
  execFileSync("mkfifo", ["-m", "600", path]);
  expect(() => takeLock(path, "vexor test")).toThrow(/is not a regular file/);
});

test.runIf(process.getuid?.() === 0)("another user's directory or file is refused", () => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chownSync(directory, 65_534, 65_534);
  expect(() => takeLock(path, "vexor test")).toThrow(/belongs to uid 65534/);
  chownSync(directory, 0, 0);
  writeFileSync(path, "");
  chownSync(path, 65_534, 65_534);
  expect(() => takeLock(path, "vexor test")).toThrow(/belongs to uid 65534/);
});
