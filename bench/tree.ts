/** A big machine as a directory, for `--root`: interrupts, and services with many threads. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Key } from "./keys.ts";

export interface Size {
  readonly irqs: number;
  readonly processes: number;
  readonly threads: number;
}

const CPUS = 48;
const ALL = `0-${CPUS - 1}`;
const FIRST_IRQ = 30;
const FIRST_PID = 2000;
const QUEUES = 50;

type Write = (path: string, text: string) => void;
type Link = (path: string, target: string) => void;

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

const writeCpus = (write: Write): void => {
  for (const set of ["online", "possible"]) write(`/sys/devices/system/cpu/${set}`, `${ALL}\n`);
  write("/sys/devices/system/cpu/isolated", "\n");
  for (const cpu of range(CPUS)) {
    const first = cpu % (CPUS / 2);
    write(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`,
      `${first},${first + CPUS / 2}\n`);
  }
  write("/proc/irq/default_smp_affinity", `${((1n << BigInt(CPUS)) - 1n).toString(16)}\n`);
  write("/proc/cmdline", "quiet\n");
};

/** Network cards with 50 queues each. */
const writeIrqs = (write: Write, link: Link, count: number): void => {
  const columns = range(CPUS).map((cpu) => `CPU${cpu}`.padStart(10)).join(" ");
  const counts = range(CPUS).map((cpu) => String(cpu * 7).padStart(10)).join(" ");
  const rows = range(count).map((at) => {
    const [card, queue] = [Math.floor(at / QUEUES), at % QUEUES];
    const [number, name] = [FIRST_IRQ + at, `eth${card}-TxRx-${queue}`];
    const pci = `0000:${String(card + 1).padStart(2, "0")}:00.0`;
    write(`/proc/irq/${number}/smp_affinity_list`, `${ALL}\n`);
    write(`/proc/irq/${number}/effective_affinity_list`, `${queue % CPUS}\n`);
    write(`/proc/irq/${number}/affinity_hint`, "0\n");
    write(`/proc/irq/${number}/${name}/.keep`, "");
    write(`/sys/kernel/irq/${number}/per_cpu_count`, "0,7\n");
    write(`/sys/devices/pci0000:00/${pci}/msi_irqs/${number}`, "msix\n");
    if (queue === 0) {
      write(`/sys/devices/pci0000:00/${pci}/net/eth${card}/uevent`, "");
      link(`/sys/devices/pci0000:00/${pci}/driver`, "../../../bus/pci/drivers/ice");
      link(`/sys/bus/pci/devices/${pci}`, `../../../devices/pci0000:00/${pci}`);
      link(`/sys/class/net/eth${card}`, `../../devices/pci0000:00/${pci}/net/eth${card}`);
    }
    return `${String(number).padStart(3)}: ${counts} PCI-MSIX-${pci} ${queue}-edge      ${name}`;
  });
  write("/proc/interrupts", [columns, ...rows, ""].join("\n"));
};

const status = (name: string, tid: number, pid: number): string => [
  `Name:\t${name}`, "Umask:\t0022", "State:\tS (sleeping)", `Tgid:\t${pid}`, "Ngid:\t0",
  `Pid:\t${tid}`, "PPid:\t1", "TracerPid:\t0", "Uid:\t0\t0\t0\t0", "Gid:\t0\t0\t0\t0",
  "FDSize:\t64", "VmPeak:\t  225560 kB", "VmSize:\t  225560 kB", "VmRSS:\t    1120 kB",
  "Threads:\t20", "SigQ:\t0/96365", "CapEff:\t000001ffffffffff", "Seccomp:\t0",
  "Cpus_allowed:\tffff,ffffffff", `Cpus_allowed_list:\t${ALL}`, "Mems_allowed_list:\t0",
  "voluntary_ctxt_switches:\t1", "nonvoluntary_ctxt_switches:\t0", "",
].join("\n");

const unitName = (at: number): string => `worker-${at}.service`;

const writeServices = (write: Write, { processes, threads }: Size): void => {
  write("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
  write("/sys/fs/cgroup/cpuset.cpus.effective", `${ALL}\n`);
  for (const at of range(processes)) {
    const pid = FIRST_PID + at * threads;
    const unit = unitName(at);
    write(`/etc/systemd/system/${unit}`,
      `[Unit]\nDescription=worker ${at}\n[Service]\nExecStart=/usr/bin/worker --number ${at}\n`);
    write(`/sys/fs/cgroup/system.slice/${unit}/cgroup.procs`, `${pid}\n`);
    write(`/proc/${pid}/comm`, "worker\n");
    write(`/proc/${pid}/cmdline`, `/usr/bin/worker\0--number\0${at}\0`);
    write(`/proc/${pid}/cgroup`, `0::/system.slice/${unit}\n`);
    for (const tid of range(threads).map((thread) => pid + thread)) {
      const name = tid === pid ? "worker" : `pool-${tid - pid}`;
      write(`/proc/${pid}/task/${tid}/status`, status(name, tid, pid));
      write(`/proc/${pid}/task/${tid}/stat`,
        `${tid} (${name}) S 1 ${"0 ".repeat(17)}${1000 + tid} 0\n`);
    }
  }
};

/** Fills `root` with the machine and returns the lines of the host file that tunes all of it. */
export const buildTree = (root: string, size: Size, keys: readonly Key[]): readonly string[] => {
  const made = new Set<string>();
  const place = (path: string): string => {
    const directory = dirname(root + path);
    if (!made.has(directory)) mkdirSync(directory, { recursive: true });
    made.add(directory);
    return root + path;
  };
  const write: Write = (path, text) => writeFileSync(place(path), text);
  const link: Link = (path, target) => symlinkSync(target, place(path));
  write("/etc/hostname", "bench\n");
  write("/proc/sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n");
  write("/proc/sys/kernel/osrelease", "6.1.0-49-amd64\n");
  for (const key of keys) write(key.path, `${key.value}\n`);
  writeCpus(write);
  writeIrqs(write, link, size.irqs);
  writeServices(write, size);
  const cards = range(Math.ceil(size.irqs / QUEUES));
  return [
    "irqAffinity:",
    ...cards.map((card) => `  - {match: {device: eth${card}}, cpus: "0-7", spread: each}`),
    "cpuPinning:",
    ...range(size.processes).map((at) => `  - {unit: ${unitName(at)}, cpus: "8-${CPUS - 1}"}`),
  ];
};
