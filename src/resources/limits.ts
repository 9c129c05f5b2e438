/**
 * How many files a service may have open, and how much memory it may lock: RLIMIT_NOFILE and
 * RLIMIT_MEMLOCK.
 *
 * A limit belongs to each process: children copy it at their start, and a process may change its
 * own. systemd sets it for the first process of a service, from `LimitNOFILE=` and `LimitMEMLOCK=`
 * in the unit and its drop-ins, of which the last one counts, else from `DefaultLimitNOFILE=` in
 * system.conf. /etc/security/limits.conf is for logins, and does not count. A service that runs
 * keeps the limits of its start, so what is written here takes effect at its next one; Vexor
 * restarts nothing for it. What a start script sets by ulimit is not seen.
 */
import { cgroupPlaces } from "../detectors/processes/processes.ts";
import { servicesHere } from "../detectors/systemd/services-here.ts";
import { hinderedByReload } from "../detectors/systemd/reload.ts";
import { readUnitPath, unitPlaces, type UnitPath } from "../detectors/systemd/unit-files.ts";
import { readServiceCpus } from "../detectors/systemd/service-cpus.ts";
import type { Address, HostFile, Reading, Want } from "../engine/model/model.ts";
import type { HostReader } from "../ports/host.ts";
import type { SurveyInput, Resource, Survey, WatchSpec } from "../engine/resource.ts";
import { DROP_IN, dropIns } from "./limits/drop-in.ts";
import { readingOf } from "./limits/reading.ts";
import { limitsSection } from "./limits/section.ts";
import { KIND, resolveWants, subjectOf } from "./limits/wants.ts";
import { RELOAD_WRITE_RIGHTS, needsReload, daemonReload } from "./shared/reload.ts";
import { UNIT_ERRORS } from "./shared/unit-errors.ts";

const valueOf = ({ rule }: Want): string | null => ("value" in rule ? rule.value : null);

/** Its files, and whether it runs: a start is when a limit takes effect. */
const watchUnits = (unitPath: UnitPath, units: readonly string[]): WatchSpec => ({
  files: [...units.flatMap(unitPlaces), "/etc/systemd/system.conf"],
  services: units.flatMap((unit) => cgroupPlaces(readServiceCpus(unitPath, unit).slices, unit)),
});

const survey = (host: HostReader, { declaration, claims }: SurveyInput): Survey => {
  const unitPath = readUnitPath(host);
  const wants = resolveWants(unitPath, declaration);
  const known = new Map([...claims, ...wants].map(
    ({ address, attributes }) => [address, attributes]));
  const wanted = new Map(wants.map((want) => [want.address, valueOf(want)]));
  const readings = new Map<Address, Reading>();
  const unitOf = (address: Address): string => subjectOf(address, known.get(address)).unit;
  return {
    wants,
    reading: (address) => {
      const found = readings.get(address)
        ?? readingOf(unitPath, address, subjectOf(address, known.get(address)),
          { wanted: wanted.get(address) ?? null, claims });
      readings.set(address, found);
      return found;
    },
    changes: () => [], // a limit of what runs is left as it is
    permit: (address, from) => {
      const { unit, name } = subjectOf(address, known.get(address));
      const value = wanted.get(address) ?? "";
      const old = /^\d+$/.test(from) ? from : JSON.stringify(from);
      return `limits: [{unit: ${unit}, ${name}: {value: ${value}, adopt: {from: ${old}}}}]`;
    },
    files: (after) => dropIns(host, claims, after),
    watch: (addresses) => watchUnits(unitPath, [...new Set(addresses.map(unitOf))]),
  };
};

/** No unit has this limit, so that each is looked at in full. */
const UNUSUAL = 123_456;

const inventory = (host: HostReader): readonly Partial<HostFile>[] => [{
  limits: servicesHere(readUnitPath(host))
    .map((unit) => ({ unit, nofile: UNUSUAL, memlock: UNUSUAL })),
}];

export const limits: Resource = {
  kind: KIND,
  section: limitsSection,
  settleMs: 0,
  writeRights: [RELOAD_WRITE_RIGHTS],
  drivers: [],
  bootFiles: [DROP_IN],
  errors: UNIT_ERRORS,
  survey,
  hindered: (host, targets, after) => (needsReload(targets) ? hinderedByReload(host, after) : null),
  settle: daemonReload,
  inventory,
};
