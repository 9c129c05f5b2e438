/**
 * Where CPUs sit, against hwloc: lstopo reads the same trees. Its own recorded machines are not part
 * of this repository; `VEXOR_HWLOC` names a checkout of it.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readCpuGroups } from "../../src/detectors/kernel/cpu-groups.ts";
import { layoutOf, type CpuBox } from "../../src/detectors/kernel/cpu-layout.ts";
import { cpus as members, decodeCpuList, formatCpuList } from "../../src/formats/cpu-set.ts";
import { cpuFiles, type CpuSpec } from "../support/cpu-tree.ts";
import { hostAt } from "../support/engine.ts";
import { makeTree } from "../support/tree.ts";

const LSTOPO = "lstopo-no-graphics";
const isThere = spawnSync(LSTOPO, ["--version"]).error === undefined;
const RECORDED = join(process.env["VEXOR_HWLOC"] ?? ".cache/hwloc", "tests/hwloc/linux");

interface Groups {
  readonly packages: readonly string[];
  /** Of those that have CPUs, by number. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly l3: readonly string[];
  readonly cores: readonly string[];
  readonly cpus: readonly string[];
}

/** `0x0000000f,0xffffffff`. */
const listOf = (mask: string): string => formatCpuList(mask.split(",").reduce((set, word) => (set << 32n) | BigInt(word || 0), 0n));

const byLstopo = (root: string): Groups => {
  const xml = execFileSync(LSTOPO, ["-i", root, "--if", "fsroot", "--disallowed", "--no-io", "--of", "xml"],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 64 * 1024 * 1024 });
  const found = [...xml.matchAll(/<object type="(\w+)"(?: os_index="(\d+)")?[^>]*? cpuset="([^"]*)"/g)]
    .map(([, type = "", id = "", mask = ""]) => ({ type, id, list: listOf(mask) }));
  const of = (type: string): readonly string[] => found.filter((one) => one.type === type).map(({ list }) => list).sort();
  return { packages: of("Package"), l3: of("L3Cache"), cores: of("Core"), cpus: of("PU"),
    nodes: Object.fromEntries(found.filter(({ type }) => type === "NUMANode").map(({ id, list }) => [id, list])) };
};

const setOf = (cpus: readonly number[]): bigint => cpus.reduce((set, cpu) => set | 1n << BigInt(cpu), 0n);
const everyBox = (box: CpuBox): readonly CpuBox[] => [box, ...box.boxes.flatMap(everyBox)];
const coresOf = (box: CpuBox): readonly (readonly number[])[] => everyBox(box).flatMap(({ cores }) =>
  cores.flatMap(({ each }) => each.map((list) => members(decodeCpuList(list)))));

/** Read off the boxes, as they are drawn: a group that another one cuts is put together again. */
const byUs = (root: string): Groups => {
  const host = hostAt(root);
  // What recorded one machine left a NUL behind each text.
  const read = (path: string): string | null => host.read(path)?.replaceAll("\u0000", "") ?? null;
  const box = layoutOf(readCpuGroups({ ...host, read }));
  const of = (kind: string): Readonly<Record<string, string>> => {
    const sets = new Map<number, bigint>();
    for (const one of everyBox(box)) {
      for (const { id } of one.names.filter((name) => name.kind === kind)) {
        sets.set(id, setOf(coresOf(one).flat()) | (sets.get(id) ?? 0n));
      }
    }
    return Object.fromEntries([...sets].map(([id, set]) => [String(id), formatCpuList(set)]));
  };
  const lists = (kind: string): readonly string[] => Object.values(of(kind)).sort();
  return { packages: lists("package"), nodes: of("node"), l3: lists("l3"),
    cores: coresOf(box).map((cpus) => formatCpuList(setOf(cpus))).sort(), cpus: coresOf(box).flat().map(String).sort() };
};

/**
 * hwloc places nodes that have memory alone, and makes one node of a machine whose kernel names none;
 * a CPU whose kernel says nothing of cores is a core of ours.
 */
const comparable = (theirs: Groups, ours: Groups): Groups => ({ ...theirs,
  nodes: Object.fromEntries(Object.entries(theirs.nodes).filter(([id]) => id in ours.nodes)),
  cores: theirs.cores.length === 0 ? theirs.cpus : theirs.cores });

const same = (root: string): void => {
  const ours = byUs(root);
  expect(ours).toEqual(comparable(byLstopo(root), ours));
};

const MACHINES: readonly (readonly [what: string, spec: CpuSpec])[] = [
  ["a virtual machine", { cores: 4, l3: 0 }], ["a desktop", { cores: 8, threads: 2 }],
  ["two packages in four nodes each", { packages: 2, nodes: 4, l3: 2, cores: 8, threads: 2 }],
  ["2 × 96 cores", { packages: 2, l3: 12, cores: 8, threads: 2 }],
  ["offline CPUs", { packages: 2, cores: 4, threads: 2, offline: [1, 6, 8, 12] }],
];

describe.skipIf(!isThere && !process.env["CI"])("lstopo sees the same", () => {
  test.each(MACHINES)("%s", (_, spec) => {
    const root = makeTree(cpuFiles(spec));
    expect(byUs(root)).toEqual(byLstopo(root));
  });
});

/** Where hwloc knows better than the kernel, or is asked to look at what no kernel says. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "40intel64-4n10c+pci-conflicts.tar.bz2": "made up: groups that cross are left out by hwloc, and cut by us",
  "64amd64-4s2n4ca2co.tar.bz2": "Bulldozer: hwloc takes each half of a module for a core, and Linux does not",
  "64fake-4n2s2ca2c2t.tar.bz2": "made up: its lists are of other CPUs than its masks, which hwloc reads",
  "8ia64-2n2s2c.tar.bz2": "a kernel that has a cache, and no CPU that shares it",
  "8ia64-2s2c2t.tar.bz2": "the same",
  "fakeheterocpunuma.tar.bz2": "made up: nodes in nodes",
};

const unpacked: string[] = [];
afterAll(() => {
  for (const directory of unpacked) rmSync(directory, { recursive: true, force: true });
});

/** The one directory in it is the root of the machine. */
const unpack = (archive: string): string => {
  const directory = mkdtempSync(join(tmpdir(), "vexor-hwloc-"));
  unpacked.push(directory);
  execFileSync("tar", ["-xjf", join(RECORDED, archive), "-C", directory, "--no-same-owner"]);
  return join(directory, readdirSync(directory)[0] ?? "");
};

const archives = existsSync(RECORDED) ? readdirSync(RECORDED).filter((name) => name.endsWith(".tar.bz2")) : [];

describe.skipIf(!isThere || archives.length === 0)("of hwloc's recorded machines", () => {
  test.each(archives.filter((name) => !(name in OTHERWISE)))("%s", (archive) => same(unpack(archive)));
});
