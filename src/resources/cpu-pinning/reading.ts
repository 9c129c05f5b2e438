/**
 * Readings of pinned units and threads.
 *
 * A unit's value is the affinity of its main thread. Other threads with that same affinity follow
 * it; a thread that runs on fewer CPUs than that has pinned itself (Agave's proof of history does)
 * and is left alone, with a warning when it is outside the wanted set. A thread that still has the
 * value the unit had before, once the main thread has the wanted one, was left behind: then its
 * affinity is the unit's value, because the wish is not met. With a cpuset the value is what the
 * cgroup may use; with both, the one of the two that does not meet the wish. A unit that is not
 * running has the value its files would give it at its start.
 */
import { hasCpusets } from "../../detectors/processes/cpusets.ts";
import { lazy } from "../../detectors/lazy.ts";
import { readStartTime, type Thread } from "../../detectors/processes/processes.ts";
import { equal, formatCpuList, type CpuSet } from "../../formats/cpu-set.ts";
import type { BootSource, Change, Reading } from "../../engine/model/model.ts";
import { bootSources, defaultOf, findOverride, formatCpus, formatCpusWithin } from "./boot.ts";
import { listOnline } from "./drivers.ts";
import { dropInPath } from "./drop-in.ts";
import { threadHolders, unitHolders, unitScripts } from "./other-managers.ts";
import {
  isSubset, namedThreads, onlineOf, unitThreads, type PinningFacts, type ServiceFacts,
} from "./facts.ts";
import { KIND, type Pin } from "./wants.ts";
import { warningsOf } from "./warnings.ts";

const BARE = { immutable: null, boot: [], ephemeral: null, overriddenBy: null, default: null,
  otherManagers: [],
  blocker: null, warnings: [] } as const;

const isWithinPin = (facts: PinningFacts, pin: Pin, cpus: CpuSet): boolean =>
  pin.cpus !== null && equal(onlineOf(facts, cpus), onlineOf(facts, pin.cpus));

const straggler = (
  facts: PinningFacts, pin: Pin, threads: readonly Thread[], boot: readonly BootSource[],
): Thread | undefined => {
  const wanted = pin.cpus;
  if (wanted === null) return undefined;
  const former = new Set([
    defaultOf(facts, pin)?.value, pin.claim?.original, pin.claim?.value,
    ...boot.filter((source) => source.owner !== "vexor").map((source) => source.value),
  ]);
  return threads.find((thread) => !isSubset(onlineOf(facts, thread.cpus), wanted)
    && former.has(formatCpus(facts, pin, thread.cpus)));
};

const liveAffinity = (
  facts: PinningFacts, pin: Pin, service: ServiceFacts, boot: readonly BootSource[],
): CpuSet | null => {
  if (service.shared !== null) return service.shared;
  const threads = unitThreads(facts, pin.unit);
  const main = threads[0] ?? service.threads[0];
  if (!main) return null;
  return isWithinPin(facts, pin, main.cpus)
    ? (straggler(facts, pin, threads, boot) ?? main).cpus : main.cpus;
};

/** Null when the unit does not run, or there is no such value to read. */
const liveCpus = (
  facts: PinningFacts, pin: Pin, service: ServiceFacts, boot: readonly BootSource[],
): CpuSet | null => {
  if (service.cgroup === null) return null;
  if (pin.enforce === "cpuset") return service.cpusetLimit;
  const affinity = liveAffinity(facts, pin, service, boot);
  const done = affinity !== null && isWithinPin(facts, pin, affinity);
  return pin.enforce === "both" && done ? service.cpusetLimit ?? affinity : affinity;
};

const isAbsent = ({ boot, cgroup }: ServiceFacts): boolean =>
  boot.files.fragment === null && cgroup === null;

const fixedReason = (facts: PinningFacts, pin: Pin, service: ServiceFacts): string | null => {
  if (isAbsent(service)) return `${pin.unit} does not exist on this host`;
  if (service.boot.files.masked) return `${pin.unit} is masked: systemd does not start it`;
  if (pin.enforce !== "affinity" && !hasCpusets(facts.host)) {
    return "AllowedCPUs= needs cgroup v2 with the cpuset controller, which is not here";
  }
  const cpusetLimit = pin.enforce === "affinity" ? service.cpusetLimit : service.cpusetLimitAbove;
  if (pin.cpus === null || cpusetLimit === null || service.cgroup === null) return null;
  if (isSubset(onlineOf(facts, pin.cpus), cpusetLimit)) return null;
  return `its cgroup ${pin.enforce === "affinity" ? "" : "above "}may only use CPUs `
    + `${formatCpuList(cpusetLimit)} (cpuset)`;
};

const spelledIn = (
  facts: PinningFacts, pin: Pin, { boot }: ServiceFacts) => (cpus: CpuSet,
): string =>
  formatCpusWithin(facts, pin, boot, cpus);

const unitReading = (facts: PinningFacts, pin: Pin): Reading => {
  const service = facts.service(pin.unit);
  const boot = bootSources(facts, pin, service);
  const defaultCpus = defaultOf(facts, pin);
  const cpus = liveCpus(facts, pin, service, boot);
  const atStart = boot.at(-1)?.value ?? defaultCpus?.value ?? null;
  const unstarted = isAbsent(service) ? null : atStart;
  const live = cpus === null ? unstarted : formatCpus(facts, pin, cpus);
  const otherManagers = lazy(() => unitHolders(facts, pin, service,
    { spelled: spelledIn(facts, pin, service), isUnexplained: live !== atStart }));
  return {
    ...BARE, boot, live,
    address: pin.address,
    immutable: fixedReason(facts, pin, service),
    default: defaultCpus,
    overriddenBy: findOverride(facts, pin),
    get otherManagers() { return otherManagers(); },
    warnings: warningsOf(facts, pin),
  };
};

