import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import validate from "../src/generated/validate-host.js";

test("what is generated from the schema is fresh", () => {
  const check = (): string =>
    execFileSync(process.execPath, ["scripts/generate.ts", "--check"], { encoding: "utf8" });
  expect(check).not.toThrow();
});

test("the validator imports nothing", () => {
  const code = readFileSync("src/generated/validate-host.js", "utf8");
  expect(code).not.toMatch(/\bimport\b.*\bfrom\b|\brequire\(/);
});

test("200 sysctls are checked in a millisecond", () => {
  const entries = Array.from({ length: 200 }, (_, i) => [`vm.key_${i}`, { atLeast: i }]);
  const data = { apiVersion: "vexor/v1", host: "a", sysctl: Object.fromEntries(entries) };
  expect(validate(data)).toBe(true);
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    validate(data);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(1);
});
