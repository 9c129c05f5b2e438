/** The language of conditions: what it takes, what it refuses, and that no pattern explodes. */
import { describe, expect, test } from "vitest";
import { evaluated, isTrue, parseExpression, scopeOf } from "../../src/checks/expression.ts";
import type { FactValue } from "../../src/checks/fact.ts";
import { filled, filledIn, parseTemplate } from "../../src/checks/template.ts";
import { isInRange } from "../../src/formats/version-range.ts";

const scope = scopeOf(new Map<string, FactValue>([
  ["cpu.cores", 12], ["cpu.load", 0.5], ["name", "eth0"], ["numbers", [1, 2, 3]], ["nothing", null],
]));

test.each([
  ["cpu.cores < 24 && name == \"eth0\"", true], ["cpu.load < 1.0", true], ["nothing == null", true],
  ["numbers.exists(it, it > 2)", true], ["name.finds(\"^eth[0-9]+$\")", true],
  ["\"6.8.12-generic\".inRange(\">=6.8 <6.9\")", true], ["least(numbers) == 1 && most(numbers) == 3", true],
])("%s", (text, expected) => expect(isTrue(parseExpression(text), scope)).toBe(expected));

test("a pattern that would explode elsewhere takes no time", () => {
  const hostile = scopeOf(new Map<string, FactValue>([["log", `${"a".repeat(50_000)}!`]]));
  expect(isTrue(parseExpression("log.finds(\"(a+)+$\")"), hostile)).toBe(false);
});

test.each([
  ["name.matches(\"(a+)+$\")", /finds\(\)/], ["cpu.", /Expected/], ["1 +", /./],
  [`${"(".repeat(60)}1${")".repeat(60)}`, /./],
])("%s is refused before any host is looked at", (text, message) =>
  expect(() => parseExpression(text)).toThrow(message));

test.each(["nothing > 3", "cpu.nosuch == 1", "cpu.cores", "name.finds(\"(\")"])("%s decides nothing: it is an error with its words", (text) =>
  expect(() => isTrue(parseExpression(text), scope)).toThrow(text));

describe("a text with holes", () => {
  test("says what was found", () => {
    expect(filled(parseTemplate("{name} has {cpu.cores} cores, {numbers}"), scope)).toBe("eth0 has 12 cores, 1, 2, 3");
  });
  test("keeps a number a number where it is the whole value of a host file", () => {
    expect(filledIn({ sysctl: { "vm.{name}": "{cpu.cores * 2}" }, list: ["{name}"] }, scope))
      .toEqual({ sysctl: { "vm.eth0": 24 }, list: ["eth0"] });
  });
});

test.each([
  ["6.8.12", ">=6.8", true], ["6.8.12", "<6.8", false], ["6.8.12", "6.8", true], ["6.10.0", ">=6.8 <6.11", true],
  ["agave-validator 4.0.1 (src:0; feat:1)", ">=3.0 <4.1", true], ["none", ">=1.0", false], ["none", "", true], ["5.15.0-122", "<=5.15", true],
])("%s in %s: %s", (version, range, expected) => expect(isInRange(version, range)).toBe(expected));

test("a value of CEL is what a fact was", () => {
  expect(evaluated(parseExpression("[cpu.cores, cpu.load, name, nothing]"), scope)).toEqual([12n, 0.5, "eth0", null]);
});
