import { describe, expect, test } from "vitest";
import { documentWithoutSecrets, withoutSecrets } from "../../src/formats/quote.ts";
import fc from "../support/property.ts";

describe("a text that may hold a URL", () => {
  test.each([
    ["https://ada:secret@example.org/a", "https://…@example.org/a"],
    ["see https://ada:p@ss@example.org and ssh://git@host/x.", "see https://…@example.org and ssh://…@host/x."],
    ["git@example.org:fleet.git", "git@example.org:fleet.git"],
    ["https://example.org/a", "https://example.org/a"],
    ["a@b://c", "a@b://c"],
    ["https://rpc.example.org/v2?api-key=k1", "https://rpc.example.org/v2?…"],
    ["https://a:b@rpc.example.org/?x#y: no answer", "https://…@rpc.example.org/?…: no answer"],
    ["(http://h/p#frag), what?", "(http://h/p#…), what?"],
    ["https://h/?mail=a@b", "https://…"],
    ["is it so? yes", "is it so? yes"],
    ["rpc=https%3A%2F%2Fu%3Ap%40h%2F%3Fkey%3Dk1,boot=/a", "rpc=https%3A%2F%2F%E2%80%A6%40h%2F%3F%E2%80%A6,boot=/a"],
    ["health=http://h/?k=v,rivals=a.service", "health=http://h/?…"],
  ])("%j", (text, shown) => expect(withoutSecrets(text)).toBe(shown));

  test("never shows the text before an @", () => {
    const word = fc.string({ unit: fc.constantFrom("a", ":", "/", "@", " ", "://"), maxLength: 9 });
    fc.assert(fc.property(word, word, (before, after) => {
      expect(withoutSecrets(`${before}x://SECRET@${after}`)).not.toContain("SECRET");
    }), { numRuns: 2000 });
  });

  test("never shows a query", () => {
    const word = fc.string({ unit: fc.constantFrom("a", ":", "/", "@", "?", "#", "://"), maxLength: 9 });
    fc.assert(fc.property(word, word, fc.constantFrom("?", "#"), (before, after, mark) => {
      const shown = withoutSecrets(`${before}x://h${mark}SECRET${after}`);
      expect(shown).not.toContain("SECRET");
    }), { numRuns: 2000 });
  });

  test("is found as a value and as a key of a document", () => {
    const target = "identity:a,rpc=https%3A%2F%2Fh%2F%3Fk%3DSECRET,boot=";
    expect(JSON.stringify(documentWithoutSecrets({ targets: { [target]: [null, 1, true, target] },
      url: "https://h/?SECRET" }))).not.toContain("SECRET");
  });

  test("is searched for a user once, at any length", () => {
    for (const text of ["a".repeat(2 ** 20), "a://".repeat(2 ** 18), "@".repeat(2 ** 20)]) {
      expect(withoutSecrets(text)).toBe(text);
    }
  });
});
