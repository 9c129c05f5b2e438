import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Claim, HostFile, Reading } from "../../src/engine/model/model.ts";
import type { CpuPinningSpec } from "../../src/resources/cpu-pinning/section.ts";
import { eachMethod, withPort, type Host } from "../../src/ports/host.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import { cpuPinning } from "../../src/resources/cpu-pinning.ts";
import { applyAt, hostAt, planAt, planOfRollback, rollbackAt } from "../support/engine.ts";
import { changed, type Files, makeTree, snapshotTree, threadFiles } from "../support/tree.ts";
import { hostFile } from "../support/host-file.ts";

const CPU = "/sys/devices/system/cpu";
const UNIT = "agave-validator.service";
const FRAGMENT = `/etc/systemd/system/${UNIT}`;
const OURS = `${FRAGMENT}.d/90-vexor-agent.conf`;
const CGROUP = `/sys/fs/cgroup/system.slice/${UNIT}`;
const START = "[Service]\nExecStart=/usr/bin/agave-validator\n";

const MACHINE: Files = {
  [`${CPU}/online`]: "0-7\n", [`${CPU}/possible`]: "0-9\n",
  [`${CPU}/isolated`]: "\n", [`${CPU}/nohz_full`]: "(null)\n",
  [FRAGMENT]: START,
  "/usr/lib/systemd/system/other.service": START,
  "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu\n",
};

const RUNNING: Files = {
  [`${CGROUP}/cgroup.procs`]: "900\n",
  ...threadFiles(900, 900, "agave-validator", "0-7"), ...threadFiles(900, 901, "solRpc", "0-7"),
  ...threadFiles(900, 902, "solPohTickProd", "3"),
};

/** dpkg's record of a file that a package of the distribution has brought. */
const shipping = (path: string, text: string): Files => ({
  "/var/lib/dpkg/info/other.md5sums":
    `${createHash("md5").update(text).digest("hex")}  ${path.slice(1)}\n`,
  "/var/lib/dpkg/status": "Package: other\nMaintainer: A <a@debian.org>\nVersion: 1-1\n\n",
});

const declare = (...cpuPinning: CpuPinningSpec[]): HostFile =>
  hostFile({ cpuPinning });

const treeOf = (files: Files) => {
  const root = makeTree({ ...MACHINE, ...files });
  return { root, host: hostAt(root) };
};

const readIn = (host: Host, declaration: HostFile, claims: Claim[] = []): Reading => {
  const survey = cpuPinning.survey(host, { declaration, claims });
  return survey.reading(survey.wants[0]?.address ?? "");
};

const read = (files: Files, want: Partial<CpuPinningSpec> = {}): Reading =>
  readIn(treeOf({ ...files }).host, declare({ unit: UNIT, cpus: "2-5", ...want }));

const plan = (files: Files, ...wants: CpuPinningSpec[]) =>
  planAt(treeOf(files).host, declare(...wants));

const brief = (files: Files, ...wants: CpuPinningSpec[]) => plan(files, ...wants).items
  .map(({ action, origin, live, afterReboot }) => ({ action, origin, live, afterReboot }));

/** Its one process has ended, and another one with one thread runs on these CPUs. */
const restart = (root: string, cpus: string): void => {
  rmSync(join(root, "/proc/900"), { recursive: true });
  const begun = { [`${CGROUP}/cgroup.procs`]: "910\n", ...threadFiles(910, 910, "agave-validator", cpus) };
  for (const [path, text] of Object.entries(begun)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), String(text));
  }
};

const pin = { unit: UNIT, cpus: "2-5" };
const dropIn = (text: string, name = "50-admin.conf", dir = "/etc/systemd/system"): Files =>
  ({ [`${dir}/${UNIT}.d/${name}`]: `[Service]\n${text}\n` });

test("a unit that is neither declared nor claimed is read by the name in its address", () => {
  const { host } = treeOf({ ...RUNNING, ...threadFiles(900, 900, "agave-validator", "5") });
  const reading = (address: string): Reading => cpuPinning.survey(host, { declaration: hostFile(), claims: [] })
    .reading(address);
  expect(reading(`cpu-pinning/${UNIT}`)).toMatchObject({ live: "5", immutable: null });
  expect(reading(`cpu-pinning/${UNIT}/solPohTickProd`)).toMatchObject({ live: "3" });
  expect(reading("cpu-pinning/absent.service"))
    .toMatchObject({ live: null, boot: [], immutable: "absent.service does not exist on this host" });
});

