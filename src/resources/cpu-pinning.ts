/**
 * Which CPUs a service, or one named thread of it, runs on.
 *
 * An affinity (sched_setaffinity) belongs to each thread: children copy it, programs may change
 * it, and nothing at boot carries it but the unit's CPUAffinity=. A cpuset (AllowedCPUs=) belongs
 * to the cgroup: no thread can leave it, but Linux before 6.2 forgets the threads' own pins each
 * time it changes. Validator hosts mix both by hand, in unit files, drop-ins, start scripts and
 * tools; whatever of that is found here is its author's, and blocks only its own unit. Named
 * threads (a validator's proof of history) exist only while the unit runs.
 */
import { cgroupPlaces, readStartTime } from "../detectors/processes/processes.ts";
import { servicesHere } from "../detectors/systemd/services-here.ts";
import { hinderedByReload } from "../detectors/systemd/reload.ts";
import { readUnitPath, servicesSaying, unitPlaces } from "../detectors/systemd/unit-files.ts";
import { scriptPlaces } from "../detectors/tools/script-places.ts";
import { TUNED_PLACES } from "../detectors/tools/tuned.ts";
import { readCpuGroups } from "../detectors/kernel/cpu-groups.ts";
import { readTopology } from "../detectors/kernel/topology.ts";
import { parseCpuList } from "../detectors/cpu-lists.ts";
import { cpus as members, formatCpuList, type CpuSet } from "../formats/cpu-set.ts";
import type { Address, Claim, Attributes, HostFile, Reading } from "../engine/model/model.ts";
import type { HostReader } from "../ports/host.ts";
import { rebootOf } from "../engine/plan/reboot.ts";
import type { SurveyInput, LeftOut, Resource, Survey, WatchSpec } from "../engine/resource.ts";
import { cpusetDriver, threadDriver } from "./cpu-pinning/drivers.ts";
import { RELOAD_WRITE_RIGHTS, AFFINITY_WRITE_RIGHTS, needsReload,
  daemonReload } from "./shared/reload.ts";
import { dropIns } from "./cpu-pinning/drop-in.ts";
import { changesOf, readingOf } from "./cpu-pinning/reading.ts";
import { readFacts, type PinningFacts } from "./cpu-pinning/facts.ts";
import { KIND, pinOf, resolveWants, type Enforce, type Pin } from "./cpu-pinning/wants.ts";
import { cpuPinningSection, type CpuPinningSpec } from "./cpu-pinning/section.ts";
import { CPU_ERRORS } from "./shared/cpu-errors.ts";
import { UNIT_ERRORS } from "./shared/unit-errors.ts";

const SETTLE_MS = 1000;

/** What a claim says is pinned, for addresses that have left the host file. */
const pinsOf = (wants: Survey["wants"], claims: readonly Claim[]): readonly Pin[] => {
  const held = new Map(claims.map((claim) => [claim.address, claim]));
  const asked = wants.map(({ address, rule, attributes }) => pinOf(address, attributes,
    parseCpuList("value" in rule ? rule.value : ""), held.get(address) ?? null));
  const known = new Set(wants.map((want) => want.address));
  const left = claims.filter((claim) => !known.has(claim.address))
    .map((claim) => pinOf(claim.address, claim.attributes, null, claim));
  return [...asked, ...left];
};

const survey = (host: HostReader, { declaration, claims }: SurveyInput): Survey => {
  const unitPath = readUnitPath(host);
  const topology = readTopology(host);
  const wants = resolveWants(unitPath, topology, declaration);
  const pins = pinsOf(wants, claims);
  const facts = readFacts(unitPath, topology, pins, claims);
  const readings = new Map<Address, Reading>();
  const pinAt = (address: Address, attributes: Attributes): Pin =>
    pins.find((pin) => pin.address === address) ?? pinOf(address, attributes, null, null);
  const reading = (address: Address): Reading => {
    const found = readings.get(address) ?? readingOf(facts, pinAt(address, {}));
    readings.set(address, found);
    return found;
  };
  return {
    wants, reading,
    changes: (address, to, attributes) =>
      (to === "numa" ? [] : changesOf(facts, pinAt(address, attributes), parseCpuList(to))),
    files: (after) => dropIns(host, claims, after),
    watch: (addresses) => {
      const units = [...new Set(addresses.map((address) => pinAt(address, {}).unit))];
      return watchUnits(facts, units);
    },
  };
};

/** Its threads, its files, those of the slices around it, and whether it runs at all. */
const watchUnits = (facts: PinningFacts, units: readonly string[]): WatchSpec => {
  const services = units.map((unit) => facts.service(unit));
  const names = new Set(services.flatMap(({ unit, boot }) => [unit, ...boot.slices]));
  const scripts = services.flatMap(({ boot }) =>
    boot.scripts.flatMap(({ evidence }) => evidence.path ?? []));
  return {
    files: [...[...names].flatMap(unitPlaces), ...scripts, "/etc/systemd/system.conf",
      ...scriptPlaces(), ...TUNED_PLACES],
    threads: services.flatMap(({ cgroup }) => cgroup ?? []),
    services: services.flatMap(({ unit, boot }) => cgroupPlaces(boot.slices, unit)),
  };
};

