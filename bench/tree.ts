/**
 * A big machine as a directory: interrupts, and services with many processes, all tuned as the
 * host file says. So the plan is what it usually is, and everything is looked at. With `--root` it
 * is the whole machine; mounted over the real one, its processes are real.
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Key } from "./keys.ts";

export interface Size {
  readonly cpus: number;
  readonly irqs: number;
  /** Of the processes that the services have. */
  readonly pids: readonly number[];
  threadsOf(pid: number): readonly number[];
}

const FIRST_IRQ = 30;
const QUEUES = 50;
const SERVICES = 10;

type Write = (path: string, text: string) => void;
type Link = (path: string, target: string) => void;

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

const all = (cpus: number): string => `0-${cpus - 1}`;

const writeCpus = (write: Write, cpus: number): void => {
  for (const set of ["online", "possible"]) {
    write(`/sys/devices/system/cpu/${set}`, `${all(cpus)}\n`);
  }
  write("/sys/devices/system/cpu/isolated", "\n");
  for (const cpu of range(cpus)) {
    write(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`,
      `${cpu - cpu % 2}-${cpu - cpu % 2 + 1}\n`);
  }
  write("/proc/irq/default_smp_affinity", `${((1n << BigInt(cpus)) - 1n).toString(16)}\n`);
  write("/proc/cmdline", "quiet\n");
};

/** Network cards with 50 queues each. */
const writeIrqs = (write: Write, link: Link, cpus: number, count: number): void => {
  const columns = range(cpus).map((cpu) => `CPU${cpu}`.padStart(10)).join(" ");
  const counts = range(cpus).map((cpu) => String(cpu * 7).padStart(10)).join(" ");
  const rows = range(count).map((at) => {
    const [card, queue] = [Math.floor(at / QUEUES), at % QUEUES];
    const [number, name] = [FIRST_IRQ + at, `eth${card}-TxRx-${queue}`];
    const pci = `0000:${String(card + 1).padStart(2, "0")}:00.0`;
    write(`/proc/irq/${number}/smp_affinity_list`, `${queue % cpus}\n`);
    write(`/proc/irq/${number}/effective_affinity_list`, `${queue % cpus}\n`);
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

const status = (name: string, tid: number, pid: number, cpus: number): string => [
  `Name:\t${name}`, "Umask:\t0022", "State:\tS (sleeping)", `Tgid:\t${pid}`, "Ngid:\t0",
  `Pid:\t${tid}`, "PPid:\t1", "TracerPid:\t0", "Uid:\t0\t0\t0\t0", "Gid:\t0\t0\t0\t0",
  "FDSize:\t64", "VmPeak:\t  225560 kB", "VmSize:\t  225560 kB", "VmRSS:\t    1120 kB",
  "Threads:\t20", "SigQ:\t0/96365", "CapEff:\t000001ffffffffff", "Seccomp:\t0",
  `Cpus_allowed_list:\t${all(cpus)}`, "Mems_allowed_list:\t0",
  "voluntary_ctxt_switches:\t1", "nonvoluntary_ctxt_switches:\t0", "",
].join("\n");

const unitName = (at: number): string => `worker-${at}.service`;

const writeServices = (write: Write, { cpus, pids, threadsOf }: Size): void => {
  write("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
  write("/sys/fs/cgroup/cpuset.cpus.effective", `${all(cpus)}\n`);
  for (const service of range(SERVICES)) {
    const unit = unitName(service);
    write(`/etc/systemd/system/${unit}`, ["[Unit]", `Description=worker ${service}`, "[Service]",
      `ExecStart=/usr/bin/worker --number ${service}`, `CPUAffinity=${all(cpus)}`, ""].join("\n"));
    const own = pids.filter((_, at) => at % SERVICES === service);
    const cgroup = `/sys/fs/cgroup/system.slice/${unit}`;
    write(`${cgroup}/cgroup.procs`, `${own.join("\n")}\n`);
    write(`${cgroup}/cgroup.threads`, `${own.flatMap(threadsOf).join("\n")}\n`);
  }
};

const writerTo = (root: string): { write: Write; link: Link } => {
  const made = new Set<string>();
  const place = (path: string): string => {
    const directory = dirname(root + path);
    if (!made.has(directory)) mkdirSync(directory, { recursive: true });
    made.add(directory);
    return root + path;
  };
  return {
    write: (path, text) => writeFileSync(place(path), text),
    link: (path, target) => symlinkSync(target, place(path)),
  };
};

/** Fills `root` with the machine and returns the lines of the host file that tunes all of it. */
export const buildTree = (root: string, size: Size): readonly string[] => {
  const { write, link } = writerTo(root);
  writeCpus(write, size.cpus);
  writeIrqs(write, link, size.cpus, size.irqs);
  writeServices(write, size);
  const cpus = JSON.stringify(all(size.cpus));
  return [
    "irqAffinity:",
    ...range(Math.ceil(size.irqs / QUEUES)).map((card) =>
      `  - {match: {device: eth${card}}, cpus: ${cpus}, spread: each}`),
    "cpuPinning:",
    ...range(SERVICES).map((at) => `  - {unit: ${unitName(at)}, cpus: ${cpus}}`),
  ];
};

/** What a real kernel has of itself: processes and sysctls. */
export const buildKernel = (
  root: string, { cpus, pids, threadsOf }: Size, keys: readonly Key[],
): void => {
  const { write } = writerTo(root);
  write("/etc/hostname", "bench\n");
  write("/proc/sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n");
  write("/proc/sys/kernel/osrelease", "6.1.0-49-amd64\n");
  for (const key of keys) write(key.path, `${key.value}\n`);
  for (const pid of pids) {
    write(`/proc/${pid}/comm`, "worker\n");
    for (const tid of threadsOf(pid)) {
      const name = tid === pid ? "worker" : `pool-${tid - pid}`;
      write(`/proc/${pid}/task/${tid}/status`, status(name, tid, pid, cpus));
    }
  }
};
