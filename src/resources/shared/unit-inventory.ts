/** Every service that a host file could name here, by the unit's own name and once. */
import { enabledInstances } from "../../detectors/systemd/enablement-links.ts";
import { listServices, readUnitFiles, type UnitPath } from "../../detectors/systemd/unit-files.ts";
import { UNIT_NAME } from "./unit-name.ts";

export const unitsHere = (unitPath: UnitPath): readonly string[] => {
  const names = [...listServices(unitPath), ...enabledInstances(unitPath.host)]
    .filter((name) => UNIT_NAME.test(name) && !name.endsWith("@.service"));
  const own = names.flatMap((name) => {
    const files = readUnitFiles(unitPath, name);
    return files.fragment === null ? [] : [files.name];
  });
  return [...new Set(own)].sort();
};
