/**
 * The target `irq:<name>`: the CPUs an interrupt may go to, as a canonical list.
 *
 * The kernel takes a new mask at once but may move the interrupt only when it next fires (x86
 * without interrupt remapping). Until then smp_affinity_list shows the new mask and
 * effective_affinity_list the old CPU. For an interrupt that never fires, such as a virtio device's
 * config vector, that lasts for ever and does no harm. So a pending move counts as done as long as
 * the interrupt has not fired since the write, and as not done once it has.
 */
import {
  findIrq, readAffinity, readCounts, type Affinity, type Irq,
} from "../../detectors/irq/irqs.ts";
import { formatCpuList, isEmpty, minus, type CpuSet } from "../../formats/cpu-set.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver, WriteRights } from "../../engine/resource.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { strictly } from "../../engine/plan/unread.ts";

const countsAtWrite = new WeakMap<HostReader, Map<number, string>>();

const maskOf = (number: number): string => `/proc/irq/${number}/smp_affinity_list`;

/** Of a path that is both, systemd's read-only wins over ReadWritePaths: its others are named. */
export const IRQ_WRITE_RIGHTS: WriteRights = {
  paths: /^\/proc\/irq$/, capabilities: [], unitProperties: ["ProtectKernelTunables=no",
    "ReadOnlyPaths=-/proc/sys -/sys -/proc/sysrq-trigger -/proc/acpi -/proc/fs"],
};

export const irqDriver: TargetDriver = {
  scheme: "irq",
  read: (host, name) => {
    const irq = findIrq(host, name);
    const affinity = irq && readAffinity(host, irq.number);
    return affinity ? formatCpuList(affinity.allowed) : null;
  },
  write: (host, name, value) => {
    const irq = findIrq(host, name);
    if (!irq) throw new VexorError("HOST_WRITE", `There is no interrupt named ${name} any more.`);
    if (value === null) return; // an interrupt that was absent before and is there now: left alone
    put(host, irq, value);
    const affinity = readAffinity(host, irq.number);
    if (affinity && !isEmpty(pendingCpus(affinity))) noteCounts(host, irq.number);
  },
  // Early in a boot its driver may not be there yet, and may have come when the write is due.
  writablePaths: (host, name) => {
    const irq = findIrq(host, name);
    return [irq ? maskOf(irq.number) : "/proc/irq"];
  },
  shell: (name, value) => {
    const [, base = name, rank = "1"] = /^(.*?)(?:#(\d+))?$/.exec(name) ?? [];
    const [action = base] = base.split(",");
    const irq = `"$(ls -dv /proc/irq/*/${shellWord(action)} | sed -n ${rank}p)"`;
    return `echo ${shellWord(value ?? "")} > ${irq}/../smp_affinity_list`;
  },
};

/** CPUs it still goes to although its mask leaves them out; none for an inactive interrupt. */
export const pendingCpus = (affinity: Affinity): CpuSet =>
  minus(affinity.effective() ?? affinity.allowed, affinity.allowed);

/** True when a pending move is merely waiting for the interrupt's next occurrence. */
export function isMovePending(host: HostReader, number: number): boolean {
  const counts = readCounts(host, number);
  const before = countsAtWrite.get(strictly(host))?.get(number) ?? counts;
  return counts !== null && counts === before;
}

function noteCounts(host: Host, number: number): void {
  const counts = readCounts(host, number);
  if (counts === null) return;
  const notes = countsAtWrite.get(strictly(host)) ?? new Map<number, string>();
  countsAtWrite.set(strictly(host), notes.set(number, counts));
}

function put(host: Host, { name, number }: Irq, list: string): void {
  try {
    host.put(maskOf(number), list);
  } catch (error) {
    const errno = error instanceof VexorError ? error.errno : null;
    if (errno === "EIO" || errno === "EPERM") {
      throw new VexorError("VALUE_IMMUTABLE",
        `The kernel does not let interrupt ${name} (now number ${number}) be moved: ${errno}.`,
        { errno });
    }
    if (errno === "ENOSPC") {
      throw new VexorError("HOST_WRITE",
        `Interrupt ${name} does not fit on CPU ${list}: no free interrupt vector is left there.`,
        { errno, hint: "Give it more CPUs, or others." });
    }
    throw error;
  }
}
