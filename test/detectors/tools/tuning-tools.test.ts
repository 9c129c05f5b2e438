import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBootSysctls } from "../../../src/detectors/kernel/sysctl-boot-sources.ts";
import { keyToPath } from "../../../src/detectors/kernel/sysctl-d.ts";
import { MOVES_INTERRUPTS, MOVES_PROCESSES, tunedMovers } from "../../../src/detectors/tools/tuned.ts";
import { readListings } from "../../../src/detectors/tools/listings.ts";
import { readTuningTools, TOOLS } from "../../../src/detectors/tools/tuning-tools.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import fc from "../../support/property.ts";

const toolsOf = (files: Files) => {
  const host = createLinuxHost(makeTree(files));
  return readTuningTools(host, readBootSysctls(host));
};
const moversOf = (files: Files) => tunedMovers(createLinuxHost(makeTree(files)));
const says = (files: Files, key: string, live: string): readonly string[] =>
  toolsOf(files).otherManagersOf(keyToPath(key), live)
    .map((one) => `${one.path ?? ""}:${one.line ?? ""} ${one.says}`);

const PROFILES: Files = {
  "/etc/tuned/active_profile": "validator\n",
  "/etc/tuned/validator/tuned.conf": `[main]
include=cpu-partitioning, throughput-performance
[variables]
backlog=5000
[sysctl]
vm.dirty_ratio = 30   # ours
net.core.netdev_max_backlog="\${backlog}"
vm.min_free_kbytes=\${f:calc:1}
net.core.somaxconn=>2048
[sysctl.arm]
type=sysctl
uname_regex=aarch64
kernel.numa_balancing=0
[more]
type=sysctl
enabled=false
kernel.timer_migration=0
`,
  "/usr/lib/tuned/throughput-performance/tuned.conf":
    "[sysctl]\nvm.dirty_ratio=40\nvm.swappiness=10\n",
  "/usr/lib/tuned/cpu-partitioning/tuned.conf":
    "[variables]\ninclude=/etc/tuned/vars.conf\n[scheduler]\nisolated_cores=${isolated_cores}\n",
  "/etc/tuned/vars.conf": "# cores\nisolated_cores=2-5\n",
  "/proc/sys/kernel/arch": "x86_64\n",
};
/** As openshift/tuned.conf of TuneD 2.20 has it; another function may name any profile. */
test.each([
  ["${f:virt_check:guest:metal}", "10"],
  ["${f:exec:/usr/local/sbin/which-profile}", null],
  ["-${f:exec:cloud-name}-profile, guest", null],
])("TuneD's include=%s may mean several profiles", (include, agreed) => {
  const profile = (name: string, sysctls: string): Files =>
    ({ [`/usr/lib/tuned/profiles/${name}/tuned.conf`]: `[sysctl]\nvm.swappiness=10\n${sysctls}` });
  const files = { ...RUNNING, "/etc/tuned/active_profile": "ours\n",
    "/etc/tuned/profiles/ours/tuned.conf": `[main]\ninclude=${include}\n`,
    ...profile("guest", "vm.dirty_ratio=30\n"), ...profile("metal", "vm.dirty_ratio=40\n") };
  const brings = (key: string) => toolsOf(files).otherManagersOf(keyToPath(key), "60")
    .map(({ path, restores }) => [path, restores]);
  const place = expect.stringContaining("/usr/lib/tuned/profiles/") as string;
  expect(brings("vm.swappiness")).toEqual([[place, agreed]]);
  expect(brings("vm.dirty_ratio")).toEqual([[place, null]]);
});

const RUNNING: Files = { "/sys/fs/cgroup/system.slice/tuned.service/cgroup.procs": "77\n" };

