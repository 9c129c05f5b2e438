/** Ranges of versions, as people write them of kernels and clients: `>=5.15 <6.8`, `4.4`. */
import { FormatError } from "./format-error.ts";

const BOUND = /^(>=|<=|<|>|=)?v?(\d+(?:\.\d+){0,3})$/;

type Numbers = readonly number[];

/** The first version in a text: `agave-validator 4.0.1 (src:…)` is 4.0.1. */
const numbersOf = (text: string): Numbers | null => {
  const found = /\d+(?:\.\d+)+/.exec(text)?.[0];
  return found === undefined ? null : found.split(".").map(Number);
};

/** Of as many numbers as the bound has: 6.8.12 is 6.8, and not above it. */
const compared = (version: Numbers, bound: Numbers): number => {
  const at = bound.findIndex((number, index) => number !== (version[index] ?? 0));
  return at < 0 ? 0 : (version[at] ?? 0) - (bound[at] ?? 0);
};

const HOLDS: Readonly<Record<string, (order: number) => boolean>> = {
  ">=": (order) => order >= 0, "<=": (order) => order <= 0, ">": (order) => order > 0,
  "<": (order) => order < 0, "=": (order) => order === 0,
};

interface VersionBound {
  readonly operator: string;
  readonly numbers: Numbers;
}

/** Throws FormatError; an empty range is any version. */
const parseRange = (text: string): readonly VersionBound[] =>
  text.split(/\s+/).filter(Boolean).map((word) => {
    const [, operator = "=", numbers = ""] = BOUND.exec(word) ?? [];
    if (numbers === "") {
      throw new FormatError(`${JSON.stringify(word)} is not a bound such as >=5.15`);
    }
    return { operator, numbers: numbers.split(".").map(Number) };
  });

/** A version without numbers is in the empty range alone. */
export const isInRange = (version: string, range: string): boolean => {
  const bounds = parseRange(range);
  const numbers = numbersOf(version);
  return bounds.length === 0 || (numbers !== null && bounds.every((bound) =>
    HOLDS[bound.operator]?.(compared(numbers, bound.numbers)) === true));
};