test("threads of a service that all have its CPUs are looked at once each", () => {
  const { host } = treeOf({ ...RUNNING, [`${CGROUP}/cgroup.threads`]: "900\n901\n902\n",
    [FRAGMENT]: `${START}CPUAffinity=2-5\n` });
  const asked: number[] = [];
  const reading = readIn(withPort(host, "threads",
    { affinity: (tid) => (asked.push(tid), "2-5") }), declare(pin));
  expect([reading.live, reading.otherManagers, reading.warnings]).toEqual(["2-5", [], []]);
  expect(asked).toEqual([900, 901, 902]);
});

describe("a running unit that nothing has pinned", () => {
  test("is moved thread by thread and persisted; threads that pinned themselves stay", async () => {
    const { root, host } = treeOf(RUNNING);
    const before = snapshotTree(root);
    const made = planAt(host, declare(pin));
    expect(made.items).toMatchObject([{ action: "update", origin: "default", live: "0-7", to: "2-5" }]);
    expect(made.changes.map(({ target, to }) => [target, to])).toEqual([
      ["thread:900/900/777", "2-5"], ["thread:900/901/777", "2-5"],
      [`dir:${FRAGMENT}.d`, ""], [`file:${OURS}`, expect.any(String)],
    ]);
    const { run, failure } = await applyAt(host, declare(pin), made);
    expect(failure).toBeNull();
    expect(host.read(OURS)).toContain("[Service]\nCPUAffinity=\nCPUAffinity=2-5\n");
    expect(host.read("/proc/900/task/902/status")).toContain("Cpus_allowed_list:\t3\n");
    expect(planAt(host, declare(pin)).items).toMatchObject([{ action: "none", origin: "managed" }]);
    await rollbackAt(host, run);
    expect(changed(before, snapshotTree(root))).toEqual([]);
  });

  test("goes back also after a restart, for its process runs with what our file brought", async () => {
    const { root, host } = treeOf(RUNNING);
    const before = snapshotTree(root);
    const { run } = await applyAt(host, declare(pin));
    restart(root, "2-5");
    const made = planOfRollback(host, run);
    expect(made.items).toMatchObject([{ live: "2-5", to: "0-7", reason: `rolling back run ${run}` }]);
    expect(made.changes.map(({ target, to }) => [target, to])).toEqual([
      ["thread:910/910/777", "0-7"], [`file:${OURS}`, null], [`dir:${FRAGMENT}.d`, null]]);
    expect((await rollbackAt(host, run)).failure).toBeNull();
    expect(host.read("/proc/910/task/910/status")).toContain("Cpus_allowed_list:\t0-7\n");
    expect(changed(before, snapshotTree(root)).filter((path) => path.startsWith("/etc/"))).toEqual([]);
  });

  test("keeps the CPUs that another has given its new process", async () => {
    const { root, host } = treeOf(RUNNING);
    const { run } = await applyAt(host, declare(pin));
    restart(root, "6");
    const made = planOfRollback(host, run);
    expect(made.items).toMatchObject([{ live: "6", to: "6", reason: expect.stringContaining("is not what run") }]);
    expect(made.changes.filter(({ target }) => target.startsWith("thread:"))).toEqual([]);
  });

  test("is not satisfied while a thread has the old value, and warns of a thread's own pin", () => {
    const moved = { ...RUNNING, ...threadFiles(900, 900, "agave-validator", "2-5") };
    expect(read(moved).live).toBe("0-7");
    const own = read({ ...moved, ...threadFiles(900, 901, "solRpc", "2-5"), ...threadFiles(900, 903, "own", "7") });
    expect(own.live).toBe("2-5");
    expect(own.warnings).toEqual([
      "threads with an affinity of their own outside it are left alone: own (903) on 7"]);
  });

  test("has no isolated CPUs in its default", () => {
    expect(read({ ...RUNNING, [`${CPU}/isolated`]: "6-7\n" }).default?.value).toBe("0-5");
  });
});