test("TuneD holds what its active profile sets, as long as it runs or will", () => {
  const on = { ...PROFILES, ...RUNNING };
  const active = "TuneD (active profile validator): ";
  const own = "/etc/tuned/validator/tuned.conf";
  const vendor = "/usr/lib/tuned/throughput-performance/tuned.conf";
  expect(says(on, "vm.swappiness", "10")).toEqual([`${vendor}:3 ${active}vm.swappiness=10`]);
  expect(says(on, "vm.dirty_ratio", "30")).toEqual([`${own}:6 ${active}vm.dirty_ratio = 30`]);
  expect(says(on, "vm.dirty_ratio", "20")).toEqual(
    [`${own}:6 ${active}vm.dirty_ratio = 30; it will set that again when it restarts`]);
  expect(says(on, "net.core.netdev_max_backlog", "5000")).toHaveLength(1);
  expect(says(on, "vm.min_free_kbytes", "123")).toHaveLength(1);
  expect(says(on, "net.core.somaxconn", "4096")).toEqual([]);
  expect(says(on, "net.core.somaxconn", "2048")).toHaveLength(1);
  expect(says(on, "kernel.numa_balancing", "0")).toEqual([]);
  expect(says(on, "kernel.timer_migration", "0")).toEqual([]);
  expect(says(PROFILES, "vm.swappiness", "10")).toEqual([]);
  const enabled = { "/etc/systemd/system/multi-user.target.wants/tuned.service": "-> /x" };
  expect(says({ ...PROFILES, ...enabled }, "vm.swappiness", "10")).toHaveLength(1);
  expect(moversOf(on)(MOVES_PROCESSES)).toHaveLength(1);
  expect(moversOf(on)(MOVES_INTERRUPTS)).toHaveLength(1);
});

test("other plugins of TuneD set sysctls, too", () => {
  const on = { ...PROFILES, ...RUNNING, "/etc/tuned/validator/tuned.conf":
    "[scheduler]\nsched_min_granularity_ns=10000000\n[vm]\ndirty_ratio=40%\n" };
  expect(says(on, "kernel.sched_min_granularity_ns", "1")).toHaveLength(1);
  expect(says(on, "vm.dirty_ratio", "20")).toHaveLength(1);
  expect(says(on, "vm.dirty_background_ratio", "10")).toEqual([]);
});

test("TuneD applies sysctl.d once more, after a script", () => {
  const files: Files = { ...PROFILES, ...RUNNING, "/etc/sysctl.d/60-a.conf": "fs.file-max = 5\n",
    "/etc/rc.local": "#!/bin/sh\nsysctl -w fs.file-max=7\n" };
  const brings = (more: Files) => {
    const root = makeTree({ ...files, ...more });
    chmodSync(join(root, "etc/rc.local"), 0o755);
    const host = createLinuxHost(root);
    return readTuningTools(host, readBootSysctls(host)).otherManagersOf("fs/file-max", "7")
      .map(({ path, restores }) => `${path} ${restores}`);
  };
  expect(brings({})).toEqual(["/etc/rc.local 7", "/etc/sysctl.d/60-a.conf 5"]);
  expect(brings({ "/etc/tuned/tuned-main.conf": "reapply_sysctl = 0\n" })).toEqual(["/etc/rc.local 7"]);
  expect(brings({ "/etc/rc.local": "#!/bin/sh\n" })).toEqual([]);
  expect(brings({ "/etc/tuned/active_profile": "" })).toEqual(["/etc/rc.local 7"]);
});

test("TuneD's value yields to a sysctl.d file that it applies after its own", () => {
  const on = { ...PROFILES, ...RUNNING, "/etc/sysctl.d/z.conf": "vm.swappiness=1\n" };
  expect(says(on, "vm.swappiness", "1")).toEqual([]);
  expect(says({ ...on, "/etc/tuned/tuned-main.conf": "reapply_sysctl = 0\n" },
    "vm.swappiness", "1")).toHaveLength(1);
});

test("NetworkManager writes some keys of the interfaces it manages", () => {
  const on = {
    "/sys/fs/cgroup/system.slice/NetworkManager.service/cgroup.procs": "9\n",
    "/sys/class/net/eth0.5/ifindex": "3\n",
    "/run/NetworkManager/devices/3": "[device]\nmanaged=true\n",
    "/sys/class/net/eth1/ifindex": "4\n",
    "/run/NetworkManager/devices/4": "[device]\nmanaged=false\n",
  };
  expect(says(on, "net.ipv6.conf.eth0/5.accept_ra", "0")).toHaveLength(1);
  expect(says(on, "net.ipv6.conf.eth1.accept_ra", "0")).toEqual([]);
  expect(says(on, "net.ipv4.conf.eth0/5.rp_filter", "2")).toEqual([]);
  expect(says(on, "net.ipv4.conf.eth0/5.forwarding", "0")).toEqual([]);
  const turnedOff = (files: Files) => toolsOf(files)
    .otherManagersOf(keyToPath("net.ipv6.conf.eth0/5.forwarding"), "1").map(({ restores }) => restores);
  expect(turnedOff(on)).toEqual(["0"]);
  const profile = "/run/NetworkManager/system-connections/a.nmconnection";
  const withMethod = (method: string) => ({ ...on, [profile]: `[ipv4]\nmethod=${method}\n` });
  const forwards = (files: Files) => says(files, "net.ipv4.conf.eth0/5.forwarding", "1");
  expect(forwards(withMethod("auto"))).toEqual([]);
  expect(forwards(withMethod("shared")).join()).toContain("NetworkManager manages eth0.5");
});