const absent = (pin: Pin, service: ServiceFacts): string => (service.cgroup === null
  ? `${pin.unit} is not running` : `no thread of ${pin.unit} is named ${pin.thread}`);

const inheritedFrom = (facts: PinningFacts, pin: Pin, main: Thread): Reading["default"] => ({
  value: formatCpus(facts, pin, main.cpus),
  evidence: { kind: "process", path: `/proc/${main.pid}/status`,
    says: `${facts.nameOf(main)} runs on ${formatCpuList(main.cpus)}, which its threads inherit` },
});

const threadReading = (facts: PinningFacts, pin: Pin): Reading => {
  const service = facts.service(pin.unit);
  const found = namedThreads(facts, pin);
  const off = found.find(({ cpus }) => !isWithinPin(facts, pin, cpus)) ?? found[0];
  const main = unitThreads(facts, pin.unit)[0];
  const bare = { ...BARE, address: pin.address, warnings: warningsOf(facts, pin),
    ephemeral: `no file carries a thread's affinity: each start of ${pin.unit} needs it `
      + "set again" };
  if (!off) return { ...bare, live: null, immutable: absent(pin, service) };
  const escapes = main && pin.cpus !== null && !isSubset(onlineOf(facts, pin.cpus), main.cpus);
  const customs = bootSources(facts, { ...pin, thread: null }, service)
    .filter((source) => source.owner === "custom").map(({ evidence }) => evidence);
  const live = formatCpus(facts, pin, off.cpus);
  const usual = main ? inheritedFrom(facts, pin, main) : null;
  const around = { spelled: spelledIn(facts, pin, service), isUnexplained: live !== usual?.value };
  // A thread may be moved within what the administrator gave the unit, not out of it.
  const otherManagers = lazy(() => [
    ...(escapes ? [...customs, ...unitScripts(facts, pin, service, around)] : []),
    ...threadHolders(facts, pin, service, around)]);
  return {
    ...bare, live,
    immutable: fixedReason(facts, pin, service),
    get otherManagers() { return otherManagers(); },
    default: usual,
  };
};

export const readingOf = (facts: PinningFacts, pin: Pin): Reading =>
  (pin.thread === null ? unitReading(facts, pin) : threadReading(facts, pin));

/** Run-time values are gone with this boot: nothing to restore after a reboot. */
const threadChanges = (
  facts: PinningFacts, pin: Pin, threads: readonly Thread[], to: CpuSet,
): readonly Change[] => threads.flatMap((thread) => {
  const { pid, tid, cpus } = thread;
  const start = readStartTime(facts.host, thread);
  const { online } = facts.topology;
  const [from, target] = [listOnline(cpus, online), listOnline(to, online)];
  if (start === null || from === target) return [];
  return [{ target: `thread:${pid}/${tid}/${start}`, kind: KIND, from, to: target, reboot: null,
    for: [pin.address] }];
});

/** A unit that is released, and whose other files limit nothing, gets all that is above it. */
const cpusetTarget = ({ boot, cpusetLimitAbove }: ServiceFacts, pin: Pin, to: CpuSet): CpuSet => {
  const fencedByOthers = boot.allowed.some((step) => step.path !== dropInPath(pin.unit));
  return pin.cpus === null && !fencedByOthers ? cpusetLimitAbove ?? to : to;
};

const cpusetChange = (facts: PinningFacts, pin: Pin, to: CpuSet): readonly Change[] => {
  const service = facts.service(pin.unit);
  const { cgroup, cpusetLimit } = service;
  if (cgroup === null || cpusetLimit === null) return [];
  const from = formatCpuList(cpusetLimit);
  const target = listOnline(cpusetTarget(service, pin, to), facts.topology.online);
  return from === target ? [] : [{ target: `cpuset:${cgroup}`, kind: KIND, from, to: target,
    reboot: null, for: [pin.address] }];
};

/**
 * A cpuset is widened before the threads and narrowed after them, so that undo, which goes
 * backwards, does the same. Where neither set holds the other, the kernel moves the threads with
 * their cpuset.
 */
export const changesOf = (facts: PinningFacts, pin: Pin, to: CpuSet): readonly Change[] => {
  if (pin.thread !== null) return threadChanges(facts, pin, namedThreads(facts, pin), to);
  const service = facts.service(pin.unit);
  const cpusetLimit = pin.enforce === "affinity" ? [] : cpusetChange(facts, pin, to);
  if (pin.enforce === "cpuset") return cpusetLimit;
  const live = liveAffinity(facts, pin, service, bootSources(facts, pin, service));
  const followers = unitThreads(facts, pin.unit).filter(({ cpus }) => cpus === live);
  const moves = threadChanges(facts, pin, followers, to);
  if (cpusetLimit.length === 0 || service.cpusetLimit === null) return moves;
  if (isSubset(onlineOf(facts, to), service.cpusetLimit)) return [...moves, ...cpusetLimit];
  return isSubset(service.cpusetLimit, to) ? [...cpusetLimit, ...moves] : cpusetLimit;
};
