import { expect, test } from "vitest";
import { matchesGlob } from "../../src/formats/glob.ts";
import fc from "../support/property.ts";

const asRegExp = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);

test("a glob matches what its regular expression does", () => {
  const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 7 });
  fc.assert(fc.property(text("ab.*?"), text("ab.\n"), (pattern, name) => {
    expect(matchesGlob(pattern, name)).toBe(asRegExp(pattern).test(name));
  }), { numRuns: 3000 });
});

test("a glob of many stars takes time in proportion to its length", () => {
  const name = "a".repeat(255);
  expect(matchesGlob(`${"*a".repeat(120)}*b`, name)).toBe(false);
  expect(matchesGlob(`${"*".repeat(254)}b`, name)).toBe(false);
  expect(matchesGlob(`${"*a".repeat(120)}*`, name)).toBe(true);
});