test("a stopped unit has the value of its next start", () => {
  expect(brief({}, pin)).toEqual([{ action: "update", origin: "default", live: "0-7", afterReboot: "0-7" }]);
  expect(brief(dropIn("CPUAffinity=2-5"), pin))
    .toEqual([{ action: "none", origin: "custom", live: "2-5", afterReboot: "2-5" }]);
  expect(brief(dropIn("CPUAffinity=1", "9.conf"), pin))
    .toEqual([{ action: "blocked", origin: "custom", live: "1", afterReboot: "1" }]);
});

describe("custom pinning is found and blocks its unit", () => {
  const script = { "/opt/run.sh": "#!/bin/sh\nexec taskset -c 0-1 agave-validator\n" };
  const adopt = 'take it over in git: add adopt: {from: "0-1"} to its entry';
  const mend = ": take that line out or rename its file, then plan again";
  const leavesOut = `(AllowedCPUs=0-1) leaves out CPUs that the host file asks for${mend}`;
  test.each<[string, Files, string, string, string]>([
    ["in the unit file", { [FRAGMENT]: `${START}CPUAffinity=0-1\n` }, FRAGMENT, "0-1", adopt],
    ["in a drop-in of any directory", dropIn("CPUAffinity=0 1", "1.conf", "/run/systemd/transient"),
      `/run/systemd/transient/${UNIT}.d/1.conf`, "0-1", adopt],
    ["in a drop-in for a name prefix", { "/etc/systemd/system/agave-.service.d/x.conf":
      "[Service]\nCPUAffinity=0-1\n" }, "/etc/systemd/system/agave-.service.d/x.conf", "0-1",
    "/etc/systemd/system/agave-.service.d/x.conf:2 (CPUAffinity=0-1) is read after "
      + `${FRAGMENT}.d/90-vexor-agent.conf and changes CPUAffinity${mend}`],
    ["as AllowedCPUs", dropIn("AllowedCPUs=0-1"), `${FRAGMENT}.d/50-admin.conf`, "0-1",
      `${FRAGMENT}.d/50-admin.conf:2 ${leavesOut}`],
    ["as AllowedCPUs of its slice", { "/etc/systemd/system/system.slice.d/a.conf":
      "[Slice]\nAllowedCPUs=0-1\n" }, "/etc/systemd/system/system.slice.d/a.conf", "0-1",
    `/etc/systemd/system/system.slice.d/a.conf:2 ${leavesOut}`],
    ["in a start script", { [FRAGMENT]: "[Service]\nExecStart=/opt/run.sh\n", ...script },
      "/opt/run.sh", "0-1", "/opt/run.sh:2 (exec taskset -c 0-1 agave-validator) pins it again after "
        + `systemd has started it${mend}`],
    ["for the whole manager", { "/etc/systemd/system.conf": "[Manager]\nCPUAffinity=0-1\n" },
      "/etc/systemd/system.conf", "0-1", adopt],
  ])("%s", (_where, files, path, value, wayOut) => {
    const [item] = plan(files, pin).items;
    expect(item).toMatchObject({ action: "blocked", origin: "custom", live: value });
    expect(item?.evidence[0]).toMatchObject({ path });
    expect(item?.waysOut).toEqual([`keep 0-1: remove ${UNIT} from the host file`, wayOut]);
  });

  test("as live affinity that no file explains", () => {
    const files = { ...RUNNING, ...threadFiles(900, 900, "agave-validator", "0-1") };
    expect(brief(files, pin)).toMatchObject([{ action: "blocked", origin: "unknown", live: "0-1" }]);
    expect(brief(files, { ...pin, adopt: { from: "0,1" } })).toMatchObject([{ action: "adopt" }]);
  });

  test("as a cpuset that no file explains", () => {
    const files = { ...RUNNING,
      [`${CGROUP}/cpuset.cpus`]: "0-5\n", [`${CGROUP}/cpuset.cpus.effective`]: "0-5\n",
      ...threadFiles(900, 900, "agave-validator", "0-5") };
    const [item] = plan(files, pin).items;
    expect(item).toMatchObject({ action: "blocked", origin: "custom", live: "0-5" });
    expect(item?.evidence[0]).toMatchObject({ kind: "kernel", path: `${CGROUP}/cpuset.cpus` });
  });

  test("in a vendor's unit file is the distribution's, and may be updated", () => {
    const [path, text] = ["/usr/lib/systemd/system/other.service", `${START}CPUAffinity=0\n`];
    const other = { unit: "other.service", cpus: 1 };
    expect(brief({ [path]: text, ...shipping(path, text) }, other))
      .toMatchObject([{ action: "update", origin: "distro", live: "0" }]);
    expect(brief({ [path]: `${text}\n`, ...shipping(path, text) }, other))
      .toMatchObject([{ action: "blocked", origin: "custom" }]);
    expect(brief({ [path]: text }, other)).toMatchObject([{ action: "blocked", origin: "custom" }]);
  });

  test("in /usr/local/lib is the administrator's", () => {
    const path = `/usr/local/lib/systemd/system/${UNIT}.d/50-pin.conf`;
    const [item] = plan({ [path]: "[Service]\nCPUAffinity=0\n" }, pin).items;
    expect(item).toMatchObject({ action: "blocked", origin: "custom", afterReboot: "0",
      evidence: [{ path, line: 2 }] });
  });
});

