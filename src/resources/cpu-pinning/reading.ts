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
import { bootSources, defaultOf, outrankedBy, spell, spellWithin } from "./boot.ts";
import { listOnline } from "./drivers.ts";
import { dropInPath } from "./drop-in.ts";
import { threadHolders, unitHolders, unitScripts } from "./other-managers.ts";
import {
  isSubset, namedThreads, onlineOf, unitThreads, type Scene, type Service,
} from "./facts.ts";
import { KIND, type Pin } from "./wants.ts";
import { warningsOf } from "./warnings.ts";

const BARE = { immutable: null, boot: [], ephemeral: null, overriddenBy: null, default: null,
  otherManagers: [],
  blocker: null, warnings: [] } as const;

const meets = (scene: Scene, pin: Pin, cpus: CpuSet): boolean =>
  pin.cpus !== null && equal(onlineOf(scene, cpus), onlineOf(scene, pin.cpus));

const leftBehind = (
  scene: Scene, pin: Pin, threads: readonly Thread[], boot: readonly BootSource[],
): Thread | undefined => {
  const wanted = pin.cpus;
  if (wanted === null) return undefined;
  const former = new Set([
    defaultOf(scene, pin)?.value, pin.claim?.original, pin.claim?.value,
    ...boot.filter((source) => source.owner !== "vexor").map((source) => source.value),
  ]);
  return threads.find((thread) => !isSubset(onlineOf(scene, thread.cpus), wanted)
    && former.has(spell(scene, pin, thread.cpus)));
};

const liveAffinity = (
  scene: Scene, pin: Pin, service: Service, boot: readonly BootSource[],
): CpuSet | null => {
  if (service.shared !== null) return service.shared;
  const threads = unitThreads(scene, pin.unit);
  const main = threads[0] ?? service.threads[0];
  if (!main) return null;
  return meets(scene, pin, main.cpus)
    ? (leftBehind(scene, pin, threads, boot) ?? main).cpus : main.cpus;
};

/** Null when the unit does not run, or there is no such value to read. */
const liveCpus = (
  scene: Scene, pin: Pin, service: Service, boot: readonly BootSource[],
): CpuSet | null => {
  if (service.cgroup === null) return null;
  if (pin.enforce === "cpuset") return service.fence;
  const affinity = liveAffinity(scene, pin, service, boot);
  const done = affinity !== null && meets(scene, pin, affinity);
  return pin.enforce === "both" && done ? service.fence ?? affinity : affinity;
};

const fixedReason = (scene: Scene, pin: Pin, service: Service): string | null => {
  if (service.boot.files.masked) return `${pin.unit} is masked: systemd does not start it`;
  if (pin.enforce !== "affinity" && !hasCpusets(scene.host)) {
    return "AllowedCPUs= needs cgroup v2 with the cpuset controller, which is not here";
  }
  const fence = pin.enforce === "affinity" ? service.fence : service.fenceAbove;
  if (pin.cpus === null || fence === null || service.cgroup === null) return null;
  if (isSubset(onlineOf(scene, pin.cpus), fence)) return null;
  return `its cgroup ${pin.enforce === "affinity" ? "" : "above "}may only use CPUs `
    + `${formatCpuList(fence)} (cpuset)`;
};

const spelledIn = (scene: Scene, pin: Pin, { boot }: Service) => (cpus: CpuSet): string =>
  spellWithin(scene, pin, boot, cpus);

const unitReading = (scene: Scene, pin: Pin): Reading => {
  const service = scene.service(pin.unit);
  const boot = bootSources(scene, pin, service);
  const usual = defaultOf(scene, pin);
  const cpus = liveCpus(scene, pin, service, boot);
  const atStart = boot.at(-1)?.value ?? usual?.value ?? null;
  const live = cpus === null ? atStart : spell(scene, pin, cpus);
  const otherManagers = lazy(() => unitHolders(scene, pin, service,
    { spelled: spelledIn(scene, pin, service), isUnexplained: live !== atStart }));
  return {
    ...BARE, boot, live,
    address: pin.address,
    immutable: fixedReason(scene, pin, service),
    default: usual,
    overriddenBy: outrankedBy(scene, pin),
    get otherManagers() { return otherManagers(); },
    warnings: warningsOf(scene, pin),
  };
};

const absent = (pin: Pin, service: Service): string => (service.cgroup === null
  ? `${pin.unit} is not running` : `no thread of ${pin.unit} is named ${pin.thread}`);

