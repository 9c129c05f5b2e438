import { describe, expect, it } from "vitest";
import { parseCpuList, parseCpuMask } from "../../src/detectors/cpu-lists.ts";
import {
  cpus, equal, formatCpuList, has, intersect, isEmpty, minus, size, union,
} from "../../src/formats/cpu-set.ts";
import fc from "../support/property.ts";

const numbers = fc.uniqueArray(fc.nat({ max: 8191 }), { maxLength: 60 });
const sets = numbers.map((list) => parseCpuList(list.join(" ")));
const sorted = (list: number[]) => [...list].sort((a, b) => a - b);

function maskOf(list: readonly number[]): string {
  const words = new Map<number, number>();
  for (const cpu of list) {
    const word = Math.floor(cpu / 32);
    words.set(word, ((words.get(word) ?? 0) | (1 << (cpu % 32))) >>> 0);
  }
  const top = Math.max(0, ...words.keys());
  return Array.from({ length: top + 1 }, (_, i) => words.get(top - i) ?? 0)
    .map((word) => word.toString(16).padStart(8, "0")).join(",");
}

describe("a CPU set", () => {
  it.each([
    ["0-3,8", "0-3,8"],
    ["8, 3-3,0-2\n", "0-3,8"],
    ["0-31:2/4", "0-1,4-5,8-9,12-13,16-17,20-21,24-25,28-29"],
    ["0-9:3/4", "0-2,4-6,8-9"],
    ["0 1  2", "0-2"],
    ["\n", ""],
    [5, "5"],
    ["8191", "8191"],
  ])("%j is %s", (text, canonical) => {
    expect(formatCpuList(parseCpuList(text))).toBe(canonical);
  });

  it.each([
    ["3-1", "runs backwards"],
    ["0-3,x", '("x", character 5)'],
    ["8192", "CPUs end at 8191"],
    ["0-99999999999999999999", "CPUs end at 8191"],
    ["5:1/2", "not N"],
    ["0-7:5/4", "of each group"],
    ["0-7:1/0", "of each group"],
    [-1, "not N"],
    [1.5, "not N"],
    [Number.NaN, "not N"],
    ["0x3", "not N"],
    ["all", "not N"],
    [",", "no CPU"],
    ["1;reboot", "not N"],
  ])("%j is refused: %s", (text, says) => {
    expect(() => parseCpuList(text)).toThrowError(
      expect.objectContaining({ code: "CPU_SET_INVALID", message: expect.stringContaining(says) }),
    );
  });

  it.each([
    ["f", "0-3"], ["00000000,0000000f", "0-3"], ["1,00000000", "32"], ["0xff", "0-7"],
    ["ffffffffff", "0-39"], ["0\n", ""],
  ])("mask %j is %s", (mask, list) => {
    expect(formatCpuList(parseCpuMask(mask))).toBe(list);
  });

  it.each(["", "g", "1,,2", "123456789,0", "f".repeat(2049)])("mask %j is refused", (mask) => {
    expect(() => parseCpuMask(mask)).toThrowError(
      expect.objectContaining({ code: "CPU_SET_INVALID" }));
  });

  it("is read back from its list and from its mask", () => {
    fc.assert(fc.property(numbers, (list) => {
      const set = parseCpuList(list.join(","));
      expect(cpus(set)).toEqual(sorted(list));
      expect(equal(parseCpuList(formatCpuList(set)), set)).toBe(true);
      expect(equal(parseCpuMask(maskOf(list)), set)).toBe(true);
      expect(size(set)).toBe(list.length);
    }));
  });

  it("expands strides as counting one by one does", () => {
    const stride = fc.record({
      from: fc.nat({ max: 200 }), length: fc.nat({ max: 200 }),
      group: fc.integer({ min: 1, max: 40 }), used: fc.integer({ min: 1, max: 40 }),
    }).filter(({ used, group }) => used <= group);
    fc.assert(fc.property(stride, ({ from, length, used, group }) => {
      const wanted = Array.from({ length: length + 1 }, (_, i) => i)
        .filter((i) => i % group < used).map((i) => from + i);
      expect(cpus(parseCpuList(`${from}-${from + length}:${used}/${group}`))).toEqual(wanted);
    }));
  });

  it("obeys the laws of set algebra", () => {
    fc.assert(fc.property(sets, sets, fc.nat({ max: 8191 }), (a, b, cpu) => {
      expect(has(union(a, b), cpu)).toBe(has(a, cpu) || has(b, cpu));
      expect(has(intersect(a, b), cpu)).toBe(has(a, cpu) && has(b, cpu));
      expect(has(minus(a, b), cpu)).toBe(has(a, cpu) && !has(b, cpu));
      expect(equal(union(minus(a, b), intersect(a, b)), a)).toBe(true);
      expect(isEmpty(minus(a, a))).toBe(true);
    }));
  });

  it("fails with its own error only", () => {
    const texts = fc.string({ unit: fc.constantFrom(..."0123456789,-:/ x\n") });
    fc.assert(fc.property(texts, (text) => {
      try {
        parseCpuList(text);
      } catch (error) {
        expect(error).toMatchObject({ code: "CPU_SET_INVALID" });
      }
    }));
  });
});
