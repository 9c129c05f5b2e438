/** The word that was probably meant, found without counting all edits. */
import { expect, test } from "vitest";
import { suggest } from "../../../src/engine/host-file/suggest.ts";
import fc from "../../support/property.ts";

/** Edits, neighbours swapped among them, counted to the end. */
const edits = (a: string, b: string): number => {
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  const table: number[][] = [];
  for (let i = 0; i <= a.length; i += 1) {
    table.push([]);
    for (let j = 0; j <= b.length; j += 1) {
      const least = i === 0 || j === 0 ? i + j : Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1,
        at(i - 1, j - 1) + Number(a[i - 1] !== b[j - 1]));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      table[i]?.push(isSwapped ? Math.min(least, at(i - 2, j - 2) + 1) : least);
    }
  }
  return at(a.length, b.length);
};

const word = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 }).map((all) => all.join(""));

test("the suggest name is the first with the fewest edits, within the limit", () => {
  fc.assert(fc.property(word, fc.array(word, { maxLength: 6 }), fc.nat({ max: 4 }), (found, words, most) => {
    const least = Math.min(...words.map((one) => edits(found, one)));
    const wanted = least <= most ? words.find((one) => edits(found, one) === least) ?? null : null;
    expect(suggest(found, words, most)).toBe(wanted);
  }), { numRuns: 3000 });
});