describe("the pinning of a unit by another unit or script", () => {
  const PINNER = "/etc/systemd/system/pinner.service";
  const pinning = (command: string): Files => ({ [PINNER]: `[Unit]\nAfter=${UNIT}\n[Service]\n`
    + `Type=oneshot\nExecStart=/bin/sh -c '${command}'\n` });
  const certain = pinning(`taskset -apc 1 $(systemctl show -P MainPID ${UNIT})`);
  const onOne = { ...RUNNING, ...threadFiles(900, 900, "agave-validator", "1"),
    ...threadFiles(900, 901, "solRpc", "1"), ...threadFiles(900, 902, "solPohTickProd", "1") };

  test("is custom before it has run, with the value that it brings", () => {
    const [item] = plan({ ...RUNNING, ...certain }, pin).items;
    expect(item).toMatchObject({ action: "blocked", origin: "custom", live: "0-7",
      afterReboot: "1", evidence: [{ path: PINNER, line: 5 }] });
    expect(brief({ ...onOne, ...certain }, pin)).toEqual(
      [{ action: "blocked", origin: "custom", live: "1", afterReboot: "1" }]);
  });

  test("is unknown where only running the script would tell, also where all is as wanted", () => {
    const [item] = plan({ ...RUNNING, ...pinning("taskset -pc $C $(pidof agave-validator)") },
      { ...pin, cpus: "0-7" }).items;
    expect(item).toMatchObject({ origin: "custom", afterReboot: null,
      afterRebootUnknown: expect.stringContaining(PINNER) });
  });

  test("concerns all services, where it names none, and only if it explains the value", () => {
    const unsaid = { [PINNER]: "[Service]\nExecStart=/bin/sh -c 'taskset -pc 1 $PID'\n" };
    expect(brief({ ...RUNNING, ...unsaid }, pin)).toMatchObject([{ action: "update" }]);
    const [item] = plan({ ...onOne, ...unsaid }, pin).items;
    expect(item).toMatchObject({ action: "blocked", origin: "custom", afterReboot: null,
      evidence: [{ path: PINNER, line: 2 }] });
  });

  test("concerns a cpuset as far as it changes cpusets", () => {
    const fenced = { ...pin, enforce: "cpuset" as const };
    expect(brief({ ...RUNNING, ...certain }, fenced)).toMatchObject([{ action: "update" }]);
    const property = pinning(`systemctl set-property ${UNIT} AllowedCPUs=0-1`);
    expect(brief({ ...RUNNING, ...property }, fenced)).toMatchObject([{ origin: "custom" }]);
  });

  test("holds the thread that it names", () => {
    const poh = { unit: UNIT, thread: "solRpc", cpus: "2" };
    expect(brief(RUNNING, poh)).toMatchObject([{ action: "update" }]);
    expect(brief({ ...RUNNING, ...pinning("ps -eLo lwp,comm | grep solRpc | xargs taskset -pc 4") },
      poh)).toMatchObject([{ action: "blocked", origin: "custom" }]);
  });

  test("is TuneD's for every process, where its profile names CPUs", () => {
    const tuned = (text: string): Files => ({ ...RUNNING, "/etc/tuned/active_profile": "own\n",
      "/etc/tuned/own/tuned.conf": `[scheduler]\n${text}\n`,
      "/etc/systemd/system/multi-user.target.wants/tuned.service":
        "-> /usr/lib/systemd/system/tuned.service" });
    const [item] = plan(tuned("isolated_cores=2-5"), { ...pin, cpus: "0-7" }).items;
    expect(item).toMatchObject({ origin: "custom", afterReboot: null,
      evidence: [{ path: "/etc/tuned/own/tuned.conf", line: 2 }] });
    expect(brief(tuned("group.rcuc=0:f:4:*:^\\[rcuc"), pin)).toMatchObject([{ action: "update" }]);
  });
});

