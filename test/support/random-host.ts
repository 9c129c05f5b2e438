/**
 * Whole hosts as people leave them, from a seed: sysctl files, scripts that compute what they set,
 * units with drop-ins, hooks, processes with threads of their own, and a host file for them. Keys
 * and passwords stand between all of it, as they do on real hosts.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { HostFile } from "../../src/engine/model/model.ts";
import { hostFile } from "./host-file.ts";
import { randomFrom, type Random } from "./random.ts";
import { INTERFACE, plantSysctlTree, TREE_KEYS } from "./random-sysctl-tree.ts";

export interface RandomHost {
  readonly root: string;
  readonly declaration: HostFile;
  /** Texts that stand in its files, and in no record of it. */
  readonly secrets: readonly string[];
  remove(): void;
}

const KEYS = ["vm/swappiness", "vm/dirty_ratio", "vm/dirty_bytes", "vm/max_map_count",
  "kernel/nmi_watchdog", "kernel/watchdog", "net/core/rmem_max", "net/ipv4/tcp_congestion_control",
  ...TREE_KEYS];
const UNITS = ["validator.service", "relay.service", "tune.service", "watch@1.service"];

const secretFor = (random: Random): string =>
  random.pick([() => random.bytes(24).toString("base64"), () => random.bytes(20).toString("hex"),
    () => `hunter${random.below(1e9)}`, () => `ghp_${random.bytes(18).toString("hex")}`])();

const valueOf = (random: Random, key: string): string => {
  if (key.endsWith("tcp_congestion_control")) return random.pick(["bbr", "cubic", "reno"]);
  if (/tcp_[rw]mem$/.test(key)) return "4096 131072 6291456";
  return String(random.below(4) === 0 ? random.below(3) : random.below(200));
};

const dotted = (key: string): string =>
  key.replace(/[./]/g, (at) => (at === "." ? "/" : "."));

const hidden = (random: Random, secret: string): string => random.pick([
  `export RPC_TOKEN=${secret}`, `curl -s -u admin:${secret} https://rpc.example.org/x`,
  `DB_PASSWORD="${secret}"`, `notify https://bot:${secret}@hooks.example.org/T0/B0`,
  `/opt/report --api-key ${secret} --quiet`, `echo "${secret}" | /opt/login`,
  `# the old password was ${secret}`, `curl -H "Authorization: Bearer ${secret}" http://x/`]);

const setting = (random: Random): readonly string[] => {
  const key = random.pick(KEYS);
  const value = valueOf(random, key);
  return random.pick([
    () => [`sysctl -w ${dotted(key)}="${value}"`], () => [`echo "${value}" > /proc/sys/${key}`],
    () => [`V="${value}"`, `sysctl -q -w ${dotted(key)}="$V"`],
    () => ["if [ -e /etc/hostname ]; then", `  sysctl -w ${dotted(key)}="${value}"`, "fi"],
    () => ['case "$1" in', `  start) sysctl -w ${dotted(key)}="${value}" ;;`, "esac"],
    () => [`for k in ${dotted(key)}; do`, `  sysctl -w $k="${value}"`, "done"],
    () => ["tune() {", `  sysctl -w ${dotted(key)}="${value}"`, "}", "tune"],
    () => [`cat > /etc/sysctl.d/80-late.conf <<END`, `${dotted(key)} = ${value}`, "END"],
    () => [`printf '%s\\n' "${value}" | tee /proc/sys/${key} >/dev/null`],
    () => ["taskset -cp 1 $(pidof validator)"],
    () => [`sysctl -w \\`, `  ${dotted(key)}="${value}"`],
  ])();
};

const script = (random: Random, secrets: readonly string[]): string =>
  ["#!/bin/sh", ...Array.from({ length: 1 + random.below(6) }, () =>
    (random.chance(0.4) ? [hidden(random, random.pick(secrets))] : setting(random))).flat(), ""]
    .join("\n");

const unit = (random: Random, name: string, secrets: readonly string[]): string => [
  "[Unit]", `Description=${name} ${random.chance(0.3) ? random.pick(secrets) : "here"}`,
  ...(random.chance(0.3) ? ["DefaultDependencies=no"] : []), "[Service]",
  ...(random.chance(0.5) ? [`Environment=TOKEN=${random.pick(secrets)}`] : []),
  ...(random.chance(0.4) ? [`User=${random.pick(["sol", "1000", "root"])}`] : []),
  ...(random.chance(0.3) ? ["CPUAffinity=2-3"] : []),
  ...(random.chance(0.3) ? ["LimitNOFILE=1000000"] : []),
  ...(random.chance(0.3) ? [`ExecStartPre=/bin/sh -c 'sysctl -w vm.swappiness=${random.below(90)}'`]
    : []),
  `ExecStart=${random.pick(["/opt/run.sh", "/usr/bin/taskset -c 1-2 /opt/run.sh", "/opt/validator"])}`
    + (random.chance(0.5) ? ` --rpc-password ${random.pick(secrets)} --ledger /mnt/ledger` : ""),
  "[Install]", "WantedBy=multi-user.target", ""].join("\n");

