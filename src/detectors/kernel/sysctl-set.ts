/**
 * Sets of numbers, as `net.ipv4.ip_local_reserved_ports` keeps them: the kernel takes `8081,8080`
 * and prints `8080-8081`. proc_do_large_bitmap in kernel/sysctl.c is to the letter: a blank is
 * refused, an empty text empties the set.
 */
import { handlerOf } from "./sysctl-handlers-table.ts";
import { canonical, parseNumber } from "./sysctl-value.ts";

type NumberRange = readonly [first: number, last: number];

const rangesIn = (text: string, size: number): readonly NumberRange[] | null => {
  const ranges: NumberRange[] = [];
  let left = text;
  while (left !== "") {
    const first = parseNumber(left, "-,\n");
    if (first === null || first.isNegative || first.magnitude >= size) return null;
    left = first.rest.slice(1);
    let last = first.magnitude;
    if (first.rest.startsWith("-")) {
      const second = parseNumber(left, ",\n");
      if (second === null || second.isNegative || second.magnitude >= size) return null;
      last = second.magnitude;
      left = second.rest.slice(1);
    }
    if (last < first.magnitude) return null;
    ranges.push([Number(first.magnitude), Number(last)]);
  }
  return ranges;
};

const joined = (ranges: readonly NumberRange[]): readonly NumberRange[] => {
  const found: (readonly [number, number])[] = [];
  for (const [first, last] of ranges.toSorted(([a], [b]) => a - b)) {
    const before = found.at(-1);
    const isNext = before !== undefined && first <= before[1] + 1;
    if (isNext) found[found.length - 1] = [before[0], Math.max(before[1], last)];
    else found.push([first, last]);
  }
  return found;
};

/** As the kernel prints it; null where it refuses the text. */
export const normalSet = (text: string, size: number): string | null => {
  const ranges = rangesIn(text, size);
  return ranges && joined(ranges)
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
};

/** `canonical`, and a set in the kernel's own spelling. */
export const canonicalOf = (path: string, text: string): string => {
  const plain = canonical(text);
  if (!plain.includes(",") && !plain.includes("-")) return plain;
  const handler = handlerOf(path);
  return handler?.name === "set" ? normalSet(plain, Number(handler.least)) ?? plain : plain;
};
