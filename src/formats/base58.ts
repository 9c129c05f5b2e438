/**
 * Base58, the spelling of Solana's public keys: the digits and letters without 0, O, I and l, which
 * look alike. An operator may paste a secret key here by mistake, so an error names one character
 * and its place, never the text.
 */
import { FormatError } from "./format-error.ts";
import { quote } from "./quote.ts";

/** One digit, for a regular expression. */
export const BASE58 = "[1-9A-HJ-NP-Za-km-z]";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const PUBKEY_BYTES = 32;
const SECRET_BYTES = 64;
/** Decoding takes time by the square of the length; the longest key, a secret one, has 88. */
const LONGEST = 128;

/** The digits of a number in another base, least first, without zeros at the high end. */
const inBase = (digits: Iterable<number>, from: number, to: number): number[] => {
  const out: number[] = [];
  for (const digit of digits) {
    let carry = digit;
    for (let at = 0; at < out.length || carry > 0; at++) {
      carry += (out[at] ?? 0) * from;
      out[at] = carry % to;
      carry = Math.floor(carry / to);
    }
  }
  return out;
};

const zerosBefore = (digits: readonly number[] | Uint8Array): number => {
  const first = digits.findIndex((digit) => digit !== 0);
  return first < 0 ? digits.length : first;
};

export const encodeBase58 = (bytes: Uint8Array): string => {
  const digits = inBase(bytes, 256, 58).reverse().map((digit) => ALPHABET.charAt(digit));
  return "1".repeat(zerosBefore(bytes)) + digits.join("");
};

const digitOf = (char: string, at: number, name: string): number => {
  const digit = ALPHABET.indexOf(char);
  if (digit >= 0) return digit;
  throw new FormatError(`${name}: character ${at + 1} is ${quote(char)}, which is not base58`);
};

/** `name` is what the error calls the text. Throws FormatError. */
const decodeBase58 = (text: string, name: string): Uint8Array => {
  const chars = [...text.slice(0, 2 * LONGEST)];
  const digits = chars.slice(0, LONGEST).map((char, at) => digitOf(char, at, name));
  if (chars.length > LONGEST) {
    throw new FormatError(`${name} has more than ${LONGEST} characters; a public key has 32 to 44`);
  }
  const value = inBase(digits, 58, 256).reverse();
  return Uint8Array.from([...Array<number>(zerosBefore(digits)).fill(0), ...value]);
};

/** The 32 bytes of a public key. Throws FormatError. */
export const decodeKey = (text: string, name: string): Uint8Array => {
  const bytes = decodeBase58(text, name);
  if (bytes.length === PUBKEY_BYTES) return bytes;
  const found = `${name} has ${bytes.length} bytes in ${text.length} characters; `
    + `a public key has ${PUBKEY_BYTES}`;
  throw bytes.length === SECRET_BYTES
    ? new FormatError(`${found}, a secret one ${SECRET_BYTES}`, "If it is a secret key, it is "
      + "known to each reader of this file: move the stake to a new identity, and keep secrets out "
      + "of git.")
    : new FormatError(found);
};
