import { expect, test } from "vitest";
import { recordDefaults } from "../../../src/detectors/kernel/defaults-recording.ts";
import { readDefaults } from "../../../src/detectors/kernel/kernel-defaults.ts";
import { knownDefaults } from "../../../src/detectors/kernel/kernel-defaults-table.ts";
import { readKernelFacts } from "../../../src/detectors/kernel/kernel-facts.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { HostReader } from "../../../src/ports/host.ts";
import { BOOT_ID, makeTree, type Files } from "../../support/tree.ts";
import { withPort } from "../../../src/ports/host.ts";

const RELEASE = "/proc/sys/kernel/osrelease";
const host = (files: Files): HostReader => createLinuxHost(makeTree(files));
const valueOf = (files: Files, key: string): string | null =>
  readDefaults(host(files), () => true).of(key)?.value ?? null;
const on = (release: string, key: string, files: Files = {}): string | null =>
  valueOf({ [RELEASE]: `${release}\n`, ...files }, key);
const record = (over: object = {}): string => JSON.stringify({
  format: "vexor.defaults/2", bootId: BOOT_ID, kernel: "6.1.0-49-amd64", started: [], doubts: [],
  sysctl: { "vm.swappiness": "60", "vm.min_free_kbytes": "67584",
    "net.ipv4.tcp_rmem": "4096\t131072\t1" }, ...over,
});
const RECORD = "/run/vexor-agent/kernel-defaults.json";

test("a record of another boot, kernel or format is ignored", () => {
  const defaults = readDefaults(host({ [RECORD]: record() }), () => true);
  expect(defaults.of("vm.swappiness")).toMatchObject({ value: "60", evidence: { path: RECORD } });
  expect(defaults.of("vm.min_free_kbytes")?.value).toBe("67584");
  expect(defaults.of("net.ipv4.tcp_rmem")?.value).toBe("4096 131072 1");
  for (const stale of [record({ bootId: "x" }), record({ kernel: "6.1.0-50-amd64" }),
    record({ format: "vexor.defaults/3" }), record({ sysctl: { "vm.min_free_kbytes": 1 } }),
    "null", "{"]) {
    expect(valueOf({ [RECORD]: stale }, "vm.swappiness")).toBe("60");
    expect(valueOf({ [RECORD]: stale }, "vm.min_free_kbytes")).toBeNull();
  }
});

test("where record and known default contradict each other no default is known, and both are named", () => {
  const set = { "vm.vfs_cache_pressure": "55", "vm.watermark_scale_factor": "12",
    "vm.overcommit_ratio": "80", "vm.compaction_proactiveness": "5" };
  const defaults = readDefaults(host({ [RECORD]: record({ sysctl: set }) }), () => true);
  for (const [key, value] of Object.entries(set)) {
    expect(defaults.of(key)).toBeNull();
    expect(defaults.doubtsOf(key).map(({ path, says }) => [path, says])).toEqual([
      [RECORD, `${key} = ${value} early in this boot, before any sysctl file was applied`],
      [undefined, expect.stringMatching(`Linux 6.1.0-49-amd64 starts with ${key} = \\d+ \\(mm|fs/`)],
    ]);
  }
});

