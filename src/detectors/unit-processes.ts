/** Whether a service runs at all, as its cgroup tells: the one witness that needs no manager. */
import type { HostReader } from "../engine/ports.ts";
import { findCgroup, readProcs } from "./processes.ts";
import { readUnitPath } from "./unit-files.ts";
import { readServiceCpus } from "./units.ts";

/** Ids of all processes of a service, also those in cgroups below its own. */
export const unitProcesses = (host: HostReader, unit: string): readonly number[] => {
  const { slices } = readServiceCpus(readUnitPath(host), unit);
  const cgroup = findCgroup(host, slices, unit);
  return cgroup === null ? [] : readProcs(host, cgroup);
};
