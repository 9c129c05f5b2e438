/** Only an executable that is laid out as known is made deaf to its environment. */
import { expect, test } from "vitest";
import { harden } from "../../scripts/harden.ts";

const [HEADER, SEGMENT, SECTION, SYMBOL] = [64, 56, 64, 24];
const ENVIRON = 0x2000;

/**
 * A header, program headers of these types, all of them mapping nothing, and a table of symbols:
 * the first of them is only imported.
 */
const elf = (
  machine: number, types: readonly number[], names: readonly string[] = ["environ", "environ"],
): Uint8Array => {
  const sections = HEADER + types.length * SEGMENT;
  const symbols = sections + 2 * SECTION;
  const strings = symbols + names.length * SYMBOL;
  const text = new TextEncoder().encode(`${names.join("\0")}\0`);
  const bytes = new Uint8Array(strings + text.length);
  const view = new DataView(bytes.buffer);
  const long = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  view.setUint32(0, 0x7f454c46);
  view.setUint16(0x12, machine, true);
  long(0x18, 0x1000);
  long(0x20, HEADER);
  long(0x28, sections);
  view.setUint16(0x36, SEGMENT, true);
  view.setUint16(0x38, types.length, true);
  view.setUint16(0x3a, SECTION, true);
  view.setUint16(0x3c, 2, true);
  types.forEach((type, index) => view.setUint32(HEADER + index * SEGMENT, type, true));
  long(sections + 24, strings);
  view.setUint32(sections + SECTION + 4, 11, true);
  long(sections + SECTION + 24, symbols);
  long(sections + SECTION + 32, names.length * SYMBOL);
  names.forEach((_, index) => {
    const at = symbols + index * SYMBOL;
    view.setUint32(at, names.slice(0, index).join("\0").length + Math.min(index, 1), true);
    view.setUint16(at + 6, index, true); // the first has no section: it is defined elsewhere
    long(at + 8, ENVIRON);
  });
  bytes.set(text, strings);
  return bytes;
};

test.each([
  ["a script", new TextEncoder().encode("#!/bin/sh\nexec true\n".repeat(4)), "not an executable"],
  ["another processor's", elf(183, [1, 4]), "not an executable for x86-64"],
  ["one without notes", elf(62, [1, 2]), "no program header to spare"],
  ["one whose notes come before a segment", elf(62, [4, 1]), "no program header to spare"],
  ["one with another's environ", elf(62, [1, 4], ["environ"]), "not have environ at a fixed"],
  ["one with other symbols", elf(62, [1, 4], ["x", "environment"]), "not have environ at a fixed"],
])("%s is refused", (_, bytes, why) => expect(() => harden(bytes)).toThrow(why));

test("the entry point leads to the added code, and from there to Bun's own", () => {
  const ours = "BUN_JSC_useWarmUpMarkedBlocks=0\0MIMALLOC_SCAVENGER=0\0";
  const out = harden(elf(62, [1, 4]));
  const view = new DataView(out.buffer);
  const [entry, header] = [Number(view.getBigUint64(0x18, true)), 64 + 56];
  const [offset, vaddr] = [8, 16].map((at) => Number(view.getBigUint64(header + at, true)));
  expect([view.getUint32(header, true), entry - (vaddr ?? 0), (offset ?? 0) % 0x1000])
    .toEqual([1, ours.length, 0]);
  expect(new TextDecoder().decode(out.subarray(offset)).startsWith(ours)).toBe(true);
  const jump = out.lastIndexOf(0xe9);
  expect((vaddr ?? 0) + (jump - (offset ?? 0)) + 5 + view.getInt32(jump + 1, true)).toBe(0x1000);
});
