/** Files below /sys: what they hold, who else sets them, what their writes move, and what boot brings. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HostFile, PlanItem } from "../../src/engine/model/model.ts";
import type { Host } from "../../src/ports/host.ts";
import { sysfsSection } from "../../src/resources/sysfs/section.ts";
import { parseLive, parseValue } from "../../src/resources/sysfs/values.ts";
import { applyAt, hostAt, planAt, rollbackAt } from "../support/engine.ts";
import { hostFile } from "../support/host-file.ts";
import { changed, makeTree, snapshotTree, type Files } from "../support/tree.ts";

type Part = NonNullable<HostFile["sysfs"]>;

const THP = "kernel/mm/transparent_hugepage/enabled";
const POLICY = "devices/system/cpu/cpufreq/policy0";
const GOVERNOR = `${POLICY}/scaling_governor`;
const EPP = `${POLICY}/energy_performance_preference`;
const NVME = "block/nvme0n1/queue";
const SDA = "block/sda/queue";
const RX = "class/net/eth0/queues/rx-0/rps_cpus";

const MACHINE: Files = {
  "/proc/sys/kernel/osrelease": "6.1.0-49-amd64\n",
  "/boot/config-6.1.0-49-amd64": "CONFIG_TRANSPARENT_HUGEPAGE_ALWAYS=y\nCONFIG_CPU_FREQ_DEFAULT_GOV_SCHEDUTIL=y\n",
  "/proc/cmdline": "quiet\n",
  "/sys/devices/system/cpu/possible": "0-7\n", "/sys/devices/system/cpu/online": "0-7\n",
  [`/sys/${THP}`]: "[always] madvise never\n",
  [`/sys/${GOVERNOR}`]: "schedutil\n",
  [`/sys/${POLICY}/scaling_available_governors`]: "performance powersave schedutil\n",
  [`/sys/${POLICY}/scaling_driver`]: "acpi-cpufreq\n",
  [`/sys/${POLICY}/related_cpus`]: "0 4\n",
  [`/sys/${NVME}/scheduler`]: "[none] mq-deadline kyber\n", [`/sys/${NVME}/nr_requests`]: "1023\n",
  [`/sys/${NVME}/rotational`]: "0\n", [`/sys/${NVME}/read_ahead_kb`]: "128\n",
  "/sys/block/nvme0n1/mq/0/": "", "/sys/block/nvme0n1/mq/1/": "",
  [`/sys/${SDA}/scheduler`]: "none [mq-deadline]\n", [`/sys/${SDA}/nr_requests`]: "64\n",
  [`/sys/${SDA}/rotational`]: "1\n", "/sys/block/sda/mq/0/": "",
  [`/sys/${RX}`]: "00\n",
  "/etc/udev/rules.d/": "", "/etc/tmpfiles.d/": "",
};

const treeOf = (files: Files): string => {
  const root = makeTree({ ...MACHINE, ...files });
  const script = join(root, "etc/rc.local");
  if (existsSync(script)) chmodSync(script, 0o755);
  return root;
};

const itemsOn = (files: Files, sysfs: Part): readonly PlanItem[] =>
  planAt(hostAt(treeOf(files)), hostFile({ sysfs })).items;

test.each([
  ["choice", "always [madvise] never\n", "madvise"], ["choice", "[none] mq-deadline", "none"],
  ["choice", "schedutil\n", "schedutil"], ["choice", "none\n", "none"],
  ["number", "0128\n", "0128"], ["number", "128\n", "128"], ["number", "-1\n", "-1"],
  ["mask", "00000000,000000ff\n", "ff"], ["mask", "00000001,00000000", "1,00000000"], ["mask", "00\n", "0"],
] as const)("%s: a file with %j holds %s", (form, text, value) => {
  expect(parseLive(form, text)).toBe(value);
});

test.each([
  ["mask", "0F", "f"], ["mask", "1,0", "1,00000000"], ["mask", "xyz", null], ["mask", "", null],
  ["number", "0x80", "128"], ["number", "1k", null], ["number", "-1", null], ["choice", "mq-deadline", "mq-deadline"],
  ["choice", "a b", null], ["choice", "none\n", "none"], ["choice", "[none]", null],
] as const)("%s: %j in a host file is %j", (form, text, value) => {
  expect(parseValue(form, text)).toBe(value);
});

describe("what no file of ours may be", () => {
  test.each<[string, Part, RegExp]>([
    ["a file that deletes its device", { "block/sda/device/delete": 1 }, /not a file that Vexor sets/],
    ["a pattern that reaches further", { "kernel/mm/*/enabled": "never" }, /not a file that Vexor sets/],
    ["a way out", { "block/../queue/scheduler": "none" }, /not a file that Vexor sets/],
    ["a CPU's clock, which is its policy's", { "devices/system/cpu/cpu0/cpufreq/scaling_governor": "performance" }, /not a file/],
    ["a mask that YAML has made a number of", { [RX]: 255 }, /is a mask of CPUs, and 255 is a number/],
    ["a governor that is two words", { [GOVERNOR]: "on demand" }, /takes one word/],
    ["a depth that is a word", { [`${NVME}/nr_requests`]: "many" }, /takes a whole number/],
  ])("%s", (_, part, message) => {
    expect(sysfsSection.problemIn?.(part)?.error.message).toMatch(message);
  });

  test("the hint for a CPU's path is its policy's", () => {
    expect(sysfsSection.problemIn?.({ "devices/system/cpu/cpu3/cpufreq/scaling_governor": "performance" })?.error.hint)
      .toContain("devices/system/cpu/cpufreq/policy*/scaling_governor");
  });

  test("a mask of one digit is the same in both", () => {
    expect(sysfsSection.problemIn?.({ [RX]: 3 })).toBeNull();
  });
});

