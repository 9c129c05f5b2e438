import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { within } from "./support/pace.ts";

test("what is generated from the schema is fresh", () => {
  const check = (): string =>
    execFileSync(process.execPath, ["scripts/generate.ts", "--check"], { encoding: "utf8" });
  expect(check).not.toThrow();
});

test("what README shows of a terminal is what a terminal shows", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/tour.ts", "--check"],
    { encoding: "utf8" });
  expect([stderr, status]).toEqual(["", 0]);
}, within(5 * 60_000));

test("the validator imports nothing", () => {
  const code = readFileSync("src/generated/validate-host.js", "utf8");
  expect(code).not.toMatch(/\bimport\b.*\bfrom\b|\brequire\(/);
});
