/** Text from a file inside a message: short, on one line, and harmless to a terminal. */
import { escapeUnsafe } from "./printable.ts";

const LONGEST = 60;

export const quote = (text: string, longest = LONGEST): string => {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return escapeUnsafe(JSON.stringify(short));
};

/** A user in a URL, and the password or token that may stand there. */
const USER_IN_URL = /([a-z][a-z0-9+.-]*:\/\/)\S*@/gi;

/** A text that may be a URL, for a place where others read it. */
export const withoutUser = (text: string): string => text.replace(USER_IN_URL, "$1…@");
