/** What a kernel would take, as far as it is known, and what looks like a slip of the pen. */
import { describe, expect, test } from "vitest";
import { whyNotTaken } from "../../../src/detectors/kernel/sysctl-bounds.ts";
import { whyTooLow } from "../../../src/detectors/kernel/sysctl-floors.ts";
import { knownBounds } from "../../../src/detectors/kernel/sysctl-bounds-table.ts";
import { knownDefaults } from "../../../src/detectors/kernel/kernel-defaults-table.ts";
import { sysctlNames } from "../../../src/detectors/kernel/sysctl-names-table.ts";
import { slipsIn } from "../../../src/detectors/kernel/sysctl-slips.ts";
import { keyToPath } from "../../../src/detectors/kernel/sysctl-d.ts";
import type { SysctlSpec } from "../../../src/resources/sysctl/section.ts";

describe("limits go by the version of the kernel", () => {
  test.each([
    ["5.4.0-150-generic", "150", /Linux 5\.4\.0-150-generic takes 0 to 100 for vm\.swappiness/],
    ["5.8.0", "150", null], ["6.1.0-49-amd64", "200", null],
    ["6.1.0-49-amd64", "201", /takes 0 to 200 .*\(mm\/vmscan\.c\); the host file asks for 201/],
    ["6.1.0-49-amd64", "-1", /0 to 200/],
    // An enterprise kernel may have the wider limit under an older number.
    ["4.18.0-553.el8.x86_64", "150", null], ["4.18.0-553.el8.x86_64", "201", /0 to 200/],
    [null, "150", null], [null, "100000", /0 to 200/],
  ] as const)("%s, vm.swappiness = %s", (release, wanted, why) => {
    const said = whyNotTaken("vm.swappiness", wanted, "60", release);
    if (why === null) expect(said).toBeNull();
    else expect(said).toMatch(why);
  });
});

describe("a value's form", () => {
  test.each([
    ["vm.swappiness", "abc", "60", /holds numbers; .*"abc"/],
    ["vm.swappiness", "1.5", "60", /holds numbers/],
    ["net.ipv4.tcp_rmem", "4096 87380", "4096 131072 6291456", /holds 3 numbers/],
    ["net.ipv4.tcp_rmem", "4096 87380 6291456", "4096 131072 6291456", null],
    ["net.ipv4.tcp_rmem", "4096 87380 99999999999", "4096 131072 6291456", /1 to 2147483647/],
    ["net.ipv4.tcp_congestion_control", "bbr", "cubic", null],
    // It holds a list of ports and ranges, although it may look like one number.
    ["net.ipv4.ip_local_reserved_ports", "8080,9000-9100", "8080", null],
    ["kernel.unknown_to_us", "words", "7", null],
  ] as const)("%s = %s, live %s", (key, wanted, live, why) => {
    const said = whyNotTaken(key, wanted, live, "6.1.0");
    if (why === null) expect(said).toBeNull();
    else expect(said).toMatch(why);
  });
});

test("no default of any kernel is beyond a limit of the same kernel", () => {
  for (const [key, defaults] of knownDefaults()) {
    for (const { values, from } of defaults) {
      expect(whyNotTaken(key, values[key] ?? "", null, `${from}.0`), key).toBeNull();
    }
  }
});

test("a key with several limits has them in versions that do not overlap", () => {
  for (const [key, rows] of knownBounds()) {
    if (rows.length < 2) continue;
    const sorted = rows.toSorted((a, b) => Number(a.from) - Number(b.from));
    expect(sorted.slice(0, -1).map(({ until }) => until), key)
      .toEqual(sorted.slice(1).map(({ from }) => from));
  }
});

describe("a misspelt name", () => {
  const slips = (sysctl: Record<string, SysctlSpec>) =>
    slipsIn({ apiVersion: "vexor/v1", host: "x", sysctl }).map(({ message }) => message);

  test.each([
    ["vm.swapiness", 10, "did you mean vm.swappiness?"],
    ["net.core.rmem_mx", 10, "did you mean net.core.rmem_max?"],
    ["net/ipv4/tcp_sak", 1, "did you mean net.ipv4.tcp_sack?"],
    ["net.ipv4.conf.eth0.rp_filtr", 1, "did you mean net.ipv4.conf.eth0.rp_filter?"],
    ["vm.swappiness", 100000, "takes 0 to 200"],
    ["vm.max_map_count", 20, "programs may not start"],
  ])("%s: %s", (key, value, advice) => {
    expect(slips({ [key]: value })).toEqual([expect.stringContaining(advice)]);
  });

  test("is only a warning, as a bound beyond the limits is; a value beyond them is certain", () => {
    const certain = (sysctl: Record<string, SysctlSpec>) =>
      slipsIn({ apiVersion: "vexor/v1", host: "x", sysctl }).map(({ isCertain }) => isCertain);
    expect(certain({ "vm.swapiness": 10, "vm.swappiness": { atMost: 100000 } })).toEqual([false, false]);
    expect(certain({ "vm.swappiness": 100000, "net.core.somaxconn": "lots", "vm.max_map_count": { value: 20 } }))
      .toEqual([true, true, true]);
  });

  test("is corrected in the first of many unknown names, of which the first are reported", () => {
    const many = (name: (at: number) => string) =>
      slips(Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [name(at), 10])));
    expect(many((at) => `acme.whatever${at}`)).toEqual([]);
    expect(many((at) => `net.ipv4.conf.x${at}.rp_filtr`)).toHaveLength(100);
  });

  test("is not seen in a name that a kernel has, nor in one that is far from all", () => {
    const names = [...sysctlNames()].flatMap(([dir, leaves]) => leaves.map((leaf) => `${dir}/${leaf}`));
    const all = [...names, ...[...knownDefaults().keys()].map(keyToPath)];
    expect(slips(Object.fromEntries(all.map((name) => [name, { atLeast: 1 }]))).filter((one) =>
      one.includes("did you mean"))).toEqual([]);
    expect(slips({ "dev.acme.whatever": 1, "net.core.rmem_max": { atLeast: 134217728 } })).toEqual([]);
  });
});

test.each(["vm.max_map_count", "user.max_mnt_namespaces", "kernel.pid_max", "fs.nr_open"])(
  "%s is never set so low that no program starts any more", (key) => {
    expect(whyTooLow(key, "20")).toMatch(/programs may not start/);
    expect(whyTooLow(key, "0")).toMatch(/programs may not start/);
    expect(whyTooLow(key, "1048576")).toBeNull();
  });
