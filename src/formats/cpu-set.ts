/**
 * Sets of CPUs, read from every spelling Linux has for them and compared as sets, never as text.
 *
 * The kernel writes lists (`0-3,8`, and takes strides: `0-31:2/4` is the first 2 of every 4) in
 * files ending in `_list` and masks of 32-bit hexadecimal words (`ff,ffffffff`) in their siblings.
 * systemd separates list items by spaces; the kernel takes those as well.
 */
import { FormatError } from "./format-error.ts";

/** Bit n is CPU n. Compare with `===` or `equal`; `formatCpuList` gives the one canonical text. */
export type CpuSet = bigint;

/** The largest CONFIG_NR_CPUS of any architecture. */
const LIMIT = 8192;

const ITEM = /^(\d+)(?:-(\d+)(?::(\d+)\/(\d+))?)?$/;

const REMEMBERED = 1024;

/** Thousands of threads and interrupts share a handful of sets: each is worked out once. */
function remembering<K, V>(work: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = work(key);
    if (known.size < REMEMBERED) known.set(key, value);
    return value;
  };
}

/** The empty text is the empty set, as in the kernel. Throws FormatError. */
export const decodeCpuList: (text: string | number) => CpuSet = remembering((text) => {
  const source = String(text);
  let set = 0n;
  for (const found of source.matchAll(/[^\s,]+/g)) {
    set |= parseItem(found[0], (problem) => invalid(source, found.index, found[0], problem));
  }
  if (set === 0n && source.includes(",")) invalid(source, 0, source, "no CPU between the commas");
  return set;
});

/**
 * Words of 8 hexadecimal digits, highest first; one word alone may be longer, and start with 0x.
 * Throws FormatError.
 */
export const decodeCpuMask: (text: string) => CpuSet = remembering((text) => {
  const source = text.trim();
  const words = source.replace(/^0x/i, "").split(",");
  const digits = words.length === 1 ? /^[0-9a-f]+$/i : /^[0-9a-f]{1,8}$/i;
  let set = 0n;
  let at = source.length - words.join(",").length;
  for (const word of words) {
    if (!digits.test(word)) invalid(source, at, word, "not a word of 8 hexadecimal digits");
    set = (set << 32n) | BigInt(`0x${word}`);
    at += word.length + 1;
  }
  if (set >> BigInt(LIMIT) !== 0n) invalid(source, 0, source, `CPUs end at ${LIMIT - 1}`);
  return set;
});

/** The kernel's own canonical list: `0-3,8`; empty for the empty set. */
export const formatCpuList: (set: CpuSet) => string = remembering((set) => {
  const ranges: [first: number, last: number][] = [];
  for (const cpu of cpus(set)) {
    const range = ranges.at(-1);
    if (range && range[1] === cpu - 1) range[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  const items = ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return items.join(",");
});

/** CPU numbers, ascending. */
export function cpus(set: CpuSet): number[] {
  const bits = set.toString(2);
  const found: number[] = [];
  for (let at = bits.length - 1; at >= 0; at--) {
    if (bits[at] === "1") found.push(bits.length - 1 - at);
  }
  return found;
}

export const equal = (a: CpuSet, b: CpuSet): boolean => a === b;
export const union = (a: CpuSet, b: CpuSet): CpuSet => a | b;
export const intersect = (a: CpuSet, b: CpuSet): CpuSet => a & b;
export const minus = (a: CpuSet, b: CpuSet): CpuSet => a & ~b;
export const isEmpty = (set: CpuSet): boolean => set === 0n;
export const has = (set: CpuSet, cpu: number): boolean => ((set >> BigInt(cpu)) & 1n) === 1n;
export const size = (set: CpuSet): number => cpus(set).length;

function parseItem(item: string, fail: (problem: string) => never): CpuSet {
  const parts = ITEM.exec(item) ?? fail("it is not N, N-M or N-M:used/group");
  const [, first, last = first, used, group] = parts;
  const [from, to] = [Number(first), Number(last)];
  if (to >= LIMIT || from >= LIMIT) fail(`CPUs end at ${LIMIT - 1}`);
  if (to < from) fail("the range runs backwards");
  if (used === undefined) return range(from, to);
  const [take, step] = [Number(used), Number(group)];
  if (take === 0 || take > step) fail("of each group, at least 1 CPU and at most all are used");
  let set = 0n;
  for (let at = from; at <= to; at += step) set |= range(at, Math.min(at + take - 1, to));
  return set;
}

const range = (from: number, to: number): CpuSet =>
  ((1n << BigInt(to - from + 1)) - 1n) << BigInt(from);

function invalid(source: string, at: number, item: string, problem: string): never {
  const shown = source.length > 80 ? `${source.slice(0, 80)}…` : source;
  const part = JSON.stringify(item.slice(0, 40));
  const where = item === source ? "" : ` (${part}, character ${at + 1})`;
  throw new FormatError(`CPU set ${JSON.stringify(shown)}${where}: ${problem}`);
}
