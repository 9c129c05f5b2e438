/** Where CPUs sit, on machines of every shape that sysfs can say. */
import { describe, expect, test } from "vitest";
import { readCpuGroups } from "../../../src/detectors/kernel/cpu-groups.ts";
import { layoutOf, type CpuBox } from "../../../src/detectors/kernel/cpu-layout.ts";
import { cpus, decodeCpuList, formatCpuList } from "../../../src/formats/cpu-set.ts";
import { cpuFiles, listOf, type CpuSpec } from "../../support/cpu-tree.ts";
import { hostAt } from "../../support/engine.ts";
import fc from "../../support/property.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const CPUS = "/sys/devices/system/cpu";
const NODES = "/sys/devices/system/node";

const membersOf = (list: string): readonly number[] => cpus(decodeCpuList(list));

const groupsOf = (files: Files) => readCpuGroups(hostAt(makeTree(files)));

/** `package0 node0 [ l3:0 [0+4 1+5] l3:1 [2+6 3+7] ]`. */
const drawn = ({ names, boxes, cores }: CpuBox): string => {
  const own = names.map(({ kind, id }) => (kind === "l3" ? `l3:${id}` : `${kind}${id}`));
  const inner = [...boxes.map(drawn), ...cores.flatMap(({ kind, each }) => each.map((list) => `${kind ?? ""}${membersOf(list).join("+")}`))];
  return [...own, `[${inner.join(" ")}]`].join(" ");
};

const layout = (spec: CpuSpec, more: Files = {}): string => drawn(layoutOf(groupsOf({ ...cpuFiles(spec), ...more })));

test("a machine of two packages is boxes in boxes, and a core has its threads", () => {
  expect(layout({ packages: 2, l3: 2, cores: 1, threads: 2 })).toBe(
    "[package0 node0 [l3:0 [0+4] l3:1 [1+5]] package1 node1 [l3:2 [2+6] l3:3 [3+7]]]");
});

test("nodes are parts of a package, and an L3 cache of the same CPUs is the same box", () => {
  expect(layout({ nodes: 2, cores: 2 })).toBe("package0 [node0 l3:0 [0 1] node1 l3:1 [2 3]]");
});

test("the kernel's own number and size of each are kept", () => {
  const { l3, packages } = groupsOf(cpuFiles({ packages: 2, cores: 2 }));
  expect(packages.map(({ id }) => id)).toEqual([0, 1]);
  expect(l3.map(({ id, size, cpus }) => [id, size, formatCpuList(cpus)])).toEqual([[0, "32768K", "0-1"], [1, "32768K", "2-3"]]);
});

describe("where one kind of group does not hold the other", () => {
  test("a node holds two packages, as where the firmware interleaves memory", () => {
    const one: Files = Object.fromEntries(Object.entries(cpuFiles({ packages: 2, cores: 2 }))
      .filter(([path]) => !path.startsWith(NODES)));
    expect(drawn(layoutOf(groupsOf({ ...one, [`${NODES}/node0/cpulist`]: "0-3\n" }))))
      .toBe("node0 [package0 l3:0 [0 1] package1 l3:1 [2 3]]");
  });

  test("an L3 cache holds two nodes, as in sub-NUMA clusters", () => {
    const shared = Object.fromEntries([0, 1, 2, 3].map((cpu) => [`${CPUS}/cpu${cpu}/cache/index3/shared_cpu_list`, "0-3\n"]));
    expect(layout({ nodes: 2, cores: 2 }, shared)).toBe("package0 l3:0 [node0 [0 1] node1 [2 3]]");
  });

  test("a node that crosses packages is drawn in its parts", () => {
    expect(layout({ packages: 2, l3: 0, cores: 3 }, { [`${NODES}/node0/cpulist`]: "0-1\n", [`${NODES}/node1/cpulist`]: "2-5\n" }))
      .toBe("[package0 node0 [0 1] node1 [package0 [2] package1 [3 4 5]]]");
  });
});

describe("what is missing", () => {
  test("offline CPUs are in no box", () => {
    const found = groupsOf(cpuFiles({ cores: 3, threads: 2, offline: [1, 4, 5] }));
    expect([formatCpuList(found.online), formatCpuList(found.offline)]).toEqual(["0,2-3", "1,4-5"]);
    expect(drawn(layoutOf(found))).toBe("package0 node0 l3:0 [0+3 2]");
  });

  test("a kernel that says nothing of caches, or a CPU without an L3 cache", () => {
    expect(layout({ l3: 0, cores: 2 })).toBe("package0 node0 [0 1]");
    expect(layout({ l3: 2, cores: 1 }, { [`${CPUS}/cpu1/cache/index3/level`]: "2\n" })).toBe("package0 node0 [l3:0 [0] 1]");
  });

  test("a node has memory and no CPU", () => {
    const { nodes } = groupsOf({ ...cpuFiles({ cores: 1 }), [`${NODES}/node7/cpulist`]: "\n" });
    expect(nodes.map(({ id, cpus }) => [id, cpus])).toEqual([[0, 1n], [7, 0n]]);
  });

  test("a kernel of old has masks, and no lists", () => {
    const old = Object.fromEntries(Object.entries(cpuFiles({ packages: 2, l3: 2, cores: 1, threads: 2 }))
      .filter(([path]) => !/list$|\/(?:online|present|possible|package_cpus|core_cpus)$/.test(path)));
    const found = groupsOf({ ...old, [`${CPUS}/cpu8/online`]: "0\n" });
    expect(formatCpuList(found.offline)).toBe("8");
    expect(drawn(layoutOf(found))).toBe(
      "[package0 node0 [l3:0 [0+4] l3:1 [1+5]] package1 node1 [l3:2 [2+6] l3:3 [3+7]]]");
  });

  test("a tree without CPUs has an empty map, and is not an error", () => {
    expect(drawn(layoutOf(groupsOf({})))).toBe("[]");
  });
});

test("cores that are not alike say of which kind they are", () => {
  expect(layout({ cores: 4 }, { "/sys/devices/cpu_core/cpus": "0-1\n", "/sys/devices/cpu_atom/cpus": "2-3\n" }))
    .toBe("package0 node0 l3:0 [P0 P1 E2 E3]");
});

const cpusOf = ({ boxes, cores }: CpuBox): readonly number[] =>
  [...boxes.flatMap(cpusOf), ...cores.flatMap(({ each }) => each.flatMap(membersOf))];

test("each CPU that runs stands in one core of one box, whatever groups say of each other", () => {
  const list = fc.array(fc.nat(11), { minLength: 1, maxLength: 12 }).map(listOf);
  fc.assert(fc.property(fc.array(list, { minLength: 24, maxLength: 24 }), (lists) => {
    const mad = Object.fromEntries(lists.slice(0, 12).flatMap((text, cpu) => [
      [`${CPUS}/cpu${cpu}/topology/package_cpus_list`, `${text}\n`],
      [`${CPUS}/cpu${cpu}/topology/thread_siblings_list`, `${lists[(cpu * 7) % 24]}\n`],
      [`${CPUS}/cpu${cpu}/cache/index3/shared_cpu_list`, `${lists[cpu + 12]}\n`]]));
    const found = groupsOf({ ...cpuFiles({ nodes: 2, cores: 6 }), ...mad, [`${NODES}/node1/cpulist`]: `${lists[3]}\n` });
    expect([...cpusOf(layoutOf(found))].sort((one, other) => one - other)).toEqual(Array.from({ length: 12 }, (_, cpu) => cpu));
  }), { numRuns: 30 });
});
