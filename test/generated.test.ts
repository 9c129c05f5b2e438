import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("what is generated from the schema is fresh", () => {
  const check = (): string =>
    execFileSync(process.execPath, ["scripts/generate.ts", "--check"], { encoding: "utf8" });
  expect(check).not.toThrow();
});

test("the validator imports nothing", () => {
  const code = readFileSync("src/generated/validate-host.js", "utf8");
  expect(code).not.toMatch(/\bimport\b.*\bfrom\b|\brequire\(/);
});
