/** Limits of services: what systemd would set, who asked for it, and when it takes effect. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HostFile, PlanItem } from "../../src/engine/model/model.ts";
import { findDrift } from "../../src/engine/drift/drift.ts";
import type { LimitsEntry } from "../../src/resources/limits/section.ts";
import { limitIn, parseLimit } from "../../src/resources/limits/values.ts";
import { applyAt, hostAt, planAt, planOfRollback, requestAt, rollbackAt } from "../support/engine.ts";
import { SAMPLES } from "../support/samples.ts";
import { changed, makeTree, move, snapshotTree, type Files } from "../support/tree.ts";
import { hostFile } from "../support/host-file.ts";

const UNIT = "/etc/systemd/system/validator.service";
const MACHINE: Files = SAMPLES["limits"]?.files ?? {};
const declare = (...limits: readonly LimitsEntry[]): HostFile => hostFile({ limits });
const FILES = declare({ unit: "validator.service", nofile: 1000000 });
const table = (soft: string, hard = soft): string =>
  `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${soft}   ${hard}   files\n`;

const itemsOn = (files: Files, file = FILES): readonly PlanItem[] =>
  planAt(hostAt(makeTree({ ...MACHINE, ...files })), file).items;

test.each([
  ["nofile", "1000000", "1000000"], ["nofile", "1024:524288", "1024:524288"], ["nofile", "64:64", "64"],
  ["nofile", "0x10", "16"], ["nofile", "infinity", "infinity"], ["memlock", "64M", "67108864"],
  ["memlock", "64M:infinity", "67108864:infinity"], ["memlock", "8388608", "8388608"],
  ["nofile", "64K", null], ["nofile", "", null], ["nofile", "many", null], ["memlock", "1.5G", null],
  ["nofile", "1:2:3", null], ["nofile", "4096:1024", null], ["nofile", "infinity:1024", null], ["nofile", "99999999999999999999999", null],
] as const)("%s: %s in a unit file is %s", (name, text, canonical) => {
  expect(parseLimit(name, text)).toBe(canonical);
});

test("the kernel's table of a process", () => {
  const text = `${table("1024", "524288")}Max locked memory         unlimited            unlimited            bytes     \n`;
  expect([limitIn(text, "nofile"), limitIn(text, "memlock"), limitIn("", "nofile")])
    .toEqual(["1024:524288", "infinity", null]);
});

describe("the owner of a limit", () => {
  test.each<[string, Files, Partial<PlanItem>]>([
    ["nobody: systemd's default", {}, { action: "update", origin: "default", live: "1024:524288", configured: "1024:524288" }],
    ["an older systemd's default", { "/usr/lib/systemd/libsystemd-shared-239.so": "",
      "/proc/900/limits": table("1024", "4096") }, { origin: "default", configured: "1024:4096" }],
    ["the unit file", { [UNIT]: "[Service]\nLimitNOFILE=65536\n", "/proc/900/limits": table("65536") },
      { action: "blocked", origin: "custom", evidence: [{ kind: "file", path: UNIT, line: 2, says: "LimitNOFILE=65536" }] }],
    ["a drop-in, read after the unit file", { [UNIT]: "[Service]\nLimitNOFILE=65536\n",
      [`${UNIT}.d/20-more.conf`]: "[Service]\n\nLimitNOFILE=1000000\n" }, { action: "none", origin: "custom", configured: "1000000",
      isPending: true }],
    ["system.conf, for all units", { "/etc/systemd/system.conf": "[Manager]\nDefaultLimitNOFILE=4096\n" },
      { action: "blocked", origin: "custom", configured: "4096" }],
    ["a line that Vexor cannot read", { [UNIT]: "[Service]\nLimitNOFILE=many\n" }, { action: "blocked", origin: "custom" }],
    ["a drop-in that is read after Vexor's", { [`${UNIT}.d/99-z.conf`]: "[Service]\nLimitNOFILE=4096\n" },
      { action: "blocked", waysOut: expect.arrayContaining([expect.stringContaining("90-vexor-agent-limits.conf and changes it")]) as never }],
  ])("%s", (_, files, item) => {
    expect(itemsOn(files)).toMatchObject([item]);
  });

  test("git permits to replace exactly the present value", () => {
    const files = { [UNIT]: "[Service]\nLimitNOFILE=65536\n" };
    const asking = (from: number | string): HostFile =>
      declare({ unit: "validator.service", nofile: { value: 1000000, adopt: { from }, why: "accounts" } });
    expect(itemsOn(files, asking(65536))).toMatchObject([{ action: "adopt", to: "1000000", why: "accounts" }]);
    expect(itemsOn(files, asking("65536:65536"))).toMatchObject([{ action: "adopt" }]);
    expect(itemsOn(files, asking(4096))).toMatchObject([{ action: "blocked" }]);
    expect(itemsOn(files)[0]?.waysOut.at(-1)).toContain(
      "limits: [{unit: validator.service, nofile: {value: 1000000, adopt: {from: 65536}}}]");
  });
});

test("the kernel's default of locked memory is given only where it is known", () => {
  const memlock = (files: Files): unknown =>
    itemsOn(files, declare({ unit: "validator.service", memlock: "infinity" }))[0]?.configured;
  expect(memlock({})).toBe("8388608");
  const old = { "/proc/sys/kernel/osrelease": "5.10.0-30-amd64\n" };
  expect(memlock({ ...old, "/usr/lib/systemd/libsystemd-shared-247.so": "" })).toBe("65536");
  expect(memlock({ ...old, "/usr/lib/systemd/libsystemd-shared-254.so": "" })).toBeNull();
});

test("a limit is pending from its apply to the next start, and restored by a rollback", async () => {
  const root = makeTree({ ...MACHINE, "/etc/systemd/system/validator.service.d/90-vexor-agent.conf":
    "[Service]\nCPUAffinity=2-5\n" });
  const host = hostAt(root);
  const before = snapshotTree(root);
  const { run, failure } = await applyAt(host, FILES);
  expect(failure).toBeNull();
  expect(changed(before, snapshotTree(root)).filter((path) => path.startsWith("/etc/")))
    .toEqual(["/etc/systemd/system/validator.service.d/90-vexor-agent-limits.conf"]);
  expect(planAt(host, FILES)).toMatchObject({ changes: [], summary: { none: 1 },
    pending: [{ address: "limits/validator.service/nofile", takesEffect: "next-start", live: "1024:524288", value: "1000000" }] });
  expect(findDrift(requestAt(host, FILES))).toEqual([]);
  move(root, ["/proc/900/limits", table("1000000")]);
  expect(planAt(host, FILES)).not.toHaveProperty("pending");
  move(root, ["/proc/900/limits", table("15000")]);
  expect(planOfRollback(host, run).items)
    .toMatchObject([{ live: "15000", configured: "1000000", to: "1024:524288" }]);
  await rollbackAt(host, run);
  expect(changed(before, snapshotTree(root)).filter((path) => path.startsWith("/etc/"))).toEqual([]);
});

test("a limit of a stopped service is not pending", async () => {
  const host = hostAt(makeTree({ ...MACHINE, "/sys/fs/cgroup/system.slice/validator.service/cgroup.procs": "" }));
  await applyAt(host, FILES);
  expect(planAt(host, FILES)).toMatchObject({ items: [{ action: "none", live: null, configured: "1000000" }] });
  expect(planAt(host, FILES)).not.toHaveProperty("pending");
});

test("a unit that is gone loses its claim and Vexor's drop-in", async () => {
  const root = makeTree(MACHINE);
  const host = hostAt(root);
  await applyAt(host, FILES);
  rmSync(join(root, UNIT));
  const none: HostFile = hostFile();
  expect(planAt(host, none).items).toMatchObject([{ action: "release",
    reason: expect.stringContaining("validator.service does not exist on this host") }]);
  expect((await applyAt(host, none)).failure).toBeNull();
  expect(Object.keys(snapshotTree(root)).filter((path) => path.startsWith(`${UNIT}.d`))).toEqual([]);
});

test.each<[string, readonly LimitsEntry[], Files, RegExp]>([
  ["names no unit of this host", [{ unit: "valdator.service", nofile: 1 }], {}, /does not exist on this host; did you mean validator.service/],
  ["limits a unit twice, by an alias", [{ unit: "validator.service", nofile: 1 }, { unit: "sol.service", nofile: 2 }],
    { "/etc/systemd/system/sol.service": "-> validator.service" }, /limits\/sol.service\/nofile is limited twice/],
])("an entry that %s is refused", (_, entries, files, why) => {
  expect(() => itemsOn(files, declare(...entries))).toThrow(expect.objectContaining({ code: "UNIT_INVALID",
    message: expect.stringMatching(why) }));
});