describe("which files an entry means", () => {
  test("a star stands for each that is there, and policies are not CPUs", () => {
    const files = { "/sys/devices/system/cpu/cpufreq/policy3/scaling_governor": "schedutil\n",
      "/sys/devices/system/cpu/cpufreq/policy3/scaling_driver": "acpi-cpufreq\n",
      "/sys/devices/system/cpu/cpufreq/ondemand/up_threshold": "95\n", "/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor": "schedutil\n" };
    expect(itemsOn(files, { "devices/system/cpu/cpufreq/policy*/scaling_governor": "performance" }))
      .toMatchObject([{ address: `sysfs/${GOVERNOR}`, action: "update" },
        { address: "sysfs/devices/system/cpu/cpufreq/policy3/scaling_governor", action: "update" }]);
  });

  test("none is there: impossible, and the directory is named", () => {
    expect(itemsOn({}, { "devices/system/cpu/cpufreq/policy9*/scaling_governor": "performance" })).toMatchObject([
      { action: "impossible", reason: "no file here fits devices/system/cpu/cpufreq/policy9*/scaling_governor: "
        + "/sys/devices/system/cpu/cpufreq has policy0" }]);
    expect(itemsOn({}, { "block/vdz/queue/scheduler": "none" })).toMatchObject([
      { action: "impossible", reason: expect.stringContaining("appears once its device is there") as string }]);
  });

  test("two entries that agree are one, and a permission may stand beside a pattern", () => {
    const part: Part = { "block/*/queue/scheduler": "none", [`${SDA}/scheduler`]: { value: "none", adopt: { from: "mq-deadline" } } };
    expect(itemsOn({ "/sys/block/sda/mq/1/": "" }, part))
      .toMatchObject([{ action: "none" }, { action: "adopt", adopts: "mq-deadline", origin: "unknown" }]);
  });

  test("two entries that do not agree are refused", () => {
    expect(() => itemsOn({}, { "block/*/queue/scheduler": "none", [`${SDA}/scheduler`]: "mq-deadline" }))
      .toThrow(/block\/\*\/queue\/scheduler asks for none, but block\/sda\/queue\/scheduler asks for mq-deadline/);
  });
});

