/** Twins and couples: who owns them, and that an undo brings back all of them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HostFile } from "../../../src/engine/model/model.ts";
import type { SysctlSpec } from "../../../src/resources/sysctl/section.ts";
import type { Host } from "../../../src/ports/host.ts";
import { coupledKernel } from "../../support/coupled-kernel.ts";
import { applyAt, hostAt, planAt, rollbackAt } from "../../support/engine.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const declare = (sysctl: Readonly<Record<string, SysctlSpec>>): HostFile =>
  hostFile({ sysctl });

const sys = (values: Readonly<Record<string, string>>): Files => Object.fromEntries(
  Object.entries(values).map(([path, value]) => [`/proc/sys/${path}`, `${value}\n`]));

const machine = (values: Readonly<Record<string, string>>, files: Files = {}) => {
  const root = makeTree({ ...sys(values), ...files });
  const host = coupledKernel(root);
  const live = (): Readonly<Record<string, string>> => Object.fromEntries(Object.keys(values)
    .map((path) => [path, host.read(`/proc/sys/${path}`)?.trim() ?? ""]));
  return { root, host, live };
};

const itemsAt = (host: Host, sysctl: Readonly<Record<string, SysctlSpec>>) =>
  planAt(host, declare(sysctl)).items;

const FAILS: Readonly<Record<string, SysctlSpec>> = { "vm.swappiness": 10 };

/** Fails at what is written last, after all others have been. */
const failing = (host: Host): Host => ({ ...host, replace: (path, text, mode, last) => {
  if (path.startsWith("/etc/")) throw new Error("no space");
  return host.replace(path, text, mode, last);
} });

describe("the watchdog and its half", () => {
  const ON = { "kernel/watchdog": "1", "kernel/soft_watchdog": "1", "vm/swappiness": "60" };

  test("are both restored in a rollback, although reading one loses its written value", async () => {
    const { host, live } = machine(ON);
    const { run, failure } = await applyAt(host, declare({ "kernel.watchdog": 0 }));
    expect(failure).toBeNull();
    expect(live()).toMatchObject({ "kernel/watchdog": "0", "kernel/soft_watchdog": "0" });
    expect((await rollbackAt(host, run)).failure).toBeNull();
    expect(live()).toEqual(ON);
  });

  test("are both restored in the undo of a failed run", async () => {
    const { host, live } = machine(ON);
    const { undone } = await applyAt(failing(host), declare({ ...FAILS, "kernel.watchdog": 0 }));
    expect(undone).toEqual({ conflicts: [], failed: [] });
    expect(live()).toEqual(ON);
  });

  test("are blocked by a file with the half, from when it is written", () => {
    const { host } = machine(ON, { "/etc/sysctl.d/60-c.conf": "kernel.soft_watchdog = 1\n" });
    expect(itemsAt(host, { "kernel.watchdog": 0 })).toMatchObject([{ action: "blocked",
      origin: "custom", evidence: [{ path: "/etc/sysctl.d/60-c.conf", line: 1 }] }]);
    expect(itemsAt(host, { "kernel.watchdog": { value: 0, adopt: { from: 1 } } }))
      .toMatchObject([{ action: "blocked" }]);
    const both = { value: 0, adopt: { from: 1 } };
    expect(itemsAt(host, { "kernel.watchdog": both, "kernel.soft_watchdog": both }))
      .toMatchObject([{ action: "adopt" }, { action: "adopt" }]);
  });
});

describe("IPv6, where all is written through to interfaces", () => {
  const conf = (...values: readonly string[]): Readonly<Record<string, string>> =>
    Object.fromEntries(["all", "default", "eth0", "eth1"].map((name, at) =>
      [`net/ipv6/conf/${name}/forwarding`, values[at] ?? ""]));
  const from = (value: number) => ({ adopt: { from: value } });

  test.each([
    { before: conf("0", "0", "0", "1"), eth0: { value: 0 }, after: conf("1", "1", "0", "1") },
    { before: conf("0", "0", "1", "1"), eth0: { value: 0, ...from(1) },
      after: conf("1", "1", "0", "1") },
    { before: conf("0", "0", "2", "1"), eth0: { value: 3, ...from(2) },
      after: conf("1", "1", "3", "1") },
  ])("leaves an interface with what the host file names: $after", async ({ before, eth0, after }) => {
    const known = { "/etc/sysctl.d/50.conf": "" };
    const asked = declare({ "net.ipv6.conf.eth0.forwarding": eth0,
      "net.ipv6.conf.all.forwarding": { value: 1, ...from(0) },
      "net.ipv6.conf.default.forwarding": { value: 1, ...from(0) } });
    const one = machine({ ...before, "vm/swappiness": "60" }, known);
    const { run, failure } = await applyAt(one.host, asked);
    expect(failure).toBeNull();
    expect(one.live()).toMatchObject(after);
    expect((await rollbackAt(one.host, run)).failure).toBeNull();
    expect(one.live()).toMatchObject(before);

    const two = machine({ ...before, "vm/swappiness": "60" }, known);
    const { undone } = await applyAt(failing(two.host), asked);
    expect(undone).toEqual({ conflicts: [], failed: [] });
    expect(two.live()).toMatchObject(before);
  });
});

