/** What the kernel or a rival makes of a value counts, not that the write returned. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Host } from "../../src/engine/ports.ts";
import { applyAt, hostAt } from "../support/engine.ts";
import { SAMPLES } from "../support/samples.ts";
import { changed, makeTree, picture } from "../support/tree.ts";

const PATH = "/proc/sys/vm/swappiness";

const machine = () => {
  const sample = SAMPLES["sysctl"];
  if (!sample) throw new Error("no sample");
  const root = makeTree(sample.files);
  return { root, host: hostAt(root), before: picture(root), declaration: sample.declaration };
};

test("a value that the kernel clamps is told and everything is taken back", async () => {
  const { root, host, before, declaration } = machine();
  const clamping: Host = { ...host,
    put: (path, value) => host.put(path, path === PATH && value === "10" ? "16" : value) };
  const { failure } = await applyAt(clamping, declaration);
  expect(failure?.message).toContain("holds 16 after 10 was written");
  expect(changed(before, picture(root))).toEqual([]);
});

test("a value that somebody puts back before the end fails the run, and theirs stays", async () => {
  const { root, host, before, declaration } = machine();
  const rival: Host = { ...host, replace: (path, text) => {
    host.replace(path, text);
    if (path.startsWith("/etc/sysctl.d/")) writeFileSync(join(root, PATH), "42\n");
  } };
  const { failure, undone } = await applyAt(rival, declaration);
  expect(failure?.message).toContain("sysctl/vm.swappiness does not hold");
  expect(undone?.left).toEqual([expect.objectContaining({ cell: "sysctl:vm/swappiness", found: "42" })]);
  expect(readFileSync(join(root, PATH), "utf8")).toBe("42\n");
  expect(changed(before, picture(root))).toEqual([PATH]);
});
