/**
 * Which CPUs an interrupt may go to.
 *
 * Every device interrupt has a mask in /proc/irq/N/smp_affinity_list; the chip picks one or more of
 * its CPUs, shown in effective_affinity_list. The numbers change from boot to boot, so the host
 * file names devices, drivers or handler names and never numbers. Nothing at boot restores a mask:
 * the kernel starts from every CPU, drivers may spread their queues, and irqbalance moves what it
 * is not told to leave alone. Masks that the kernel manages itself (NVMe queues, per-CPU timers)
 * refuse to change with EIO or EPERM.
 */
import { RELOAD_WRITE_RIGHTS } from "./shared/reload.ts";
import { cpus, formatCpuList } from "../formats/cpu-set.ts";
import type { Address, Change, HostFile, Reading } from "../engine/model/model.ts";
import type { HostReader } from "../ports/host.ts";
import type { SurveyInput, Resource, Survey, WatchSpec } from "../engine/resource.ts";
import { IRQBALANCE_PLACES, IRQBALANCE_UNIT } from "../detectors/irq/irqbalance.ts";
import { readAffinity } from "../detectors/irq/irqs.ts";
import { cgroupPlaces } from "../detectors/processes/processes.ts";
import { hinderedByReload } from "../detectors/systemd/reload.ts";
import { irqScriptPlaces } from "../detectors/tools/irq-scripts.ts";
import { TUNED_PLACES } from "../detectors/tools/tuned.ts";
import { unitPlaces } from "../detectors/systemd/unit-files.ts";
import {
  BAN_FILE, banFile, needsIrqbalanceRestart, restartIrqbalance,
} from "./irq-affinity/irqbalance-ban.ts";
import { IRQ_WRITE_RIGHTS, irqDriver } from "./irq-affinity/driver.ts";
import { readingOf, readFacts } from "./irq-affinity/reading.ts";
import { addressOf, resolveWants } from "./irq-affinity/wants.ts";
import { irqAffinitySection, type IrqAffinitySpec } from "./irq-affinity/section.ts";
import { CPU_ERRORS } from "./shared/cpu-errors.ts";

const KIND = "irq-affinity";
const SETTLE_MS = 2000;

const nameOf = (address: Address): string => address.slice(KIND.length + 1);

/** The list without the remark why it does not hold yet. */
const listOf = (value: string): string => value.replace(/ .*/, "");

function survey(host: HostReader, { declaration, claims }: SurveyInput): Survey {
  const facts = readFacts(host, claims);
  const wants = resolveWants(declaration, facts.irqs, facts.topology);
  const readings = new Map<Address, Reading>();

  const reading = (address: Address): Reading => {
    const irq = facts.irqs.named(nameOf(address));
    const found = readings.get(address)
      ?? readingOf(facts, address, irq, wants.get(address) ?? null);
    readings.set(address, found);
    return found;
  };

  const changes = (address: Address, to: string): readonly Change[] => {
    const { live, boot, default: usual } = reading(address);
    const from = live && listOf(live);
    // A mask that is right but not yet kept is written all the same, once its mover is banned.
    if (from === null || live === listOf(to)) return [];
    const back = boot.at(-1)?.value ?? (usual && listOf(usual.value));
    const target = `irq:${nameOf(address)}`;
    return [{ target, kind: KIND, from, to: listOf(to), reboot: back, for: [address] }];
  };

  const permit = (address: Address, from: string): string => {
    const rule = wants.get(address)?.rule;
    const cpus = rule && "value" in rule ? rule.value : "";
    const [name, set, old] = [nameOf(address), cpus, listOf(from)].map((text) =>
      JSON.stringify(text));
    return `irqAffinity: [{match: {name: ${name}}, cpus: ${set}, adopt: {from: ${old}}}]`;
  };

  const watch = (addresses: readonly Address[]): WatchSpec => ({
    kernelFiles: Object.fromEntries(addresses.flatMap((address) => {
      const irq = facts.irqs.named(nameOf(address));
      return irq ? [[`/proc/irq/${irq.number}/smp_affinity_list`, address]] : [];
    })),
    files: [...IRQBALANCE_PLACES, ...unitPlaces(IRQBALANCE_UNIT), ...irqScriptPlaces(),
      ...TUNED_PLACES],
    services: cgroupPlaces(["system.slice"], IRQBALANCE_UNIT),
  });

  return {
    wants: [...wants.values()], reading, changes, permit, watch,
    files: (held) => [banFile(host, facts.irqs, held, nameOf)],
  };
}

/**
 * One entry for each IRQ that an administrator has moved; irqbalance's own choices are left to it.
 */
function declare(host: HostReader): Partial<HostFile> {
  const facts = readFacts(host, []);
  const irqAffinity = facts.irqs.all.flatMap((irq): IrqAffinitySpec[] => {
    const affinity = readAffinity(host, irq.number);
    const found = readingOf(facts, addressOf(irq), irq, null);
    if (!affinity || found.default?.value === found.live || found.blocker) return [];
    const name = `${irq.actions.join(",")}#${irq.rank}`;
    return [{ match: { name }, cpus: formatCpuList(affinity.allowed) }];
  });
  return irqAffinity.length > 0 ? { irqAffinity } : {};
}

/**
 * Each interrupt by its name, and by what it belongs to. Where one that is not asked for lands
 * decides nothing, and is what a map of the CPUs shows.
 */
function inventory(host: HostReader): readonly Partial<HostFile>[] {
  const { topology, irqs } = readFacts(host, []);
  for (const { number } of irqs.all) readAffinity(host, number)?.effective();
  const [first = 0] = cpus(topology.online);
  return ["name", "device", "driver"].map((key): Partial<HostFile> =>
    ({ irqAffinity: [{ match: { [key]: "*" }, cpus: String(first), irqbalance: "ban" }] }));
}

export const irqAffinity: Resource = {
  kind: KIND,
  section: irqAffinitySection,
  settleMs: SETTLE_MS,
  filesFirst: true, // irqbalance must know of its bans before it next moves what we have set
  drivers: [irqDriver],
  writeRights: [IRQ_WRITE_RIGHTS, RELOAD_WRITE_RIGHTS],
  bootFiles: [BAN_FILE],
  errors: CPU_ERRORS,
  survey,
  hindered: (host, targets, after) => (needsIrqbalanceRestart(targets)
    ? hinderedByReload(host, after) : null),
  settle: restartIrqbalance,
  declare,
  inventory,
};