describe("our drop-in is named when it would lose", () => {
  const OTHER = "CPUAffinity=6";
  test.each<[string, Files, RegExp | null]>([
    ["to a later file", dropIn(OTHER, "99-x.conf"), /99-x\.conf:2 \(CPUAffinity=6\) is read after/],
    ["not to an earlier one", dropIn(OTHER, "50-x.conf"), null],
    ["not to a later one that agrees", dropIn("CPUAffinity=3", "99-x.conf"), null],
    ["not to set-property, whose files sort earlier",
      dropIn(OTHER, "50-CPUAffinity.conf", "/etc/systemd/system.control"), null],
    ["to a file of its name higher up", dropIn(OTHER, "90-vexor-agent.conf", "/run/systemd/transient"),
      /\/run\/systemd\/transient\/.* hides/],
    ["to a mask of its name", { [`/etc/systemd/system.control/${UNIT}.d/90-vexor-agent.conf`]:
      "-> /dev/null" }, /hides/],
    ["to a start script", { [FRAGMENT]: "[Service]\nExecStart=taskset -c 6 x\n" }, /pins it again/],
    ["to a narrower slice", { "/etc/systemd/system/system.slice.d/a.conf": "[Slice]\nAllowedCPUs=0-3\n" },
      /system\.slice\.d\/a\.conf:2 .* leaves out/],
  ])("%s", (_to, files, says) => {
    const { overriddenBy } = read(files);
    if (says === null) expect(overriddenBy).toBeNull();
    else expect(overriddenBy).toMatch(says);
  });
});

describe("a file of our name that Vexor did not write", () => {
  test("is custom, and stays when only other units change", async () => {
    const { root, host } = treeOf({});
    expect((await applyAt(host, declare(pin))).failure).toBeNull();
    writeFileSync(join(root, OURS), "[Service]\nCPUAffinity=7\n");
    const both = declare(pin, { unit: "other.service", cpus: 1 });
    expect(planAt(host, both).items.map(({ action }) => action)).toEqual(["blocked", "update"]);
    expect((await applyAt(host, both)).failure).toBeNull();
    expect(host.read(OURS)).toBe("[Service]\nCPUAffinity=7\n");
  });
});

