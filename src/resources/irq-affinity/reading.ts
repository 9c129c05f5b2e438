/** What is found for one IRQ: who set its mask, who would undo ours, what one should know of it. */
import {
  placeOfBan, readBannedCpus, readIrqbalance, type BannedCpus,
} from "../../detectors/irq/irqbalance.ts";
import {
  readAffinity, readIrqs, type Affinity, type Irq, type Irqs,
} from "../../detectors/irq/irqs.ts";
import { lazy } from "../../detectors/lazy.ts";
import { irqScripts } from "../../detectors/tools/irq-scripts.ts";
import { PHASES } from "../../detectors/tools/phase.ts";
import { MOVES_INTERRUPTS, tunedMovers } from "../../detectors/tools/tuned.ts";
import { readOnlyMounts, whyOnMount } from "../../detectors/kernel/read-only-mounts.ts";
import { readTopology, type Topology } from "../../detectors/kernel/topology.ts";
import { parseCpuList, parseCpuMask } from "../../detectors/cpu-lists.ts";
import {
  equal, formatCpuList, intersect, isEmpty, minus, union, type CpuSet,
} from "../../formats/cpu-set.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { knownImmutable } from "../../engine/plan/immutable-settings.ts";
import type {
  Address, BootSource, Claim, Evidence, Reading, Want,
} from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { asksForBan, banIn, canBan, findBanBlocker } from "./irqbalance-ban.ts";
import { pendingCpus, isMovePending } from "./driver.ts";

const DEFAULT = "/proc/irq/default_smp_affinity";
const LIVE_ONLY = "no boot file carries IRQ affinity: each boot needs it set again by an apply";

/** The facts that every IRQ's reading shares, each found on first use. */
export interface IrqFacts {
  readonly host: HostReader;
  readonly irqs: Irqs;
  readonly topology: Topology;
  readonly claims: ReadonlyMap<Address, Claim>;
  readonly immutable: () => ReadonlyMap<Address, string>;
  readonly readOnlyMount: () => (path: string) => string | null;
  readonly irqbalance: () => ReturnType<typeof readIrqbalance>;
  readonly canBan: () => boolean;
  readonly banned: () => readonly BannedCpus[];
  readonly defaultMask: () => DefaultMask | null;
  /** Scripts that move it, by its number. */
  readonly scripts: (number: number) => readonly Evidence[];
  /** What TuneD's profile says of all interrupts. */
  readonly movers: () => readonly Evidence[];
}

/** The mask an IRQ starts with. */
interface DefaultMask {
  readonly set: CpuSet;
  readonly evidence: Evidence;
  /** irqaffinity= of the kernel command line. */
  readonly boot: BootSource | null;
  /** The default for new IRQs, where it was changed since boot. */
  readonly byHand: { readonly set: CpuSet; readonly evidence: Evidence } | null;
}

export function readFacts(host: HostReader, claims: readonly Claim[]): IrqFacts {
  const topology = readTopology(host);
  const tuned = tunedMovers(host);
  return {
    host,
    irqs: readIrqs(host),
    topology,
    claims: new Map(claims.map((claim) => [claim.address, claim])),
    immutable: lazy(() => knownImmutable(host)),
    readOnlyMount: lazy(() => readOnlyMounts(host)),
    irqbalance: lazy(() => readIrqbalance(host)),
    canBan: lazy(() => canBan(host)),
    banned: lazy(() => readBannedCpus(host)),
    defaultMask: lazy(() => readDefaultMask(host, topology.online)),
    scripts: irqScripts(host),
    movers: () => tuned(MOVES_INTERRUPTS),
  };
}

/** Null for a list that breaks off: the kernel keeps what it could read of it. */
function givenTo(list: string): CpuSet | null {
  try {
    return parseCpuList(list);
  } catch (error) {
    if (error instanceof VexorError) return null;
    throw error;
  }
}

