import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { within } from "./support/pace.ts";
import { ROOT } from "./support/paths.ts";

const check = (script: string): readonly [said: string, status: number | null] => {
  const { status, stderr } = spawnSync(process.execPath, [`scripts/${script}.ts`, "--check"],
    { cwd: ROOT, encoding: "utf8" });
  return [stderr, status];
};

test("every generated file is what its source says", () => {
  expect(check("generate")).toEqual(["", 0]);
});

test("the terminal output in README is what a terminal shows", () => {
  expect(check("tour")).toEqual(["", 0]);
}, within(5 * 60_000));

test("the validator imports nothing", () => {
  const code = readFileSync(join(ROOT, "src/generated/validate-host.js"), "utf8");
  expect(code).not.toMatch(/\bimport\b.*\bfrom\b|\brequire\(/);
});
