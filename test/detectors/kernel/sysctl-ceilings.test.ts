/** Values that would leave the machine's programs no memory, by what this machine has. */
import { describe, expect, test } from "vitest";
import { whyNoneGranted, whyTooHigh } from "../../../src/detectors/kernel/sysctl-ceilings.ts";
import { hostAt } from "../../support/engine.ts";
import { makeTree } from "../../support/tree.ts";

const GIB = 1024 * 1024;
const hostOf = (meminfo: Readonly<Record<string, number>>) => hostAt(makeTree({
  "/proc/meminfo": Object.entries(meminfo).map(([name, kib]) => `${name}: ${kib} kB\n`).join("") }));
const host = hostOf({ MemTotal: 512 * GIB, SwapTotal: 0, Committed_AS: 100 * GIB, Hugepagesize: 2048,
  Hugetlb: 0 });
const bare = hostOf({});

describe("memory that the kernel keeps back", () => {
  test.each([
    ["vm.min_free_kbytes", 128 * GIB, 128 * GIB + 1],
    ["vm.nr_hugepages", 235929, 235930],
    ["vm.nr_hugepages_mempolicy", 235929, 235930],
  ])("%s is at most %d of 512 GiB", (key, most, beyond) => {
    expect(whyTooHigh(host, key, String(most))).toBeNull();
    expect(whyTooHigh(host, key, String(beyond))).toMatch(/programs may not have enough to start/);
    expect(whyTooHigh(host, key, "9".repeat(30))).toContain(`above ${most} the kernel`);
    expect(whyTooHigh(bare, key, "9".repeat(30))).toBeNull();
  });

  test("does not limit other keys, nor values that are not numbers", () => {
    expect(whyTooHigh(host, "vm.dirty_bytes", "9".repeat(18))).toBeNull();
    expect(whyTooHigh(host, "vm.min_free_kbytes", "-1")).toBeNull();
    expect(whyTooHigh(host, "toString", "9".repeat(18))).toBeNull();
  });
});

describe("memory that the kernel grants", () => {
  const why = (mode: string, ratio: string | null, kbytes: string | null, on = host) =>
    whyNoneGranted(on, { mode, ratio, kbytes });

  test.each([
    ["2", "50", "0", null], ["2", "20", "0", null], ["2", "19", "0", /102005473 kB in all/],
    ["2", "0", "0", /0 kB in all/], ["0", "0", "0", null], ["1", "0", "0", null],
    ["2", "0", String(200 * GIB), null], ["2", "95", "1", /granted 1 kB/], ["2", null, "0", null],
  ] as const)("mode %s, ratio %s, kbytes %s", (mode, ratio, kbytes, says) => {
    if (says === null) expect(why(mode, ratio, kbytes)).toBeNull();
    else expect(why(mode, ratio, kbytes)).toMatch(says);
  });

  test("includes swap and excludes huge pages", () => {
    const more = { MemTotal: 512 * GIB, Committed_AS: 100 * GIB, SwapTotal: 10 * GIB, Hugetlb: 0 };
    expect(why("2", "18", "0", hostOf(more))).toBeNull();
    expect(why("2", "18", "0", hostOf({ ...more, SwapTotal: 0 }))).not.toBeNull();
    expect(why("2", "50", "0", hostOf({ ...more, Hugetlb: 400 * GIB }))).not.toBeNull();
    expect(why("2", "0", "0", bare)).toBeNull();
  });
});
