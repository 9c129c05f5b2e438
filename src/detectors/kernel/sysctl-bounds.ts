/**
 * Whether a kernel would take a value at all: within known limits, as many numbers as it holds, and
 * no words where numbers belong. What is not known is left to the kernel, at apply.
 *
 * Enterprise kernels carry later changes under an old version number: there the widest limits of
 * all versions count.
 */
import { quote, shorten } from "../../formats/quote.ts";
import { hidesVersion, isBelow } from "./kernel-version.ts";
import { knownBounds, type Bound, type KnownBounds } from "./sysctl-bounds-table.ts";
import { knownDefaults } from "./kernel-defaults-table.ts";

const NUMBERS = /^-?\d+(?: -?\d+)*$/;

const applies = ({ from, until }: KnownBounds, release: string): boolean =>
  !isBelow(release, from) && (until === null || isBelow(release, until));

const widest = (bounds: readonly Bound[]): Bound => {
  const edge = (at: 0 | 1, pick: (...of: number[]) => number): number | null => {
    const found = bounds.map((bound) => bound[at]);
    return found.includes(null) ? null : pick(...found.map(Number));
  };
  return [edge(0, Math.min), edge(1, Math.max)];
};

interface Limit {
  readonly bound: Bound;
  readonly source: string;
}

/** Of this kernel; `release` null asks for what no kernel exceeds. Null when nothing is known. */
const limitOf = (key: string, release: string | null): Limit | null => {
  const all = knownBounds().get(key) ?? [];
  const rows = release === null || hidesVersion(release) ? all
    : all.filter((one) => applies(one, release));
  const [first] = rows;
  if (first === undefined) return null;
  return { source: first.source,
    bound: widest(rows.map(({ bounds }) => bounds[key] ?? [null, null])) };
};

/** Known to hold numbers and nothing else, by what kernels start with. */
const isNumeric = (key: string): boolean => {
  const values = (knownDefaults().get(key) ?? []).map((one) => one.values[key] ?? "");
  return values.length > 0 ? values.every((value) => NUMBERS.test(value))
    : knownBounds().has(key);
};

const formatBound = ([least, most]: Bound): string => {
  if (least !== null && most !== null) return `${least} to ${most}`;
  return least === null ? `at most ${most}` : `at least ${least}`;
};

const isWithin = (word: string, [least, most]: Bound): boolean => {
  const value = BigInt(word);
  return (least === null || value >= BigInt(least)) && (most === null || value <= BigInt(most));
};

/** Why the kernel would refuse `wanted` (canonical) for a dotted key; null when none is known. */
export const whyNotTaken = (
  key: string, wanted: string, live: string | null, release: string | null,
): string | null => {
  if (!NUMBERS.test(wanted)) {
    return isNumeric(key) ? `${key} holds numbers; the host file asks for ${quote(wanted)}`
      : null;
  }
  const words = wanted.split(" ");
  const has = live !== null && NUMBERS.test(live) && isNumeric(key) ? live.split(" ").length : null;
  if (has !== null && has !== words.length) {
    return `${key} holds ${has} number${has === 1 ? "" : "s"} (${live}); the host file asks for `
      + shorten(wanted);
  }
  const limit = limitOf(key, release);
  if (limit === null || words.every((word) => isWithin(word, limit.bound))) return null;
  const who = release === null ? "Linux" : `Linux ${release}`;
  return `${who} takes ${formatBound(limit.bound)} for ${key} (${limit.source}); the host file `
    + `asks for ${shorten(wanted)}`;
};