describe("named threads", () => {
  const poh = { unit: UNIT, thread: "solPohTickProd", cpus: "2" };

  test("keep their own pin without a permission, also when their unit is moved", () => {
    expect(plan(RUNNING, poh).items).toMatchObject([{ action: "blocked", origin: "unknown", live: "3",
      afterReboot: null }]);
    const taken = plan(RUNNING, pin, { ...poh, adopt: { from: 3 } });
    expect(taken.items.map(({ action }) => action)).toEqual(["update", "adopt"]);
    expect(taken.changes.filter(({ target }) => target.includes("/902/")).map(({ from, to }) => [from, to]))
      .toEqual([["3", "2"]]);
  });

  test("are moved when they inherit, also by glob, without a boot file", async () => {
    const { host } = treeOf(RUNNING);
    const wants = declare({ unit: UNIT, thread: "solR*", cpus: 4 });
    expect((await applyAt(host, wants)).failure).toBeNull();
    expect(planAt(host, wants).items).toMatchObject([{ action: "none", live: "4" }]);
    expect(host.read(OURS)).toBeNull();
  });

  test("are impossible when they are absent, with the reason", () => {
    expect(plan({}, poh).items).toMatchObject([
      { action: "impossible", reason: `${UNIT} is not running` }]);
    expect(plan(RUNNING, { ...poh, thread: "nope" }).items).toMatchObject([
      { action: "impossible", reason: `no thread of ${UNIT} is named nope` }]);
  });

  test("are not moved out of the administrator's CPUs of their unit", () => {
    const files = { ...RUNNING, ...dropIn("CPUAffinity=0-5"),
      ...threadFiles(900, 900, "agave-validator", "0-5"), ...threadFiles(900, 901, "solRpc", "0-5") };
    const want = { unit: UNIT, thread: "solRpc" };
    expect(brief(files, { ...want, cpus: 7 })).toMatchObject([{ action: "blocked", origin: "custom" }]);
    expect(brief(files, { ...want, cpus: 4 })).toMatchObject([{ action: "update" }]);
  });
});

