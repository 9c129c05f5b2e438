/** All that a host file could ask of sysctls here: each one that is there, or that is spoken of. */
import { readableKeys } from "../../detectors/kernel/all-settings.ts";
import { readBootSysctls } from "../../detectors/kernel/sysctl-boot-sources.ts";
import {
  aliasesOf, isOverriding, movedBy, moversOf,
} from "../../detectors/kernel/sysctl-couples.ts";
import { pathToKey } from "../../detectors/kernel/sysctl-d.ts";
import { checkKey, procPath } from "../../detectors/kernel/sysctl-keys.ts";
import { canonical } from "../../detectors/kernel/sysctl-value.ts";
import { readListings } from "../../detectors/tools/listings.ts";
import { readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { readTuningTools } from "../../detectors/tools/tuning-tools.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import { isMovingSysctl, isSecretSysctl } from "../../formats/sysctl-names.ts";
import type { HostReader } from "../../ports/host.ts";

const isManaged = (path: string): boolean => {
  if (isSecretSysctl(path) || isMovingSysctl(path)) return false;
  try {
    checkKey(path);
    return true;
  } catch (error) {
    if (error instanceof VexorError) return false;
    throw error;
  }
};

/** Any other value than this one: only a key that is not as wanted is looked at in full. */
const otherThan = (live: string): string => {
  const first = /^-?\d{1,15}(?=\s|$)/.exec(live)?.[0];
  if (first === undefined) return live === "" ? "1" : `${live}x`;
  const other = first === "1" ? 0 : Number(first) + 1;
  return `${other}${live.slice(first.length)}`;
};

const liveOf = (host: HostReader, path: string): string =>
  canonical(readIfAllowed(host, procPath(path)) ?? "");

const declaring = (
  host: HostReader, paths: readonly string[], valueFor: (live: string) => string,
): readonly Partial<HostFile>[] => (paths.length === 0 ? []
  : [{ sysctl: Object.fromEntries(paths.map((path) =>
    [pathToKey(path), valueFor(liveOf(host, path))])) }]);

/** Keys whose writes move one another cannot be asked for in one host file. */
const apart = (host: HostReader, paths: readonly string[]): readonly (readonly string[])[] => {
  const { list } = readListings(host);
  const groups: Set<string>[] = [];
  for (const path of paths) {
    const related = [...aliasesOf(path), ...moversOf(path), ...movedBy(list, path)];
    const free = groups.find((group) => !related.some((one) => group.has(one.path)));
    if (free) free.add(path);
    else groups.push(new Set([path]));
  }
  return groups.map((group) => [...group]);
};

export const inventory = (host: HostReader): readonly Partial<HostFile>[] => {
  const boot = readBootSysctls(host);
  const spoken = [...boot.keys(), ...readTuningTools(host, boot).names()];
  const keys = [...new Set([...readableKeys(host), ...spoken])].filter(isManaged);
  const overriding = keys.filter(isOverriding);
  const others = keys.filter((path) => !isOverriding(path));
  return [others, ...apart(host, overriding)].flatMap((paths) => [
    ...declaring(host, paths, otherThan), ...declaring(host, paths, (live) => live)]);
};