test("Firedancer holds exactly the values that its configure step enforces", () => {
  const text = "[Service]\nExecStart=/home/fd/bin/fdctl run\n";
  const unit = { "/etc/systemd/system/fd.service": text };
  expect(says(unit, "vm.max_map_count", "1000000")).toHaveLength(1);
  expect(says(unit, "vm.max_map_count", "1000001")).toEqual([]);
  expect(says({ "/usr/local/bin/fdctl": "x" }, "net.core.rmem_max", "134217728")).toHaveLength(1);
  expect(says({}, "net.core.rmem_max", "134217728")).toEqual([]);
});

test("scripts, units, hooks and the command line are evidence, with file and line", () => {
  const files: Files = {
    "/etc/systemd/system/tune.service":
      "[Service]\nExecStart=/usr/sbin/sysctl -w vm.swappiness=7 vm.stat_interval=10\n"
      + "ExecStart=/opt/tune.sh --all\n",
    "/opt/tune.sh": "#!/bin/sh\n# sysctl -w vm.dirty_ratio=1\n"
      + "echo 5 > /proc/sys/vm/dirty_ratio\nsysctl -w \"net.ipv4.tcp_rmem=4096 87380 9\"\n"
      + "sysctl -p /etc/tuning/extra.conf\nsysctl kernel.pid_max=$N\n"
      + "echo 1 | tee /proc/sys/vm/zone_reclaim_mode\n",
    "/etc/tuning/extra.conf": "vm.overcommit_memory = 1\n",
    "/etc/udev/rules.d/9.rules": 'ACTION=="add", RUN+="/sbin/sysctl net.core.busy_read=50"\n',
    "/etc/rc.local": "sysctl vm.laptop_mode=5\n",
    "/proc/cmdline": "quiet sysctl.kernel.watchdog_thresh=20",
  };
  expect(says(files, "vm.swappiness", "60")).toEqual(["/etc/systemd/system/tune.service:2 "
    + "ExecStart=/usr/sbin/sysctl -w vm.swappiness=7 vm.stat_interval=10"]);
  expect(says(files, "vm.dirty_ratio", "5"))
    .toEqual(["/opt/tune.sh:3 echo 5 > /proc/sys/vm/dirty_ratio"]);
  expect(says(files, "vm.overcommit_memory", "1")).toHaveLength(1);
  expect(says(files, "net.ipv4.tcp_rmem", "x")).toHaveLength(1);
  expect(says(files, "kernel.pid_max", "4")).toHaveLength(1);
  expect(says(files, "vm.zone_reclaim_mode", "1")).toHaveLength(1);
  expect(says(files, "net.core.busy_read", "50")).toHaveLength(1);
  expect(says(files, "kernel.watchdog_thresh", "20"))
    .toEqual(["/proc/cmdline: the kernel's command line has sysctl.kernel.watchdog_thresh=20"]);
  for (const key of ["vm.dirty", "dirty_ratio", "vm.laptop_mode", "vm.vfs_cache_pressure"]) {
    expect(says(files, key, "5"), key).toEqual([]);
  }
});

test("cloud-init and an unlinked sysctl.conf explain only the live value", () => {
  const files: Files = {
    "/var/lib/cloud/instance/user-data.txt":
      "#cloud-config\nruncmd:\n - sysctl -w vm.swappiness=7\n",
    "/etc/sysctl.conf": "vm.dirty_ratio = 9\nvm.dirty_ratio = 0x0a\n",
  };
  expect(says(files, "vm.swappiness", "7")).toHaveLength(1);
  expect(says(files, "vm.swappiness", "8")).toEqual([]);
  expect(says(files, "vm.dirty_ratio", "10").join()).toMatch(/^\/etc\/sysctl.conf:2 vm.dirty_r/);
  expect(says(files, "vm.dirty_ratio", "9")).toEqual([]);
  const led = { ...files, "/etc/sysctl.d/99-sysctl.conf": "-> ../sysctl.conf" };
  expect(says(led, "vm.dirty_ratio", "10")).toEqual([]);
});

