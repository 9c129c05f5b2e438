/** Which lines of sysctl.d speak for a key, whose they are, and which of them would beat ours. */
import {
  OUR_SYSCTL_FILE, type Assignment, type BootSysctls,
} from "../../detectors/boot-sources.ts";
import { pathToKey } from "../../detectors/sysctl-d.ts";
import { canonical } from "../../detectors/sysctl-keys.ts";
import { PHASES } from "../../detectors/tools/phase.ts";
import type { BootSource, Claim } from "../../engine/model.ts";
import { zeroedBy, type Coupling } from "./coupled.ts";

/** A line in our own file counts as ours only while the ledger knows it. */
const sourceOf = (assignment: Assignment, claim: Claim | undefined): BootSource => {
  const { line, key, file } = assignment;
  const value = canonical(assignment.value);
  const owner = file.owner === "vexor" && claim?.value !== value ? "custom" : file.owner;
  const path = file.realPath;
  const says = `${pathToKey(key)} = ${assignment.value}`;
  return { owner, value, evidence: { kind: "file", path, line, says, phase: PHASES.sysctlD } };
};

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const sortsAfterOurs = (path: string): boolean => baseName(path) > baseName(OUR_SYSCTL_FILE);

/** Why our line would lose at boot, or null. */
export const outrankedBy = (boot: BootSysctls, path: string): string | null => {
  const said = boot.forKey(path);
  const exclusion = boot.exclusionOf(path);
  if (said.length === 0 && exclusion === null) return null;
  const later = said.findLast((one) => one.glob === null && sortsAfterOurs(one.path));
  const sorts = `sorts after ${baseName(OUR_SYSCTL_FILE)} and would win at boot`;
  if (later) return `${later.path}:${later.line} ${sorts} with ${later.value}`;
  return exclusion && sortsAfterOurs(exclusion.path)
    ? `${exclusion.path}:${exclusion.line} ${sorts}: it takes the key out` : null;
};

const zeroingSource = (one: Assignment, path: string): BootSource => {
  const { evidence, ...source } = sourceOf(one, undefined);
  return { ...source, value: "0",
    evidence: { ...evidence, says: `${evidence.says}, which zeroes ${pathToKey(path)}` } };
};

const NONE: readonly BootSource[] = [];

/** Own assignments and those to a partner, which make this key zero, in order of effect. */
export const sourcesOf = (
  coupling: Coupling, path: string, claim: Claim | undefined,
): readonly BootSource[] => {
  const own = coupling.boot.forKey(path);
  const zeroing = zeroedBy(coupling, path);
  if (own.length + zeroing.length === 0) return NONE;
  const sources = own.map((one) => ({ one, source: sourceOf(one, claim) }));
  if (zeroing.length === 0) return sources.map(({ source }) => source);
  return [...sources, ...zeroing.map((one) => ({ one, source: zeroingSource(one, path) }))]
    .toSorted((a, b) => (baseName(a.one.path) < baseName(b.one.path) ? -1 : 1))
    .map(({ source }) => source);
};
