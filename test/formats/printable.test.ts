/** What may reach a terminal: held against Unicode's own tables, character by character. */
import { expect, test } from "vitest";
import {
  escapeUnsafe, onOneLine, printable, printableLine, UNSAFE,
} from "../../src/formats/printable.ts";
import { quote } from "../../src/formats/quote.ts";
import fc from "../support/property.ts";

/** Steers, turns or hides: by Unicode, and whatever version of it this run time knows. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const ALL = [...Array(0x110000).keys()].map((code) => String.fromCodePoint(code));
/** Marks of Arabic, Syriac, Kaithi and hieroglyphs that are visible although Unicode calls them formats. */
const VISIBLE = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}\u{13430}-\u{1343f}]/u;
const isHarmful = (char: string): boolean => HARMFUL.test(char) && !VISIBLE.test(char);

test("no control, bidirectional or hidden character gets through, except a line end", () => {
  const through = ALL.filter((char) => char !== "\n" && isHarmful(printable(char)));
  expect(through.map((char) => char.codePointAt(0)?.toString(16))).toEqual([]);
});

test("every other character gets through unchanged", () => {
  const changed = ALL.filter((char) => printable(char) !== char && char !== "\t" && !isHarmful(char));
  expect(changed.map((char) => char.codePointAt(0)?.toString(16))).toEqual([]);
});

const ONE_UNSAFE = new RegExp(UNSAFE.source);
const hostile = fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\u001b[2J", "\u202e",
  "\u0007", "\r", "\u200b", "\u2028", "\udc00", "\ud800", "\u009b31m", "\u{e0041}", "\n", "\t")))
  .map((parts) => parts.join(""));

test("any text is harmless, and one line where one line is asked for", () => {
  fc.assert(fc.property(hostile, (text) => {
    expect([...printable(text)].filter((char) => char !== "\n").some((char) => ONE_UNSAFE.test(char)))
      .toBe(false);
    expect(printableLine(text)).not.toMatch(/[\n\r]/);
    expect([...quote(text)].some((char) => ONE_UNSAFE.test(char))).toBe(false);
  }));
});

test("lines go behind each other as one expression would put them, also those of a megabyte of blanks", () => {
  const lines = fc.array(fc.constantFrom("a", "bc", " ", "\t", "\n", "\n")).map((parts) => parts.join(""));
  fc.assert(fc.property(lines, (text) => {
    expect(onOneLine(text)).toBe(text.replace(/\s*\n\s*/g, " "));
  }));
  const blanks = " ".repeat(1_000_000);
  expect(onOneLine(`a${blanks}b\nc`)).toBe(`a${blanks}b c`);
});

test("a JSON text that was made harmless is read back to the same value", () => {
  fc.assert(fc.property(hostile, (text) => {
    expect(JSON.parse(escapeUnsafe(JSON.stringify({ text })))).toEqual({ text });
  }));
});