test("a record proves only known defaults where a program may have set the key first", () => {
  const early = [{ by: "/etc/systemd/system-generators/tune", keys: null }];
  const net = [{ by: "systemd-networkd.service", keys: ["net/*"] }];
  const one = [{ by: "a udev rule", keys: ["vm/min_free_kbytes", "net/ipv6/conf/*/autoconf"] }];
  const sysctl = { "vm.swappiness": "60", "vm.min_free_kbytes": "67584",
    "net.ipv6.conf.eth0.autoconf": "1", "net.ipv4.tcp_mem": "1 2 3" };
  const proven = (over: object): readonly string[] => {
    const defaults = readDefaults(host({ [RECORD]: record({ sysctl, ...over }) }), () => false);
    return Object.keys(sysctl).filter((key) => defaults.of(key) !== null);
  };
  expect(proven({ doubts: early })).toEqual(["vm.swappiness"]);
  expect(proven({ doubts: net })).toEqual(["vm.swappiness", "vm.min_free_kbytes"]);
  expect(proven({ doubts: one })).toEqual(["vm.swappiness", "net.ipv4.tcp_mem"]);
  for (const untold of [{ format: "vexor.defaults/1" }, { doubts: undefined }, { doubts: [{}] }]) {
    expect(proven(untold)).toEqual(["vm.swappiness"]);
  }
  const doubted = readDefaults(host({ [RECORD]: record({ doubts: early }) }), () => false);
  expect(doubted.doubtsOf("vm.min_free_kbytes").map(({ says }) => says).join()).toContain(
    "/etc/systemd/system-generators/tune; it may have set vm.min_free_kbytes before");
});

test("a key that the command line moves has no default, recorded or not", () => {
  const moved = { "vm.nr_hugepages": "16", "kernel.panic": "7", "kernel.softlockup_panic": "1",
    "kernel.randomize_va_space": "0", "kernel.soft_watchdog": "0",
    "net.ipv6.conf.eth0.disable_ipv6": "1" };
  const files = { [RECORD]: record({ sysctl: { ...moved, "vm.min_free_kbytes": "67584" } }),
    "/proc/cmdline": "ro hugepages=16 panic=7 softlockup_panic=1 norandmaps nosoftlockup"
      + " ipv6.disable-ipv6=1" };
  for (const key of Object.keys(moved)) expect(valueOf(files, key), key).toBeNull();
  expect(valueOf(files, "vm.min_free_kbytes")).toBe("67584");
});

test("an interface starts with the value under default, while nothing has changed either", () => {
  const files = {
    "/proc/sys/net/ipv4/conf/default/rp_filter": "0\n",
    "/proc/sys/net/ipv4/conf/docker0/rp_filter": "0\n",
    "/proc/sys/net/ipv4/neigh/default/gc_stale_time": "60\n",
    "/proc/sys/net/ipv6/conf/default/accept_ra": "2\n",
    "/proc/sys/net/ipv6/conf/default/accept_dad": "1\n",
    "/proc/sys/net/ipv6/conf/docker0/accept_dad": "-1\n",
    "/proc/sys/net/ipv6/conf/eth0/accept_dad": "1\n",
    "/sys/class/net/eth0/flags": "0x1003\n",
    "/sys/class/net/wg0/flags": "0x91\n",
    "/sys/class/net/wg0/mtu": "1420\n",
    [RECORD]: record({ sysctl: { "net.ipv6.conf.default.hop_limit": "64" } }),
    "/proc/sys/net/ipv6/conf/default/hop_limit": "64\n",
  };
  const of = (key: string, touched = ""): string | null =>
    readDefaults(host(files), (path) => path !== touched).of(key)?.value ?? null;
  expect(of("net.ipv4.conf.docker0.rp_filter")).toBe("0");
  expect(of("net.ipv4.conf.eth0/100.rp_filter")).toBe("0");
  expect(of("net.ipv4.neigh.docker0.gc_stale_time")).toBe("60");
  expect(of("net.ipv6.conf.docker0.hop_limit")).toBe("64");
  expect(of("net.ipv6.conf.docker0.accept_ra"), "default is not as it began").toBeNull();
  expect(of("net.ipv4.conf.docker0.unheard_of")).toBeNull();
  expect(of("net.ipv6.conf.docker0.accept_dad"), "by its kind").toBeNull();
  expect(of("net.ipv6.conf.wg0.accept_dad")).toBe("-1");
  expect(of("net.ipv6.conf.wg0.mtu")).toBe("1420");
  expect(of("net.ipv6.conf.eth0.accept_dad")).toBe("1");
  for (const name of ["docker0", "default", "all"]) {
    expect(of("net.ipv4.conf.docker0.rp_filter", `net/ipv4/conf/${name}/rp_filter`)).toBeNull();
  }
});

