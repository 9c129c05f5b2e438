/** Interrupts of a machine that is made from a map of paths. */
import type { Files } from "./tree.ts";

export interface IrqFile {
  readonly number: number;
  readonly name: string;
  /** A network interface of a PCI device of its own. */
  readonly device?: string;
  readonly allowed: string;
  readonly effective?: string;
}

const rowOf = (cpus: number, { number, name }: IrqFile): string =>
  `${String(number).padStart(3)}:${" 0".repeat(cpus)}  PCI-MSIX-0000:00:03.0   1-edge      ${name}`;

const pciOf = (at: number): string => `0000:00:${(at + 3).toString(16).padStart(2, "0")}.0`;

export const irqFiles = (cpus: number, irqs: readonly IrqFile[]): Files => {
  const devices = [...new Set(irqs.flatMap(({ device }) => device ?? []))];
  const files: Files[] = irqs.map(({ number, name, device, allowed, effective }) => ({
    [`/proc/irq/${number}/smp_affinity_list`]: `${allowed}\n`, [`/proc/irq/${number}/${name}/`]: "",
    [`/proc/irq/${number}/affinity_hint`]: "0\n",
    ...(effective === undefined ? {} : { [`/proc/irq/${number}/effective_affinity_list`]: `${effective}\n` }),
    ...(device === undefined ? {} : { [`/sys/devices/pci0000:00/${pciOf(devices.indexOf(device))}/msi_irqs/${number}`]: "msix\n" }),
  }));
  const links: Files[] = devices.map((device, at) => {
    const real = `/sys/devices/pci0000:00/${pciOf(at)}`;
    return { [`/sys/bus/pci/devices/${pciOf(at)}`]: `-> ../../../devices/pci0000:00/${pciOf(at)}`,
      [`${real}/driver`]: "-> ../../../bus/pci/drivers/ixgbe", [`${real}/net/${device}/uevent`]: "",
      [`/sys/class/net/${device}`]: `-> ../../devices/pci0000:00/${pciOf(at)}/net/${device}` };
  });
  const header = Array.from({ length: cpus }, (_, cpu) => `CPU${cpu}`).join(" ");
  return Object.assign({ "/proc/irq/default_smp_affinity": `${((1n << BigInt(cpus)) - 1n).toString(16)}\n`,
    "/proc/interrupts": `      ${header}\n${irqs.map((irq) => `${rowOf(cpus, irq)}\n`).join("")}` },
  ...files, ...links) as Files;
};