describe("a write of an affinity", () => {
  const [threads, cpusets] = cpuPinning.drivers;

  test("does not move a thread whose id was used again", () => {
    const { host } = treeOf(RUNNING);
    expect([threads?.read(host, "900/901/777"), threads?.read(host, "900/901/778")]).toEqual(["0-7", null]);
    void threads?.write(host, "900/901/778", "1");
    expect(threads?.read(host, "900/901/777")).toBe("0-7");
    expect(() => threads?.read(host, "../x")).toThrow(/names no thread/);
  });

  test("explains EINVAL", () => {
    const host: Host = { ...treeOf(RUNNING).host, writer: (name) => eachMethod(treeOf({}).host.writer(name), () => () => {
      throw new VexorError("HOST_WRITE", "no", { errno: "EINVAL" });
    }) };
    expect(() => threads?.write(host, "900/901/777", "1")).toThrow(/cpuset of its cgroup leaves them out/);
  });

  /** A kernel before 6.2: a changed cpuset sets every thread in it to all of its CPUs. */
  const forgetful = (host: Host): Host => ({ ...host, isTree: false, put: (path, value, last) => {
    host.put(path, value, last);
    if (!path.endsWith("/cpuset.cpus")) return;
    host.put(`${path}.effective`, value);
    for (const tid of [900, 901, 902]) host.writer("threads").setAffinity(tid, value);
  } });

  test("expects threads where the kernel has moved them with their cpuset", async () => {
    const { root, host: tree } = treeOf({ ...RUNNING,
      [`${CGROUP}/cpuset.cpus`]: "0-1\n", [`${CGROUP}/cpuset.cpus.effective`]: "0-1\n",
      "/sys/fs/cgroup/system.slice/cpuset.cpus.effective": "0-7\n",
      ...threadFiles(900, 900, "agave-validator", "0-1"), ...threadFiles(900, 901, "solRpc", "0-1") });
    const host: Host = { ...tree, put: (path, value, last) => {
      tree.put(path, value, last);
      if (path.endsWith("/cpuset.cpus")) for (const tid of [900, 901]) tree.writer("threads").setAffinity(tid, value);
    } };
    const want = declare({ ...pin, cpus: "0-5", enforce: "both", adopt: { from: "0-1" } });
    const before = snapshotTree(root);
    const { run, failure } = await applyAt(host, want);
    expect(failure).toBeNull();
    expect(planAt(host, want).items).toMatchObject([{ action: "none", live: "0-5" }]);
    expect((await rollbackAt(host, run)).failure).toBeNull();
    expect(changed(before, snapshotTree(root))).toEqual([]);
  });

  test("changes a cpuset and keeps the pins of its threads", () => {
    const { host: tree } = treeOf({ ...RUNNING,
      [`${CGROUP}/cpuset.cpus`]: "\n", [`${CGROUP}/cpuset.cpus.effective`]: "0-7\n",
      "/sys/fs/cgroup/system.slice/cpuset.cpus.effective": "0-7\n",
      "/proc/900/cgroup": `0::/system.slice/${UNIT}\n` });
    const host = forgetful(tree);
    const want = declare({ ...pin, enforce: "cpuset" });
    const { changes } = planAt(host, want);
    expect(changes[0]).toMatchObject({ target: `cpuset:${CGROUP}`, from: "0-7", to: "2-5" });
    void cpusets?.write(host, CGROUP, "2-5");
    expect(cpusets?.read(host, CGROUP)).toBe("2-5");
    const lists = [900, 901, 902].map((tid) =>
      /list:\t(.*)/.exec(host.read(`/proc/900/task/${tid}/status`) ?? "")?.[1]);
    expect(lists).toEqual(["2-5", "2-5", "3"]);
    void cpusets?.write(host, CGROUP, "0-7");
    expect(host.read("/proc/900/task/902/status")).toContain("list:\t3\n");
    expect(() => cpusets?.read(host, "/sys/fs/cgroup/../x.service")).toThrow(/names no service/);
  });

  test("has both directives, and is impossible for cpusets without cgroup v2", async () => {
    const { host } = treeOf({});
    await applyAt(host, declare({ ...pin, enforce: "both" }));
    expect(host.read(OURS)).toContain("CPUAffinity=\nCPUAffinity=2-5\nAllowedCPUs=\nAllowedCPUs=2-5\n");
    expect(brief({ "/sys/fs/cgroup/cgroup.controllers": "cpu\n" }, { ...pin, enforce: "cpuset" }))
      .toMatchObject([{ action: "impossible" }]);
  });

  test("narrows a cpuset after the threads and widens it before them", () => {
    const fenced = (cpus: string): Files => ({ ...RUNNING,
      [`${CGROUP}/cpuset.cpus`]: "\n", [`${CGROUP}/cpuset.cpus.effective`]: `${cpus}\n`,
      "/sys/fs/cgroup/system.slice/cpuset.cpus.effective": "0-7\n",
      ...threadFiles(900, 900, "agave-validator", cpus), ...threadFiles(900, 901, "solRpc", cpus) });
    const order = (cpus: string) => plan(fenced(cpus), { ...pin, enforce: "both", adopt: { from: cpus } })
      .changes.map(({ target }) => target.slice(0, target.indexOf(":")));
    expect(order("0-7").slice(0, 3)).toEqual(["thread", "thread", "cpuset"]);
    expect(order("3-4").slice(0, 3)).toEqual(["cpuset", "thread", "thread"]);
    expect(order("0-3").slice(0, 2)).toEqual(["cpuset", "dir"]);
  });

  test("reloads systemd for drop-ins only", async () => {
    const runs: string[] = [];
    const host: Host = { ...treeOf({}).host, run: (argv) => {
      runs.push(argv.join(" "));
      return Promise.resolve({ code: 1, stdout: "", stderr: "No bus\n", timedOut: false });
    } };
    await cpuPinning.settle?.(host, ["thread:1/1/1"]);
    await expect(cpuPinning.settle?.(host, [`file:${OURS}`])).rejects.toThrow(/daemon-reload: No bus/);
    expect(runs).toEqual(["systemctl daemon-reload"]);
  });
});

