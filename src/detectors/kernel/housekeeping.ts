/**
 * Where background work may run: on CPUs that the kernel keeps the scheduler or the tick away from,
 * or that the host file gives to a setting, it would be felt.
 */
import { parseCpuList } from "../cpu-lists.ts";
import { formatCpuList, isEmpty, minus, union, type CpuSet } from "../../formats/cpu-set.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { readTopology } from "./topology.ts";

const OWN_UNIT = "vexor-agent.service";

/** Null where there is no choice, or where the host file makes it. */
export const housekeepingCpus = (
  host: HostReader, declaration: Pick<HostFile, "cpuPinning"> | null,
): string | null => {
  const pins = declaration?.cpuPinning ?? [];
  if (pins.some(({ unit }) => unit === OWN_UNIT)) return null;
  const { online, isolated, nohzFull } = readTopology(host);
  const quiet = minus(online, union(isolated, nohzFull));
  const pinned = pins.reduce<CpuSet>((sum, { cpus }) => union(sum, parseCpuList(cpus)), 0n);
  const free = [minus(quiet, pinned), quiet].find((set) => !isEmpty(set));
  return free === undefined ? null : formatCpuList(free);
};
