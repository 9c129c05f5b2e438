/**
 * Where each interrupt lands: on the CPUs that its chip is set to, which are some of those that its
 * mask allows, and until it next fires perhaps others.
 */
import { leniently } from "../../engine/plan/unread.ts";
import { isEmpty, type CpuSet } from "../../formats/cpu-set.ts";
import type { HostReader } from "../../ports/host.ts";
import { readAffinity, readIrqs, type Irq, type Irqs } from "./irqs.ts";

export interface IrqOnCpus {
  readonly name: string;
  /** What people call its device: an interface, a disk, a PCI address; null for one without. */
  readonly device: string | null;
  readonly cpus: CpuSet;
}

const deviceOf = (irqs: Irqs, irq: Irq): string | null => {
  const { devices: [device], drivers: [driver] } = irqs.owner(irq);
  if (device === undefined) return null;
  return /^[0-9a-f]{4,8}:/.test(device) && driver !== undefined ? `${driver} ${device}` : device;
};

export const readIrqsOnCpus = (plain: HostReader): readonly IrqOnCpus[] => {
  const host = leniently(plain);
  const irqs = readIrqs(host);
  return irqs.all.flatMap((irq): IrqOnCpus[] => {
    const affinity = readAffinity(host, irq.number);
    if (affinity === null) return [];
    const effective = affinity.effective();
    const cpus = effective === null || isEmpty(effective) ? affinity.allowed : effective;
    return [{ name: irq.name, device: deviceOf(irqs, irq), cpus }];
  });
};
