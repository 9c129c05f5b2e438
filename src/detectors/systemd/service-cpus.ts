/**
 * What systemd will do with a service's CPUs when it starts it.
 *
 * `CPUAffinity=` sets the affinity of the first process, which all others inherit; a later line
 * adds to the set, an empty one starts anew, `numa` takes the nodes of NUMAMask=. Without it, a
 * service inherits the manager's own affinity (system.conf). `AllowedCPUs=` writes the cpuset of
 * the unit's cgroup, and every slice above it can narrow it further. After both come the start
 * scripts: a taskset there has the last word, within the cpuset.
 */
import { slicesAbove } from "../../formats/slice-path.ts";
import { parseCpuList } from "../cpu-lists.ts";
import { intersect, isEmpty, union, type CpuSet } from "../../formats/cpu-set.ts";
import type { Evidence, Owner } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";
import { readPackageFiles } from "../tools/package-files.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { readStartPins, type StartPin } from "./start-command-pins.ts";
import { readUnitFiles, type HypotheticalDropIn, type UnitFiles,
  type UnitPath } from "./unit-files.ts";
import type { Assignment } from "./unit-syntax.ts";

/** What one file makes of a CPU list that earlier files began. */
export interface CpuListStep {
  readonly path: string;
  readonly evidence: Evidence;
  /** The set after this file; null when it clears what earlier files said. */
  readonly cpus: CpuSet | "numa" | null;
}

export interface ServiceCpus {
  readonly files: UnitFiles;
  /** Slices above it, outermost first: `a.slice`, `a-b.slice`. */
  readonly slices: readonly string[];
  readonly manager: readonly CpuListStep[];
  readonly affinity: readonly CpuListStep[];
  /** AllowedCPUs= of the slices, then of the unit: each narrows what the ones before left. */
  readonly sliceAllowed: readonly (readonly CpuListStep[])[];
  readonly allowed: readonly CpuListStep[];
  readonly scripts: readonly StartPin[];
}

const RANGE = /^(0x[0-9a-f]+|\d+)(?:-(0x[0-9a-f]+|\d+))?$/i;
const LARGEST = 8191;

/** systemd takes numbers as C does: 0x is hexadecimal, a leading 0 octal. */
const number = (text: string): number => {
  if (!/^0\d/.test(text)) return Number(text);
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : NaN;
};

/** Null when systemd would ignore the line; a range that runs backwards is an empty one. */
export const parseUnitCpus = (text: string): CpuSet | null => {
  let set = parseCpuList("");
  for (const word of text.replace(/["']/g, "").split(/[\s,]+/).filter(Boolean)) {
    const [, first, last = first] = RANGE.exec(word) ?? [];
    if (first === undefined || last === undefined) return null;
    const [from, to] = [number(first), number(last)];
    if (!(from <= LARGEST && to <= LARGEST)) return null;
    if (from <= to) set = union(set, parseCpuList(`${from}-${to}`));
  }
  return set;
};

const extended = (
  before: CpuListStep["cpus"], value: string, numa: boolean,
): CpuListStep["cpus"] | undefined => {
  if (value === "") return null;
  if (numa && value === "numa") return "numa";
  const set = parseUnitCpus(value);
  if (set === null) return undefined;
  return before === null || before === "numa" ? set : union(before, set);
};

/** One step for each file that says `key`, in order of effect. */
const stepsOf = (
  assignments: readonly Assignment[], section: string, key: string,
): readonly CpuListStep[] => {
  const steps = new Map<string, CpuListStep>();
  let cpus: CpuListStep["cpus"] = null;
  for (const one of assignments) {
    if (one.section !== section || one.key !== key) continue;
    const next = extended(cpus, one.value, key === "CPUAffinity");
    if (next === undefined) continue;
    cpus = next;
    const { path, line, value } = one;
    const evidence = { kind: "file", path, line, says: `${key}=${value}` } as const;
    steps.set(path, { path, cpus, evidence });
  }
  return [...steps.values()];
};

/** `foo@x.service` lives in system-foo.slice, everything else in system.slice, unless it says. */
const sliceOf = ({ name, assignments }: UnitFiles): string => {
  const said = assignments.findLast(({ section, key, value }) =>
    section === "Service" && key === "Slice" && value.endsWith(".slice"));
  if (said) return said.value;
  const prefix = /^([^@]+)@/.exec(name)?.[1];
  return prefix === undefined ? "system.slice" : `system-${prefix.replaceAll("-", "\\x2d")}.slice`;
};

/** Everything at boot that decides which CPUs a service gets; `supposed` as in readUnitFiles. */
export const readServiceCpus = (
  unitPath: UnitPath, unit: string, hypothetical?: HypotheticalDropIn,
): ServiceCpus => {
  const { host } = unitPath;
  const files = readUnitFiles(unitPath, unit, hypothetical);
  const slices = slicesAbove(sliceOf(files));
  const manager = lazy(() => stepsOf(unitPath.seen.manager(), "Manager", "CPUAffinity"));
  const above = lazy(() => slices.map((slice) =>
    stepsOf(readUnitFiles(unitPath, slice).assignments, "Slice", "AllowedCPUs")));
  const scripts = lazy(() => readStartPins(host, files));
  return {
    files, slices,
    get manager() { return manager(); },
    affinity: stepsOf(files.assignments, "Service", "CPUAffinity"),
    get sliceAllowed() { return above(); },
    allowed: stepsOf(files.assignments, "Service", "AllowedCPUs"),
    get scripts() { return scripts(); },
  };
};

/** What a list of steps ends with; null when nothing is set. */
export const lastOf = (steps: readonly CpuListStep[]): CpuListStep["cpus"] =>
  steps.at(-1)?.cpus ?? null;

/** `above` narrowed by a cgroup's own list: one that would leave nothing changes nothing. */
export const narrowed = (above: CpuSet, own: CpuListStep["cpus"]): CpuSet => {
  if (own === null || own === "numa") return above;
  const both = intersect(above, own);
  return isEmpty(both) ? above : both;
};

const VENDOR = /^\/(?:usr\/)?(?:lib|s?bin|share|libexec)\//;

/** A file is the distribution's while it is as its package has brought it; each is read once. */
export const fileOwners = (host: HostReader): ((path: string) => Owner) => {
  const packages = readPackageFiles(host);
  const known = new Map<string, Owner>();
  const ownerOf = (path: string): Owner => {
    const real = host.resolve(path) ?? path;
    if (!VENDOR.test(real)) return "custom";
    const content = readIfAllowed(host, real);
    return content !== null && packages.isShipped(real, content) ? "distro" : "custom";
  };
  return (path) => {
    const owner = known.get(path) ?? ownerOf(path);
    known.set(path, owner);
    return owner;
  };
};