describe("the section of a host file", () => {
  const refused = (want: Partial<CpuPinningSpec>, files: Files = {}): string => {
    try {
      read(files, want);
    } catch (error) {
      return error instanceof VexorError ? `${error.code} ${error.message} @${error.at?.join(".")}` : "?";
    }
    return "accepted";
  };

  test.each<[Partial<CpuPinningSpec>, RegExp]>([
    [{ unit: "agave-validater.service" }, /UNIT_INVALID .*did you mean agave-validator\.service\? @cpuPinning\.0\.unit/],
    [{ unit: "agave-validator" }, /UNIT_INVALID .*did you mean agave-validator\.service/],
    ...["*.service", "-a.service", "a\n.service", "../a.service", "a.slice",
      `${"a".repeat(248)}.service`].map((unit): [Partial<CpuPinningSpec>, RegExp] =>
      [{ unit }, /UNIT_INVALID .* is not the full name of a service/]),
    [{ unit: "agave-validator@.service" },
      /UNIT_INVALID "agave-validator@\.service" is a template: .*, as in "agave-validator@1\.service" @/],
    [{ unit: "agave-validator@1.service" },
      /UNIT_INVALID agave-validator@1\.service does not exist on this host; did you mean agave-validator\.service\?/],
    [{ cpus: "" }, /CPU_SET_INVALID .* names no CPU @cpuPinning\.0\.cpus/],
    [{ cpus: "2-12" }, /CPU_SET_INVALID .* names CPU 10-12; this machine has 0-9/],
    [{ cpus: "8-9" }, /CPU_SET_INVALID .* none of them is online; online are 0-7/],
    [{ cpus: "5-2" }, /CPU_SET_INVALID .*backwards/],
    [{ thread: " " }, /UNIT_INVALID/],
  ])("%j", (want, says) => expect(refused(want)).toMatch(says));

  test("takes an alias for its unit, and refuses both", () => {
    const files = { "/etc/systemd/system/val.service": `-> ${UNIT}` };
    const { host } = treeOf(files);
    const survey = cpuPinning.survey(host, { declaration: declare({ unit: "val.service", cpus: 1 }), claims: [] });
    expect(survey.wants[0]?.attributes).toEqual({ unit: UNIT, enforce: "affinity" });
    expect(() => readIn(host, declare(pin, { unit: "val.service", cpus: 1 }))).toThrow(/pinned twice/);
  });

  test("compares CPU sets as sets, and offline CPUs once they are online", () => {
    expect(read({ ...RUNNING, ...threadFiles(900, 900, "m", "2-5"), ...threadFiles(900, 901, "r", "2-5") },
      { cpus: "5,4,2-3,8" })).toMatchObject({ live: "2-5,8",
      warnings: ["CPU 8 is offline: it counts once it is online"] });
  });

  test("warns with the numbers of the CPUs", () => {
    const files = { ...RUNNING, [`${CPU}/isolated`]: "5\n", [`${CPU}/nohz_full`]: "4-5\n",
      [`${CPU}/cpu2/topology/thread_siblings_list`]: "2,6\n" };
    const { host } = treeOf(files);
    const survey = cpuPinning.survey(host, { claims: [], declaration: declare(
      { unit: UNIT, cpus: "2-5" }, { unit: "other.service", cpus: "5-6" },
      { unit: UNIT, thread: "solPohTickProd", cpus: 2 }) });
    expect(survey.wants.map(({ address }) => survey.reading(address).warnings)).toEqual([
      ["CPU 5 is also used by cpu-pinning/other.service",
        "CPU 5 is isolated (isolcpus): the scheduler does not spread a whole unit's threads there",
        "CPU 4-5 is nohz_full: it gains only with one running thread each, not with a whole unit"],
      ["CPU 5 is also used by cpu-pinning/agave-validator.service",
        "CPU 5 is isolated (isolcpus): the scheduler does not spread a whole unit's threads there",
        "CPU 5 is nohz_full: it gains only with one running thread each, not with a whole unit"],
      ["CPU 2 is also used by cpu-pinning/agave-validator.service",
        "CPU 6 is the SMT sibling of dedicated CPU 2 and is used by cpu-pinning/other.service"],
    ]);
  });
});

test("gets from init the pins of administrators that are in force, with an empty plan", () => {
  const [vendor, text] =
    ["/usr/lib/systemd/system/vendor.service", `${START}CPUAffinity=1\n`] as const;
  const { host } = treeOf({ ...dropIn("CPUAffinity=0-5\nAllowedCPUs=0-5"),
    "/etc/systemd/system/a.service": `${START}CPUAffinity=1\n`,
    "/etc/systemd/system/numa.service": `${START}CPUAffinity=numa\n`,
    [vendor]: text, ...shipping(vendor, text) });
  const found = cpuPinning.declare?.(host) ?? {};
  expect(found).toEqual({ cpuPinning: [
    { unit: "a.service", cpus: "1" }, { unit: UNIT, cpus: "0-5", enforce: "both" }] });
  const items = planAt(host, declare(...(found.cpuPinning ?? []))).items;
  expect(items.map(({ action }) => action)).toEqual(["none", "none"]);
});
