/** A machine's interrupts as a tree of files, with the real host reader on it. */
import {
  chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import type { Host } from "../../src/ports/host.ts";

export interface IrqSpec {
  readonly number: number;
  readonly actions: string;
  /** What stands between the counts and the actions. */
  readonly chip?: string;
  readonly allowed?: string;
  readonly effective?: string;
  readonly hint?: string;
}

export interface DeviceSpec {
  readonly pci: string;
  readonly driver: string;
  readonly irqs: readonly number[];
  /** An interrupt line instead of messages. */
  readonly legacy?: boolean;
  /** Path below the PCI device, and the directories that link to it. */
  readonly names?: readonly { readonly below: string; readonly from: string }[];
}

export interface IrqTree {
  readonly root: string;
  readonly host: Host;
  write(path: string, text: string): void;
  link(path: string, target: string): void;
  text(path: string): string;
  lock(path: string): void;
}

export const BOOT_ID = "5f2c1c0a-0000-4000-8000-000000000001";

const count = (n: number): string => String(n).padStart(10);

export function irqTree(
  cpuCount: number, irqs: readonly IrqSpec[], devices: readonly DeviceSpec[] = [],
): IrqTree {
  const root = mkdtempSync(join(tmpdir(), "irq-tree-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const place = (path: string): string => {
    mkdirSync(dirname(root + path), { recursive: true });
    return root + path;
  };
  const tree: IrqTree = {
    root,
    host: createLinuxHost(root),
    write: (path, text) => writeFileSync(place(path), text),
    link: (path, target) => symlinkSync(target, place(path)),
    text: (path) => readFileSync(root + path, "utf8"),
    lock: (path) => chmodSync(root + path, 0o444),
  };
  const all = cpuCount === 1 ? "0" : `0-${cpuCount - 1}`;
  const mask = ((1n << BigInt(cpuCount)) - 1n).toString(16);
  writeCpus(tree, cpuCount, all, mask);
  tree.write("/proc/interrupts", interrupts(cpuCount, irqs));
  for (const irq of irqs) writeIrq(tree, irq, all);
  for (const device of devices) writeDevice(tree, device);
  return tree;
}

export function interrupts(cpuCount: number, irqs: readonly IrqSpec[]): string {
  const cpus = Array.from({ length: cpuCount }, (_, cpu) => cpu);
  const header = `    ${cpus.map((cpu) => `CPU${cpu}`.padStart(10)).join(" ")}`;
  const rows = irqs.map(({ number, actions, chip = "PCI-MSIX-0000:00:03.0   1-edge    " }) =>
    `${String(number).padStart(3)}: ${cpus.map((cpu) => count(cpu * 7)).join(" ")} `
    + `${chip}${actions ? `  ${actions}` : ""}`);
  const local = `LOC: ${cpus.map(() => count(9)).join(" ")}   Local timer interrupts`;
  return [header, ...rows, local, "ERR:          0", ""].join("\n");
}

function writeCpus(tree: IrqTree, cpuCount: number, all: string, mask: string): void {
  tree.write("/sys/devices/system/cpu/online", `${all}\n`);
  tree.write("/sys/devices/system/cpu/possible", `${all}\n`);
  tree.write("/sys/devices/system/cpu/isolated", "\n");
  for (let cpu = 0; cpu < cpuCount; cpu++) {
    const first = cpu - (cpu % 2);
    tree.write(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`,
      `${first}-${first + 1}\n`);
  }
  tree.write("/proc/irq/default_smp_affinity", `${mask}\n`);
  tree.write("/proc/cmdline", "quiet\n");
  tree.write("/proc/sys/kernel/random/boot_id", `${BOOT_ID}\n`);
}

function writeIrq(tree: IrqTree, irq: IrqSpec, all: string): void {
  const at = `/proc/irq/${irq.number}`;
  tree.write(`${at}/smp_affinity_list`, `${irq.allowed ?? all}\n`);
  tree.write(`${at}/effective_affinity_list`, `${irq.effective ?? irq.allowed ?? "0"}\n`);
  tree.write(`${at}/affinity_hint`, `${irq.hint ?? "0"}\n`);
  for (const action of irq.actions.split(", ")) mkdirSync(`${tree.root}${at}/${action}`);
  tree.write(`/sys/kernel/irq/${irq.number}/per_cpu_count`, "0,7\n");
}

function writeDevice(tree: IrqTree, { pci, driver, irqs, legacy, names = [] }: DeviceSpec): void {
  const real = `/sys/devices/pci0000:00/${pci}`;
  tree.link(`${real}/driver`, `../../../bus/pci/drivers/${driver}`);
  tree.link(`/sys/bus/pci/devices/${pci}`, `../../../devices/pci0000:00/${pci}`);
  tree.write(`${real}/irq`, `${legacy ? irqs[0] : 0}\n`);
  if (!legacy) for (const irq of irqs) tree.write(`${real}/msi_irqs/${irq}`, "msix\n");
  for (const { below, from } of names) {
    const up = "../".repeat(from.split("/").length - 1);
    tree.write(`${real}/${below}/uevent`, "");
    tree.link(`/sys/${from}`, `${up}devices/pci0000:00/${pci}/${below}`);
  }
}

/** The network card of a virtual machine: eth0 is virtio2 on 0000:00:03.0. */
export const VIRTIO_NET: DeviceSpec = {
  pci: "0000:00:03.0", driver: "virtio-pci", irqs: [37, 38, 39],
  names: [
    { below: "virtio2", from: "bus/virtio/devices/virtio2" },
    { below: "virtio2/net/eth0", from: "class/net/eth0" },
  ],
};

export const VIRTIO_IRQS: readonly IrqSpec[] = [
  { number: 37, actions: "virtio2-config" },
  { number: 38, actions: "virtio2-input.0" },
  { number: 39, actions: "virtio2-output.0" },
];

/** irqbalance as Debian runs it, with these arguments. */
export function runIrqbalance(tree: IrqTree, ...args: readonly string[]): void {
  const argv = ["/usr/sbin/irqbalance", "--foreground", ...args];
  tree.write("/sys/fs/cgroup/system.slice/irqbalance.service/cgroup.procs", "812\n");
  tree.write("/proc/812/comm", "irqbalance\n");
  tree.write("/proc/812/cmdline", `${argv.join("\0")}\0`);
  tree.write("/usr/lib/systemd/system/irqbalance.service", [
    "[Unit]", "Description=irqbalance daemon", "[Service]",
    "EnvironmentFile=-/etc/default/irqbalance",
    "ExecStart=/usr/sbin/irqbalance --foreground $IRQBALANCE_ARGS",
    "[Install]", "WantedBy=multi-user.target", "",
  ].join("\n"));
}
