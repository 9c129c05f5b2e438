/** The name of a service in the host file: whether it is one, and what the unit calls itself. */
import { listServices, readUnitFiles, type UnitPath } from "../../detectors/systemd/unit-files.ts";
import { UNIT_NAME } from "../../detectors/systemd/services-here.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { suggest } from "../../engine/host-file/suggest.ts";
import { quote } from "../../formats/quote.ts";

/** A place in the declaration. */
export type EntryPlace = readonly (string | number)[];

const isTemplate = (unit: string): boolean => unit.endsWith("@.service");

const fail = (says: string, at: EntryPlace): never => {
  throw new VexorError("UNIT_INVALID", says, { at });
};

/** `names` are files, so a template is among them; what is pinned is an instance of it. */
const hintFor = (unit: string, files: readonly string[]): string => {
  const full = `${unit}.service`;
  const names = files.filter((name) => !isTemplate(name));
  // Their common end would make any two short names near.
  const stem = (name: string): string => name.replace(/\.service$/, "");
  const near = names.includes(full) ? stem(full) : suggest(stem(unit), names.map(stem));
  return near === null ? "" : `; did you mean ${near}.service?`;
};

/** The unit's own name. Throws UNIT_INVALID. */
export const checkedUnit = (unitPath: UnitPath, unit: string, at: EntryPlace): string => {
  if (isTemplate(unit)) {
    fail(`${quote(unit)} is a template: name one of its instances, as in `
      + quote(unit.replace(/\.service$/, "1.service")), at);
  }
  if (!UNIT_NAME.test(unit)) {
    fail(`${quote(unit)} is not the full name of a service`
      + hintFor(unit, listServices(unitPath)), at);
  }
  const { fragment, name } = readUnitFiles(unitPath, unit);
  if (fragment === null) {
    fail(`${unit} does not exist on this host`
      + hintFor(unit, listServices(unitPath)), at);
  }
  return name;
};
