import { expect, test } from "vitest";
import {
  compareNames, decodeName, encodeName, hasOddBytes,
} from "../../src/formats/file-names.ts";

/** Bytes that look like the beginning, the middle or the end of characters, and some that do not. */
const BYTES = [0x2d, 0x41, 0x80, 0x9f, 0xa0, 0xbf, 0xc0, 0xc3, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xff];

const names = (count: number): readonly Buffer[] => {
  let state = 7;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
  return Array.from({ length: count }, () => Buffer.from(
    Array.from({ length: 1 + below(6) }, () => BYTES[below(BYTES.length)] ?? 0)));
};

test("a name is read back to its bytes, and no two names are alike", () => {
  const all = names(5000);
  const texts = new Map<string, string>();
  for (const bytes of all) {
    const name = decodeName(bytes);
    expect(encodeName(name)).toEqual(bytes);
    expect(hasOddBytes(name)).toBe(!Buffer.from(bytes.toString()).equals(bytes));
    expect(texts.get(name) ?? bytes.toString("hex")).toBe(bytes.toString("hex"));
    texts.set(name, bytes.toString("hex"));
  }
  for (const name of ["vm.conf", "\u00e9", "\u{1f600}", "\ufffd"]) {
    expect(decodeName(Buffer.from(name))).toBe(name);
    expect(hasOddBytes(name)).toBe(false);
  }
});

test("names are sorted by their bytes", () => {
  const all = names(400);
  const sorted = all.toSorted(Buffer.compare).map(decodeName);
  expect(all.map(decodeName).sort(compareNames)).toEqual(sorted);
});
