/**
 * Interrupts. Their numbers are given out in probe order and change with kernels and slots, so an
 * IRQ is known by the names its handlers registered, which /proc/interrupts prints last:
 *
 *     38:   0   8913  PCI-MSIX-0000:00:03.0   1-edge      virtio2-input.0
 *     16:   9      2  IO-APIC  16-fasteoi   ehci_hcd:usb1, i801_smbus
 *
 * Between number and names stand one count per online CPU, the chip (it may hold spaces), the
 * chip's own number, on some architectures `Level` or `Edge`, and the flow handler after a dash;
 * the names follow after two spaces. Whom an IRQ belongs to, sysfs knows from the other side: a PCI
 * device lists its message-signalled IRQs in msi_irqs, or has one line number in irq; network,
 * block, NVMe and virtio devices are links whose path runs through that PCI device.
 */
import { parseCpuList } from "../cpu-lists.ts";
import { type CpuSet } from "../../formats/cpu-set.ts";
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";

export interface Irq {
  readonly number: number;
  /** Unique on this machine: its actions joined by commas; later IRQs of one name get #2, #3 … */
  readonly name: string;
  /** Names of its handlers, sorted. */
  readonly actions: readonly string[];
  /** 1 for the first IRQ with these actions. */
  readonly rank: number;
}

/** Both are empty for an IRQ that no PCI device has. */
interface IrqOwner {
  /** Every name of its device: interface, disk, controller, virtio device, PCI address. */
  readonly devices: readonly string[];
  /** Drivers of the PCI device and of the virtio device on it. */
  readonly drivers: readonly string[];
}

export interface Irqs {
  /** IRQs with a handler, by number. */
  readonly all: readonly Irq[];
  named(name: string): Irq | null;
  owner(irq: Irq): IrqOwner;
}

export interface Affinity {
  /** The CPUs it may interrupt. */
  readonly allowed: CpuSet;
  /**
   * The CPUs the chip is really set to, read when asked; null when the kernel does not report it.
   */
  effective(): CpuSet | null;
}

export function readIrqs(host: HostReader): Irqs {
  const all = parseInterrupts(host.read("/proc/interrupts") ?? "");
  const byName = lazy(() => new Map(all.map((irq) => [irq.name, irq])));
  const owners = lazy(() => readOwners(host));
  return {
    all,
    named: (name) => byName().get(name) ?? null,
    owner: (irq) => owners()(irq.number),
  };
}

/** Null when there is no such IRQ, or none that could have an affinity. */
export function readAffinity(host: HostReader, number: number): Affinity | null {
  const allowed = host.read(`/proc/irq/${number}/smp_affinity_list`);
  if (allowed === null) return null;
  return {
    allowed: parseCpuList(allowed),
    effective: () => {
      const effective = host.read(`/proc/irq/${number}/effective_affinity_list`);
      return effective === null ? null : parseCpuList(effective);
    },
  };
}

/** Interrupts so far, as the kernel prints them per CPU; null when it does not report it. */
export const readCounts = (host: HostReader, number: number): string | null =>
  host.read(`/sys/kernel/irq/${number}/per_cpu_count`);

const known = new WeakMap<HostReader, Irqs>();

/**
 * The IRQ of that name at this moment. /proc/irq/N/<action> proves an earlier answer right without
 * reading the whole table again.
 */
export function findIrq(host: HostReader, name: string): Irq | null {
  const before = known.get(host)?.named(name) ?? null;
  if (before && host.stat(`/proc/irq/${before.number}/${before.actions[0]}`)) return before;
  const fresh = readIrqs(host);
  known.set(host, fresh);
  return fresh.named(name);
}

const AFTER_COUNTS = new RegExp([
  /^\S+(?: \S+)*?\s+/, // the chip
  /\d*(?: (?:Level|Edge) *)?(?:-\S+ *)?/, // its number, trigger and flow handler, each optional
  / {2}(?!\d*(?:-\S+| Level| Edge)? *$)(?<actions>\S.*)$/, // a row without handlers ends before
].map((part) => part.source).join(""));

function parseInterrupts(text: string): readonly Irq[] {
  const [header = "", ...rows] = text.split("\n");
  const columns = header.split(/\s+/).filter((word) => word.startsWith("CPU")).length;
  const row = new RegExp(`^\\s*(\\d+):(?:\\s+\\d+){${columns}}\\s+(\\S.*)$`);
  const ranks = new Map<string, number>();
  const irqs: Irq[] = [];
  for (const line of rows) {
    const [, number, tail = ""] = row.exec(line) ?? [];
    const found = number && AFTER_COUNTS.exec(tail)?.groups?.["actions"];
    if (!found) continue;
    const actions = found.trimEnd().split(", ").sort();
    const base = actions.join(",");
    const rank = (ranks.get(base) ?? 0) + 1;
    ranks.set(base, rank);
    const name = rank === 1 ? base : `${base}#${rank}`;
    irqs.push({ number: Number(number), name, actions, rank });
  }
  return irqs;
}

const PCI = "/sys/bus/pci/devices";
const VIRTIO = "/sys/bus/virtio/devices";
const NAMED_DEVICES = [
  "/sys/class/net", "/sys/block", "/sys/class/nvme", "/sys/class/infiniband", VIRTIO,
];
/** The last PCI address on the way to a device is the function that it is. */
const PCI_PARENT = /.*\/([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\//;

const NOBODY: IrqOwner = { devices: [], drivers: [] };

function readOwners(host: HostReader): (number: number) => IrqOwner {
  const pciOf = readPciIrqs(host);
  const names = readDeviceNames(host);
  const kept = new Map<string, IrqOwner>();
  return (number) => {
    const pci = pciOf.get(number);
    if (pci === undefined) return NOBODY;
    const owner = kept.get(pci) ?? ownerAt(host, pci, names.get(pci) ?? []);
    kept.set(pci, owner);
    return owner;
  };
}

function readPciIrqs(host: HostReader): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const pci of host.list(PCI)) {
    const messages = host.list(`${PCI}/${pci}/msi_irqs`);
    const lines = messages.length > 0 ? messages : [host.read(`${PCI}/${pci}/irq`)?.trim() ?? "0"];
    for (const line of lines) if (line !== "0") found.set(Number(line), pci);
  }
  return found;
}

function readDeviceNames(host: HostReader): ReadonlyMap<string, string[]> {
  const names = new Map<string, string[]>();
  for (const directory of NAMED_DEVICES) {
    for (const name of host.list(directory)) {
      const pci = PCI_PARENT.exec(host.link(`${directory}/${name}`) ?? "")?.[1];
      if (pci === undefined) continue;
      const others = names.get(pci);
      if (others) others.push(name);
      else names.set(pci, [name]);
    }
  }
  return names;
}

function ownerAt(host: HostReader, pci: string, names: readonly string[]): IrqOwner {
  const driver = (device: string): string[] => {
    const link = host.link(`${device}/driver`);
    return link === null ? [] : [link.slice(link.lastIndexOf("/") + 1)];
  };
  const virtio = names.filter((name) => /^virtio\d+$/.test(name));
  return {
    devices: [...names, pci],
    drivers: [...driver(`${PCI}/${pci}`), ...virtio.flatMap((name) => driver(`${VIRTIO}/${name}`))],
  };
}
