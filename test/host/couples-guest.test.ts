/**
 * Twins and couples on real kernels: what moves when a sysctl is written, and that Vexor owns,
 * refuses and undoes accordingly. VEXOR_COUPLES=all writes every sysctl of both kernels, or 6.12 of
 * that one, and leaves what it found in test/data/couples.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import {
  bootForCampaign, keysOf, skippedOf, whySkipped, writeAll, type Seen,
} from "./couples/campaign.ts";
import { findingsOf, lossyHost, unguarded, unknownMoves, type Findings } from "./couples/findings.ts";
import type { Guest, GuestKernel } from "./lab/guest.ts";
import { cannotRun } from "./lab/machine.ts";
import { afterwards, declare, expectExit, install, plan } from "./support/vexor.ts";

const ASKED = process.env["VEXOR_COUPLES"];
const ALL = ASKED !== undefined;
const KERNELS = (["6.1", "6.12"] as const satisfies readonly GuestKernel[]).filter((one) =>
  one === (ALL ? ASKED : "6.1") || ASKED === "all");
const DATA = join(import.meta.dirname, "../data/couples");
const HOURS = { timeout: within(2 * 3_600_000) };

/** One of each kind of couple, and some that move nothing. */
const SAMPLE = ["fs/inotify/max_user_instances", "kernel/soft_watchdog", "kernel/watchdog",
  "net/ipv4/ip_forward", "vm/dirty_bytes", "vm/swappiness", "net/ipv4/conf/default/arp_ignore",
  "net/ipv4/tcp_congestion_control", "net/ipv6/conf/all/addr_gen_mode",
  "net/ipv6/conf/d4/disable_ipv6"];

const write = async (guest: Guest): Promise<Findings> => {
  const all = await keysOf(guest);
  const keys = ALL ? all.filter((key) => whySkipped(key) === null) : SAMPLE;
  const seen: Seen[] = [];
  for await (const some of writeAll(guest, keys)) seen.push(...some);
  const kernel = (await guest.exec(["uname", "-r"])).stdout.trim();
  return findingsOf(kernel, seen, ALL ? skippedOf(all) : {});
};