describe("what cannot be", () => {
  test.each<[string, Files, Part, Partial<PlanItem>]>([
    ["a word that the file does not offer", {}, { [THP]: "sometimes" },
      { action: "impossible", reason: `/sys/${THP} cannot be sometimes; it offers always, madvise, never` }],
    ["a governor that is not built", {}, { [GOVERNOR]: "ondemand" },
      { action: "impossible", reason: `/sys/${GOVERNOR} cannot be ondemand; it offers performance, powersave, schedutil` }],
    ["a CPU that the machine has not", {}, { [RX]: "100" },
      { action: "impossible", reason: "100 names CPU 8; this machine has 0-7" }],
    ["a file system that is read-only, as in a container", { "/proc/1/mountinfo": "25 1 0:22 / /sys ro,nosuid - sysfs sysfs ro\n" },
      { [RX]: "3" }, { action: "impossible", reason: expect.stringContaining("/sys is mounted read-only") as string }],
    ["a preference that the governor pins", { [`/sys/${EPP}`]: "performance\n", [`/sys/${GOVERNOR}`]: "performance\n" },
      { [EPP]: "balance_performance" }, { action: "blocked", reason: `the governor performance pins it: /sys/${GOVERNOR} has that now` }],
    ["a preference that the governor will pin", { [`/sys/${EPP}`]: "balance_power\n" },
      { [EPP]: "balance_performance", [GOVERNOR]: "performance" }, { address: `sysfs/${EPP}`, action: "blocked",
        reason: `the governor performance pins it: /sys/${GOVERNOR} gets that from the host file` }],
  ])("%s", (_, files, part, item) => {
    expect(itemsOn(files, part)[0]).toMatchObject(item);
  });
});

describe("whose a value is", () => {
  test.each<[string, Files, Part, Partial<PlanItem>]>([
    ["the kernel's, by its configuration", {}, { [THP]: "madvise" }, { action: "update", origin: "default" }],
    ["the kernel's for a disk of several queues", { [`/sys/${NVME}/scheduler`]: "[none] mq-deadline\n" }, { [`${NVME}/scheduler`]: "mq-deadline" },
      { action: "update", origin: "default" }],
    ["the kernel's for a disk of one", {}, { [`${SDA}/scheduler`]: "none" }, { action: "update", origin: "default" }],
    ["the kernel's: no steering", {}, { [RX]: "3" }, { action: "update", origin: "default" }],
    ["unknown, where another default is set", { "/proc/sys/net/core/rps_default_mask": "1\n" }, { [RX]: "3" },
      { action: "blocked", origin: "unknown" }],
    ["unknown: no record of a default", {}, { [`${SDA}/nr_requests`]: 128 }, { action: "blocked", origin: "unknown",
      waysOut: [expect.any(String), `take it over in git: ${SDA}/nr_requests: {value: 128, adopt: {from: 64}}`] as never }],
    ["unknown: an administrator's echo", { [`/sys/${GOVERNOR}`]: "powersave\n" }, { [GOVERNOR]: "performance" },
      { action: "blocked", origin: "unknown" }],
    ["unknown: a driver with a governor of its own", { [`/sys/${POLICY}/scaling_driver`]: "amd-pstate-epp\n" },
      { [GOVERNOR]: "performance" }, { action: "blocked", origin: "unknown" }],
    ["unknown: the kernel's configuration is not there", { "/boot/config-6.1.0-49-amd64": "# nothing\n" }, { [THP]: "madvise" },
      { action: "blocked", origin: "unknown" }],
  ])("%s", (_, files, part, item) => {
    expect(itemsOn(files, part)).toMatchObject([item]);
  });

  test("a permission is for exactly the value that is there", () => {
    expect(itemsOn({}, { [`${SDA}/nr_requests`]: { value: 128, adopt: { from: 64 } } })).toMatchObject([{ action: "adopt" }]);
    expect(itemsOn({}, { [`${SDA}/nr_requests`]: { value: 128, adopt: { from: 65 } } })).toMatchObject([{ action: "blocked" }]);
    expect(itemsOn({ [`/sys/${RX}`]: "0f\n" }, { [RX]: { value: "ff", adopt: { from: "0000000f" } } })).toMatchObject([{ action: "adopt" }]);
  });
});

