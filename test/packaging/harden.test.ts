/** Only an executable that is laid out as known is made deaf to its environment. */
import { expect, test } from "vitest";
import { harden } from "../../scripts/harden.ts";

/** A header and program headers of these types, all of them mapping nothing. */
const elf = (machine: number, types: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(64 + types.length * 56);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x7f454c46);
  view.setUint16(0x12, machine, true);
  view.setBigUint64(0x18, 0x1000n, true);
  view.setBigUint64(0x20, 64n, true);
  view.setUint16(0x36, 56, true);
  view.setUint16(0x38, types.length, true);
  types.forEach((type, index) => view.setUint32(64 + index * 56, type, true));
  return bytes;
};

test.each([
  ["a script", new TextEncoder().encode("#!/bin/sh\nexec true\n".repeat(4)), "not an executable"],
  ["another processor's", elf(183, [1, 4]), "not an executable for x86-64"],
  ["one without notes", elf(62, [1, 2]), "no program header to spare"],
  ["one whose notes come before a segment", elf(62, [4, 1]), "no program header to spare"],
])("%s is refused", (_, bytes, why) => expect(() => harden(bytes)).toThrow(why));

test("the entry point leads to the added code, and from there to Bun's own", () => {
  const out = harden(elf(62, [1, 4]));
  const view = new DataView(out.buffer);
  const [entry, header] = [Number(view.getBigUint64(0x18, true)), 64 + 56];
  const [offset, vaddr] = [8, 16].map((at) => Number(view.getBigUint64(header + at, true)));
  expect([view.getUint32(header, true), vaddr, (offset ?? 0) % 0x1000]).toEqual([1, entry, 0]);
  const jump = out.lastIndexOf(0xe9);
  expect(entry + (jump - (offset ?? 0)) + 5 + view.getInt32(jump + 1, true)).toBe(0x1000);
});