describe("IPv4's default", () => {
  const conf = (...values: readonly string[]): Readonly<Record<string, string>> =>
    Object.fromEntries(["all", "default", "eth0", "eth1"].map((name, at) =>
      [`net/ipv4/conf/${name}/arp_ignore`, values[at] ?? ""]));

  test("leaves an interface with what the host file names, and all are restored", async () => {
    const before = conf("0", "0", "0", "0");
    const { host, live } = machine(before);
    const { run, failure } = await applyAt(host, declare({ "net.ipv4.conf.eth0.arp_ignore": 0,
      "net.ipv4.conf.default.arp_ignore": { value: 2, adopt: { from: 0 } } }));
    expect(failure).toBeNull();
    expect(live()).toEqual(conf("0", "2", "0", "2"));
    expect((await rollbackAt(host, run)).failure).toBeNull();
    expect(live()).toEqual(before);
  });

  test("does not move an interface that differs already, which blocks nothing", () => {
    const { host } = machine(conf("0", "0", "1", "0"),
      { "/etc/sysctl.d/60-c.conf": "net.ipv4.conf.eth0.arp_ignore = 1\n" });
    expect(itemsAt(host, { "net.ipv4.conf.default.arp_ignore": { value: 2, adopt: { from: 0 } } }))
      .toMatchObject([{ action: "update" }]);
  });
});

describe("two names of one variable", () => {
  const BOTH = { "fs/inotify/max_user_watches": "8192", "user/max_inotify_watches": "8192" };
  const [FS, USER] = ["fs.inotify.max_user_watches", "user.max_inotify_watches"] as const;
  const adopted = { value: 9000, adopt: { from: 8192 } };

  test("are custom by a script's line for one of them, which a reboot brings", () => {
    const { host } = machine(BOTH, { "/etc/cron.d/tune": "\n@reboot root sysctl -w user.max_inotify_watches=524288\n" });
    expect(itemsAt(host, { [FS]: 9000 })).toMatchObject([{ action: "blocked", origin: "custom",
      afterReboot: "524288", evidence: [{ path: "/etc/cron.d/tune", line: 2 }] }]);
  });

  test("do not contradict when the kernel makes one of them zero", () => {
    const { host } = machine({ "vm/dirty_bytes": "0", "vm/dirty_ratio": "20" });
    for (const asked of [{ "vm.dirty_bytes": 8192, "vm.dirty_ratio": 0 },
      { "vm.dirty_ratio": 0, "vm.dirty_bytes": 8192 }]) {
      expect(() => itemsAt(host, asked)).not.toThrow();
    }
    expect(() => itemsAt(host, { "vm.dirty_bytes": 8192, "vm.dirty_ratio": 10 }))
      .toThrow("cannot both hold");
  });

  test("may both be declared if they agree", async () => {
    const { root } = machine(BOTH);
    const asked = declare({ [FS]: adopted, [USER]: adopted });
    const { run, failure } = await applyAt(hostAt(root), asked);
    expect(failure).toBeNull();
    expect(planAt(hostAt(root), asked).items.map(({ action }) => action)).toEqual(["none", "none"]);
    expect((await rollbackAt(hostAt(root), run)).failure).toBeNull();
    expect(readFileSync(join(root, "proc/sys/user/max_inotify_watches"), "utf8")).toBe("8192\n");
  });

  test("are exchanged in a host file without a change", async () => {
    const { root } = machine(BOTH);
    await applyAt(hostAt(root), declare({ [FS]: adopted }));
    const renamed = declare({ [USER]: 9000 });
    expect((await applyAt(hostAt(root), renamed)).failure).toBeNull();
    expect(planAt(hostAt(root), renamed).items).toMatchObject([{ action: "none" }]);
    expect(readFileSync(join(root, "proc/sys/fs/inotify/max_user_watches"), "utf8")).toBe("9000\n");
    expect(readFileSync(join(root, "etc/sysctl.d/90-vexor-agent.conf"), "utf8"))
      .toContain(`\n${USER} = 9000\n`);
  });

  test("are not written by the name whose unit only the kernel knows", () => {
    const { host } = machine({ "net/ipv4/neigh/default/unres_qlen": "101",
      "net/ipv4/neigh/default/unres_qlen_bytes": "212992" });
    expect(itemsAt(host, { "net.ipv4.neigh.default.unres_qlen": 200 }))
      .toMatchObject([{ action: "impossible", reason: expect.stringContaining("unres_qlen_bytes") }]);
  });
});

