/**
 * Texts of which parts may only be known when a script runs. A text is a few alternatives; in each,
 * ANY stands for whatever may be there, nothing included. Whatever is done to a text keeps every
 * text that it may be: one that is too hard to follow becomes ANY.
 */

/** A character of Unicode's private use. Where a script holds it by itself, it means as little. */
export const ANY = "\uE000";
export type Text = readonly string[];

/** One argument, or with `many` an unknown number. */
export interface Field {
  readonly text: Text;
  readonly many: boolean;
}

export const UNKNOWN: Text = [ANY];
export const EMPTY: Text = [""];

const MOST = 12;
const LONGEST = 16 * 1024;
const RUNS = /\uE000+/g;

export const isKnown = (text: string): boolean => !text.includes(ANY);

/** The one text that it is; null when it may be others. */
export const constant = (text: Text): string | null =>
  (text.length === 1 && isKnown(text[0] ?? "") ? text[0] ?? "" : null);

const commonPrefix = (all: readonly string[]): string => {
  const [first = "", ...others] = all;
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && same < other.length && other[same] === first[same]) same++;
    length = same;
  }
  return first.slice(0, length);
};

const reversed = (text: string): string => [...text].reverse().join("");

/** One pattern that all of them fit. */
const widened = (all: readonly string[]): string => {
  const prefix = commonPrefix(all);
  const rest = all.map((one) => one.slice(prefix.length));
  return `${prefix}${ANY}${reversed(commonPrefix(rest.map(reversed)))}`;
};

const tidy = (text: string): string => {
  const short = text.length > LONGEST ? text.slice(0, LONGEST) + ANY : text;
  return short.includes(ANY) ? short.replace(RUNS, ANY) : short;
};

/** Any of these. */
export const oneOf = (all: readonly string[]): Text => {
  const distinct = [...new Set(all.map(tidy))];
  if (distinct.length === 0) return UNKNOWN;
  return distinct.length <= MOST ? distinct : [tidy(widened(distinct))];
};

export const either = (a: Text, b: Text): Text => (a === b ? a : oneOf([...a, ...b]));

export const concat = (a: Text, b: Text): Text => {
  if (a.length === 1 && b.length === 1) return [tidy(`${a[0]}${b[0]}`)];
  return oneOf(a.flatMap((one) => b.map((other) => one + other)));
};

export const concatAll = (all: readonly Text[]): Text => all.reduce(concat, EMPTY);

/** Each alternative that is known through `change`; of any other nothing is known afterwards. */
export const mapKnown = (text: Text, change: (known: string) => string | null): Text =>
  oneOf(text.map((one) => (isKnown(one) ? change(one) ?? ANY : ANY)));

export const same = (a: Text, b: Text): boolean =>
  a === b || (a.length === b.length && a.every((one, at) => one === b[at]));

/** Files' names are matched for as long as nothing quotes them. */
const GLOB = /\[[^\]]*\]|[*?]/g;

/** What a pathname of unquoted text may expand to, itself among it. */
export const globbed = (text: Text): Text =>
  (text.some((one) => /[*?[]/.test(one)) ? oneOf(text.map((one) => one.replace(GLOB, ANY))) : text);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** Whether a pattern with ANY in it may be this text. */
export const mayBe = (pattern: string, text: string): boolean => {
  if (isKnown(pattern)) return pattern === text;
  const parts = pattern.split(ANY);
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + last.length <= text.length;
};

/** A shell's pattern as an expression over a whole text; null when parts are unknown. */
export const patternOf = (
  parts: readonly { readonly text: string; readonly quoted: boolean }[], lazyStar = false,
): string | null => {
  let out = "";
  for (const { text, quoted } of parts) {
    if (!isKnown(text)) return null;
    if (quoted) out += escaped(text);
    else {
      out += text.replace(/\\[^]|\[[!^]?\]?[^\]]*\]|[^]/g, (token) => {
        if (token.length > 1 && token.startsWith("\\")) return escaped(token.slice(1));
        if (token.length > 1) {
          return `[${token.slice(1, -1).replace(/^!/, "^").replace(/\\/g, "\\\\")}]`;
        }
        if (token === "*") return lazyStar ? "[^]*?" : "[^]*";
        return token === "?" ? "[^]" : escaped(token);
      });
    }
  }
  return out;
};
