import { expect, it } from "vitest";
import { readTopology } from "../../../src/detectors/kernel/topology.ts";
import { formatCpuList } from "../../../src/formats/cpu-set.ts";
import { irqTree } from "../../support/irq-tree.ts";

it("reads the CPUs that exist, run, are isolated and share a core", () => {
  const tree = irqTree(4, []);
  tree.write("/sys/devices/system/cpu/possible", "0-7\n");
  tree.write("/sys/devices/system/cpu/isolated", "2\n");
  tree.write("/sys/fs/cgroup/cpuset.cpus.isolated", "3\n");
  tree.write("/sys/devices/system/cpu/nohz_full", "  (null)\n");
  const topology = readTopology(tree.host);
  expect([topology.online, topology.possible, topology.isolated, topology.nohzFull,
    topology.siblings(3), topology.siblings(7)].map(formatCpuList))
    .toEqual(["0-3", "0-7", "2-3", "", "2-3", "7"]);
});
