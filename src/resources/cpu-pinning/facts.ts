/** What was seen of each pinned unit, once, on first use. */
import { effectiveCpus, ownCpus, parentOf } from "../../detectors/processes/cpusets.ts";
import { lazy } from "../../detectors/lazy.ts";
import {
  commonAffinity, readName, readThreads, type Thread,
} from "../../detectors/processes/processes.ts";
import { pinScripts, type PinTarget, type ScriptPin } from "../../detectors/tools/pin-scripts.ts";
import { MOVES_PROCESSES, tunedMovers } from "../../detectors/tools/tuned.ts";
import type { Topology } from "../../detectors/kernel/topology.ts";
import type { UnitPath } from "../../detectors/systemd/unit-files.ts";
import { findProcesses, type UnitProcesses } from "../../detectors/systemd/unit-processes.ts";
import {
  fileOwners, readServiceCpus, type ServiceCpus,
} from "../../detectors/systemd/service-cpus.ts";
import { equal, intersect, isEmpty, minus, type CpuSet } from "../../formats/cpu-set.ts";
import type { Claim, Evidence, Owner } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { dropInPath, textFor } from "./drop-in.ts";
import { matchesThread, type Pin } from "./wants.ts";

export interface ServiceFacts {
  readonly unit: string;
  readonly boot: ServiceCpus;
  /** Null when it is not running. */
  readonly cgroup: string | null;
  /** The affinity that all of its threads have; null where that takes looking at each. */
  readonly shared: CpuSet | null;
  /** The first is the main thread. */
  readonly threads: readonly Thread[];
  /** What its cgroup, and the cgroup above, may use; null without cpusets. */
  readonly cpusetLimit: CpuSet | null;
  readonly cpusetLimitAbove: CpuSet | null;
  /** Cpusets, and cgroups of its processes, that no unit file explains. */
  readonly strayLimits: readonly Evidence[];
  /** Our drop-in is there and is what our claims render. */
  readonly ownsDropIn: boolean;
}

export interface PinningFacts {
  readonly host: HostReader;
  readonly unitPath: UnitPath;
  readonly topology: Topology;
  readonly pins: readonly Pin[];
  service(unit: string): ServiceFacts;
  /** Read when it is first asked for. */
  nameOf(thread: Thread): string;
  /** Of a file that sets something. */
  ownerOf(path: string): Owner;
  /** Lines of scripts and other units that pin what runs. */
  scriptPins(target: PinTarget): readonly ScriptPin[];
  /** What TuneD's profile says of all processes. */
  movers(): readonly Evidence[];
}

const strayLimits = (host: HostReader, cgroup: string, boot: ServiceCpus): readonly Evidence[] => {
  const levels = [
    ...boot.sliceAllowed.map((steps, at) => ({ steps, up: boot.slices.length - at })),
    { steps: boot.allowed, up: 0 },
  ];
  return levels.flatMap(({ steps, up }): readonly Evidence[] => {
    let dir = cgroup;
    for (let n = 0; n < up; n++) dir = parentOf(dir);
    const own = ownCpus(host, dir);
    const above = effectiveCpus(host, parentOf(dir));
    if (steps.length > 0 || own === null || (above !== null && equal(own, above))) return [];
    const path = `${dir}/cpuset.cpus`;
    return [{ kind: "kernel", path, says: `${host.read(path)?.trim()}, and no unit file says so` }];
  });
};

const strayEvidence = (
  host: HostReader, found: UnitProcesses | null, boot: ServiceCpus, unit: string,
): readonly Evidence[] => {
  if (found === null) return [];
  if (!found.moved) return strayLimits(host, found.cgroup, boot);
  const says = `the processes of ${unit} were moved into the cgroup ${found.cgroup}`;
  return [{ kind: "process", path: `/proc/${found.pids[0]}/cgroup`, says }];
};

const serviceOf = (unitPath: UnitPath, unit: string, claims: readonly Claim[]): ServiceFacts => {
  const { host } = unitPath;
  const boot = readServiceCpus(unitPath, unit);
  const found = lazy(() => findProcesses(host, boot.slices, boot.files, unit));
  const cgroup = (): string | null => found()?.cgroup ?? null;
  const within = <T>(absent: T, read: (dir: string) => T): T => {
    const dir = cgroup();
    return dir === null ? absent : read(dir);
  };
  const threads = lazy(() => readThreads(host, found()?.pids ?? []));
  const shared = lazy(() => (found()?.moved === false
    ? within(null, (dir) => commonAffinity(host, dir)) : null));
  const running = (): boolean => shared() !== null || threads().length > 0;
  const cpusetLimit = lazy(() => within(null, (dir) => effectiveCpus(host, dir)));
  const above = lazy(() => within(null, (dir) => effectiveCpus(host, parentOf(dir))));
  const stray = lazy(() => strayEvidence(host, found(), boot, unit));
  const text = textFor(unit, claims);
  return {
    unit, boot,
    get cgroup() { return running() ? cgroup() : null; },
    get shared() { return shared(); },
    get threads() { return threads(); },
    get cpusetLimit() { return cpusetLimit(); },
    get cpusetLimitAbove() { return above(); },
    get strayLimits() { return stray(); },
    ownsDropIn: text !== null && host.read(dropInPath(unit)) === text,
  };
};

export const readFacts = (
  unitPath: UnitPath, topology: Topology, pins: readonly Pin[], claims: readonly Claim[],
): PinningFacts => {
  const { host } = unitPath;
  const services = new Map<string, ServiceFacts>();
  const service = (unit: string): ServiceFacts => {
    const found = services.get(unit) ?? serviceOf(unitPath, unit, claims);
    services.set(unit, found);
    return found;
  };
  const names = new Map<Thread, string>();
  const nameOf = (thread: Thread): string => {
    const name = names.get(thread) ?? readName(host, thread);
    names.set(thread, name);
    return name;
  };
  const tuned = tunedMovers(host);
  return { host, unitPath, topology, pins, service, nameOf, ownerOf: fileOwners(host),
    scriptPins: pinScripts(host), movers: () => tuned(MOVES_PROCESSES) };
};

/** Threads that no thread entry speaks for: they go with the unit. */
export const unitThreads = (facts: PinningFacts, unit: string): readonly Thread[] => {
  const named = facts.pins.filter((pin) => pin.unit === unit && pin.thread !== null);
  const { threads } = facts.service(unit);
  return named.length === 0 ? threads : threads.filter((thread) =>
    !named.some((pin) => matchesThread(pin.thread ?? "", facts.nameOf(thread))));
};

export const namedThreads = (facts: PinningFacts, pin: Pin): readonly Thread[] =>
  facts.service(pin.unit).threads.filter((thread) =>
    matchesThread(pin.thread ?? "", facts.nameOf(thread)));

export const isSubset = (inner: CpuSet, outer: CpuSet): boolean => isEmpty(minus(inner, outer));

/** Where processes start: the kernel keeps the first one, and so all, off isolated CPUs. */
export const startCpus = ({ topology: { online, isolated } }: PinningFacts): CpuSet => {
  const usual = minus(online, isolated);
  return isEmpty(usual) ? online : usual;
};

export const onlineOf = ({ topology: { online } }: PinningFacts, set: CpuSet): CpuSet =>
  (isEmpty(online) ? set : intersect(set, online));
