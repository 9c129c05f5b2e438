/** Text from a file inside a message: short, on one line, and harmless to a terminal. */
import { escapeUnsafe } from "./printable.ts";

const LONGEST = 60;

export const shorten = (text: string, longest = LONGEST): string =>
  (text.length > longest ? `${text.slice(0, longest)}…` : text);

export const quote = (text: string, longest = LONGEST): string =>
  escapeUnsafe(JSON.stringify(shorten(text, longest)));

const KEY_LIKE = /^[A-Za-z_][\w.*?@/-]{0,59}$/;

/** A key of a file that may be another file than was meant: only what can be a key is repeated. */
export const quoteKey = (key: string): string => (KEY_LIKE.test(key) && !isToken(key)
  ? quote(key) : "that is not repeated here");

/** As forges and messengers begin theirs. */
const MARKED = /^(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|sk-|bot\d+:)/;
const RUNS = /[A-Za-z0-9]{16,}/g;
const LONG_TOKEN = 32;
const KINDS = [/[a-z]/, /[A-Z]/, /\d/];

const isMixed = (text: string): boolean => KINDS.every((kind) => kind.test(text));

const isToken = (text: string): boolean => MARKED.test(text)
  || (text.length >= LONG_TOKEN && isMixed(text))
  || (text.match(RUNS) ?? []).some((run) => /\d/.test(run) && /[A-Za-z]/.test(run));

/** Behind such a name, the whole path is what lets a sender in. */
const HOOKS = /^@?(?:hooks?\.|[\w-]+\.webhook\.)|\/(?:web)?hooks?b?2?(?=\/)/i;

const CLOSING = new Set(":,;.)]\"'");

/** Where what belongs to the sentence begins. Not by a regular expression, as below. */
const endOf = (word: string): number => {
  let end = word.length;
  while (CLOSING.has(word[end - 1] ?? "")) end -= 1;
  return end;
};

/** `rest` begins with the host. */
const hidePath = (rest: string): string => {
  const slash = rest.indexOf("/");
  if (slash < 0) return rest;
  const end = Math.max(endOf(rest), slash);
  const [path, after] = [rest.slice(slash, end), rest.slice(end)];
  const hook = HOOKS.exec(rest);
  const from = hook === null ? -1 : Math.max(hook.index + hook[0].length, slash);
  if (from >= 0 && from + 1 < end) return `${rest.slice(0, from)}/…${after}`;
  const shown = path.split("/").map((one) => (isToken(one) ? "…" : one)).join("/");
  return rest.slice(0, slash) + shown + after;
};

/** Not by one regular expression: on 60 KB of letters it tried for seconds. */
const hideIn = (word: string): string => {
  const from = word.indexOf("://") + 3;
  if (from < 3) return word;
  const [to, query] = [word.lastIndexOf("@"), word.slice(from).search(/[?#]/) + from];
  const isQuery = query >= from;
  if (isQuery && to > query) return `${word.slice(0, from)}…`;
  const start = to < from ? word.slice(0, from) : `${word.slice(0, from)}…`;
  const rest = hidePath(word.slice(Math.max(to, from), isQuery ? query + 1 : word.length));
  if (!isQuery) return start + rest;
  return `${start}${rest}…${word.slice(Math.max(endOf(word), query + 1))}`;
};

/** As it stands in the name of a target. */
const ENCODED = /%3A%2F%2F[^,\s]*/gi;

const hideEncoded = (found: string): string => {
  try {
    return encodeURIComponent(hideIn(`x${decodeURIComponent(found)}`).slice(1));
  } catch {
    return "%3A%2F%2F…"; // not of our writing
  }
};

/**
 * A text that may hold URLs, for a place where others read it: without users and queries, and
 * without what looks like a token in a path, for a password or a key may stand there.
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

/** Of a text that may hold the URL of a webhook, whose whole path may be a secret. */
export const withoutPaths = (text: string): string =>
  withoutSecrets(text).replace(/(:\/\/[^/\s]*\/)[^\s"]+/g, "$1…");
