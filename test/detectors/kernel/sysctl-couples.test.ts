/**
 * Laws of the table of twins and couples, and the table against what was found on each kernel:
 * test/host/couples-guest.test.ts finds it, and keeps it in test/data/couples.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COUPLES, TWINS } from "../../../src/detectors/kernel/sysctl-couples-table.ts";
import {
  aliasesOf, isCoupled, movedBy, moversOf,
} from "../../../src/detectors/kernel/sysctl-couples.ts";
import { checkKey } from "../../../src/detectors/kernel/sysctl-keys.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import {
  lossyHost, unguarded, unknownMoves, type Findings,
} from "../../host/couples/findings.ts";
import { makeTree } from "../../support/tree.ts";
import { ROOT } from "../../support/paths.ts";

const NAMES = ["all", "default", "lo", "eth0", "eth0.100"];
const LEAVES = ["arp_ignore", "forwarding", "addr_gen_mode", "gc_stale_time", "gc_thresh1"];
const host = createLinuxHost(makeTree(Object.fromEntries(["ipv4", "ipv6"].flatMap((family) =>
  ["conf", "neigh"].flatMap((folder) => NAMES.filter((one) => folder === "conf" || one !== "all")
    .map((name) => [`/proc/sys/net/${family}/${folder}/${name}/mtu`, "1\n"]))))));

const filled = (template: string): readonly string[] => {
  const names = template.includes("{each}") ? NAMES.slice(2) : NAMES.slice(1);
  return [...new Set(names.flatMap((name) => LEAVES.map((leaf) => template
    .replace(/\{each\}|\{dir\}/, name).replace("{leaf}", leaf))))];
};

const TWIN_PATHS = [...new Set(TWINS.flatMap((names) => Object.keys(names)).flatMap(filled))];
const PATHS = [...new Set([...TWIN_PATHS,
  ...COUPLES.flatMap(({ write, moves }) => [write, ...moves]).flatMap(filled)])];

describe.each(PATHS)("%s", (path) => {
  test("is a key that Vexor may manage, and has to do with another", () => {
    expect(() => checkKey(path)).not.toThrow();
    if (!/default\/(forwarding|gc_thresh1)$|ipv4\/conf\/eth0.*forwarding/.test(path)) {
      expect(isCoupled(path) || LEAVES.some((leaf) => path.endsWith(leaf))).toBe(true);
    }
  });

  test("has no name twice, and each of its names knows it", () => {
    const names = aliasesOf(path).map((one) => one.path);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain(path);
    for (const name of names) expect(aliasesOf(name).map((one) => one.path)).toContain(path);
  });

  test("moves neither itself nor its other names", () => {
    const own = [path, ...aliasesOf(path).map((one) => one.path)];
    for (const { path: moved } of movedBy(host.list, path)) expect(own).not.toContain(moved);
    for (const { path: mover } of moversOf(path)) expect(own).not.toContain(mover);
  });

  test("is known as the mover of what it moves, and the other way round", () => {
    const asMover = movedBy(host.list, path).filter((one) =>
      !moversOf(one.path).some((mover) => mover.path === path && mover.effect === one.effect));
    expect(asMover).toEqual([]);
    const asMoved = moversOf(path).filter((one) =>
      !movedBy(host.list, one.path).some((moved) => moved.path === path && moved.effect === one.effect));
    expect(asMoved).toEqual([]);
  });
});

test("a value can be converted back where both names are equally exact", () => {
  for (const path of TWIN_PATHS) {
    for (const alias of aliasesOf(path)) {
      const there = aliasesOf(alias.path).find((one) => one.path === path);
      const value = there?.valueOf("7000") ?? null;
      if (!alias.isExact || value === null) continue;
      expect(alias.valueOf(value), `${path} ${alias.path}`).toBe("7000");
    }
  }
});

test("seconds are rounded down as the kernel does, and what only the kernel knows stays unknown", () => {
  const of = (path: string, other: string) => aliasesOf(path).find((one) => one.path === other);
  const [s, ms] = ["net/ipv6/route/gc_min_interval", "net/ipv6/route/gc_min_interval_ms"];
  expect([of(s, ms)?.valueOf("1999"), of(ms, s)?.valueOf("2"), of(ms, s)?.valueOf("x")])
    .toEqual(["1", "2000", null]);
  const queue = "net/ipv4/neigh/default/unres_qlen";
  expect(of(queue, `${queue}_bytes`)?.valueOf("212992")).toBeNull();
});

test("an interface's key is moved by default and all, and moves nothing", () => {
  const moversFor = (path: string) => moversOf(path).map((one) => one.path);
  expect(moversFor("net/ipv4/conf/eth0.100/arp_ignore")).toEqual(["net/ipv4/conf/default/arp_ignore"]);
  expect(moversFor("net/ipv4/conf/eth0/forwarding"))
    .toEqual(["net/ipv4/ip_forward", "net/ipv4/conf/all/forwarding"]);
  expect(movedBy(host.list, "net/ipv4/conf/eth0/arp_ignore")).toEqual([]);
  expect(movedBy(host.list, "net/ipv4/conf/default/forwarding")).toEqual([]);
  expect(isCoupled("vm/swappiness")).toBe(false);
});

const DATA = join(ROOT, "test/data/couples");

describe.each(readdirSync(DATA))("as found, %s", (name) => {
  const found = JSON.parse(readFileSync(join(DATA, name), "utf8")) as Findings;

  test("every move is in the table, and every loss is refused", () => {
    expect(found.keys).toBeGreaterThan(700);
    expect(unknownMoves(found, lossyHost())).toEqual([]);
    expect(unguarded(found, lossyHost())).toEqual([]);
  });

  test("every row of the table was seen to move, where this kernel has its keys", () => {
    const seen = Object.entries(found.moved).flatMap(([key, others]) =>
      Object.keys(others).map((other) => `${key} ${other}`));
    const rows = COUPLES.filter(({ write }) => !write.includes("{leaf}"))
      .flatMap(({ write, moves }) => moves.map((moved) => `${write} ${moved}`));
    const twins = TWINS.flatMap((names) => {
      const [one = "", other = ""] = Object.keys(names);
      return [[one, other], [other, one]].map((pair) => pair.join(" ").replaceAll("{dir}", "default"));
    });
    expect([...rows, ...twins].filter((row) => !seen.includes(row))).toEqual(NOT_SEEN);
  });
});

/** At rest the one of each two reads zero; and no emulated processor counts cycles for an NMI. */
const NOT_SEEN = [
  "vm/dirty_ratio vm/dirty_bytes", "vm/dirty_background_ratio vm/dirty_background_bytes",
  "vm/overcommit_ratio vm/overcommit_kbytes",
  "kernel/watchdog kernel/nmi_watchdog", "kernel/nmi_watchdog kernel/watchdog",
];