const enforcedBy = (facts: PinningFacts, unit: string): Enforce => {
  const { affinity, allowed } = facts.service(unit).boot;
  if (allowed.length === 0) return "affinity";
  return affinity.length === 0 ? "cpuset" : "both";
};

interface PinnedUnit {
  readonly unit: string;
  readonly enforce: Enforce;
  /** Of its main thread. */
  readonly main: string | null;
  /** As if a pin asked for just that. */
  readonly reading: Reading;
}

/** Units that an administrator's files pin. */
const pinnedUnits = (host: HostReader): readonly PinnedUnit[] => {
  const unitPath = readUnitPath(host);
  const facts = readFacts(unitPath, readTopology(host), [], []);
  return servicesSaying(unitPath, /^\s*(CPUAffinity|AllowedCPUs)\s*=/m).map((unit) => {
    const enforce = enforcedBy(facts, unit);
    const readingFor = (cpus: CpuSet | null): Reading =>
      readingOf(facts, pinOf(`${KIND}/${unit}`, { unit, enforce }, cpus, null));
    const found = readingFor(null);
    // A thread that is elsewhere only counts where the unit's own CPUs are asked for.
    const isList = found.live !== null && found.live !== "numa";
    return { unit, enforce, main: found.live,
      reading: isList ? readingFor(parseCpuList(found.live)) : found };
  }).filter(({ reading }) => reading.boot.some((source) => source.owner === "custom"));
};

/** Another thread may have stayed where its unit's file wants it. */
const isWhole = ({ main, reading }: PinnedUnit): boolean => main === reading.live;

const survivesReboot = (pinned: PinnedUnit): boolean => {
  const { reading } = pinned;
  const { live, immutable } = reading;
  return live !== null && live !== "numa" && immutable === null && isWhole(pinned)
    && rebootOf(reading).value === live;
};

/** As far as the pin is in force and comes back. */
const declare = (host: HostReader): Partial<HostFile> => {
  const cpuPinning = pinnedUnits(host).filter(survivesReboot)
    .map(({ unit, enforce, reading }): CpuPinningSpec => ({
      unit, cpus: formatCpuList(parseCpuList(reading.live ?? "")),
      ...(enforce === "affinity" ? {} : { enforce }),
    }));
  return cpuPinning.length > 0 ? { cpuPinning } : {};
};

const leftOut = (host: HostReader): readonly LeftOut[] =>
  pinnedUnits(host).filter((one) => !survivesReboot(one)).map((pinned) => {
    const { unit, main, reading } = pinned;
    const source = reading.boot.at(-1);
    const { path = "a unit file", line } = source?.evidence ?? {};
    const others = isWhole(pinned) ? "" : `, and others of its threads on ${reading.live}`;
    const now = main === null ? "it does not run" : `it is on ${main} now${others}`;
    return { what: `unit: ${unit}`, why: reading.immutable
      ?? `${path}${line ? `:${line}` : ""} asks for CPUs ${source?.value}; ${now}` };
  });

/**
 * Each unit in each way, and all of its threads; a pin of any CPU may ask for its siblings. Where
 * CPUs sit decides nothing, and is what a map of them shows.
 */
const inventory = (host: HostReader): readonly Partial<HostFile>[] => {
  const { online, siblings } = readTopology(host);
  const all = members(online);
  all.forEach(siblings);
  readCpuGroups(host);
  const [first = 0] = all;
  const unitPath = readUnitPath(host);
  const units = servicesHere(unitPath);
  const { service, nameOf } = readFacts(unitPath, readTopology(host), [], []);
  for (const thread of units.flatMap((unit) => service(unit).threads)) {
    nameOf(thread);
    readStartTime(host, thread);
  }
  const entries = (more: Partial<CpuPinningSpec>): Partial<HostFile> =>
    ({ cpuPinning: units.map((unit) => ({ unit, cpus: String(first), ...more })) });
  return [entries({}), entries({ enforce: "both" }), entries({ enforce: "cpuset" }),
    entries({ thread: "*" })];
};

export const cpuPinning: Resource = {
  kind: KIND,
  section: cpuPinningSection,
  settleMs: SETTLE_MS,
  drivers: [threadDriver, cpusetDriver],
  writeRights: [...AFFINITY_WRITE_RIGHTS, RELOAD_WRITE_RIGHTS],
  bootFiles: [/^\/etc\/systemd\/system\/[^/]+\.service\.d\/90-vexor-agent\.conf$/],
  errors: { ...CPU_ERRORS, ...UNIT_ERRORS },
  survey,
  hindered: (host, targets, after) => (needsReload(targets) ? hinderedByReload(host, after) : null),
  settle: daemonReload,
  declare,
  inventory,
  leftOut,
};