const TUNED = (profile: string): Files => ({ "/etc/tuned/active_profile": "mine\n", "/etc/tuned/mine/tuned.conf": profile,
  "/etc/systemd/system/multi-user.target.wants/tuned.service": "-> /usr/lib/systemd/system/tuned.service" });

/** Each is a machine where the value is the kernel's now, and another owner wants another at boot. */
describe("who else sets it at boot", () => {
  test.each<[string, Files, Part, string]>([
    ["tmpfiles.d", { "/etc/tmpfiles.d/thp.conf": `w /sys/${THP} - - - - never\n` }, { [THP]: "madvise" }, "/etc/tmpfiles.d/thp.conf"],
    ["tmpfiles.d, by a glob and by the CPU", { "/etc/tmpfiles.d/cpu.conf": "w /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor - - - - powersave\n" },
      { [GOVERNOR]: "performance" }, "/etc/tmpfiles.d/cpu.conf"],
    ["sysfsutils", { "/etc/init.d/sysfsutils": "#!/bin/sh\n", "/etc/sysfs.conf": `mode x = 1\n${SDA}/scheduler = none\n` },
      { [`${SDA}/scheduler`]: "none" }, "/etc/sysfs.conf"],
    ["udev, by the disk's name", { "/etc/udev/rules.d/60-io.rules": 'ACTION=="add|change", KERNEL=="sd[a-z]", ATTR{queue/scheduler}="bfq"\n' },
      { [`${SDA}/scheduler`]: "none" }, "/etc/udev/rules.d/60-io.rules"],
    ["udev, by what the disk is", { "/etc/udev/rules.d/60-io.rules": 'SUBSYSTEM=="block", ATTR{queue/rotational}=="1", ATTR{queue/scheduler}="bfq"\n' },
      { [`${SDA}/scheduler`]: "none" }, "/etc/udev/rules.d/60-io.rules"],
    ["udev, by what cannot be told", { "/etc/udev/rules.d/60-io.rules": 'ENV{ID_MODEL}=="x", ATTR{queue/scheduler}="none"\n' },
      { [`${SDA}/scheduler`]: "none" }, "/etc/udev/rules.d/60-io.rules"],
    ["udev, for the queues of an interface", { "/etc/udev/rules.d/70-rps.rules": 'SUBSYSTEM=="net", KERNEL=="eth*", ATTR{queues/rx-0/rps_cpus}="f"\n' },
      { [RX]: "3" }, "/etc/udev/rules.d/70-rps.rules"],
    ["TuneD's plugin sysfs", TUNED("[sysfs]\n/sys/kernel/mm/transparent_hugepage/enabled=never\n"), { [THP]: "madvise" }, "/etc/tuned/mine/tuned.conf"],
    ["TuneD's plugin vm", TUNED("[vm]\ntransparent_hugepages=never\n"), { [THP]: "madvise" }, "/etc/tuned/mine/tuned.conf"],
    ["TuneD's plugin disk", TUNED("[disk]\nelevator=bfq\n"), { [`${SDA}/scheduler`]: "none" }, "/etc/tuned/mine/tuned.conf"],
    ["TuneD's plugin cpu", TUNED("[cpu]\ngovernor=powersave\n"), { [GOVERNOR]: "performance" }, "/etc/tuned/mine/tuned.conf"],
    ["cpufrequtils", { "/etc/init.d/cpufrequtils": "#!/bin/sh\n", "/etc/default/cpufrequtils": 'ENABLE="true"\nGOVERNOR="powersave"\n' },
      { [GOVERNOR]: "performance" }, "/etc/default/cpufrequtils"],
    ["TLP", { "/etc/tlp.conf": "CPU_SCALING_GOVERNOR_ON_AC=powersave\n",
      "/etc/systemd/system/multi-user.target.wants/tlp.service": "-> /usr/lib/systemd/system/tlp.service" },
    { [GOVERNOR]: "performance" }, "/etc/tlp.conf"],
    ["rc.local", { "/etc/rc.local": `#!/bin/sh\necho never > /sys/${THP}\n` }, { [THP]: "madvise" }, "/etc/rc.local"],
    ["rc.local, from the directory", { "/etc/rc.local": "#!/bin/sh\ncd /sys/block/sda/queue\necho bfq > scheduler\n" }, { [`${SDA}/scheduler`]: "none" }, "/etc/rc.local"],
    ["a loop in rc.local, over CPUs", { "/etc/rc.local": "#!/bin/sh\nfor g in /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor; do\n  echo powersave > $g\ndone\n" },
      { [GOVERNOR]: "performance" }, "/etc/rc.local"],
    ["cpupower in rc.local", { "/etc/rc.local": "#!/bin/sh\ncpupower frequency-set -g powersave\n" }, { [GOVERNOR]: "performance" }, "/etc/rc.local"],
    ["a unit of the administrator's", { "/etc/systemd/system/thp.service": `[Service]\nExecStart=/bin/sh -c 'echo never > /sys/${THP}'\n[Install]\nWantedBy=multi-user.target\n`,
      "/etc/systemd/system/multi-user.target.wants/thp.service": "-> ../thp.service" }, { [THP]: "madvise" }, "/etc/systemd/system/thp.service"],
    ["the kernel's command line", { "/proc/cmdline": "quiet transparent_hugepage=never\n" }, { [THP]: "madvise" }, "/proc/cmdline"],
    ["the boot loader, for the next boot", { "/etc/default/grub": 'GRUB_CMDLINE_LINUX="transparent_hugepage=never"\n' }, { [THP]: "madvise" }, "/etc/default/grub"],
  ])("%s", (_, files, part, path) => {
    const [item] = itemsOn(files, part);
    expect(item).toMatchObject({ action: "blocked", origin: "custom" });
    expect(item?.evidence.map((one) => one.path)).toContain(path);
  });

  test.each<[string, Files, Part]>([
    ["a tmpfiles line for another file", { "/etc/tmpfiles.d/thp.conf": "w /sys/kernel/mm/transparent_hugepage/defrag - - - - never\n" }, { [THP]: "madvise" }],
    ["a rule for disks that do not turn", { "/etc/udev/rules.d/60-io.rules": 'SUBSYSTEM=="block", ATTR{queue/rotational}=="0", ATTR{queue/scheduler}="none"\n' },
      { [`${SDA}/scheduler`]: "none" }],
    ["a rule for another kind of device", { "/etc/udev/rules.d/60-io.rules": 'KERNEL=="nvme*", ATTR{queue/scheduler}="none"\n' }, { [`${SDA}/scheduler`]: "none" }],
    ["the script of sysfsutils itself, which writes what its file names", { "/etc/init.d/sysfsutils": "#!/bin/sh\n# as queue/scheduler = none\nf=/sys/$1\necho $2 > $f\n" },
      { [`${SDA}/scheduler`]: "none" }],
    ["cpufrequtils that is switched off", { "/etc/init.d/cpufrequtils": "#!/bin/sh\n", "/etc/default/cpufrequtils": "ENABLE=false\n" }, { [GOVERNOR]: "performance" }],
    ["a TuneD that does not run", { "/etc/tuned/active_profile": "mine\n", "/etc/tuned/mine/tuned.conf": "[cpu]\ngovernor=powersave\n" }, { [GOVERNOR]: "performance" }],
    ["a comment in rc.local", { "/etc/rc.local": `#!/bin/sh\n# echo never > /sys/${THP}\n` }, { [THP]: "madvise" }],
  ])("not: %s", (_, files, part) => {
    expect(itemsOn(files, part)).toMatchObject([{ action: "update", origin: "default" }]);
  });

  test("as wanted now, and an administrator's line brings another value: a reboot would lose it", () => {
    const files = { [`/sys/${THP}`]: "always [madvise] never\n", "/etc/rc.local": `#!/bin/sh\necho never > /sys/${THP}\n` };
    expect(itemsOn(files, { [THP]: "madvise" })).toMatchObject([{ action: "blocked", afterReboot: "never" }]);
    expect(itemsOn({ ...files, "/etc/rc.local": `#!/bin/sh\necho madvise > /sys/${THP}\n` }, { [THP]: "madvise" }))
      .toMatchObject([{ action: "none", afterReboot: "madvise" }]);
  });
});

