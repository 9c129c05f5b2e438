/** What `vexor clients` says of a switch, before a host file asks for one. */
import { expect, test } from "vitest";
import { changed, makeTree, snapshotTree, type Files } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const UNIT = "/etc/systemd/system/sol.service";
const MACHINE: Files = {
  "/etc/passwd": "root:x:0:0::/:/bin/sh\nsol:x:1000:1000::/:/bin/sh\n",
  "/opt/agave-validator": "", "/mnt/a/": "", "/etc/id.json": "[]",
  [UNIT]: "[Service]\nUser=sol\nExecStart=/opt/agave-validator --ledger /mnt/a --identity /etc/id.json\n",
};

const clients = (files: Files, ...more: readonly string[]): string => {
  const root = makeTree(files);
  const before = snapshotTree(root);
  const { code, out, err } = runVexor(["clients", ...more, "--root", root]);
  expect([code, err, changed(before, snapshotTree(root))]).toEqual([0, "", []]);
  return out;
};

test("a switch that nothing blocks has one line", () => {
  expect(clients(MACHINE)).toContain("→ client: {active: agave}");
  expect(clients(MACHINE)).not.toContain("blocked now");
  expect(JSON.parse(clients(MACHINE, "--json"))).toMatchObject({ clients: [
    { client: "agave", switch: { entry: "client: {active: agave}", why: null, blocked: null } }] });
});

test.each<[string, Files, RegExp]>([
  ["its ledger", { "/mnt/a/": "-> /gone" }, /blocked now: its ledger \/mnt\/a is not a directory/],
  ["its program", { "/opt/agave-validator": "-> /gone" }, /blocked now: \/opt\/agave-validator does not exist/],
  ["its identity", { "/etc/id.json": "-> /gone" }, /blocked now: its identity \/etc\/id\.json is not a file/],
])("a switch that lacks %s is blocked, with the reason", (_, more, says) => {
  const { "/mnt/a/": _dir, ...rest } = MACHINE;
  const files = "/mnt/a/" in more ? { ...rest, "/mnt/a": "-> /gone" } : { ...MACHINE, ...more };
  expect(clients(files)).toMatch(says);
});

test("the running client is not listed as a switch", () => {
  expect(clients({ ...MACHINE, "/etc/id.json": "-> /gone", "/proc/900/exe": "-> /opt/agave-validator",
    "/proc/900/cmdline": "agave-validator\0--ledger\0/mnt/a\0", "/proc/900/cgroup": "0::/system.slice/sol.service\n",
    "/proc/900/status": "PPid:\t1\nUid:\t1000\t1000\t1000\t1000\n",
    "/sys/fs/cgroup/system.slice/sol.service/cgroup.procs": "900\n" })).not.toContain("blocked now");
});
