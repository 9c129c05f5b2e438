/** What the next boot brings, owner by owner, and in which order: the plan and `explain` agree. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HostFile, PlanItem } from "../../../src/engine/model/model.ts";
import { hostAt, planAt } from "../../support/engine.ts";
import { buildTree, readScenario } from "../../support/scenario.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";
import { VEXOR } from "../../support/paths.ts";


const planned = (root: string, sysctl: HostFile["sysctl"]): ReadonlyMap<string, PlanItem> =>
  new Map(planAt(hostAt(root), hostFile({ sysctl: sysctl ?? {} }))
    .items.map((item) => [item.address.slice("sysctl/".length), item]));

const explain = (root: string, key: string, ...more: readonly string[]): string =>
  execFileSync(VEXOR, ["explain", `sysctl/${key}`, "--root", root, ...more], { encoding: "utf8" });

/** The lines of `explain` about the boot. */
const orderOf = (root: string, key: string): readonly string[] => {
  const lines = explain(root, key).split("\n").map((line) => line.replace(/ +/g, " "));
  const after = lines.findIndex((line) => line.startsWith("after reboot"));
  return lines.slice(after, lines.findIndex((line) => line.startsWith("vexor ")));
};

const SWAPPINESS: Files = { "/proc/sys/vm/swappiness": "60\n" };
const afterReboot = (files: Files): PlanItem => {
  const item = planned(makeTree({ ...SWAPPINESS, ...files }), { "vm.swappiness": 60 })
    .get("vm.swappiness");
  if (!item) throw new Error("no item");
  return item;
};

const RC_LOCAL = "/etc/rc.d/rc.local";

describe("after a reboot", () => {
  test("each way of an administrator brings its own value instead of the kernel's default", () => {
    const root = buildTree("scripts-bring-back", readScenario("scripts-bring-back"));
    const brought = { "vm.dirty_ratio": "31", "vm.dirty_writeback_centisecs": "777",
      "vm.swappiness": "7", "vm.max_map_count": "262144", "net.ipv4.tcp_fin_timeout": "22",
      "net.ipv4.tcp_keepalive_time": "777", "net.ipv4.tcp_syn_retries": "4", "net.ipv4.tcp_ecn": "1",
      "fs.inotify.max_user_instances": "512", "net.ipv4.tcp_sack": "0" };
    const asked = Object.fromEntries(Object.keys(brought).map((key) => [key, 1]));
    const items = planned(root, asked);
    expect(Object.fromEntries([...items].map(([key, item]) => [key, item.afterReboot])))
      .toEqual(brought);
  });

  test("TuneD brings its profile's value, or what its modifier makes of the default", () => {
    const root = buildTree("tuned-brings-it-back", readScenario("tuned-brings-it-back"));
    const items = planned(root, { "vm.swappiness": 10, "net.core.somaxconn": 4096 });
    expect(items.get("vm.swappiness")?.afterReboot).toBe("17");
    expect(items.get("net.core.somaxconn")).toMatchObject({ action: "none", afterReboot: "4096" });
  });

  test.each<[when: string, files: Files, value: string | null, why?: RegExp]>([
    ["the command line comes before a file", { "/proc/cmdline": "sysctl.vm.swappiness=5",
      "/etc/sysctl.d/a.conf": "vm.swappiness = 6\n" }, "6"],
    ["the command line alone", { "/proc/cmdline": "sysctl.vm.swappiness=0x10" }, "16"],
    ["a unit comes after a file", { "/etc/sysctl.d/a.conf": "vm.swappiness = 6\n",
      "/etc/systemd/system/x.service": "[Service]\nExecStart=/sbin/sysctl vm.swappiness=7\n" }, "7"],
    ["a udev rule and a file are not ordered", { "/etc/sysctl.d/a.conf": "vm.swappiness = 6\n",
      "/etc/udev/rules.d/a.rules": 'RUN+="/sbin/sysctl vm.swappiness=7"\n' }, null, /which of them/],
    ["nor are two units", { "/etc/systemd/system/x.service": "[Service]\nExecStart=/sbin/sysctl vm.swappiness=7\n",
      "/etc/systemd/system/y.service": "[Service]\nExecStart=/sbin/sysctl vm.swappiness=8\n" }, null, /which of them/],
    ["where they agree, it does not matter", { "/etc/crontab": "@reboot root sysctl vm.swappiness=7\n",
      "/etc/systemd/system/y.service": "[Service]\nExecStart=/sbin/sysctl vm.swappiness=7\n" }, "7"],
    ["a computed value is unknown", { "/etc/crontab": "@reboot root sysctl vm.swappiness=$N\n" },
      null, /crontab:1 brings an unknown value at boot/],
    ["cloud-init has done it once", { "/var/lib/cloud/instance/user-data.txt": "sysctl vm.swappiness=60\n" },
      "60"],
    ["but does this at each boot", { "/var/lib/cloud/scripts/per-boot/a": "#!/bin/sh\nsysctl vm.swappiness=7\n" }, "7"],
    ["a script that both rc.local and a unit run", { "/opt/t.sh": "sysctl vm.swappiness=7\n",
      [RC_LOCAL]: "/opt/t.sh\n", "/etc/systemd/system/x.service": "[Service]\nExecStart=/opt/t.sh\n",
      "/etc/sysctl.d/a.conf": "vm.swappiness = 6\n" }, "7"],
    ["nothing", {}, "60"],
  ])("%s", (_, files, value, why) => {
    const root = makeTree({ ...SWAPPINESS, ...files });
    if (files[RC_LOCAL] !== undefined) execFileSync("chmod", ["755", join(root, RC_LOCAL)]);
    const item = planned(root, { "vm.swappiness": 60 }).get("vm.swappiness");
    expect(item?.afterReboot).toBe(value);
    if (why) expect(item?.afterRebootUnknown).toMatch(why);
    else expect(item).not.toHaveProperty("afterRebootUnknown");
  });

  const DIRTY: Files = { "/proc/sys/vm/dirty_bytes": "0\n", "/proc/sys/vm/dirty_ratio": "20\n" };
  const crontab = "@reboot root sysctl vm.dirty_ratio=7\n";

  test("a script for one half of a couple brings the other half's zero", () => {
    const root = makeTree({ ...DIRTY, "/etc/crontab": crontab });
    const items = planned(root, { "vm.dirty_bytes": 268435456 });
    expect(items.get("vm.dirty_bytes")).toMatchObject({ action: "blocked", origin: "custom",
      afterReboot: "0", evidence: [{ path: "/etc/crontab", line: 1, restores: "0" }] });
  });

  test("a script for a key that would be moved is listed beside a file that agrees", () => {
    const forwarding = Object.fromEntries(["ip_forward", "conf/all/forwarding", "conf/default/forwarding",
      "conf/eth0/forwarding"].map((key) => [`/proc/sys/net/ipv4/${key}`, "0\n"]));
    const root = makeTree({ ...forwarding, "/proc/sys/net/ipv4/conf/all/accept_redirects": "1\n",
      "/etc/sysctl.d/a.conf": "net.ipv4.conf.eth0.forwarding = 1\n",
      "/etc/crontab": "@reboot root sysctl net.ipv4.conf.eth0.forwarding=0\n" });
    const item = planned(root, { "net.ipv4.ip_forward": 1 }).get("net.ipv4.ip_forward");
    expect(item).toMatchObject({ action: "blocked", origin: "custom", afterReboot: "0",
      evidence: [{ path: "/etc/crontab", line: 1 }] });
    expect(item?.evidence[0]).not.toHaveProperty("restores");
  });

  test("a plan's evidence has the place and the text, and no time", () => {
    const { evidence } = afterReboot({ "/etc/crontab": "@reboot root sysctl vm.swappiness=7\n" });
    expect(evidence).toEqual([{ kind: "file", path: "/etc/crontab", line: 1,
      says: "@reboot root sysctl vm.swappiness=7", restores: "7" }]);
  });
});