/** A tree whose writes do what the kernel's do. */
const kernelAt = (root: string): Host => {
  const host = hostAt(root);
  const say = (path: string, text: string): void => writeFileSync(join(root, path), `${text}\n`);
  return { ...host, put: (path, value, last) => {
    if (path.endsWith("/scheduler")) {
      last?.();
      const words = readFileSync(join(root, path), "utf8").replace(/[[\]\n]/g, "").split(" ");
      say(path, words.map((word) => (word === value ? `[${word}]` : word)).join(" "));
      say(path.replace(/scheduler$/, "nr_requests"), value === "none" ? "1023" : "256");
      return;
    }
    if (path.endsWith("/read_ahead_kb")) {
      host.put(path, String(Number(value) - (Number(value) % 4)), last);
      return;
    }
    host.put(path, value, last);
  } };
};

const machine = (files: Files = {}) => {
  const root = makeTree({ ...MACHINE, ...files });
  return { root, host: kernelAt(root), before: snapshotTree(root) };
};

describe("what a write does", () => {
  test("a value that the kernel rounds is not taken for done: the run says so, and is undone", async () => {
    const { root, host, before } = machine();
    const { failure } = await applyAt(host, hostFile({ sysfs: { [`${NVME}/read_ahead_kb`]: { value: 130, adopt: { from: 128 } } } }));
    expect(failure).toMatchObject({ code: "SYSFS_NOT_TAKEN", message: expect.stringContaining("does not take 130: it holds 128") as string });
    expect(changed(before, snapshotTree(root)).filter((path) => path.startsWith("/sys/") || path.startsWith("/etc/"))).toEqual([]);
  });

  test("another scheduler moves the depth of the queue: a rollback brings both back", async () => {
    const { root, host } = machine();
    const { run, failure } = await applyAt(host, hostFile({ sysfs: { [`${SDA}/scheduler`]: "none" } }));
    expect([failure, host.read(`/sys/${SDA}/scheduler`), host.read(`/sys/${SDA}/nr_requests`)])
      .toEqual([null, "[none] mq-deadline\n", "1023\n"]);
    expect((await rollbackAt(host, run)).failure).toBeNull();
    expect([host.read(`/sys/${SDA}/scheduler`), host.read(`/sys/${SDA}/nr_requests`)]).toEqual(["none [mq-deadline]\n", "64\n"]);
    expect(snapshotTree(root)["/etc/udev/rules.d/90-vexor-agent.rules"]).toBeUndefined();
  });

  test.each([["as wanted before", 64], ["another one", 128]])("with a depth of its own, %s, that is written behind", async (_, depth) => {
    const { host } = machine();
    const { failure } = await applyAt(host, hostFile({ sysfs: {
      [`${SDA}/nr_requests`]: { value: depth, adopt: { from: 64 } }, [`${SDA}/scheduler`]: "none" } }));
    expect([failure, host.read(`/sys/${SDA}/nr_requests`)?.trim()]).toEqual([null, String(depth)]);
  });

  test("who has tuned the depth has a say about the scheduler", () => {
    const files = { "/etc/udev/rules.d/60-io.rules": 'KERNEL=="sda", ATTR{queue/nr_requests}="64"\n' };
    expect(itemsOn(files, { [`${SDA}/scheduler`]: "none" })).toMatchObject([{ action: "blocked", origin: "custom",
      evidence: [{ says: expect.stringContaining("which a write of scheduler changes") as string }] }]);
  });
});