test("conntrack's size follows the memory, but not next to a limit", () => {
  const of = (kib: number): string | null =>
    on("6.1.0", "net.netfilter.nf_conntrack_max", { "/proc/meminfo": `MemTotal: ${kib} kB\n` });
  expect([263000000, 8000000, 4190000, 3000000, 1048570, 900000].map(of))
    .toEqual(["262144", "262144", null, "65536", null, null]);
});

test("values follow the kernel's version; where a change is vague, the live value decides", () => {
  const rmem = (live: string): Files => ({ "/proc/sys/net/core/rmem_max": `${live}\n` });
  expect(on("6.1.0-49-amd64", "net.core.rmem_max", rmem("5"))).toBe("212992");
  expect(on("6.18.2", "net.core.rmem_max", rmem("5"))).toBe("4194304");
  expect(on("6.17.0", "net.core.rmem_max", rmem("212992"))).toBe("212992");
  expect(on("6.17.0", "net.core.rmem_max", rmem("4194304"))).toBe("4194304");
  expect(on("6.17.0", "net.core.rmem_max", rmem("5"))).toBeNull();
  const nrOpen = (live: string): Files => ({ "/proc/sys/fs/nr_open": `${live}\n` });
  expect(on("6.1.0", "fs.nr_open", nrOpen("1073741816"))).toBe("1073741816");
  expect(on("6.1.0", "fs.nr_open", nrOpen("1024000"))).toBeNull();
});

test("a default stays unknown where its kernel is not certain", () => {
  expect(on("4.19.0", "vm.swappiness")).toBeNull();
  expect(on("odd", "vm.swappiness")).toBeNull();
  expect(on("6.12.1-zen1-1-zen", "vm.swappiness")).toBeNull();
  expect(on("5.14.0-503.el9.x86_64", "vm.swappiness")).toBe("60");
  expect(on("5.14.0-503.el9.x86_64", "net.core.optmem_max")).toBeNull();
  expect(on("6.1.0", "kernel.sched_autogroup_enabled")).toBeNull();
  expect(on("6.1.0", "constructor")).toBeNull();
  const cmdline = (text: string): Files => ({ "/proc/cmdline": text });
  expect(on("6.1.0", "vm.nr_hugepages", cmdline("quiet hugepages=4"))).toBeNull();
  const quoted = 'dyndbg="a hugepages=1" -- hugepages=4';
  expect(on("6.1.0", "vm.nr_hugepages", cmdline(quoted))).toBe("0");
  expect(on("6.1.0", "kernel.print-fatal-signals", cmdline("print_fatal_signals=1"))).toBeNull();
});

test("some defaults follow from the build, the memory or the number of CPUs", () => {
  const big = { "/proc/meminfo": "MemTotal:       263000000 kB\n" };
  const small = { "/proc/meminfo": "MemTotal:       2000000 kB\n" };
  expect(on("6.1.0", "net.ipv4.tcp_rmem", big)).toBe("4096 131072 6291456");
  expect(on("6.1.0", "net.ipv4.tcp_rmem", small)).toBeNull();
  const cpus = { "/sys/devices/system/cpu/possible": "0-127\n" };
  expect(on("6.1.0", "kernel.pid_max", cpus)).toBe("131072");
  expect(on("6.1.0", "net.ipv4.tcp_congestion_control")).toBeNull();
  const built = {
    "/boot/config-6.1.0": 'CONFIG_DEFAULT_TCP_CONG="cubic"\nCONFIG_HZ=250\n'
      + "CONFIG_NUMA_BALANCING_DEFAULT_ENABLED=y\nCONFIG_MAGIC_SYSRQ_DEFAULT_ENABLE=0x01b6\n"
      + "# CONFIG_SECURITY_DMESG_RESTRICT is not set\n",
    "/sys/devices/system/node/online": "0-1\n",
  };
  const found = Object.fromEntries(["net.ipv4.tcp_congestion_control", "net.core.default_qdisc",
    "net.core.netdev_budget_usecs", "kernel.numa_balancing", "kernel.sysrq",
    "kernel.dmesg_restrict", "kernel.panic"].map((key) => [key, on("6.1.0", key, built)]));
  expect(found).toEqual({ "net.ipv4.tcp_congestion_control": "cubic",
    "net.core.default_qdisc": "pfifo_fast", "net.core.netdev_budget_usecs": "8000",
    "kernel.numa_balancing": "1", "kernel.sysrq": "438", "kernel.dmesg_restrict": "0",
    "kernel.panic": null });
});

