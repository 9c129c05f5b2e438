/** What a pinned unit would get at its next start: sources in order of effect, and their winner. */
import {
  lastOf, narrowed, readServiceCpus, type ServiceCpus, type CpuListStep,
} from "../../detectors/systemd/service-cpus.ts";
import { parseCpuList } from "../../detectors/cpu-lists.ts";
import { equal, formatCpuList, isEmpty, type CpuSet } from "../../formats/cpu-set.ts";
import type { BootSource, Evidence, Owner, Reading } from "../../engine/model/model.ts";
import { dropInPath, renderDropIn } from "./drop-in.ts";
import { onlineOf, startCpus, type PinningFacts, type ServiceFacts } from "./facts.ts";
import type { Pin } from "./wants.ts";

/** The set a pin is about: what the file asks, or what we set when it did. */
const subjectOf = (pin: Pin): CpuSet | null =>
  pin.cpus ?? (pin.claim ? parseCpuList(pin.claim.value) : null);

/** Text of a set; one that differs from the wanted set in offline CPUs only is spelled like it. */
export const formatCpus = (facts: PinningFacts, pin: Pin, cpus: CpuSet | "numa"): string => {
  if (cpus === "numa") return cpus;
  const subject = subjectOf(pin);
  const online = onlineOf(facts, cpus);
  if (subject !== null && equal(online, onlineOf(facts, subject))) return formatCpuList(subject);
  return formatCpuList(isEmpty(online) ? cpus : online);
};

interface CpusetLimit {
  /** One entry for each file that narrows it. */
  readonly sources: readonly { readonly step: CpuListStep; readonly cpus: CpuSet }[];
  readonly cpus: CpuSet;
}

const cpusetLimitOf = (boot: ServiceCpus, from: CpuSet): CpusetLimit => {
  let cpus = from;
  const sources = [...boot.sliceAllowed, boot.allowed].flatMap((steps) => {
    const above = cpus;
    cpus = narrowed(above, lastOf(steps));
    return steps.map((step) => ({ step, cpus: narrowed(above, step.cpus) }));
  });
  return { sources, cpus };
};

/** What it starts with when its own files say nothing of CPUAffinity. */
const inherited = (facts: PinningFacts, boot: ServiceCpus): CpuSet | "numa" =>
  lastOf(boot.manager) ?? startCpus(facts);

const within = (cpus: CpuSet | "numa", cpusetLimit: CpuSet): CpuSet | "numa" =>
  (cpus === "numa" ? cpus : narrowed(cpusetLimit, cpus));

type AffinitySource = readonly [cpus: CpuSet | "numa", evidence: Evidence, owner?: Owner];

/** The kernel keeps what is inside the cpuset, whichever was said first. */
const affinitySources = (facts: PinningFacts, boot: ServiceCpus): readonly AffinitySource[] => {
  const cpusetLimit = cpusetLimitOf(boot, facts.topology.online);
  const start = inherited(facts, boot);
  return [
    ...boot.manager.map(({ cpus, evidence }): AffinitySource =>
      [cpus ?? startCpus(facts), evidence]),
    ...cpusetLimit.sources.map(({ step, cpus }): AffinitySource =>
      [within(start, cpus), step.evidence]),
    ...boot.affinity.map(({ cpus, evidence }): AffinitySource =>
      [within(cpus ?? start, cpusetLimit.cpus), evidence]),
    ...boot.scripts.flatMap(({ cpus, evidence }): readonly AffinitySource[] =>
      (cpus === null ? [] : [[within(cpus, cpusetLimit.cpus), evidence]])),
  ];
};

const cpusetSources = (facts: PinningFacts, boot: ServiceCpus): readonly AffinitySource[] =>
  cpusetLimitOf(boot, facts.topology.online).sources
    .map(({ step, cpus }): AffinitySource => [cpus, step.evidence]);

