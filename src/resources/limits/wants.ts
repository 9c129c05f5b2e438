/** From the entries of the host file to wants: one for each limit of each unit. */
import type { UnitPath } from "../../detectors/systemd/unit-files.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Address, HostFile, Want } from "../../engine/model/model.ts";
import { checkedUnit } from "../shared/unit-name.ts";
import type { LimitsEntry, LimitSpec } from "./section.ts";
import { LIMIT_NAMES, parseLimit, type LimitName } from "./values.ts";

export const KIND = "limits";

/** Which limit of which unit an address is about. */
export interface LimitSubject {
  readonly unit: string;
  readonly name: LimitName;
}

const specOf = (said: NonNullable<LimitsEntry[LimitName]>): LimitSpec =>
  (typeof said === "object" ? said : { value: said });

const wantOf = (
  entry: LimitsEntry, { unit, name }: LimitSubject, spec: LimitSpec, declaration: HostFile,
  at: readonly (string | number)[],
): Want => {
  const from = spec.adopt?.from;
  return {
    address: `${KIND}/${entry.unit}/${name}`,
    rule: { value: String(spec.value) },
    adopt: from === undefined ? null : parseLimit(name, String(from)) ?? String(from),
    why: spec.why ?? null,
    onDrift: spec.onDrift ?? declaration.onDrift ?? "correct",
    attributes: { unit, limit: name },
    at: [...at, name],
  };
};

/** Throws UNIT_INVALID with its place in the declaration. */
export const resolveWants = (unitPath: UnitPath, declaration: HostFile): readonly Want[] => {
  const wants = new Map<string, Want>();
  for (const [index, entry] of (declaration.limits ?? []).entries()) {
    const at = ["limits", index];
    const unit = checkedUnit(unitPath, entry.unit, [...at, "unit"]);
    for (const name of LIMIT_NAMES) {
      const said = entry[name];
      if (said === undefined) continue;
      const want = wantOf(entry, { unit, name }, specOf(said), declaration, at);
      if (wants.has(`${unit}/${name}`)) {
        throw new VexorError("UNIT_INVALID", `${want.address} is limited twice`,
          { at: [...at, "unit"] });
      }
      wants.set(`${unit}/${name}`, want);
    }
  }
  return [...wants.values()];
};

const isLimit = (name: string | undefined): name is LimitName =>
  LIMIT_NAMES.some((one) => one === name);

/** By what is known of the setting, else by its address alone. */
export const subjectOf = (address: Address, attributes: Want["attributes"] = {}): LimitSubject => {
  const [, unit = "", name] = /^limits\/(.+)\/([a-z]+)$/.exec(address) ?? [];
  const limit = attributes["limit"] ?? name;
  if (!isLimit(limit)) throw new VexorError("NO_MATCH", `${address} is not a limit of a unit`);
  return { unit: attributes["unit"] ?? unit, name: limit };
};
