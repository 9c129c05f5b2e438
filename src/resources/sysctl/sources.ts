/** Which lines of sysctl.d speak for a key, whose they are, and which of them would beat ours. */
import {
  isCredential, OUR_SYSCTL_FILE, type SysctlAssignment, type BootSysctls,
} from "../../detectors/kernel/sysctl-boot-sources.ts";
import {
  aliasesOf, broughtBy, isCoupled, isOfInterface, moversOf, type MovedKey,
} from "../../detectors/kernel/sysctl-couples.ts";
import { pathToKey } from "../../detectors/kernel/sysctl-d.ts";
import { canonical } from "../../detectors/kernel/sysctl-value.ts";
import { PHASES } from "../../detectors/tools/phase.ts";
import type { BootSource, Claim, Evidence } from "../../engine/model/model.ts";
import { targetFor, type Coupling } from "./coupled-keys.ts";

/** A line in our own file is ours while the ledger knows it; the kernel has taken it once. */
const sourceOf = (
  { read }: Coupling, assignment: SysctlAssignment, claim: Claim | undefined,
): BootSource => {
  const { line, key, file } = assignment;
  const isOurs = file.owner === "vexor" && claim?.value === canonical(assignment.value);
  const { value, remark, asks } = isOurs ? { value: claim.value, remark: "", asks: null }
    : read(key, assignment.value);
  const owner = file.owner === "vexor" && !isOurs ? "custom" : file.owner;
  const path = file.realPath;
  const says = `${pathToKey(key)} = ${assignment.value}${remark}`;
  return { owner, value, evidence: { kind: "file", path, line, says, phase: PHASES.sysctlD,
    ...(asks === null ? {} : { asks }) } };
};

/** The same under another name: nothing for what the kernel refuses, null for what is not told. */
const elsewhere = (
  coupling: Coupling, one: SysctlAssignment, claim: Claim | undefined,
  valueOf: (value: string) => string | null,
): BootSource | "nothing" => {
  if (coupling.read(one.key, one.value).isRefused) return "nothing";
  const { evidence: { asks, ...evidence }, owner, value } = sourceOf(coupling, one, claim);
  const asked = asks === undefined ? null : valueOf(asks);
  return { owner, value: value === null ? null : valueOf(value),
    evidence: asked === null ? evidence : { ...evidence, asks: asked } };
};

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const sortsAfterOurs = (path: string): boolean => baseName(path) > baseName(OUR_SYSCTL_FILE);

/** Why our line would lose at boot, or null. */
export const findOverride = (boot: BootSysctls, path: string): string | null => {
  const said = [path, ...aliasesOf(path).map((one) => one.path)].flatMap(boot.forKey);
  const exclusion = boot.exclusionOf(path);
  if (said.length === 0 && exclusion === null) return null;
  const later = said.findLast((one) => one.glob === null && sortsAfterOurs(one.path));
  const sorts = `sorts after ${baseName(OUR_SYSCTL_FILE)} and would win at boot`;
  if (later) {
    const how = isCredential(later.path) ? sorts.replace("sorts", "is read") : sorts;
    return `${later.path}:${later.line} ${how} with ${later.value}`;
  }
  return exclusion && sortsAfterOurs(exclusion.path)
    ? `${exclusion.path}:${exclusion.line} ${sorts}: it takes the key out` : null;
};

/** What one name says, in order of effect. */
interface NamedSources {
  readonly rank: number;
  readonly sources: readonly BootSource[];
}

const NONE: readonly BootSource[] = [];

const ownSaid = (coupling: Coupling, path: string): NamedSources => ({
  rank: coupling.boot.rankOf(path),
  sources: coupling.boot.forKey(path)
    .map((one) => sourceOf(coupling, one, coupling.claimOf(path))),
});

/** A line of ours goes with its name from the host file, or gets the name that is there now. */
const stays = (
  { wantOf, claimOf }: Coupling, { file, key }: SysctlAssignment, path: string,
): boolean =>
  file.owner !== "vexor" || wantOf(key) !== null
    || (wantOf(path) !== null && claimOf(key) !== undefined);

/** The same variable under its other names; a value that is unknown there is no source. */
const aliasesSaid = (coupling: Coupling, path: string): readonly NamedSources[] =>
  aliasesOf(path).map((alias) => ({
    rank: coupling.boot.rankOf(alias.path),
    sources: coupling.boot.forKey(alias.path).flatMap((one): readonly BootSource[] => {
      if (!stays(coupling, one, path)) return NONE;
      const source = elsewhere(coupling, one, coupling.claimOf(alias.path), alias.valueOf);
      if (source === "nothing" || source.value === null) return NONE;
      const says = `${source.evidence.says}, another name of ${pathToKey(path)}`;
      return [{ ...source, evidence: { ...source.evidence, says } }];
    }),
  }));

