/** Every service that a host file could name here, by the unit's own name and once. */
import { enabledInstances } from "./enablement-links.ts";
import { runningInstances } from "../processes/processes.ts";
import { listServices, readUnitFiles, type UnitPath } from "./unit-files.ts";

/** As systemd takes it for a service. */
export const UNIT_NAME = /^(?!-)[A-Za-z0-9:_.\\@-]{1,247}\.service$/;

/** Of those that nothing enables: they have drop-ins of their own, or run. */
const instancesOf = ({ host, dirs }: UnitPath): readonly string[] => [
  ...dirs.flatMap(({ names }) => names)
    .flatMap((name) => /^(.+@.+\.service)\.d$/.exec(name)?.[1] ?? []),
  ...runningInstances(host),
];

export const servicesHere = (unitPath: UnitPath): readonly string[] => {
  const names = [...listServices(unitPath), ...enabledInstances(unitPath.host),
    ...instancesOf(unitPath)]
    .filter((name) => UNIT_NAME.test(name) && !name.endsWith("@.service"));
  const own = names.flatMap((name) => {
    const files = readUnitFiles(unitPath, name);
    return files.fragment === null ? [] : [files.name];
  });
  return [...new Set(own)].sort();
};
