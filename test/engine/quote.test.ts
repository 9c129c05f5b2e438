import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withoutUser } from "../../src/engine/quote.ts";

describe("a text that may hold a URL", () => {
  test.each([
    ["https://ada:secret@example.org/a", "https://…@example.org/a"],
    ["see https://ada:p@ss@example.org and ssh://git@host/x.", "see https://…@example.org and ssh://…@host/x."],
    ["git@example.org:fleet.git", "git@example.org:fleet.git"],
    ["https://example.org/a", "https://example.org/a"],
    ["a@b://c", "a@b://c"],
  ])("%j", (text, shown) => expect(withoutUser(text)).toBe(shown));

  test("never shows what stands before an @", () => {
    const word = fc.string({ unit: fc.constantFrom("a", ":", "/", "@", " ", "://"), maxLength: 9 });
    fc.assert(fc.property(word, word, (before, after) => {
      expect(withoutUser(`${before}x://SECRET@${after}`)).not.toContain("SECRET");
    }), { numRuns: 2000 });
  });

  test("of any length is searched for a user once", () => {
    for (const text of ["a".repeat(2 ** 20), "a://".repeat(2 ** 18), "@".repeat(2 ** 20)]) {
      expect(withoutUser(text)).toBe(text);
    }
  });
});
