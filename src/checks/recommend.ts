/**
 * Remedies of findings as additions to a host file. What the file says already stays: a remedy that
 * asks for something else there is reported, and not written.
 */
import type { Document } from "../engine/host-file/setting-edits.ts";
import type { Section, Sections } from "../engine/host-file/section.ts";
import { isSilent, type AuditDocument } from "./audit.ts";
import type { CheckVerdict } from "./check.ts";
import { joined, without } from "./fragments.ts";

export const PROFILES = ["conservative", "standard", "aggressive"] as const;
export type AdviceProfile = (typeof PROFILES)[number];

export interface Proposal {
  readonly id: string;
  readonly severity: CheckVerdict["severity"];
  readonly found: string;
  readonly hostFile: Document;
  readonly why: string;
}

/** A profile takes what a more careful one takes as well. */
const isTaken = (profile: AdviceProfile, wanted: AdviceProfile): boolean =>
  PROFILES.indexOf(wanted) <= PROFILES.indexOf(profile);

/** Who says so, in a line that fits beside a value. */
const reasonOf = ({ id, sources: [source] }: CheckVerdict): string =>
  `${id}: ${source?.says ?? "advised"} (${source?.by ?? "Vexor"})`.replaceAll("\n", " ")
    .slice(0, 160);

const changing = ({ checks }: AuditDocument): readonly CheckVerdict[] =>
  checks.filter((one) => one.outcome === "finding" && !isSilent(one));

/** The worst first, as an audit lists them. */
export const proposalsOf = (document: AuditDocument, profile: AdviceProfile): readonly Proposal[] =>
  changing(document).flatMap((one) => {
    const { remedy, id, severity, found } = one;
    if (remedy?.hostFile === undefined) return [];
    if (!isTaken(profile, remedy.profile ?? "standard")) return [];
    return [{ id, severity, found: found ?? "", why: reasonOf(one), hostFile: remedy.hostFile }];
  });

/** Findings that only a person can mend. */
export const forPeople = (document: AuditDocument): readonly CheckVerdict[] =>
  changing(document).filter(({ remedy }) => remedy?.hostFile === undefined);

const isMap = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isBare = (value: unknown): boolean => typeof value === "number" || typeof value === "string";

/** An entry that says why it is there: a value alone becomes the `value` of a map. */
const reasoned = (value: unknown, why: string): unknown => {
  if (isBare(value)) return { value, why };
  return isMap(value) && value["why"] === undefined ? { ...value, why } : value;
};

/** In a list's entry each number has a reason of its own, and else the entry has one. */
const reasonedEntry = (entry: unknown, why: string): unknown => {
  if (!isMap(entry)) return entry;
  const numbers = Object.entries(entry).filter(([, value]) => typeof value === "number");
  return numbers.length === 0 ? reasoned(entry, why)
    : { ...entry, ...Object.fromEntries(numbers.map(([key, value]) => [key, { value, why }])) };
};

const withReasons = ({ hostFile, why }: Proposal): Document =>
  Object.fromEntries(Object.entries(hostFile).map(([key, part]) => {
    if (Array.isArray(part)) return [key, part.map((entry: unknown) => reasonedEntry(entry, why))];
    return [key, isMap(part) ? Object.fromEntries(Object.entries(part).map(([name, value]) =>
      [name, reasoned(value, why)])) : part];
  }));

interface Identified {
  readonly id: string;
  readonly step: string | number;
  readonly value: unknown;
}

const identified = (section: Section, part: unknown): readonly Identified[] => {
  const pairs: readonly (readonly [string | number, unknown])[] = Array.isArray(part)
    ? part.map((value: unknown, at) => [at, value]) : Object.entries(part ?? {});
  return pairs.map(([step, value]) =>
    ({ step, value, id: section.idOf?.(value, step) ?? String(step) }));
};

/** Entries that speak of the same thing, as one. */
const oncePerThing = (section: Section, entries: readonly unknown[]): readonly unknown[] => {
  const byId = new Map<string, unknown>();
  for (const { id, value } of identified(section, entries)) {
    const before = byId.get(id);
    byId.set(id, isMap(before) && isMap(value) ? joined([before, value]).fragment : value);
  }
  return [...byId.values()];
};

export interface Additions {
  readonly document: Document;
  /** What the file says something else of already. */
  readonly kept: readonly string[];
  /** What two remedies want different values of: neither is written. */
  readonly contradictions: readonly string[];
}

const addedTo = (
  section: Section, own: unknown, declared: ReadonlySet<string>, part: unknown,
): { readonly part: unknown; readonly kept: readonly string[] } => {
  const wanted = Array.isArray(part) ? oncePerThing(section, part) : part;
  const entries = identified(section, wanted);
  const fresh = entries.filter(({ id }) => !declared.has(id));
  const kept = entries.filter(({ id }) => declared.has(id)).map(({ id }) => `${section.key}/${id}`);
  if (fresh.length === 0) return { part: own, kept };
  return { kept, part: Array.isArray(wanted)
    ? [...(own as readonly unknown[] | undefined) ?? [], ...fresh.map(({ value }) => value)]
    : { ...own as Document | undefined,
      ...Object.fromEntries(fresh.map(({ step, value }) => [step, value])) } };
};

/** `merged`: what the file says with all that it extends. */
export const additions = (
  written: Document, merged: Document, proposals: readonly Proposal[], sections: Sections,
): Additions => {
  const { contradictions } = joined(proposals.map(({ hostFile }) => hostFile));
  const agreed = proposals.map((one) =>
    ({ ...one, hostFile: contradictions.reduce(without, one.hostFile) }));
  const { fragment } = joined(agreed.map(withReasons));
  let document = written;
  const kept: string[] = [];
  for (const section of sections) {
    const part = fragment[section.key];
    if (part === undefined || section.idOf === undefined) continue;
    const declared = new Set(identified(section, merged[section.key]).map(({ id }) => id));
    const added = addedTo(section, document[section.key], declared, part);
    kept.push(...added.kept);
    if (added.part !== undefined) document = { ...document, [section.key]: added.part };
  }
  return { document, kept, contradictions: contradictions.map((steps) => steps.join("/")) };
};
