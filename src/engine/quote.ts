/** Text from a file inside a message: short, on one line, and harmless to a terminal. */
import { escapeUnsafe } from "./printable.ts";

const LONGEST = 60;

export const shorten = (text: string, longest = LONGEST): string =>
  (text.length > longest ? `${text.slice(0, longest)}…` : text);

export const quote = (text: string, longest = LONGEST): string =>
  escapeUnsafe(JSON.stringify(shorten(text, longest)));

/** Not by one regular expression: on 60 KB of letters it tried for seconds. */
const hideIn = (word: string): string => {
  const from = word.indexOf("://") + 3;
  if (from < 3) return word;
  const [to, query] = [word.lastIndexOf("@"), word.slice(from).search(/[?#]/) + from];
  const isQuery = query >= from;
  if (isQuery && to > query) return `${word.slice(0, from)}…`;
  const start = to < from ? word.slice(0, from) : `${word.slice(0, from)}…`;
  const rest = word.slice(Math.max(to, from), isQuery ? query + 1 : word.length);
  if (!isQuery) return start + rest;
  const after = /[:,;.)\]"']*$/.exec(word.slice(query + 1))?.[0] ?? "";
  return `${start}${rest}…${after}`;
};

/** As it stands in the name of a cell. */
const ENCODED = /%3A%2F%2F[^,\s]*/gi;

const hideEncoded = (found: string): string => {
  try {
    return encodeURIComponent(hideIn(`x${decodeURIComponent(found)}`).slice(1));
  } catch {
    return "%3A%2F%2F…"; // not of our writing
  }
};

/**
 * A text that may hold URLs, for a place where others read it: without users and queries, for a
 * password, a token or a key may stand there.
 */
export const withoutSecrets = (text: string): string =>
  (/:\/\/|%3A%2F%2F/i.test(text)
    ? text.replace(/\S+/g, hideIn).replace(ENCODED, hideEncoded) : text);

/** The same of all texts in a document. */
export const documentWithoutSecrets = (value: unknown): unknown => {
  if (typeof value === "string") return withoutSecrets(value);
  if (Array.isArray(value)) return value.map(documentWithoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) =>
    [withoutSecrets(key), documentWithoutSecrets(one)]));
};
