/**
 * Which processes are a service's, found without asking the manager.
 *
 * Its cgroup has them, unless an administrator has moved them into another one: systemd still
 * treats the service as running, for it knows the main process by its number. Each process that it
 * starts has the id of that start in its environment, and a link holds the id of a unit that is
 * active. Any user may put the same id into an environment, so only processes of the service's user
 * are taken.
 */
import type { HostReader } from "../../ports/host.ts";
import { uidOf } from "../clients/accounts.ts";
import { cgroupOf } from "../processes/cpusets.ts";
import { findCgroup, listProcesses, readProcs } from "../processes/processes.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { readUnitPath, type UnitFiles } from "./unit-files.ts";
import { readServiceCpus } from "./service-cpus.ts";

export interface UnitProcesses {
  /** The cgroup that the first of them is in. */
  readonly cgroup: string;
  readonly pids: readonly number[];
  /** That is not the unit's own. */
  readonly moved: boolean;
}

/** Null when the service is not running. */
export const findProcesses = (
  host: HostReader, slices: readonly string[], files: UnitFiles, unit: string,
): UnitProcesses | null => {
  const own = findCgroup(host, slices, unit);
  const pids = own === null ? [] : readProcs(host, own);
  if (own !== null && pids.length > 0) return { cgroup: own, pids, moved: false };
  return findMoved(host, files, unit);
};

const findMoved = (host: HostReader, files: UnitFiles, unit: string): UnitProcesses | null => {
  const id = host.link(`/run/systemd/units/invocation:${unit}`);
  if (id === null || !/^[0-9a-f]{32}$/.test(id)) return null;
  const user = files.assignments.findLast(({ section, key }) =>
    section === "Service" && key === "User")?.value;
  const uid = user ? uidOf(host, user) : 0;
  const pids = listProcesses(host).filter((pid) => userOf(host, pid) === uid
    && (readIfAllowed(host, `/proc/${pid}/environ`) ?? "").split("\0")
      .includes(`INVOCATION_ID=${id}`));
  const cgroup = pids[0] === undefined ? null : cgroupOf(host, pids[0]);
  return cgroup === null ? null : { cgroup, pids, moved: true };
};

const userOf = (host: HostReader, pid: number): number | null => {
  const uid = /^Uid:\s+(\d+)/m.exec(readIfAllowed(host, `/proc/${pid}/status`) ?? "")?.[1];
  return uid === undefined ? null : Number(uid);
};

/** Ids of all processes of a service, also those in cgroups below its own. */
export const unitProcesses = (
  host: HostReader, unit: string, unitPath = readUnitPath(host),
): readonly number[] => {
  const { slices, files } = readServiceCpus(unitPath, unit);
  return findProcesses(host, slices, files, unit)?.pids ?? [];
};
