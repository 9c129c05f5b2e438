/** Text from a file inside a message: short, on one line, and harmless to a terminal. */

const LONGEST = 60;

// Control characters that JSON lets through, and those that turn the direction of writing.
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

export const quote = (text: string, longest = LONGEST): string => {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return JSON.stringify(short).replace(UNSAFE, escape);
};
