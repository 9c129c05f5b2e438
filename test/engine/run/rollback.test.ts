/** A rollback never overrides a value that has become another's. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { VexorError } from "../../../src/engine/model/errors.ts";
import type { HostFile } from "../../../src/engine/model/model.ts";
import type { Host } from "../../../src/ports/host.ts";
import { applyAt, hostAt, planOfRollback, recoverAt, rollbackAt } from "../../support/engine.ts";
import { failingHost } from "../../support/failing-host.ts";
import { SAMPLES } from "../../support/samples.ts";
import { changed, makeTree, snapshotTree } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const LIVE = "/proc/sys/vm/swappiness";
const OURS = "/etc/sysctl.d/90-vexor-agent.conf";

const declare = (swappiness?: number): HostFile => hostFile({ sysctl: swappiness === undefined ? {} : { "vm.swappiness": swappiness } });

const machine = () => {
  const root = makeTree(SAMPLES["sysctl"]?.files ?? {});
  const host = hostAt(root);
  const put = (path: string, text: string): void => writeFileSync(join(root, path), text);
  return { root, host, put, live: () => readFileSync(join(root, LIVE), "utf8").trim(),
    apply: async (swappiness?: number) => (await applyAt(host, declare(swappiness))).run };
};

test("an administrator's file that took the value over keeps its value", async () => {
  const { host, put, live, apply } = machine();
  const run = await apply(10);
  put("/etc/sysctl.d/99-admin.conf", "vm.swappiness = 10\n");
  expect((await rollbackAt(host, run)).failure).toBeNull();
  expect(live()).toBe("10");
});

test("a run whose settings a later run released holds nothing any more", async () => {
  const { host, put, live, apply } = machine();
  const run = await apply(10);
  await apply();
  put("/etc/sysctl.d/50-admin.conf", "vm.swappiness = 10\n");
  put(LIVE, "10\n");
  await rollbackAt(host, run);
  expect(live()).toBe("10");
});

test("the rollback of a release does not override an administrator's new value", async () => {
  const { root, host, put, live, apply } = machine();
  await apply(10);
  const released = await apply();
  put("/etc/sysctl.d/50-admin.conf", "vm.swappiness = 33\n");
  put(LIVE, "33\n");
  await rollbackAt(host, released);
  expect(live()).toBe("33");
  expect(snapshotTree(root)).not.toHaveProperty([OURS]);
});

test("an administrator's new file below ours blocks its setting instead of being overridden", async () => {
  const { root, host, put, live, apply } = machine();
  await apply(10);
  put("/etc/sysctl.d/80-admin.conf", "vm.swappiness = 30\n");
  put(LIVE, "30\n");
  const before = snapshotTree(root);
  await applyAt(host, declare(10));
  expect(live()).toBe("30");
  expect(changed(before, snapshotTree(root))).toEqual([]);
});

test("a value that the crashed run had not reached keeps a change that was made since", async () => {
  const { root, host, put } = machine();
  const two: HostFile = { ...declare(10),
    sysctl: { "vm.swappiness": 10, "net.core.rmem_max": { atLeast: 134217728 } } };
  const counting = failingHost(host, { at: Infinity, kind: "before" });
  await applyAt(counting, two);
  await rollbackAt(host, 1);
  const writes = counting.writes();
  for (let at = 1; at <= writes; at++) {
    await applyAt(failingHost(host, { at, kind: "before" }), two).catch(() => undefined);
    if (readFileSync(join(root, LIVE), "utf8") !== "60\n") break;
    put("/proc/sys/net/core/rmem_max", "555555\n");
    await recoverAt(host);
    expect(readFileSync(join(root, "/proc/sys/net/core/rmem_max"), "utf8")).toBe("555555\n");
    put("/proc/sys/net/core/rmem_max", "212992\n");
  }
});

test("an item that turned out to be impossible is not rolled back", async () => {
  const { root, host, put } = machine();
  put("/proc/sys/kernel/panic", "0\n");
  const fixed: Host = { ...host, put: (path, value, last) => {
    if (path === LIVE) throw new VexorError("VALUE_IMMUTABLE", "managed by the kernel");
    host.put(path, value, last);
  } };
  const before = snapshotTree(root);
  const { run, impossible } = await applyAt(fixed, { ...declare(10),
    sysctl: { "vm.swappiness": 10, "net.core.rmem_max": { atLeast: 134217728 } } });
  expect([...impossible.keys()]).toEqual(["sysctl/vm.swappiness"]);
  expect(planOfRollback(host, run).summary).toMatchObject({ release: 1, blocked: 0 });
  await rollbackAt(host, run);
  expect(changed(before, snapshotTree(root))).toEqual([]);
});

test("our file in another encoding is refused, not damaged", async () => {
  const { root, host } = machine();
  const bytes = Buffer.from("# caf\xe9\nkernel.panic = 10\n", "latin1");
  writeFileSync(join(root, OURS), bytes);
  await expect(applyAt(host, declare(10))).rejects.toThrow("not UTF-8");
  expect(readFileSync(join(root, OURS)).equals(bytes)).toBe(true);
});
