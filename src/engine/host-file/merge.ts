/** Layers of host files become one: what counts as the same entry, and which one wins. */
import { VexorError } from "../model/errors.ts";
import type { Pointer, YamlDocument } from "./host-file-source.ts";
import type { HostFile } from "../model/model.ts";
import type { Section, Sections, EntryKey } from "./section.ts";

/** One file, valid by itself. `host` may be missing from role files. */
export interface Layer {
  readonly file: string;
  readonly declaration: Declaration;
  readonly document: YamlDocument;
}

type Declaration = Omit<HostFile, "host"> & { readonly host?: string };

/** The part of a declaration that belongs to one section. */
export const partOf = (declaration: Declaration, { key }: Pick<Section, "key">): unknown =>
  (declaration as Readonly<Record<string, unknown>>)[key];

interface MergeEntry {
  readonly id: string;
  readonly step: EntryKey;
  readonly value: unknown;
}

/** Entries of a section with their id and their place in the file. */
const entriesOf = (section: Section, part: unknown): readonly MergeEntry[] => {
  const pairs: readonly (readonly [EntryKey, unknown])[] = Array.isArray(part)
    ? part.map((value: unknown, step) => [step, value]) : Object.entries(part ?? {});
  return pairs.map(([step, value]) =>
    ({ step, value, id: section.idOf?.(value, step) ?? String(step) }));
};

const hasEntries = (section: Section): boolean => section.idOf !== undefined;

/** Two entries of one file for the same thing: one of them is a mistake. */
export const refuseRepeats = ({ declaration, document }: Layer, sections: Sections): void => {
  for (const section of sections.filter(hasEntries)) {
    const part = partOf(declaration, section);
    if (part === undefined || section.mayRepeat?.(part) === false) continue;
    const seen = new Map<string, EntryKey>();
    for (const { id, step } of entriesOf(section, part)) {
      const first = seen.get(id);
      seen.set(id, step);
      if (first === undefined) continue;
      const { line } = document.placeOf([section.key, first]);
      throw new VexorError("HOST_FILE_INVALID",
        `${section.key} has two entries for the same thing; the other is in line ${line}`,
        { hint: "Keep one of them.", place: document.placeOf([section.key, step]) });
    }
  }
};

/** Later entries replace earlier ones of the same id, and stand where the later one does. */
const latest = (entries: readonly MergeEntry[]): readonly MergeEntry[] => {
  const found = new Map<string, MergeEntry>();
  for (const entry of entries) {
    found.delete(entry.id);
    found.set(entry.id, entry);
  }
  return [...found.values()];
};

const mergeSection = (section: Section, parts: readonly unknown[]): unknown => {
  const last = parts.at(-1);
  if (parts.length === 1 || !hasEntries(section)) return last;
  const entries = latest(parts.flatMap((part) => entriesOf(section, part)));
  return Array.isArray(last) ? entries.map(({ value }) => value)
    : Object.fromEntries(entries.map(({ step, value }) => [step, value]));
};

/** First to last; sections that no layer has stay absent. */
export const mergeLayers = (
  host: string, layers: readonly Layer[], sections: Sections,
): HostFile => {
  const last = (key: keyof Declaration): object => {
    const found = layers.findLast(({ declaration }) => declaration[key] !== undefined);
    return found ? { [key]: found.declaration[key] } : {};
  };
  const merged = sections.flatMap((section) => {
    const parts = layers.map(({ declaration }) => partOf(declaration, section))
      .filter((part) => part !== undefined);
    return parts.length === 0 ? [] : [[section.key, mergeSection(section, parts)] as const];
  });
  return {
    apiVersion: "vexor/v1",
    host,
    ...last("mode"),
    ...last("onDrift"),
    ...Object.fromEntries(merged),
    ...last("maintenance"),
    ...last("health"),
    ...last("checks"),
  };
};

/** Where the entry that won stands: its layer, and the pointer there. */
export const winningPlaceOf = (
  merged: HostFile, layers: readonly Layer[], pointer: Pointer, sections: Sections,
): { readonly layer: Layer; readonly pointer: Pointer } | null => {
  const [key, step, ...rest] = pointer;
  const section = sections.find((one) => one.key === key && hasEntries(one));
  if (section !== undefined && step !== undefined) {
    const part = partOf(merged, section);
    // A map's entry may be spelled otherwise in the merged file.
    const id = Array.isArray(part) || part === undefined
      ? entriesOf(section, part).find((one) => one.step === step)?.id
      : section.idOf?.(undefined, step);
    for (const layer of layers.toReversed()) {
      const own = entriesOf(section, partOf(layer.declaration, section))
        .find((one) => one.id === id);
      if (own !== undefined) return { layer, pointer: [section.key, own.step, ...rest] };
    }
  }
  const layer = layers.findLast(({ declaration }) =>
    partOf(declaration, { key: String(key) }) !== undefined);
  return layer === undefined ? null : { layer, pointer };
};
