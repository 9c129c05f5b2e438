/** An apply is judged by the value read back, not by the write's return. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HostFile } from "../../../src/engine/model/model.ts";
import type { Host } from "../../../src/ports/host.ts";
import { applyAt, hostAt, planAt } from "../../support/engine.ts";
import { SAMPLES } from "../../support/samples.ts";
import { changed, makeTree, move, snapshotTree, type Files } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const PATH = "/proc/sys/vm/swappiness";

const machine = () => {
  const sample = SAMPLES["sysctl"];
  if (!sample) throw new Error("no sample");
  const root = makeTree(sample.files);
  return { root, host: hostAt(root), before: snapshotTree(root), declaration: sample.declaration };
};

test("a value that the kernel clamps is reported and the run is rolled back", async () => {
  const { root, host, before, declaration } = machine();
  const clamping: Host = { ...host,
    put: (path, value, last) =>
      host.put(path, path === PATH && value === "10" ? "16" : value, last) };
  const { failure } = await applyAt(clamping, declaration);
  expect(failure?.message).toContain("holds 16 after 10 was written");
  expect(changed(before, snapshotTree(root))).toEqual([]);
});

test("a value that another process changes before the end fails the run, and stays", async () => {
  const { root, host, before, declaration } = machine();
  const rival: Host = { ...host, replace: (path, text, mode, last) => {
    host.replace(path, text, mode, last);
    if (path.startsWith("/etc/sysctl.d/")) writeFileSync(join(root, PATH), "42\n");
  } };
  const { failure, undone } = await applyAt(rival, declaration);
  expect(failure?.message).toContain("sysctl/vm.swappiness does not hold");
  expect(undone?.conflicts).toEqual([expect.objectContaining({ target: "sysctl:vm/swappiness", found: "42" })]);
  expect(readFileSync(join(root, PATH), "utf8")).toBe("42\n");
  expect(changed(before, snapshotTree(root))).toEqual([PATH]);
});

const UNIT = "/etc/systemd/system/sol.service";
const started = (pid: number, cgroup: string): Files => ({
  [`/proc/${pid}/exe`]: "-> /opt/agave-validator", [`/proc/${pid}/cmdline`]: "agave-validator\0",
  [`/proc/${pid}/cgroup`]: `0::${cgroup}\n`,
  [`/proc/${pid}/status`]: "PPid:\t1\nUid:\t0\t0\t0\t0\n" });
const VALIDATOR: Files = { [UNIT]: "[Service]\nExecStart=/opt/agave-validator\n",
  "/opt/agave-validator": "", "/etc/systemd/system/multi-user.target.wants/sol.service": `-> ${UNIT}`,
  ...started(900, "/system.slice/sol.service"),
  "/sys/fs/cgroup/system.slice/sol.service/cgroup.procs": "900\n" };

/** A machine whose client is as declared, until `change` is made in the middle of a run. */
const midway = (change: Files) => {
  const sample = SAMPLES["sysctl"];
  const root = makeTree({ ...sample?.files, ...VALIDATOR });
  const host = hostAt(root);
  const disturbed: Host = { ...host, put: (path, value, last) => {
    host.put(path, value, last);
    if (path === PATH) for (const one of Object.entries(change)) move(root, one);
  } };
  const declaration: HostFile = hostFile({ sysctl: { "vm.swappiness": 10 }, client: { active: "agave" } });
  return { root, host: disturbed, declaration };
};

test.each<[string, Files]>([
  ["outside of any unit", started(901, "/user.slice")],
  ["in a unit made for it", { ...started(901, "/system.slice/mine.service"),
    "/run/systemd/transient/mine.service": "[Service]\nExecStart=/opt/agave-validator\n" }],
])("another validator, started by root %s, does not undo a run that does not concern it", async (_, files) => {
  const { root, host, declaration } = midway(files);
  expect((await applyAt(host, declaration)).failure).toBeNull();
  expect(readFileSync(join(root, PATH), "utf8")).toBe("10\n");
  expect(planAt(host, declaration).items.find(({ address }) => address === "client/active"))
    .toMatchObject({ action: "blocked", reason: expect.stringMatching(/^2 validators run at once/) });
});

test("a client that ends in the middle of a run has the run rolled back", async () => {
  const { host, declaration } = midway({ "/proc/900/exe": "-> /bin/sleep", "/proc/900/cmdline": "sleep\0",
    "/sys/fs/cgroup/system.slice/sol.service/cgroup.procs": "" });
  expect((await applyAt(host, declaration)).failure?.message).toMatch(/^client\/active does not hold/);
});