const inheritedFrom = (scene: Scene, pin: Pin, main: Thread): Reading["default"] => ({
  value: spell(scene, pin, main.cpus),
  evidence: { kind: "process", path: `/proc/${main.pid}/status`,
    says: `${scene.nameOf(main)} runs on ${formatCpuList(main.cpus)}, which its threads inherit` },
});

const threadReading = (scene: Scene, pin: Pin): Reading => {
  const service = scene.service(pin.unit);
  const found = namedThreads(scene, pin);
  const off = found.find(({ cpus }) => !meets(scene, pin, cpus)) ?? found[0];
  const main = unitThreads(scene, pin.unit)[0];
  const bare = { ...BARE, address: pin.address, warnings: warningsOf(scene, pin),
    ephemeral: `no file carries a thread's affinity: each start of ${pin.unit} needs it `
      + "set again" };
  if (!off) return { ...bare, live: null, immutable: absent(pin, service) };
  const escapes = main && pin.cpus !== null && !isSubset(onlineOf(scene, pin.cpus), main.cpus);
  const customs = bootSources(scene, { ...pin, thread: null }, service)
    .filter((source) => source.owner === "custom").map(({ evidence }) => evidence);
  const live = spell(scene, pin, off.cpus);
  const usual = main ? inheritedFrom(scene, pin, main) : null;
  const around = { spelled: spelledIn(scene, pin, service), isUnexplained: live !== usual?.value };
  // A thread may be moved within what the administrator gave the unit, not out of it.
  const otherManagers = lazy(() => [
    ...(escapes ? [...customs, ...unitScripts(scene, pin, service, around)] : []),
    ...threadHolders(scene, pin, service, around)]);
  return {
    ...bare, live,
    immutable: fixedReason(scene, pin, service),
    get otherManagers() { return otherManagers(); },
    default: usual,
  };
};

export const readingOf = (scene: Scene, pin: Pin): Reading =>
  (pin.thread === null ? unitReading(scene, pin) : threadReading(scene, pin));

/** Run-time values are gone with this boot: nothing to restore after a reboot. */
const threadChanges = (
  scene: Scene, pin: Pin, threads: readonly Thread[], to: CpuSet,
): readonly Change[] => threads.flatMap((thread) => {
  const { pid, tid, cpus } = thread;
  const start = readStartTime(scene.host, thread);
  const { online } = scene.topology;
  const [from, target] = [listOnline(cpus, online), listOnline(to, online)];
  if (start === null || from === target) return [];
  return [{ target: `thread:${pid}/${tid}/${start}`, kind: KIND, from, to: target, reboot: null,
    for: [pin.address] }];
});

/** A unit that is released, and whose other files fence nothing, gets all that is above it. */
const fenceTarget = ({ boot, fenceAbove }: Service, pin: Pin, to: CpuSet): CpuSet => {
  const fencedByOthers = boot.allowed.some((step) => step.path !== dropInPath(pin.unit));
  return pin.cpus === null && !fencedByOthers ? fenceAbove ?? to : to;
};

const fenceChange = (scene: Scene, pin: Pin, to: CpuSet): readonly Change[] => {
  const service = scene.service(pin.unit);
  const { cgroup, fence } = service;
  if (cgroup === null || fence === null) return [];
  const from = formatCpuList(fence);
  const target = listOnline(fenceTarget(service, pin, to), scene.topology.online);
  return from === target ? [] : [{ target: `cpuset:${cgroup}`, kind: KIND, from, to: target,
    reboot: null, for: [pin.address] }];
};

/**
 * A cpuset is widened before the threads and narrowed after them, so that undo, which goes
 * backwards, does the same. Where neither set holds the other, the kernel moves the threads with
 * their cpuset.
 */
export const changesOf = (scene: Scene, pin: Pin, to: CpuSet): readonly Change[] => {
  if (pin.thread !== null) return threadChanges(scene, pin, namedThreads(scene, pin), to);
  const service = scene.service(pin.unit);
  const fence = pin.enforce === "affinity" ? [] : fenceChange(scene, pin, to);
  if (pin.enforce === "cpuset") return fence;
  const live = liveAffinity(scene, pin, service, bootSources(scene, pin, service));
  const followers = unitThreads(scene, pin.unit).filter(({ cpus }) => cpus === live);
  const moves = threadChanges(scene, pin, followers, to);
  if (fence.length === 0 || service.fence === null) return moves;
  if (isSubset(onlineOf(scene, to), service.fence)) return [...moves, ...fence];
  return isSubset(service.fence, to) ? [...fence, ...moves] : fence;
};