test("readTuningTools reads nothing until a holder is asked for", () => {
  const root = makeTree({ "/usr/local/bin/fdctl": "x" });
  const asked: string[] = [];
  const host = new Proxy(createLinuxHost(root), {
    get: (target, name, ...rest) => (asked.push(String(name)), Reflect.get(target, name, ...rest) as unknown),
  });
  const tools = readTuningTools(host, readBootSysctls(createLinuxHost(root)));
  expect(asked).toEqual([]);
  expect(tools.otherManagersOf("net/core/rmem_max", "134217728")).toHaveLength(1);
  expect(asked).toContain("list");
});

const SPOKEN: readonly Files[] = [
  { "/etc/tuned/active_profile": "a\n", ...RUNNING,
    "/etc/tuned/a/tuned.conf": "[main]\ninclude=b\n[sysctl]\nnet.ipv4.conf.eth0/5.rp_filter=1\n",
    "/usr/lib/tuned/b/tuned.conf": "[main]\ninclude=c\n[other]\ntype=sysctl\nvm/swappiness=9\n",
    "/usr/lib/tuned/c/tuned.conf": "[sysctl]\nkernel.watchdog=>1\n" },
  { "/sys/fs/cgroup/system.slice/NetworkManager.service/cgroup.procs": "9\n",
    "/sys/class/net/eth0.5/ifindex": "3\n",
    "/run/NetworkManager/devices/3": "[device]\nmanaged=true\n",
    "/run/NetworkManager/system-connections/a": "[ipv4]\nmethod=shared\n" },
  { "/usr/bin/fdctl": "x" },
  { "/proc/cmdline": "quiet sysctl.vm.swappiness=9 sysctl/kernel/watchdog=1" },
  { "/etc/cron.d/x": "@reboot root sysctl net/ipv4/conf/eth0.5/rp_filter=1\n" },
  { "/etc/systemd/system/t.service": "[Service]\nExecStart=/opt/t.sh\n",
    "/opt/t.sh": "echo 9 > /proc/sys/vm/swappiness\nsysctl -w \"kernel.watchdog = 1\"\n" },
  { "/var/lib/cloud/instance/user-data.txt": " - sysctl -w vm.swappiness=9\n" },
  { "/etc/sysctl.conf": "net.ipv4.conf.eth0/5.rp_filter = 1\nvm/max_map_count = 1000000\n" },
  { "/etc/sysctl.d/z.conf": "vm.swappiness = 9\nnet.ipv4.conf.*.rp_filter = 1\n" },
];
const ASKED = ["vm/swappiness", "kernel/watchdog", "vm/max_map_count", "vm/stat_interval",
  "net/ipv4/conf/eth0.5/rp_filter", "net/ipv4/conf/eth0.5/forwarding",
  "net/ipv6/conf/eth0.5/accept_ra", "net/ipv6/neigh/eth0.5/retrans_time_ms"];

test("the tools that name a sysctl give the same answer as all tools", () => {
  const found = new Set<string>();
  const silent = new Set<boolean>();
  fc.assert(fc.property(fc.subarray([...SPOKEN], { minLength: 1 }), (parts) => {
    const host = createLinuxHost(makeTree(Object.assign({}, ...parts)));
    const boot = readBootSysctls(host);
    const tools = readTuningTools(host, boot);
    const all = TOOLS.map((tool) => tool(host, boot, readListings(host)));
    for (const key of ASKED) {
      for (const live of ["1", "9", "1000000", null]) {
        const said = all.flatMap(({ otherManagersOf }) => otherManagersOf(key, live));
        const heard = tools.otherManagersOf(key, live).filter(({ says: text }) => !text.endsWith(" once more"));
        expect(heard, `${key} ${live}`).toEqual(said);
        if (tools.isSilent(key)) expect(said, `${key} ${live}`).toEqual([]);
        silent.add(tools.isSilent(key));
        for (const { path } of said) found.add(`${path} ${key}`);
      }
    }
  }), { numRuns: 60 });
  expect(found.size).toBe(15);
  expect(silent.size).toBe(2);
});
