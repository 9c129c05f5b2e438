/** Fields of a parsed JSON text, each of the form that is wanted, with its place in every error. */
import { FormatError } from "./format-error.ts";
import { quote } from "./quote.ts";

const MOST = 2n ** 64n - 1n;

export type JsonFields = Readonly<Record<string, unknown>>;

/** An object with these keys and no others; a trailing `?` marks one that may be missing. */
export const object = (value: unknown, at: string, keys: readonly string[]): JsonFields => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FormatError(`${at} must be an object`);
  }
  const missing = keys.find((key) => !key.endsWith("?") && !Object.hasOwn(value, key));
  if (missing !== undefined) throw new FormatError(`${at} lacks ${missing}`);
  const known = keys.map((key) => key.replace("?", ""));
  const stray = Object.keys(value).find((key) => !known.includes(key));
  if (stray !== undefined) throw new FormatError(`${at} has the unknown key ${quote(stray)}`);
  return value as JsonFields;
};

export const list = (value: unknown, at: string): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new FormatError(`${at} must be a list`);
};

export const shownField = (value: unknown): string =>
  (typeof value === "string" ? quote(value) : JSON.stringify(value).slice(0, 60));

export const integer = (value: unknown, at: string): bigint => {
  const number = typeof value === "string" && /^(0|[1-9]\d{0,19})$/.test(value)
    ? BigInt(value) : null;
  if (number !== null && number <= MOST) return number;
  throw new FormatError(`${at} must be an integer in quotes; found ${shownField(value)}`);
};

export const hex = (value: unknown, at: string, digits: readonly number[]): string => {
  if (typeof value === "string" && /^0x[0-9a-f]+$/i.test(value)
    && digits.includes(value.length - 2)) return value.toLowerCase();
  throw new FormatError(`${at} must be 0x and ${digits.join(" or ")} hexadecimal digits; `
    + `found ${shownField(value)}`);
};
