/** Facts of what clients may do and have. */
import {
  readLimits, readRights, readTaskCount, type ProcessLimits,
} from "../../detectors/processes/process-rights.ts";
import { cgroupOf } from "../../detectors/processes/cpusets.ts";
import { readUnitFiles, readUnitPath } from "../../detectors/systemd/unit-files.ts";
import type { HostReader } from "../../ports/host.ts";
import { known, unknown, type FactBook, type FactSources } from "../fact.ts";
import { asValue, programsHere, type ProgramHere } from "./programs.ts";

interface Running extends ProgramHere {
  readonly pid: number;
}

const runningIn = (book: FactBook): readonly Running[] =>
  programsHere(book).flatMap((one) => {
    const pid = one.pids?.[0];
    return pid === undefined ? [] : [{ ...one, pid }];
  });

const named = ({ id, name, unit, pid }: Running) =>
  ({ id, client: name, unit: unit ?? "", who: unit ?? name, pid });

const limitsIn = (host: HostReader, book: FactBook) =>
  runningIn(book).flatMap((one): (ReturnType<typeof named> & ProcessLimits)[] => {
    const limits = readLimits(host, one.pid);
    return limits === null ? [] : [{ ...named(one), ...limits }];
  });

const ofService = <T extends { readonly unit: string }>(all: readonly T[], is: boolean) =>
  all.filter(({ unit }) => (unit !== "") === is);

const rightsIn = (host: HostReader, book: FactBook) => {
  const running = runningIn(book);
  const rights = readRights(host, running.map(({ pid }) => pid));
  const found = running.flatMap((one) => {
    const own = rights.get(one.pid);
    return own ? [{ ...named(one), ...own, path: `/proc/${one.pid}/status` }] : [];
  });
  return found.length < running.length ? unknown("root: the status of the clients' processes")
    : known(asValue(found));
};

const tasksIn = (host: HostReader, book: FactBook) =>
  runningIn(book).flatMap((one) => {
    const cgroup = one.unit === null ? null : cgroupOf(host, one.pid);
    const count = cgroup === null ? null : readTaskCount(host, cgroup);
    return count === null ? [] : [{ ...named(one), ...count, most: count.most ?? 0 }];
  });

/** The last assignment of a service's setting; "" without one. */
const unitsIn = (host: HostReader, book: FactBook) => {
  const unitPath = readUnitPath(host);
  return programsHere(book).flatMap(({ id, name, unit }) => {
    if (unit === null) return [];
    const { fragment, assignments } = readUnitFiles(unitPath, unit);
    if (fragment === null) return [];
    const of = (key: string): string => assignments.findLast((one) =>
      one.section === "Service" && one.key === key)?.value ?? "";
    return [{ id, client: name, unit, path: fragment, nofile: of("LimitNOFILE"),
      ambient: of("AmbientCapabilities"), bounding: of("CapabilityBoundingSet"),
      logRate: of("LogRateLimitIntervalSec"), user: of("User") }];
  });
};

export const LIMIT_FACTS: FactSources = {
  "limits.services": {
    says: "of clients that run in a unit: list of {id, client, unit, who, pid, path, files, "
      + "hardFiles, hardLocked}; bytes, and unlimited is more than 9e15",
    read: (host, book) => known(asValue(ofService(limitsIn(host, book), true))),
  },
  "limits.programs": {
    says: "the same of clients that run outside of any unit",
    read: (host, book) => known(asValue(ofService(limitsIn(host, book), false))),
  },
  "limits.rights": {
    says: "of each running client: list of {id, client, unit, who, pid, path, effective, "
      + "permitted, ambient, bounding, groups}; capabilities as `net_admin`",
    read: rightsIn,
  },
  "limits.tasks": {
    says: "of each client's service: list of {id, client, unit, who, pid, path, tasks, most, "
      + "refused}; most is 0 without a limit",
    read: (host, book) => known(asValue(tasksIn(host, book))),
  },
  "limits.units": {
    says: "of each client's unit, as its files have it: list of {id, client, unit, path, nofile, "
      + "ambient, bounding, logRate, user}; \"\" where it says nothing",
    read: (host, book) => known(asValue(unitsIn(host, book))),
  },
};
