import { describe, expect, test } from "vitest";
import { cgroupOf, effectiveCpus, hasCpusets, ownCpus } from "../../../src/detectors/processes/cpusets.ts";
import {
  commonAffinity, findCgroup, readName, readProcs, readStartTime, readThreads,
} from "../../../src/detectors/processes/processes.ts";
import { formatCpuList } from "../../../src/formats/cpu-set.ts";
import { hostAt } from "../../support/engine.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import { withPort } from "../../../src/ports/host.ts";

const thread = (pid: number, tid: number, name: string, cpus: string): Files => ({
  [`/proc/${pid}/task/${tid}/status`]: `Name:\t${name}\nPid:\t${tid}\nCpus_allowed:\tff\n`
    + `Cpus_allowed_list:\t${cpus}\nMems_allowed:\t1\n`,
  [`/proc/${pid}/task/${tid}/stat`]: `${tid} (${name}) S${" 0".repeat(18)} ${tid}7 0 0\n`,
});

const trees = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"];

describe.each(trees)("a service below %s", (tree) => {
  const host = hostAt(makeTree({
    [`${tree}/system.slice/a.service/cgroup.procs`]: "70\n9\n",
    [`${tree}/system.slice/a.service/cpu.max`]: "max 100000\n",
    [`${tree}/system.slice/a.service/init.scope/cgroup.procs`]: "800\n",
    [`${tree}/system.slice/a.service/payload/cgroup.procs`]: "",
    [`${tree}/system.slice/a.service/payload/deep/cgroup.procs`]: "12\n",
    ...thread(70, 70, "main", "0-7"), ...thread(70, 1009, "late", "0-7"),
    ...thread(70, 709, "odd ) (name", "2"), ...thread(9, 9, "child", "0-3,6"),
  }));
  const dir = `${tree}/system.slice/a.service`;

  test("is found with the processes of the cgroups below it, its own first", () => {
    expect(findCgroup(host, ["system.slice"], "a.service")).toBe(dir);
    expect(findCgroup(host, ["system.slice"], "b.service")).toBeNull();
    expect(readProcs(host, dir)).toEqual([70, 9, 800, 12]);
  });

  test("has its threads in order, without those that have ended", () => {
    const seen = readThreads(host, readProcs(host, dir));
    expect(seen.map((one) => [one.tid, readName(host, one), formatCpuList(one.cpus)])).toEqual([
      [70, "main", "0-7"], [709, "odd ) (name", "2"], [1009, "late", "0-7"], [9, "child", "0-3,6"],
    ]);
    expect([709, 5].map((tid) => readStartTime(host, { pid: 70, tid }))).toEqual(["7097", null]);
  });
});

test("threads of a cgroup share an affinity when the kernel reports so for each", () => {
  const dir = "/sys/fs/cgroup/system.slice/a.service";
  const sharedBy = (affinity: (tid: number) => string | null, files: Files = {
    [`${dir}/cgroup.threads`]: "70\n71\n", [`${dir}/payload/cgroup.threads`]: "12\n",
  }): string | null => {
    const cpus = commonAffinity(withPort(hostAt(makeTree(files)), "threads", { affinity }), dir);
    return cpus === null ? null : formatCpuList(cpus);
  };
  expect(sharedBy(() => "0-3")).toBe("0-3");
  expect(sharedBy((tid) => (tid === 12 ? "2" : "0-3"))).toBeNull();
  expect(sharedBy((tid) => (tid === 71 ? null : "0-3"))).toBeNull();
  expect(sharedBy(() => "0-3", { [`${dir}/cgroup.procs`]: "70\n" })).toBeNull();
});

test("a cpuset is in force where the controller is delegated, else the one above", () => {
  const host = hostAt(makeTree({
    "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io\n",
    "/sys/fs/cgroup/cpuset.cpus.effective": "0-7\n",
    "/sys/fs/cgroup/system.slice/cpuset.cpus": "\n",
    "/sys/fs/cgroup/system.slice/cpuset.cpus.effective": "0-5\n",
    "/sys/fs/cgroup/system.slice/a.service/cgroup.procs": "7\n",
    "/sys/fs/cgroup/system.slice/b.service/cpuset.cpus": "2-9\n",
    "/sys/fs/cgroup/system.slice/b.service/cpuset.cpus.effective": "2-5\n",
    "/proc/7/cgroup": "0::/system.slice/a.service\n",
    "/proc/8/cgroup": "4:cpuset:/x\n",
  }));
  const dir = "/sys/fs/cgroup/system.slice";
  const list = (cpus: bigint | null): string | null => (cpus === null ? null : formatCpuList(cpus));
  expect(hasCpusets(host)).toBe(true);
  expect(["a", "b"].map((name) => list(effectiveCpus(host, `${dir}/${name}.service`)))).toEqual(["0-5", "2-5"]);
  expect([dir, `${dir}/b.service`].map((one) => list(ownCpus(host, one)))).toEqual([null, "2-9"]);
  expect([7, 8, 9].map((pid) => cgroupOf(host, pid))).toEqual([`${dir}/a.service`, null, null]);
});