/** The kernel's own default is every CPU, or irqaffinity= and the CPU that booted. */
function readDefaultMask(host: HostReader, online: CpuSet): DefaultMask | null {
  const mask = host.read(DEFAULT)?.trim();
  if (mask === undefined) return null;
  const set = parseCpuMask(mask);
  const evidence: Evidence = { kind: "kernel", path: DEFAULT, says: mask };
  const word = /(?:^|\s)(irqaffinity=([\d,:/-]+))/.exec(host.read("/proc/cmdline") ?? "");
  if (word) {
    const value = formatCpuList(union(givenTo(word[2] ?? "") ?? set, parseCpuList(0)));
    const says: Evidence = { kind: "kernel", path: "/proc/cmdline", says: word[1] ?? "" };
    return { set, evidence, boot: { owner: "custom", value, evidence: says }, byHand: null };
  }
  if (isEmpty(minus(online, set))) return { set, evidence, boot: null, byHand: null };
  const all: Evidence = { kind: "kernel", says: "every CPU is the kernel's default" };
  return { set: online, evidence: all, boot: null, byHand: { set, evidence } };
}

export function readingOf(
  facts: IrqFacts, address: Address, irq: Irq | null, want: Want | null,
): Reading {
  const affinity = irq && readAffinity(facts.host, irq.number);
  if (!irq || !affinity) return absent(address, irq !== null);
  const mover = moverOf(facts, irq);
  const taken = mover !== null && want !== null && asksForBan(want.attributes) && facts.canBan();
  const list = formatCpuList(affinity.allowed);
  // Where the chip really sends it matters only once the mask is as wanted.
  const stray = want && met(want, list) ? pendingCpus(affinity) : parseCpuList("");
  const live = liveOf(facts, irq, list, stray, taken ? want : null);
  const origin = originOf(facts, irq, affinity, live, taken ? mover : null);
  const settled = origin.default?.value === live || facts.claims.has(address);
  return {
    address,
    live,
    immutable: facts.immutable().get(address)
      ?? (met(want, live) ? null : lockedBy(facts, irq)),
    boot: origin.boot,
    ephemeral: LIVE_ONLY,
    overriddenBy: null,
    default: origin.default,
    get otherManagers() {
      return [...settled ? NOBODY : otherManagersOf(facts, irq, affinity, mover),
        ...facts.scripts(irq.number), ...facts.movers(), ...keptFree(facts, want)];
    },
    blocker: mover === null || taken ? null
      : findBanBlocker(mover, irq, facts.canBan()),
    warnings: warningsOf(facts, stray, live, want, taken ? null : mover),
  };
}

const met = (want: Want | null, live: string): boolean =>
  want === null || ("value" in want.rule && want.rule.value === live);

const absent = (address: Address, exists: boolean): Reading => ({
  address, live: null, boot: [], ephemeral: LIVE_ONLY, overriddenBy: null, default: null,
    otherManagers: [],
  blocker: null, warnings: [],
  immutable: exists ? "the kernel offers no affinity for it" : "there is no such interrupt now",
});

/** The mask, and why it does not hold yet; `unbanned` is a want whose ban is still to be made. */
function liveOf(
  { host, defaultMask: usual }: IrqFacts, irq: Irq, list: string, stray: CpuSet,
  unbanned: Want | null,
): string {
  if (!isEmpty(stray) && !isMovePending(host, irq.number)) {
    return `${list} (still on ${formatCpuList(stray)})`;
  }
  const onlyBan = unbanned !== null && met(unbanned, list) && !usual()?.boot;
  return onlyBan ? `${list} (irqbalance may move it)` : list;
}

/** Recent kernels make the mask of an IRQ that cannot be moved a read-only file. */
function lockedBy({ host, readOnlyMount }: IrqFacts, irq: Irq): string | null {
  const path = `/proc/irq/${irq.number}/smp_affinity_list`;
  const stat = host.stat(path);
  if (stat && (stat.mode & 0o200) === 0) {
    return "the kernel manages this interrupt itself: its smp_affinity_list is read-only";
  }
  const mount = readOnlyMount()(path);
  return mount === null ? null : whyOnMount(mount);
}

/** PID of an irqbalance that may move this IRQ. */
function moverOf({ irqbalance, irqs }: IrqFacts, irq: Irq): number | null {
  const { running } = irqbalance();
  return running && banIn(running, irq, irqs) === null ? running.pid : null;
}

