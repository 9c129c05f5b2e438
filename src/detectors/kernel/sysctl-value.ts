/**
 * One form for each value, and numbers as the kernel's own parser reads them (proc_get_long in
 * kernel/sysctl.c): a sign, then decimal, `0x` or a leading zero for octal, in a buffer of 21
 * characters. What JavaScript takes for a blank beyond ASCII's is text to it.
 */

const BLANKS = /[ \t\n]+/;
const OUTER_BLANKS = /^[ \t\n]+|[ \t\n]+$/g;

/** More may stand before a number than behind it. */
export const skipBlanks = (text: string): string => text.replace(/^[ \t\n\v\f\r]+/, "");

const NUMBER = /^(-?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/;
const WHOLE_NUMBER = /^-?(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/;

const magnitude = (digits: string): bigint =>
  BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);

const decimal = (word: string): string => {
  const value = magnitude(word.replace("-", ""));
  return `${word.startsWith("-") ? -value : value}`;
};

const PLAIN = /^(?:0|-?[1-9]\d*)(?: (?:0|-?[1-9]\d*))*$/;

/** One space between words, numbers in decimal: what texts for one value have in common. */
export const canonical = (text: string): string => {
  const line = text.endsWith("\n") ? text.slice(0, -1) : text; // as the kernel prints it
  if (String(Number(line)) === line) return line; // nearly every one, and asked for each key
  const trimmed = text.replace(OUTER_BLANKS, "").replaceAll("\t", " ");
  if (PLAIN.test(trimmed)) return trimmed;
  const words = trimmed.split(BLANKS);
  return words.every((word) => WHOLE_NUMBER.test(word)) ? words.map(decimal).join(" ")
    : words.join(" ");
};

const BUFFER = 21;
const ULONG_MAX = 2n ** 64n - 1n;

interface ParsedNumber {
  readonly isNegative: boolean;
  readonly magnitude: bigint;
  /** What stands behind it; at the end of a text, the newline that ends every write. */
  readonly rest: string;
}

/** The number that `text` begins with; null where the kernel refuses it. */
export const parseNumber = (text: string, mayFollow: string): ParsedNumber | null => {
  const [all = "", sign = "", digits = ""] = NUMBER.exec(text.slice(0, BUFFER)) ?? [];
  if (digits === "" || all.length === BUFFER) return null;
  const value = magnitude(digits);
  if (value > ULONG_MAX) return null;
  const rest = text.slice(all.length);
  if (rest !== "" && !mayFollow.includes(rest.charAt(0))) return null;
  return { isNegative: sign !== "", magnitude: value, rest };
};
