/** From the entries of the host file to one want for each file that is there. */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostFile, Want } from "../../engine/model/model.ts";
import { formatRule } from "../../engine/model/rules.ts";
import type { HostReader } from "../../ports/host.ts";
import { addressOf, expand, ruleFor } from "./files.ts";
import { parseValue } from "./values.ts";

type SysfsSpec = NonNullable<HostFile["sysfs"]>[string];

const wantOf = (
  path: string, entry: string, spec: SysfsSpec, declaration: HostFile,
): Want => {
  const more = typeof spec === "object" ? spec : { value: spec };
  const form = ruleFor(entry)?.form ?? "choice";
  const value = parseValue(form, String(more.value));
  if (value === null) {
    throw new VexorError("HOST_FILE_INVALID", `${entry} cannot be ${String(more.value)}`,
      { at: ["sysfs", entry] });
  }
  const from = more.adopt === undefined ? null : String(more.adopt.from);
  return {
    address: addressOf(path), rule: { value },
    adopt: from === null ? null : parseValue(form, from) ?? from,
    why: more.why ?? null,
    onDrift: more.onDrift ?? declaration.onDrift ?? "correct",
    attributes: path === entry ? {} : { entry },
    at: ["sysfs", entry],
  };
};

/** Two entries may name one file when they agree: so a permission can stand on its own line. */
const merge = (had: Want | undefined, want: Want): Want => {
  if (had === undefined) return want;
  const [entries, rules] = [[had, want].map(({ at }) => String(at?.[1])),
    [had, want].map(({ rule }) => formatRule(rule))];
  if (rules[0] !== rules[1]) {
    throw new VexorError("HOST_FILE_INVALID",
      `${want.address}: ${entries[0]} asks for ${rules[0]}, `
      + `but ${entries[1]} asks for ${rules[1]}.`,
      { hint: "Narrow one of the two.", at: want.at ?? [] });
  }
  const [own, other] = want.attributes["entry"] === undefined ? [want, had] : [had, want];
  return { ...own, adopt: own.adopt ?? other.adopt, why: own.why ?? other.why };
};

/** In the order of the host file; a pattern that fits no file here stands for itself. */
export const resolveWants = (host: HostReader, declaration: HostFile): readonly Want[] => {
  const wants = new Map<string, Want>();
  for (const [entry, spec] of Object.entries(declaration.sysfs ?? {})) {
    if (ruleFor(entry) === null) {
      throw new VexorError("HOST_FILE_INVALID", `sysfs: ${entry} is not a file that Vexor sets`,
        { at: ["sysfs", entry] });
    }
    const found = expand(entry, host.list);
    for (const path of found.length === 0 ? [entry] : found) {
      const want = wantOf(path, entry, spec, declaration);
      wants.set(path, merge(wants.get(path), want));
    }
  }
  return [...wants.values()];
};
