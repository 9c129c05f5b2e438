/** Patterns over paths, against what a regular expression says of the same. */
import { expect, test } from "vitest";
import { matchesPath } from "../../src/formats/path-glob.ts";
import { random } from "../support/random.ts";

const oracle = (pattern: string): RegExp => {
  const steps = pattern.split("/").map((step) => (step === "**" ? "(?:[^/]+/)*"
    : `${[...step].map((char) => ({ "*": "[^/]*", "?": "[^/]" })[char] ?? char.replace(/[.+]/, "\\$&")).join("")}/`));
  return new RegExp(`^${steps.join("")}$`);
};

test("directories and names match as a shell with globstar would have it", () => {
  for (let at = 0; at < 5000; at++) {
    const words = (from: readonly string[]): string =>
      Array.from({ length: 1 + random.below(4) }, () => random.pick(from)).join("/");
    const [pattern, path] = [words(["**", "*", "a", "a*", "?", "*.b", "keys"]), words(["a", "b", "ab", "x.b", "keys"])];
    expect(matchesPath(pattern, path), `${pattern} of ${path}`).toBe(oracle(pattern).test(`${path}/`));
  }
});

test("what a repository's path holds costs no time", () =>
  expect(matchesPath(`${"**/a/".repeat(60)}b`, "a/".repeat(2000) + "c")).toBe(false));
