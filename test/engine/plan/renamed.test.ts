/** A setting that the host file has under another of its names keeps what Vexor knows of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HostFile, PlanItem } from "../../../src/engine/model/model.ts";
import type { SysctlSpec } from "../../../src/resources/sysctl/section.ts";
import { readLedger } from "../../../src/engine/run/store.ts";
import { applyAt, hostAt, planAt, rollbackAt } from "../../support/engine.ts";
import { changed, makeTree, snapshotTree, type Files } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const [OLD, NEW] = ["fs.inotify.max_user_instances", "user.max_inotify_instances"];
const procOf = (key: string): string => `/proc/sys/${key.replaceAll(".", "/")}`;

const machineOf = (more: Files = {}) => {
  const root = makeTree({ [procOf(OLD)]: "128\n", [procOf(NEW)]: "128\n", ...more });
  const host = hostAt(root);
  const declare = (sysctl: Readonly<Record<string, SysctlSpec>>): HostFile =>
    hostFile({ sysctl });
  return { root, host,
    plan: (sysctl: Readonly<Record<string, SysctlSpec>>): readonly PlanItem[] =>
      planAt(host, declare(sysctl)).items,
    apply: (sysctl: Readonly<Record<string, SysctlSpec>>) => applyAt(host, declare(sysctl)),
    live: (key: string) => readFileSync(join(root, procOf(key)), "utf8").trim() };
};

test.each([[OLD, NEW], [NEW, OLD]])("a renaming from %s to %s restores the original", async (from, to) => {
  const { root, host, apply, live, plan } = machineOf();
  const before = snapshotTree(root);
  await apply({ [from]: 1024 });
  await apply({ [to]: 1024 });
  expect(readLedger(host).claims).toEqual({ [`sysctl/${to}`]:
    expect.objectContaining({ value: "1024", original: "128" }) });
  expect(plan({ [to]: 1024 }).map(({ action }) => action)).toEqual(["none"]);
  await apply({});
  expect([live(from), live(to)]).toEqual(["128", "128"]);
  expect(changed(snapshotTree(root), before)).toEqual([]);
});

test("a new value with the new name is Vexor's own to replace", async () => {
  const { apply, plan, live } = machineOf();
  await apply({ [OLD]: 1024 });
  const [item, left] = plan({ [NEW]: 2048 });
  expect(item).toMatchObject({ action: "update", origin: "managed", live: "1024" });
  expect(left).toMatchObject({ action: "release", reason: expect.stringContaining(NEW) });
  await apply({ [NEW]: 2048 });
  await apply({});
  expect(live(NEW)).toBe("128");
});

test("a value that git permitted to replace stays permitted, and is restored", async () => {
  const file = "/etc/sysctl.d/60-twin.conf";
  const { apply, plan, live } = machineOf({ [file]: `${NEW} = 128\n` });
  await apply({ [OLD]: { value: 1024, adopt: { from: 128 } } });
  expect(plan({ [NEW]: 1024 })[0]).toMatchObject({ action: "persist", origin: "managed" });
  await apply({ [NEW]: 1024 });
  await apply({});
  expect(live(NEW)).toBe("128");
});

test("a rollback of the renaming restores the old name", async () => {
  const { apply, host } = machineOf();
  await apply({ [OLD]: 1024 });
  const { run } = await apply({ [NEW]: 1024 });
  await rollbackAt(host, run ?? 0);
  expect(readLedger(host).claims).toEqual({ [`sysctl/${OLD}`]:
    expect.objectContaining({ value: "1024", original: "128" }) });
});