function originOf(
  { host, defaultMask: usual, topology }: IrqFacts, irq: Irq, { allowed }: Affinity, live: string,
  takenFrom: number | null,
): Pick<Reading, "default" | "boot"> {
  const found = usual();
  const boot = found?.boot ? [found.boot] : [];
  const same = (a: CpuSet, b: CpuSet): boolean =>
    equal(onlineOf(topology, a), onlineOf(topology, b));
  if (found && same(allowed, found.set)) {
    return { default: { value: live, evidence: found.evidence }, boot };
  }
  const path = `/proc/irq/${irq.number}/affinity_hint`;
  const hint = parseCpuMask(host.read(path)?.trim() || "0");
  if (!isEmpty(hint) && equal(hint, allowed)) {
    const says = `its driver set ${formatCpuList(hint)}`;
    return { default: { value: live, evidence: { kind: "kernel", path, says } }, boot: [] };
  }
  if (takenFrom !== null) {
    const says = `irqbalance (PID ${takenFrom}) places it; the host file takes it over`;
    return { default: { value: live, evidence: { kind: "process", says } }, boot };
  }
  const value = found && formatCpuList(onlineOf(topology, found.set));
  return { default: found && value ? { value, evidence: found.evidence } : null, boot };
}

const onlineOf = ({ online }: Topology, set: CpuSet): CpuSet =>
  isEmpty(online) ? set : intersect(set, online);

const NOBODY: readonly Evidence[] = [];

function otherManagersOf(
  { host, irqbalance, irqs, defaultMask: usual }: IrqFacts, irq: Irq, { allowed }: Affinity,
  mover: number | null,
): readonly Evidence[] {
  if (mover !== null) return [{ kind: "process", says: `irqbalance (PID ${mover}) places it` }];
  const { running } = irqbalance();
  const byHand = usual()?.byHand;
  if (running === null && !byHand) return NOBODY;
  const ban = banIn(running, irq, irqs);
  return [
    ...(running && ban ? [{ ...placeOfBan(host, running.pid, ban),
      says: `irqbalance has to leave it alone: ${ban}` }] : []),
    ...(byHand && equal(byHand.set, allowed) ? [byHand.evidence] : []),
  ];
}

/** What the operator has told irqbalance of CPUs that the host file asks for. */
function keptFree({ banned, irqbalance }: IrqFacts, want: Want | null): readonly Evidence[] {
  if (!want || !("value" in want.rule) || banned().length === 0) return NOBODY;
  const asked = parseCpuList(want.rule.value);
  const { running, startsAtBoot } = irqbalance();
  return running === null && !startsAtBoot ? NOBODY : banned()
    .filter(({ cpus }) => !isEmpty(intersect(cpus, asked)))
    .map(({ evidence }) => ({ ...evidence, restores: null, phase: PHASES.toolDaemon }));
}

function warningsOf(
  { topology, irqbalance }: IrqFacts, stray: CpuSet, live: string, want: Want | null,
  mover: number | null,
): readonly string[] {
  const pending = isEmpty(stray) || live.includes("(still on") ? []
    : [`it stays on CPU ${formatCpuList(stray)} until it next fires`];
  if (!want || !("value" in want.rule)) return pending;
  const asked = parseCpuList(want.rule.value);
  const among = (set: CpuSet, says: string): string[] => {
    const common = intersect(asked, set);
    return isEmpty(common) ? [] : [`CPU ${formatCpuList(common)} ${says}`];
  };
  const { running, startsAtBoot } = irqbalance();
  return [
    ...pending,
    ...(isEmpty(topology.online) ? [] : among(minus(asked, topology.online), "is offline")),
    ...among(topology.isolated, "is isolated from the scheduler: interrupts disturb it"),
    ...among(topology.nohzFull, "runs without a tick (nohz_full): interrupts disturb it"),
    ...(mover !== null && met(want, live)
      ? [`irqbalance (PID ${mover}) runs and may move it at any time`] : []),
    ...(running === null && startsAtBoot && !asksForBan(want.attributes)
      ? ["irqbalance does not run now, but starts at boot and would move it then"] : []),
  ];
}