export const bootSources = (
  facts: PinningFacts, pin: Pin, service: ServiceFacts,
): readonly BootSource[] => {
  const sources = pin.enforce === "cpuset" ? cpusetSources(facts, service.boot)
    : affinitySources(facts, service.boot);
  const ours = service.ownsDropIn ? dropInPath(pin.unit) : null;
  return sources.map(([cpus, evidence]) => ({
    owner: evidence.path === ours ? "vexor" : facts.ownerOf(evidence.path ?? ""),
    value: formatCpus(facts, pin, cpus), evidence,
  }));
};

/** The CPUs that a command of another owner gets when it asks for `cpus`, as text. */
export const formatCpusWithin = (
  facts: PinningFacts, pin: Pin, boot: ServiceCpus, cpus: CpuSet,
): string =>
  formatCpus(facts, pin, narrowed(cpusetLimitOf(boot, facts.topology.online).cpus, cpus));

export const defaultOf = (facts: PinningFacts, pin: Pin): Reading["default"] => {
  const { online, isolated } = facts.topology;
  if (isEmpty(online)) return null;
  const cpus = pin.enforce === "cpuset" ? online : startCpus(facts);
  const but = equal(cpus, online) ? "" : `, less the isolated ${formatCpuList(isolated)}`;
  return {
    value: formatCpus(facts, pin, cpus),
    evidence: { kind: "kernel", path: "/sys/devices/system/cpu/online",
      says: `online are ${formatCpuList(online)}${but}` },
  };
};

const at = ({ path, line }: Evidence): string => (line ? `${path}:${line}` : path ?? "");

const listOverridden = (
  key: string, steps: readonly CpuListStep[], wanted: CpuSet, path: string,
  dropIns: readonly string[],
): string | null => {
  const last = steps.at(-1);
  if (last && last.cpus !== null && last.cpus !== "numa" && equal(last.cpus, wanted)) return null;
  if (!dropIns.includes(path)) {
    const name = path.slice(path.lastIndexOf("/"));
    const hider = dropIns.find((one) => one.endsWith(name)) ?? "a link to /dev/null";
    return `${hider} hides ${path} from systemd`;
  }
  if (!last) return null;
  return `${at(last.evidence)} (${last.evidence.says}) is read after ${path} and changes ${key}`;
};

/** Why our drop-in would not decide, in words; null when it would. */
export const findOverride = (facts: PinningFacts, pin: Pin): string | null => {
  const { cpus: wanted, unit, enforce } = pin;
  if (wanted === null) return null;
  const path = dropInPath(unit);
  const text = renderDropIn(unit, formatCpuList(wanted), enforce);
  const boot = readServiceCpus(facts.unitPath, unit, { path, text });
  const lists = [
    ...(enforce === "cpuset" ? [] : [["CPUAffinity", boot.affinity] as const]),
    ...(enforce === "affinity" ? [] : [["AllowedCPUs", boot.allowed] as const]),
  ];
  for (const [key, steps] of lists) {
    const reason = listOverridden(key, steps, wanted, path, boot.files.dropIns);
    if (reason !== null) return reason;
  }
  return limitOverrides(facts, boot, wanted)
    ?? (enforce === "cpuset" ? null : scriptOverrides(boot, wanted));
};

const limitOverrides = (facts: PinningFacts, boot: ServiceCpus, wanted: CpuSet): string | null => {
  const { cpus, sources } = cpusetLimitOf(boot, facts.topology.online);
  const online = onlineOf(facts, wanted);
  if (isEmpty(facts.topology.online) || equal(narrowed(cpus, online), online)) return null;
  const narrowest = sources.findLast(({ cpus: left }) => !equal(narrowed(left, online), online));
  return narrowest ? `${at(narrowest.step.evidence)} (${narrowest.step.evidence.says}) leaves out `
    + "CPUs that the host file asks for" : null;
};

const scriptOverrides = (boot: ServiceCpus, wanted: CpuSet): string | null => {
  const last = boot.scripts.findLast(({ cpus }) => cpus !== null);
  if (!last || (last.cpus !== null && equal(last.cpus, wanted))) return null;
  return `${at(last.evidence)} (${last.evidence.says}) pins it again after systemd has started it`;
};
