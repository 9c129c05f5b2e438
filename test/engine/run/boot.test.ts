/** Whether a snapshot is of this boot: the mark in /run decides, and the kernel's id without one. */
import { expect, test } from "vitest";
import { isOfThisBoot, markOfBoot } from "../../../src/engine/run/boot.ts";
import { hostAt } from "../../support/engine.ts";
import { BOOT_ID, makeTree } from "../../support/tree.ts";

const MARK = "/run/vexor-agent/root/boot";
const onMachine = (mark?: string) => {
  const host = hostAt(makeTree(mark === undefined ? { "/run/vexor-agent/root/": "" } : { [MARK]: `${mark}\n` }));
  return { ...host, isTree: false };
};

test.each([
  ["the same id, from before there were marks", undefined, BOOT_ID, undefined, true],
  ["another id, from before there were marks", undefined, "other", undefined, false],
  ["a sandbox that sees another id in the same boot", "m1", "other", "m1", true],
  ["a container that was booted again on a machine that was not", "m2", BOOT_ID, "m1", false],
  ["a reboot: /run is empty", undefined, "other", "m1", false],
  ["a mark that somebody has removed", undefined, BOOT_ID, "m1", true],
] as const)("%s", (_, mark, bootId, boot, isSame) => {
  expect(isOfThisBoot(onMachine(mark), { bootId, ...boot === undefined ? {} : { boot } })).toBe(isSame);
});

test("a boot mark is made once, cannot be chosen, and is not made in a tree", () => {
  const host = onMachine();
  const mark = markOfBoot(host);
  expect(mark).toMatch(/^[0-9a-f]{32}$/);
  expect(markOfBoot(host)).toBe(mark);
  expect(isOfThisBoot(host, { bootId: "other", boot: mark ?? "" })).toBe(true);
  expect(markOfBoot(hostAt(makeTree({})))).toBeUndefined();
});