test("a fresh namespace is read once, for keys that start from constants there", () => {
  const asked: (readonly string[])[] = [];
  const fresh = (files: Files) => readDefaults(withPort(host(files), "namespaces", { freshNetns: (paths) => {
    asked.push(paths);
    return new Map(paths.map((path) => [path, "1\t2"]));
  } }), () => true);
  const keys = ["vm.swappiness", "net.ipv4.tcp_shrink_window", "net.ipv4.tcp_congestion_control",
    "net.ipv4.tcp_max_syn_backlog", "net.ipv4.conf.all.rp_filter"];
  expect([...fresh({}).ofMany(keys)].map(([key, { value }]) => `${key} ${value}`)).toEqual([
    "vm.swappiness 60", "net.ipv4.tcp_shrink_window 1 2", "net.ipv4.tcp_max_syn_backlog 1 2",
    "net.ipv4.conf.all.rp_filter 0"]);
  expect(asked).toEqual([["/proc/sys/net/ipv4/tcp_shrink_window",
    "/proc/sys/net/ipv4/tcp_max_syn_backlog"]]);
  const ownHash = { "/proc/sys/net/ipv4/tcp_child_ehash_entries": "64\n" };
  expect(fresh(ownHash).ofMany(["net.ipv4.tcp_max_syn_backlog"]).size).toBe(0);
  fresh({}).ofMany(["vm.swappiness"]);
  expect(asked).toHaveLength(1);
});

test("the record leaves out what was tuned already, secrets and statistics", () => {
  const tree = host({
    "/proc/sys/vm/swappiness": "60\n",
    "/proc/sys/vm/dirty_ratio": "20\n",
    "/proc/sys/net/ipv4/conf/lo/rp_filter": "0\n",
    "/proc/sys/net/ipv4/tcp_rmem": "4096\t131072\t6291456\n",
    "/proc/sys/net/ipv4/tcp_fastopen_key": "secret\n",
    "/proc/sys/net/core/somaxconn": "4096\n",
    "/proc/sys/kernel/core_pattern": "core\n",
    "/proc/sys/kernel/hostname": "h\n",
    "/proc/sys/kernel/panic": "7\n",
    "/proc/cmdline": "sysctl.net.core.somaxconn=4096 panic=7",
    "/etc/sysctl.d/9.conf": "vm.swappiness = 60\nvm.dirty_ratio = 0x15\n",
  });
  const text = recordDefaults(tree, readKernelFacts(tree));
  expect(JSON.parse(text)).toEqual({ format: "vexor.defaults/2", bootId: BOOT_ID,
    kernel: "6.1.0-49-amd64", started: [], doubts: [], sysctl: {
      "kernel.osrelease": "6.1.0-49-amd64", // may be written in a tree only
      "net.ipv4.conf.lo.rp_filter": "0", "net.ipv4.tcp_rmem": "4096 131072 6291456",
      "vm.dirty_ratio": "20" } });
  const late = host({ "/run/systemd/units/invocation:systemd-sysctl.service": "-> 0123" });
  expect(() => recordDefaults(late, readKernelFacts(late))).toThrow("already run");
});

test("the table's ranges are in order, and its values canonical", () => {
  for (const [key, groups] of knownDefaults()) {
    const values = groups.map((group) => group.values[key]);
    expect(values.join("|"), key).toMatch(/^-?[\w.]+( \S+|\|\S+)*$/);
    expect(new Set(values).size, key).toBe(values.length);
  }
});