describe("a change that no write restores", () => {
  const KEYS = { "net/ipv6/conf/eth9/disable_ipv6": "0", "net/ipv6/conf/all/disable_ipv6": "0",
    "net/ipv6/conf/default/disable_ipv6": "0", "net/ipv6/conf/lo/disable_ipv6": "0" };
  const wanted = { "net.ipv6.conf.eth9.disable_ipv6": { value: 1, adopt: { from: 0 } } };
  const [LINK, FULL] = ["fe80000000000000505400fffe000009", "fd000007000000000000000000000001"];
  const address = (hex: string): string => `${hex} 03 40 20 80     eth9\n`;
  const MAC = { "/sys/class/net/eth9/address": "52:54:00:00:00:09\n" };

  test("turns IPv6 off only where the kernel made all addresses", () => {
    const plain = machine(KEYS, { ...MAC, "/proc/net/if_inet6": address(LINK) });
    expect(itemsAt(plain.host, wanted)).toMatchObject([{ action: "update" }]);
    const used = machine(KEYS, { ...MAC, "/proc/net/if_inet6": address(LINK) + address(FULL) });
    expect(itemsAt(used.host, wanted)).toMatchObject([{ action: "impossible",
      reason: expect.stringContaining("the address fd00:7::1 of eth9") }]);
  });

  test("does not turn IPv6 off where its MTU would be lost", () => {
    const withMtu = (mtu: string): ReturnType<typeof itemsAt> =>
      itemsAt(machine({ ...KEYS, "net/ipv6/conf/eth9/mtu": mtu }, { ...MAC,
        "/sys/class/net/eth9/mtu": "1500\n" }).host, wanted);
    expect(withMtu("1500")).toMatchObject([{ action: "update" }]);
    expect(withMtu("1400")).toMatchObject([{ action: "impossible",
      reason: expect.stringContaining("the IPv6 MTU 1400 of eth9") }]);
  });

  test("is refused in a rollback to off where there is an address by now", async () => {
    const off = { ...KEYS, "net/ipv6/conf/eth9/disable_ipv6": "1" };
    const { root, host, live } = machine(off, { ...MAC, "/proc/net/if_inet6": "" });
    const { run } = await applyAt(host,
      declare({ "net.ipv6.conf.eth9.disable_ipv6": { value: 0, adopt: { from: 1 } } }));
    writeFileSync(join(root, "proc/net/if_inet6"), address(FULL));
    expect((await rollbackAt(host, run)).failure?.message).toContain("take away the address");
    expect(live()).toMatchObject({ "net/ipv6/conf/eth9/disable_ipv6": "0" });
    expect((await applyAt(host, declare({}))).failure).toBeNull();
    expect(live()).toMatchObject({ "net/ipv6/conf/eth9/disable_ipv6": "0" });
  });

  test.each([
    { to: 1, secret: "", address: LINK, gives: false },
    { to: 0, secret: "", address: LINK, gives: false },
    { to: 0, secret: "", address: FULL, gives: true },
    { to: 2, secret: "", address: LINK, gives: false },
    { to: 2, secret: "fd00::1\n", address: LINK, gives: true },
    { to: 3, secret: "", address: LINK, gives: true },
  ])("is refused where addr_gen_mode makes a lasting address: $to $secret", ({ to, secret, address: own, gives }) => {
    const from = to === 1 ? 0 : 1;
    const { host } = machine({ "net/ipv6/conf/eth9/addr_gen_mode": String(from) }, { ...MAC,
      "/proc/net/if_inet6": address(own), "/proc/sys/net/ipv6/conf/eth9/stable_secret": secret });
    const [item] = itemsAt(host,
      { "net.ipv6.conf.eth9.addr_gen_mode": { value: to, adopt: { from } } });
    expect([item?.action, item?.reason.includes("a rollback leaves there")])
      .toEqual([gives ? "impossible" : expect.stringMatching(/adopt|update/), gives]);
  });

  test("is refused for shared memory without a process", () => {
    const shm = "       key      shmid perms       size  cpid  lpid nattch\n         0      7  1600 4096 1 1      0\n";
    const { host } = machine({ "kernel/shm_rmid_forced": "0" }, { "/proc/sysvipc/shm": shm });
    expect(itemsAt(host, { "kernel.shm_rmid_forced": { value: 1, adopt: { from: 0 } } }))
      .toMatchObject([{ action: "impossible", reason: expect.stringContaining("shmid 7") }]);
  });
});
