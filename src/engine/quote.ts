/** Text from a file inside a message: short, on one line, and harmless to a terminal. */
import { escapeUnsafe } from "./printable.ts";

const LONGEST = 60;

export const quote = (text: string, longest = LONGEST): string => {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return escapeUnsafe(JSON.stringify(short));
};
