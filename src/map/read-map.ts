/** The map of a host, from what a reader sees of it and what plans of it would move. */
import { readIrqsOnCpus } from "../detectors/irq/irqs-on-cpus.ts";
import { readCpuGroups } from "../detectors/kernel/cpu-groups.ts";
import { layoutOf } from "../detectors/kernel/cpu-layout.ts";
import { readTopology } from "../detectors/kernel/topology.ts";
import { readServicesOnCpus } from "../detectors/systemd/services-on-cpus.ts";
import type { Plan } from "../engine/model/model.ts";
import { leniently } from "../engine/plan/unread.ts";
import { formatCpuList, intersect, isEmpty, minus } from "../formats/cpu-set.ts";
import type { HostReader } from "../ports/host.ts";
import { askedBy } from "./asked.ts";
import { effectsOf } from "./effects.ts";
import { MAP_FORMAT, type CpuMap } from "./model.ts";
import { irqOccupants, serviceOccupants, type Around } from "./occupants.ts";

export interface MapRequest {
  readonly host: HostReader;
  readonly hostName: string;
  /** What is compared with; null is the host as it is. */
  readonly before: Plan | null;
  /** Null where there is no plan: then nothing moves. */
  readonly after: Plan | null;
}

/** A host has a few dozen. */
const MOST_OCCUPANTS = 400;

export const readMap = ({ host, hostName, before, after }: MapRequest): CpuMap => {
  const groups = readCpuGroups(host);
  const { isolated, nohzFull } = readTopology(leniently(host));
  const free = minus(groups.online, isolated);
  const unpinned = formatCpuList(isEmpty(free) ? groups.online : free);
  const around: Around = { unpinned, online: groups.online,
    asked: { before: askedBy(before), after: askedBy(after) },
    sides: { before: effectsOf(before), after: effectsOf(after ?? before) } };
  const there = (list: typeof isolated): string => formatCpuList(intersect(list, groups.online));
  const occupants = [...serviceOccupants(readServicesOnCpus(host), around),
    ...irqOccupants(readIrqsOnCpus(host), around)];
  return {
    format: MAP_FORMAT, host: hostName, machine: layoutOf(groups),
    online: formatCpuList(groups.online), offline: formatCpuList(groups.offline),
    isolated: there(isolated), tickless: there(nohzFull), unpinned,
    nodesWithoutCpus: groups.nodes.filter(({ cpus }) => isEmpty(cpus)).map(({ id }) => id),
    occupants: occupants.slice(0, MOST_OCCUPANTS),
    more: Math.max(0, occupants.length - MOST_OCCUPANTS),
    isPlanned: after !== null, unknown: groups.unknown,
  };
};