describe.skipIf(cannotRun("guest")).each(KERNELS)("couples on Linux %s", (release) => {
  let guest: Guest;
  const run = (script: string) => guest.exec(["sh", "-c", script]);
  const watchdogs = async (): Promise<string> =>
    (await run("cd /proc/sys/kernel; cat watchdog soft_watchdog")).stdout.replaceAll("\n", " ").trim();
  beforeAll(async () => {
    guest = await bootForCampaign(release);
    await install(guest);
  });
  afterAll(() => guest?.destroy());

  test("the watchdog's half in a file blocks it; without, a rollback brings both back", async () => {
    expect(await watchdogs()).toBe("1 1");
    await declare(guest, { sysctl: { "kernel.watchdog": 0 } });
    await guest.writeFile("/etc/sysctl.d/60-c.conf", "kernel.soft_watchdog = 1\n");
    await run("/lib/systemd/systemd-sysctl");
    expect((await plan(guest)).items).toMatchObject([{ action: "blocked", origin: "custom",
      evidence: [{ path: "/etc/sysctl.d/60-c.conf", line: 1 }] }]);
    await expectExit(guest, 3, ["apply", "--yes"]);
    expect(await watchdogs()).toBe("1 1");

    await run("rm /etc/sysctl.d/60-c.conf");
    await expectExit(guest, 0, ["apply", "--yes"]);
    await run("sysctl -a"); // who reads the half makes the kernel forget the wish for it
    expect(await watchdogs()).toBe("0 0");
    await expectExit(guest, 0, ["rollback", "--yes"]);
    expect(await watchdogs()).toBe("1 1");
  });

  test("an interface that a file names is not overridden by way of default or all", async () => {
    afterwards(guest, "rm /etc/sysctl.d/60-d.conf");
    await guest.writeFile("/etc/sysctl.d/60-d.conf",
      "net.ipv4.conf.d0.arp_ignore = 0\nnet.ipv6.conf.d0.ignore_routes_with_linkdown = 0\n");
    await run("/lib/systemd/systemd-sysctl");
    await declare(guest, { sysctl: { "net.ipv4.conf.default.arp_ignore": 2,
      "net.ipv6.conf.all.ignore_routes_with_linkdown": { value: 1, adopt: { from: 0 } } } });
    const { items } = await plan(guest);
    expect(items).toMatchObject([{ action: "blocked", origin: "custom" },
      { action: "blocked", origin: "custom" }]);
    for (const { evidence } of items) expect(evidence[0]?.path).toBe("/etc/sysctl.d/60-d.conf");
  });

  test("default and one interface of its own are applied together, and all come back", async () => {
    const look = async (): Promise<string> =>
      (await run("cd /proc/sys/net; grep -H . ipv4/conf/*/arp_announce"
        + " ipv6/conf/*/ignore_routes_with_linkdown")).stdout;
    const before = await look();
    await declare(guest, { sysctl: { "net.ipv4.conf.d0.arp_announce": 1,
      "net.ipv4.conf.default.arp_announce": 2, "net.ipv4.ip_forward": 1,
      "net.ipv6.conf.all.ignore_routes_with_linkdown": 1,
      "fs.inotify.max_user_instances": 1024 } });
    await expectExit(guest, 0, ["apply", "--yes"]);
    expect(await look()).toContain("d0/arp_announce:1\n");
    expect(await look()).toContain("d4/ignore_routes_with_linkdown:1\n");
    expect((await run("cat /proc/sys/user/max_inotify_instances")).stdout).toBe("1024\n");
    expect((await plan(guest)).actions).toEqual({});
    await expectExit(guest, 0, ["rollback", "--yes"]);
    expect(await look()).toBe(before);
    expect((await run("cd /proc/sys/net/ipv4; cat ip_forward conf/d4/forwarding")).stdout)
      .toBe("0\n0\n");
  });

  test("IPv6 stays on where an address or a route would be lost", async () => {
    const look = async (): Promise<string> => (await run("ip -6 addr; ip -6 route")).stdout;
    const before = await look();
    await declare(guest, { sysctl: { "net.ipv6.conf.d4.disable_ipv6": 1,
      "net.ipv6.conf.all.disable_ipv6": 1 } });
    const { items } = await plan(guest);
    expect(items.map(({ action, reason }) => [action, reason])).toEqual([
      ["impossible", expect.stringContaining("take away the address fd00:7::1 of d4")],
      ["impossible", expect.stringMatching(/take away the (address|route) /)],
    ]);
    await expectExit(guest, 3, ["apply", "--yes"]);
    expect(await look()).toBe(before);
  });

  test("where the kernel makes all of it again, IPv6 goes and comes back", async () => {
    const look = async (): Promise<string> => (await run("ip -6 addr show dev d0 | grep inet6"
      + "; ip -6 route show dev d0; ip -6 route show table local dev d0")).stdout
      .replaceAll(" tentative", "");
    const before = await look();
    expect(before).toContain("fe80::");
    await declare(guest, { sysctl: { "net.ipv6.conf.d0.disable_ipv6": 1 } });
    await expectExit(guest, 0, ["apply", "--yes"]);
    expect(await look()).toBe("");
    await expectExit(guest, 0, ["rollback", "--yes"]);
    // Its routes are complete once duplicate address detection has ended.
    await expect.poll(look, { timeout: within(20_000) }).toBe(before);
  });

  test("what moves on this kernel is what the table says", HOURS, async () => {
    const found = await write(guest);
    if (ALL) {
      await mkdir(DATA, { recursive: true });
      await writeFile(join(DATA, `${release}.json`), `${JSON.stringify(found, null, 1)}\n`);
    }
    expect(unknownMoves(found, lossyHost())).toEqual([]);
    expect(unguarded(found, lossyHost())).toEqual([]);
    expect(Object.keys(found.moved)).toEqual(expect.arrayContaining(
      SAMPLE.filter((key) => !/swappiness|d4/.test(key))));
    expect(found.readingCounts).toContain("kernel/watchdog");
  });
});