const processFiles = (
  random: Random, at: number, name: string, secrets: readonly string[],
): Readonly<Record<string, string>> => {
  const pid = 400 + 100 * at + random.below(50);
  const threads = Array.from({ length: 1 + random.below(4) }, (_, nth) => pid + nth);
  return {
    [`/sys/fs/cgroup/system.slice/${name}/cgroup.procs`]: `${pid}\n`,
    [`/proc/${pid}/cgroup`]: `0::/system.slice/${name}\n`,
    [`/proc/${pid}/cmdline`]: `/opt/validator\0--token\0${random.pick(secrets)}\0`,
    [`/proc/${pid}/environ`]: `SECRET=${random.pick(secrets)}\0`,
    [`/proc/${pid}/comm`]: "validator\n",
    [`/proc/${pid}/limits`]: "Max open files            1024                 524288      files\n",
    [`/proc/${pid}/status`]: `Name:\tvalidator\nPid:\t${pid}\nPPid:\t1\nUid:\t0\t0\t0\t0\n`,
    ...Object.fromEntries(threads.flatMap((tid, nth) => [
      [`/proc/${pid}/task/${tid}/status`, `Name:\t${nth === 0 ? "validator" : `worker${nth}`}\n`
        + `Pid:\t${tid}\nCpus_allowed_list:\t${random.pick(["0-7", "0-7", "2-3", "1"])}\n`],
      [`/proc/${pid}/task/${tid}/stat`, `${tid} (validator) S${" 0".repeat(18)} ${tid * 3} 0\n`],
    ])),
  };
};

const filesOf = (random: Random, secrets: readonly string[]): Readonly<Record<string, string>> => ({
  "/etc/hostname": "test-host\n", "/proc/cmdline": "quiet\n",
  "/proc/sys/kernel/osrelease": "6.1.0-49-amd64\n",
  "/proc/sys/kernel/random/boot_id": "11111111-2222-3333-4444-555555555555\n",
  "/proc/meminfo": "MemTotal:       16000000 kB\nMemFree: 1234 kB\n",
  "/sys/devices/system/cpu/online": "0-7\n", "/sys/devices/system/cpu/possible": "0-7\n",
  "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu\n",
  "/etc/passwd": `root:x:0:0:root:/root:/bin/sh\nsol:${random.pick(secrets)}:1000:1000:x:/:/bin/sh\n`,
  ...Object.fromEntries(KEYS.map((key) => [`/proc/sys/${key}`, `${valueOf(random, key)}\n`])),
  "/opt/run.sh": script(random, secrets), "/opt/validator": "\x7fELF\0",
  ...(random.chance(0.5) ? { "/etc/rc.local": script(random, secrets) } : {}),
  ...(random.chance(0.3) ? { "/etc/cron.d/tune": `@reboot root /opt/cron.sh\n`,
    "/opt/cron.sh": script(random, secrets) } : {}),
  ...(random.chance(0.3) ? { "/etc/udev/rules.d/60-x.rules":
    `ACTION=="add", ATTR{x}=="y", RUN+="/sbin/sysctl -w vm.swappiness=${random.below(50)}"\n` } : {}),
  ...(random.chance(0.3) ? { "/etc/tmpfiles.d/x.conf":
    `w /proc/sys/vm/dirty_ratio - - - - ${random.below(50)}\nw /sys/block/*/queue/scheduler - - - - none\n` } : {}),
  ...sysfsFiles(random),
  ...Object.fromEntries(UNITS.filter(() => random.chance(0.7)).flatMap((name, at) => [
    [`/etc/systemd/system/${name.replace("@1", "@")}`, unit(random, name, secrets)],
    ...(random.chance(0.4) ? [[`/etc/systemd/system/${name}.d/10-x.conf`,
      `[Service]\nEnvironment="KEY=${random.pick(secrets)}"\nCPUAffinity=4\n`]] : []),
    ...(random.chance(0.6) ? Object.entries(processFiles(random, at, name, secrets)) : []),
  ] as [string, string][])),
});

