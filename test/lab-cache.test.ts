/** What the lab builds once, and several test processes want at the same time. */
import { execFileSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { LAB } from "./host/lab/machine.ts";
import { cached } from "./host/lab/tree.ts";

const RECIPE = `of process ${process.pid}`;
const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

const build = async (recipe: string, fill: (directory: string) => Promise<void>) => {
  const path = await cached("trial", recipe, fill);
  made.push(path);
  return path;
};

test("is built by the first of two, and the other waits for it", async () => {
  let count = 0;
  const fill = async (directory: string): Promise<void> => {
    count++;
    writeFileSync(join(directory, "whole"), "");
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const [one, other] = await Promise.all([build(RECIPE, fill), build(RECIPE, fill)]);
  expect([one, count]).toEqual([other, 1]);
  expect(existsSync(join(one, "whole"))).toBe(true);
});

test("is built anew after a process that failed, or that died and left its lock", async () => {
  const fails = (): Promise<void> => Promise.reject(new Error("no archive"));
  await expect(cached("trial", RECIPE, fails)).rejects.toThrow("no archive");
  const path = await build(RECIPE, () => Promise.resolve());
  rmSync(path, { recursive: true });
  const dead = execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" }).trim();
  writeFileSync(`${path}.lock`, dead);
  expect(await build(RECIPE, () => Promise.resolve())).toBe(path);
  expect(existsSync(`${path}.lock`)).toBe(false);
  expect(path.startsWith(LAB)).toBe(true);
});
