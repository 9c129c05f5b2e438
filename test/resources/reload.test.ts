/** A generator that sets a sysctl runs again whenever systemd reads its units again. */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HostFile } from "../../src/engine/model/model.ts";
import { closing } from "../support/closed-host.ts";
import { applyAt, countdownFor, hostAt, planAt, planOfRollback, recoverAt } from "../support/engine.ts";
import { makeTree, snapshotTree, type Files } from "../support/tree.ts";
import { hostFile } from "../support/host-file.ts";

const UNIT = "sol.service";
const GENERATOR = "/etc/systemd/system-generators/tune";
const OURS = `/etc/systemd/system/${UNIT}.d/90-vexor-agent.conf`;
const MACHINE: Files = {
  "/sys/devices/system/cpu/online": "0-7\n", "/sys/devices/system/cpu/possible": "0-7\n",
  "/sys/devices/system/cpu/isolated": "\n", "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu\n",
  [`/etc/systemd/system/${UNIT}`]: "[Service]\nExecStart=/usr/bin/sol\n",
  "/proc/sys/vm/swappiness": "7\n", "/proc/sys/net/ipv4/tcp_sack": "1\n",
};
const PIN: HostFile = hostFile({ cpuPinning: [{ unit: UNIT, cpus: "2-5" }] });

const machine = (lines: string, more: Files = {}) => {
  const root = makeTree({ ...MACHINE, [GENERATOR]: `#!/bin/sh\n${lines}\n`, ...more });
  chmodSync(join(root, GENERATOR), 0o755);
  return { root, host: hostAt(root) };
};

const itemOf = (lines: string, declaration = PIN, more: Files = {}) =>
  planAt(machine(lines, more).host, declaration).items.at(-1);

describe("a change that needs systemd to read its units again", () => {
  test("is blocked while a generator would move a present value, with its file and line", () => {
    const { root, host } = machine("sysctl -qw vm.swappiness=30");
    const plan = planAt(host, PIN);
    expect(plan.changes).toEqual([]);
    expect(plan.items).toMatchObject([{ action: "blocked", to: null,
      reason: `this needs systemctl daemon-reload, which runs ${GENERATOR}:2 again: it would change `
        + "vm.swappiness from 7 to 30" }]);
    writeFileSync(join(root, "proc/sys/vm/swappiness"), "30\n");
    expect(planAt(host, PIN).items).toMatchObject([{ action: "update" }]);
  });

  test("is blocked where only running the generator would tell", () => {
    for (const lines of ["sysctl -qw vm.swappiness=$(cat /etc/mine)", 'sysctl -qw "$(cat /etc/mine)"',
      "echo 2 > /proc/irq/41/smp_affinity"]) {
      expect(itemOf(lines), lines).toMatchObject({ action: "blocked" });
    }
  });

  test("is made where no generator moves anything", () => {
    for (const lines of ["sysctl -qw vm.swappiness=7", "sysctl -qw vm.absent=30",
      "sysctl -qw net.ipv4.tcp_sack=0x1", "echo oops > /proc/sys/net/ipv4/tcp_sack", "exit 0"]) {
      expect(itemOf(lines), lines).toMatchObject({ action: "update" });
    }
    const { root, host } = machine("sysctl -qw vm.swappiness=30");
    chmodSync(join(root, GENERATOR), 0o644);
    expect(planAt(host, PIN).items).toMatchObject([{ action: "update" }]);
  });

  test("is planned for a user who may not read the key", () => {
    const { host } = machine("sysctl -qw vm.swappiness=30");
    const closed = closing(host, { path: "/proc/sys/vm/swappiness", errno: "EACCES", isDirectory: false });
    expect(planAt(closed, PIN).items).toMatchObject([{ action: "update" }]);
  });

  test("is judged by the value that the same plan gives the key", () => {
    const both: HostFile = { ...PIN, sysctl: { "vm.swappiness": { value: 10, adopt: { from: 30 } } } };
    const { host } = machine("sysctl -qw vm.swappiness=30", { "/proc/sys/vm/swappiness": "30\n" });
    expect(planAt(host, both).items).toMatchObject([{ action: "adopt" }, { action: "blocked",
      reason: expect.stringContaining("from 10 to 30") }]);
  });

  test("is undone without a reload, and the undo says that systemd has not read it", async () => {
    const { root, host } = machine("sysctl -qw vm.swappiness=7");
    await applyAt(host, PIN, undefined, { confirm: countdownFor(host, -1) });
    expect(readFileSync(join(root, OURS), "utf8")).toContain("CPUAffinity=2-5");
    writeFileSync(join(root, "proc/sys/vm/swappiness"), "9\n");
    expect(await recoverAt(host)).toMatchObject({ did: "undone", result: { failed: [], conflicts: [{
      found: null, why: expect.stringContaining("it would change vm.swappiness from 9 to 7") }] } });
    expect(snapshotTree(root)).not.toHaveProperty([OURS]);
  });

  test("is refused in a rollback", async () => {
    const { root, host } = machine("sysctl -qw vm.swappiness=7");
    const { run } = await applyAt(host, PIN);
    writeFileSync(join(root, "proc/sys/vm/swappiness"), "9\n");
    expect(() => planOfRollback(host, run)).toThrow(expect.objectContaining({ code: "RELOAD_MOVES",
      message: expect.stringContaining("from 9 to 7") }));
  });
});
