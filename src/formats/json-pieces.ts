/**
 * The parts of a large JSON text as texts of their own: hundreds of megabytes parsed at once would
 * take several times that in objects. What is inside a part is for JSON.parse to judge.
 */
import { FormatError } from "./format-error.ts";

const notJson = (): FormatError => new FormatError("not JSON");

const SPACE = /[ \t\r\n]*/y;

const skipSpace = (text: string, at: number): number => {
  SPACE.lastIndex = at;
  SPACE.exec(text);
  return SPACE.lastIndex;
};

/** Behind the quote that ends the string which begins here. */
const endOfString = (text: string, at: number): number => {
  for (let quote = text.indexOf("\"", at + 1); quote >= 0; quote = text.indexOf("\"", quote + 1)) {
    let escapes = 0;
    while (text[quote - 1 - escapes] === "\\") escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
  }
  throw notJson();
};

const MARK = /["[\]{}]/g;
const SCALAR = /[^\s,:[\]{}"]+/y;

/** Behind the brace or bracket that closes the one here. */
const endOfNesting = (text: string, at: number): number => {
  let depth = 0;
  MARK.lastIndex = at;
  for (let mark = MARK.exec(text); mark !== null; mark = MARK.exec(text)) {
    if (mark[0] === "\"") MARK.lastIndex = endOfString(text, mark.index);
    else if (mark[0] === "[" || mark[0] === "{") depth += 1;
    else if (--depth === 0) return mark.index + 1;
  }
  throw notJson();
};

const endOfValue = (text: string, at: number): number => {
  const first = text[at];
  if (first === "\"") return endOfString(text, at);
  if (first === "{" || first === "[") return endOfNesting(text, at);
  SCALAR.lastIndex = at;
  if (SCALAR.exec(text) === null) throw notJson();
  return SCALAR.lastIndex;
};

/** What stands between two brackets, as far as `piece` reads on. */
const pieces = <T>(
  text: string, [open, close]: readonly [string, string],
  piece: (at: number) => readonly [found: T, end: number],
): readonly T[] => {
  const found: T[] = [];
  let at = skipSpace(text, 0);
  if (text[at] !== open) throw notJson();
  at = skipSpace(text, at + 1);
  while (text[at] !== close || found.length > 0) {
    const [one, end] = piece(at);
    found.push(one);
    at = skipSpace(text, end);
    if (text[at] === close) break;
    if (text[at] !== ",") throw notJson();
    at = skipSpace(text, at + 1);
  }
  if (skipSpace(text, at + 1) !== text.length) throw notJson();
  return found;
};

/** The texts of a list's elements. Throws FormatError. */
export const listPieces = (text: string): readonly string[] => pieces(text, ["[", "]"], (at) => {
  const end = endOfValue(text, at);
  return [text.slice(at, end), end];
});

/** The keys of an object, in order, and the texts of their values. Throws FormatError. */
export const objectPieces = (
  text: string,
): readonly (readonly [key: string, text: string])[] => pieces(text, ["{", "}"], (at) => {
  if (text[at] !== "\"") throw notJson();
  const keyEnd = endOfString(text, at);
  const colon = skipSpace(text, keyEnd);
  if (text[colon] !== ":") throw notJson();
  const from = skipSpace(text, colon + 1);
  const end = endOfValue(text, from);
  return [[JSON.parse(text.slice(at, keyEnd)) as string, text.slice(from, end)], end];
});