describe("vexor explain", () => {
  const FILES: Files = { ...SWAPPINESS, "/proc/cmdline": "quiet sysctl.vm.swappiness=5",
    "/etc/sysctl.d/a.conf": "vm.swappiness = 6\n", "/etc/crontab": "@reboot root sysctl vm.swappiness=7\n" };

  test("lists all sources that set it at boot in order, and names the last one", () => {
    expect(orderOf(makeTree(FILES), "vm.swappiness")).toEqual([
      "after reboot 7 (/etc/crontab:1)",
      "at boot, in order of effect:",
      " kernel command line 5 custom /proc/cmdline: the kernel's command line has sysctl.vm.swappiness=5",
      " sysctl.d 6 custom /etc/sysctl.d/a.conf:1: vm.swappiness = 6",
      " wins cron 7 custom /etc/crontab:1: @reboot root sysctl vm.swappiness=7",
    ]);
  });

  test("says why the value is unknown, and which source may be last", () => {
    const root = makeTree({ ...FILES, "/var/lib/cloud/instance/user-data.txt": "sysctl vm.swappiness=60\n",
      "/etc/systemd/system/x.service": "[Service]\nExecStart=/sbin/sysctl vm.swappiness=$X\n" });
    expect(orderOf(root, "vm.swappiness")).toEqual([
      "after reboot unknown (/etc/systemd/system/x.service:2 brings an unknown value at boot)",
      "at boot, in order of effect:",
      " kernel command line 5 custom /proc/cmdline: the kernel's command line has sysctl.vm.swappiness=5",
      " sysctl.d 6 custom /etc/sysctl.d/a.conf:1: vm.swappiness = 6",
      " may win unit ? custom /etc/systemd/system/x.service:2: ExecStart=/sbin/sysctl vm.swappiness=$X",
      " may win cron 7 custom /etc/crontab:1: @reboot root sysctl vm.swappiness=7",
      "held by /var/lib/cloud/instance/user-data.txt:1: cloud-init: sysctl vm.swappiness=60",
    ]);
  });

  test("prints the same as data", () => {
    const said = JSON.parse(explain(makeTree(FILES), "vm.swappiness", "--json")) as {
      readonly afterReboot: string; readonly afterRebootUnknown: null;
      readonly order: readonly object[];
      readonly reading: { readonly otherManagers: readonly object[] } };
    expect(said).toMatchObject({ afterReboot: "7", afterRebootUnknown: null, order: [
      { phase: "kernel command line", value: "5", mayBeLast: false },
      { phase: "sysctl.d", value: "6", mayBeLast: false },
      { phase: "cron", value: "7", owner: "custom", mayBeLast: true,
        evidence: { path: "/etc/crontab", line: 1 } },
    ] });
    expect(said.reading.otherManagers).toHaveLength(2);
  });

  /** Of a key that nothing on the host names, and of one that a file sets. */
  test("prints every part of a reading as data, whether or not a file names the key", () => {
    const root = makeTree({ ...FILES, "/proc/sys/vm/dirty_ratio": "20\n" });
    const parts = ["vm.swappiness", "vm.dirty_ratio"].map((key) => {
      const { reading } = JSON.parse(explain(root, key, "--json")) as { readonly reading: object };
      return Object.keys(reading).sort();
    });
    expect(parts[0]).toEqual(parts[1]);
    expect(parts[0]).toEqual(["address", "blocker", "boot", "default", "doubts", "ephemeral",
      "immutable", "isUnreadable", "live", "otherManagers", "overriddenBy", "warnings"]);
  });
});
