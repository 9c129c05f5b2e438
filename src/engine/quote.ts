/** Text from a file inside a message: short, on one line, and harmless to a terminal. */
import { escapeUnsafe } from "./printable.ts";

const LONGEST = 60;

export const shorten = (text: string, longest = LONGEST): string =>
  (text.length > longest ? `${text.slice(0, longest)}…` : text);

export const quote = (text: string, longest = LONGEST): string =>
  escapeUnsafe(JSON.stringify(shorten(text, longest)));

/** Not by one regular expression: on 60 KB of letters it tried for seconds. */
const hideUser = (word: string): string => {
  const from = word.indexOf("://") + 3;
  const to = word.lastIndexOf("@");
  return from < 3 || to < from ? word : `${word.slice(0, from)}…${word.slice(to)}`;
};

/**
 * A text that may be a URL, for a place where others read it: without the user, and the password
 * or token that may stand there.
 */
export const withoutUser = (text: string): string => text.replace(/\S+/g, hideUser);