const SYSFS = { "block/sda/queue/scheduler": "none", "block/*/queue/read_ahead_kb": 64, "block/vdb/queue/scheduler": "none",
  "class/net/eth7/queues/rx-0/rps_cpus": "3", "devices/system/cpu/cpufreq/policy*/scaling_governor": "performance",
  "kernel/mm/transparent_hugepage/enabled": "madvise", "class/net/*/threaded": { value: 1, adopt: { from: 0 } } };

const sysfsFiles = (random: Random): Readonly<Record<string, string>> => ({
  "/sys/block/sda/queue/scheduler": random.pick(["none [mq-deadline]\n", "[none] mq-deadline\n"]),
  "/sys/block/sda/queue/nr_requests": "64\n", "/sys/block/sda/queue/rotational": random.pick(["0\n", "1\n"]),
  "/sys/block/sda/queue/read_ahead_kb": "128\n", "/sys/block/sda/mq/0/cpu_list": "0-7\n",
  "/sys/devices/pci0000:00/0000:00:07.0/net/eth7/queues/rx-0/rps_cpus": random.pick(["00\n", "0f\n"]),
  "/sys/devices/pci0000:00/0000:00:07.0/net/eth7/threaded": "0\n",
  "/sys/class/net/eth7": "-> ../../devices/pci0000:00/0000:00:07.0/net/eth7",
  "/sys/kernel/mm/transparent_hugepage/enabled": random.pick(["[always] madvise never\n", "always [madvise] never\n"]),
  ...(random.chance(0.7) ? { "/boot/config-6.1.0-49-amd64": "CONFIG_TRANSPARENT_HUGEPAGE_ALWAYS=y\nCONFIG_CPU_FREQ_DEFAULT_GOV_SCHEDUTIL=y\n" } : {}),
  ...Object.fromEntries(["policy0", "policy3"].filter(() => random.chance(0.7)).flatMap((name) => {
    const at = `/sys/devices/system/cpu/cpufreq/${name}`;
    return [[`${at}/scaling_governor`, random.pick(["schedutil\n", "powersave\n"])], [`${at}/scaling_driver`, "acpi-cpufreq\n"],
      [`${at}/scaling_available_governors`, "performance powersave schedutil\n"], [`${at}/related_cpus`, "0 4\n"]];
  }) as [string, string][]),
  ...(random.chance(0.3) ? { "/etc/udev/rules.d/61-io.rules": 'SUBSYSTEM=="block", ATTR{queue/rotational}=="0", ATTR{queue/scheduler}="none"\n' } : {}),
  ...(random.chance(0.3) ? { "/etc/default/grub": 'GRUB_CMDLINE_LINUX="transparent_hugepage=never"\n' } : {}),
  ...(random.chance(0.3) ? { "/etc/cron.d/governor": "@reboot root /opt/governor.sh\n",
    "/opt/governor.sh": "#!/bin/sh\nfor g in /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor; do echo powersave > $g; done\n" } : {}),
});

const PROGRAMS = /\.sh$|rc\.local$|^\/opt\/validator$/;

const declared = (random: Random, files: Readonly<Record<string, string>>): HostFile => {
  const keys = random.shuffled(KEYS.filter((key) => !/dirty_bytes|\/watchdog/.test(key))).slice(0, 9);
  const units = Object.keys(files).flatMap((path) =>
    /^\/etc\/systemd\/system\/((?:validator|relay|tune)\.service)$/.exec(path)?.[1] ?? []);
  return hostFile({
    sysctl: Object.fromEntries(keys.map((key) => [dotted(key), random.chance(0.3)
      ? { value: valueOf(random, key), adopt: { from: valueOf(random, key) } }
      : valueOf(random, key)])),
    sysfs: Object.fromEntries(random.shuffled(Object.entries(SYSFS)).slice(0, 4)),
    ...(units.length > 0 ? { cpuPinning: [{ unit: random.pick(units), cpus: "2-3" }],
      limits: [{ unit: random.pick(units), nofile: 2000000 }] } : {}),
  });
};

export const randomHost = (seed: number): RandomHost => {
  const random = randomFrom(seed);
  const root = mkdtempSync(join(tmpdir(), "vexor-host-"));
  const secrets = Array.from({ length: 4 }, () => secretFor(random));
  plantSysctlTree(root, seed);
  mkdirSync(join(root, `proc/sys/net/ipv4/conf/${INTERFACE}`), { recursive: true });
  const files = filesOf(random, secrets);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text.startsWith("-> ")) {
      symlinkSync(text.slice(3), join(root, path));
      continue;
    }
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), PROGRAMS.test(path) ? 0o755 : 0o644);
  }
  return { root, secrets, declaration: declared(random, files),
    remove: () => rmSync(root, { recursive: true, force: true }) };
};