describe("what brings it back at boot", () => {
  const PART: Part = { [THP]: "always", [`${SDA}/scheduler`]: "none", [RX]: "3" };
  const boot = async (files: Files) => {
    const { root, host } = machine(files);
    expect((await applyAt(host, hostFile({ sysfs: PART }))).failure).toBeNull();
    return { root, host, tmpfiles: host.read("/etc/tmpfiles.d/90-vexor-agent.conf"), udev: host.read("/etc/udev/rules.d/90-vexor-agent.rules") };
  };
  const HEADER = "# Written by Vexor from the host file in git; it replaces its lines at each apply.\n";

  test("tmpfiles.d for the kernel's own, udev for devices, which may come late", async () => {
    const { tmpfiles, udev } = await boot({});
    expect(tmpfiles).toBeNull();
    expect(udev).toBe(`${HEADER}ACTION=="add", SUBSYSTEM=="queues", KERNEL=="rx-0", DEVPATH=="*/net/eth0/queues/rx-0", ATTR{rps_cpus}="3"\n`
      + 'ACTION=="add|change", SUBSYSTEM=="block", KERNEL=="sda", ATTR{queue/scheduler}="none"\n'
      + 'ACTION=="add|move", SUBSYSTEM=="net", KERNEL=="eth0", ATTR{queues/rx-0/rps_cpus}="3"\n');
  });

  test("all of it by tmpfiles.d in a container, where no udev runs", async () => {
    const { tmpfiles, udev } = await boot({ "/run/systemd/container": "systemd-nspawn\n" });
    expect([tmpfiles, udev]).toEqual([`${HEADER}w /sys/${SDA}/scheduler - - - - none\nw /sys/${RX} - - - - 3\n`, null]);
  });

  test("lines that an administrator puts into our file stay, and are the administrator's", async () => {
    const { host } = await boot({});
    const path = "/etc/udev/rules.d/90-vexor-agent.rules";
    const mine = 'KERNEL=="sda", ATTR{queue/scheduler}="bfq"';
    host.replace(path, `${host.read(path)}${mine}\n`);
    const { items } = planAt(host, hostFile({ sysfs: PART }));
    expect(items.find(({ address }) => address.endsWith("/scheduler"))).toMatchObject({ action: "blocked", origin: "custom" });
    expect((await applyAt(host, hostFile({ sysfs: { [RX]: "7" } }))).failure).toBeNull();
    expect(host.read(path)).toContain(mine);
  });

  test("a line of ours that an administrator took out is written again", async () => {
    const { host } = await boot({});
    host.remove("/etc/udev/rules.d/90-vexor-agent.rules");
    expect(planAt(host, hostFile({ sysfs: PART })).items.map(({ action }) => action)).toEqual(["none", "persist", "persist"]);
  });

  test("a driver that is a module may come after tmpfiles: the plan says so", () => {
    const [item] = itemsOn({ "/sys/module/acpi_cpufreq/initstate": "live\n" }, { [GOVERNOR]: "performance" });
    expect(item?.warnings).toEqual([expect.stringContaining("acpi-cpufreq is a module")]);
  });
});
