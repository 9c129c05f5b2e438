/** From the entries of the host file to wants: names checked, CPUs checked against this machine. */
import type { UnitPath } from "../../detectors/systemd/unit-files.ts";
import type { Topology } from "../../detectors/kernel/topology.ts";
import { parseCpuList } from "../../detectors/cpu-lists.ts";
import { formatCpuList, intersect, isEmpty, minus, type CpuSet } from "../../formats/cpu-set.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Address, Claim, Attributes, HostFile, Want } from "../../engine/model/model.ts";
import type { CpuPinningSpec } from "./section.ts";
import { matchesGlob } from "../../formats/glob.ts";
import { quote, shorten } from "../../formats/quote.ts";
import { checkedUnit, type EntryPlace } from "../shared/unit-name.ts";

export const KIND = "cpu-pinning";

export type Enforce = "affinity" | "cpuset" | "both";

/** One pinned unit or thread: asked for by the host file, or left in the ledger. */
export interface Pin {
  readonly address: Address;
  /** The unit's own name, also where the host file uses an alias. */
  readonly unit: string;
  /** Name or glob of a thread; null for the unit itself. */
  readonly thread: string | null;
  readonly enforce: Enforce;
  /** Null when the host file no longer asks for it. */
  readonly cpus: CpuSet | null;
  readonly claim: Claim | null;
}

/** What the kernel keeps of a thread's name. */
const NAME_BYTES = 15;

const fail = (code: "UNIT_INVALID" | "CPU_SET_INVALID", says: string, at: EntryPlace): never => {
  throw new VexorError(code, says, { at });
};

/** Throws CPU_SET_INVALID. */
const checkedCpus = (
  { online, possible }: Topology, entry: CpuPinningSpec, at: EntryPlace,
): CpuSet => {
  const set = parsed(entry.cpus, at);
  const says = `cpus: ${quote(String(entry.cpus))}`;
  if (isEmpty(set)) fail("CPU_SET_INVALID", `${says} names no CPU`, at);
  if (isEmpty(online)) return set;
  const absent = minus(set, isEmpty(possible) ? online : possible);
  if (!isEmpty(absent)) {
    fail("CPU_SET_INVALID", `${says} names CPU ${shorten(formatCpuList(absent))}; this machine has `
      + formatCpuList(isEmpty(possible) ? online : possible), at);
  }
  if (isEmpty(intersect(set, online))) {
    fail("CPU_SET_INVALID", `${says}: none of them is online; online are `
      + formatCpuList(online), at);
  }
  return set;
};

const parsed = (text: string | number, at: EntryPlace): CpuSet => {
  try {
    return parseCpuList(text);
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    throw new VexorError(error.code, error.message, { at });
  }
};

const threadOf = (thread: string, at: EntryPlace): string => {
  if (thread.trim() === "") fail("UNIT_INVALID", "thread: is empty", at);
  return thread;
};

const wantOf = (
  unitPath: UnitPath, topology: Topology, declaration: HostFile, entry: CpuPinningSpec,
  at: EntryPlace,
): Want => {
  const unit = checkedUnit(unitPath, entry.unit, [...at, "unit"]);
  const thread = entry.thread === undefined ? null : threadOf(entry.thread, [...at, "thread"]);
  const from = entry.adopt?.from;
  return {
    address: `${KIND}/${entry.unit}${thread === null ? "" : `/${thread}`}`,
    rule: { value: formatCpuList(checkedCpus(topology, entry, [...at, "cpus"])) },
    adopt: from === undefined || from === "numa" ? from ?? null
      : formatCpuList(parsed(from, [...at, "adopt", "from"])),
    why: entry.why ?? null,
    onDrift: entry.onDrift ?? declaration.onDrift ?? "correct",
    attributes: { unit, enforce: thread === null ? entry.enforce ?? "affinity" : "affinity",
      ...(thread === null ? {} : { thread }) },
    at,
  };
};

/** Throws UNIT_INVALID and CPU_SET_INVALID, each with its place in the declaration. */
export const resolveWants = (
  unitPath: UnitPath, topology: Topology, declaration: HostFile,
): readonly Want[] => {
  const wants = new Map<Address, Want>();
  for (const [index, entry] of (declaration.cpuPinning ?? []).entries()) {
    const at = ["cpuPinning", index];
    const want = wantOf(unitPath, topology, declaration, entry, at);
    const key = [want.attributes["unit"], want.attributes["thread"]].join("/");
    if (wants.has(key)) fail("UNIT_INVALID", `${want.address} is pinned twice`, at);
    wants.set(key, want);
  }
  return [...wants.values()];
};

/** An address that is neither declared nor claimed has no attributes: its own text says it. */
const named = (address: Address): Attributes => {
  const [, unit = "", thread] = /^cpu-pinning\/([^/]*)(?:\/(.+))?$/.exec(address) ?? [];
  return { unit, ...(thread === undefined ? {} : { thread }) };
};

export const pinOf = (
  address: Address, attributes: Attributes, cpus: CpuSet | null, claim: Claim | null,
): Pin => ({
  address, cpus, claim,
  unit: attributes["unit"] ?? named(address)["unit"] ?? "",
  thread: attributes["unit"] === undefined ? named(address)["thread"] ?? null
    : attributes["thread"] ?? null,
  enforce: (attributes["enforce"] ?? "affinity") as Enforce,
});

/** `*` and `?` as in a shell; a plain name is cut where the kernel cuts it. */
export const matchesThread = (pattern: string, name: string): boolean => {
  if (!/[*?]/.test(pattern)) return name === pattern.slice(0, NAME_BYTES);
  return matchesGlob(pattern, name);
};