const movedBy = (
  coupling: Coupling, one: SysctlAssignment, { effect }: MovedKey, path: string,
): BootSource | "nothing" => {
  const source = elsewhere(coupling, one, undefined, (value) => broughtBy(effect, value));
  if (source === "nothing") return source;
  const how = effect === "zero" ? "zeroes" : "sets";
  const says = `${source.evidence.says}, which ${how} ${pathToKey(path)}`;
  return { ...source, evidence: { ...source.evidence, says } };
};

const othersLines = ({ boot }: Coupling, path: string): readonly SysctlAssignment[] =>
  boot.forKey(path).filter((one) => one.file.owner !== "vexor");

/** Of an interface, keys are written when it appears, after those that it starts with. */
const moversSaid = (coupling: Coupling, path: string): readonly NamedSources[] =>
  moversOf(path).map((mover) => ({
    rank: isOfInterface(path) ? -1 : coupling.boot.rankOf(mover.path),
    sources: othersLines(coupling, mover.path).flatMap((one) => {
      const source = movedBy(coupling, one, mover, path);
      return source === "nothing" || source.value === null ? NONE : [source];
    }),
  }));

/** What moves the key at boot once the host file is in force: lines of ours, there or to come. */
const oursSaid = (coupling: Coupling, path: string): readonly NamedSources[] =>
  moversOf(path).map((mover) => {
    const to = targetFor(coupling, mover.path);
    const value = to === null ? null : broughtBy(mover.effect, to);
    const says = `${pathToKey(mover.path)} = ${to}, which sets ${pathToKey(path)}`;
    return { rank: -1, sources: value === null ? NONE : [{ owner: "vexor", value,
      evidence: { kind: "file", path: OUR_SYSCTL_FILE, says, phase: PHASES.sysctlD } }] };
  });

/**
 * Assignments to the key, to its other names, and to those whose write moves it. A key that is as
 * wanted must also stay so: `isMet` asks for what the host file itself would make of it.
 */
export const sourcesOf = (
  coupling: Coupling, path: string, isMet: boolean,
): readonly BootSource[] => {
  const said = [...moversSaid(coupling, path), ...isMet ? oursSaid(coupling, path) : [],
    ownSaid(coupling, path), ...aliasesSaid(coupling, path)]
    .filter(({ sources }) => sources.length > 0);
  if (said.length === 0) return NONE;
  return said.toSorted((one, other) => one.rank - other.rank).flatMap(({ sources }) => sources);
};

/** Lines that speak of the key under another name, and do not tell what it becomes. */
const untoldLines = (coupling: Coupling, path: string): readonly Evidence[] => [
  ...aliasesOf(path).flatMap((alias) => othersLines(coupling, alias.path)
    .map((one) => elsewhere(coupling, one, undefined, alias.valueOf))),
  ...moversOf(path).flatMap(({ path: mover, effect }) => othersLines(coupling, mover)
    .map((one) => elsewhere(coupling, one, undefined, (value) => broughtBy(effect, value)))),
].flatMap((source) => {
  if (source === "nothing" || source.value !== null || source.owner !== "custom") return [];
  const { evidence } = source;
  return [{ ...evidence, says: `${evidence.says}, which moves ${pathToKey(path)}`,
    restores: null }];
});

/** The evidence of a value that is set under another name, as evidence about this one. */
const told = (
  one: Evidence, how: string, valueOf: (restores: string) => string | null,
): Evidence => {
  const { restores } = one;
  return { ...one, says: `${one.says}, ${how}`,
    ...typeof restores === "string" ? { restores: valueOf(restores) } : {} };
};

const sameLine = (one: Evidence, other: Evidence): boolean =>
  one.path !== undefined && one.path === other.path && one.line === other.line;

/** Who else sets the key, under any name, or sets one whose write moves it. */
export const otherManagersOf = (coupling: Coupling, path: string): readonly Evidence[] => {
  const own = coupling.otherManagersOf(path);
  if (!isCoupled(path)) return own;
  const name = pathToKey(path);
  const others = [...untoldLines(coupling, path),
    ...aliasesOf(path).flatMap((alias) => coupling.otherManagersOf(alias.path).map((one) =>
      told(one, `another name of ${name}`, alias.valueOf))),
    ...moversOf(path).flatMap(({ path: mover, effect }) =>
      coupling.otherManagersOf(mover).map((one) =>
      told(one, `which moves ${name}`, (restores) => broughtBy(effect, restores)))),
  ];
  return others.reduce((all: readonly Evidence[], one) =>
    (all.some((other) => sameLine(one, other)) ? all : [...all, one]), own);
};
