/** What two declarations of one host say, entry by entry. */
import type { Pointer } from "../engine/host-file/host-file-source.ts";
import type { LoadedHostFile } from "../engine/host-file/host-file.ts";
import { partOf } from "../engine/host-file/merge.ts";
import type { Section, Sections } from "../engine/host-file/section.ts";
import type { HostFile } from "../engine/model/model.ts";
import type { NewPermission } from "./model.ts";

export interface DeclaredEntry {
  /** For people, and alike for entries that speak of the same thing. */
  readonly label: string;
  readonly value: unknown;
  readonly pointer: Pointer;
}

export interface DeclaredDifference {
  readonly label: string;
  readonly before: DeclaredEntry | null;
  readonly after: DeclaredEntry | null;
}

type Entries = ReadonlyMap<string, DeclaredEntry>;

/** An identity that a section writes as JSON is its parts, without those that are left out. */
const wordsOf = (id: string): string => {
  if (!id.startsWith("[")) return id;
  const parts = JSON.parse(id) as readonly (string | null)[];
  return parts.filter((one) => one !== null).join("/");
};

const entriesOf = (section: Section, part: unknown): readonly [string, DeclaredEntry][] => {
  const { key, idOf } = section;
  if (idOf === undefined) return [[key, { label: key, value: part, pointer: [key] }]];
  const steps: readonly (readonly [string | number, unknown])[] = Array.isArray(part)
    ? part.map((value: unknown, at) => [at, value]) : Object.entries(part as object);
  return steps.map(([step, value]) => {
    const id = idOf(value, step);
    return [`${key}/${id}`, { label: `${key}/${wordsOf(id)}`, value, pointer: [key, step] }];
  });
};

export const BESIDE_SECTIONS = ["mode", "onDrift", "maintenance", "health", "checks"] as const;

/** Every part of a declaration that can change by itself, but for the host's name. */
export const entriesIn = (declaration: HostFile, sections: Sections): Entries => {
  const plain = BESIDE_SECTIONS.flatMap((key): [string, DeclaredEntry][] =>
    (declaration[key] === undefined ? []
      : [[key, { label: key, value: declaration[key], pointer: [key] }]]));
  return new Map([...plain, ...sections.flatMap((section) => {
    const part = partOf(declaration, section);
    return part === undefined ? [] : entriesOf(section, part);
  })]);
};

/** One text for values that say the same, in whatever order. */
const canonical = (value: unknown): string => JSON.stringify(value, (_, part: unknown) =>
  (typeof part === "object" && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
    : part)) ?? "";

export const differencesIn = (before: Entries, after: Entries): readonly DeclaredDifference[] =>
  [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [old, current] = [before.get(id) ?? null, after.get(id) ?? null];
    const label = (current ?? old)?.label ?? id;
    const isSame = old !== null && current !== null
      && canonical(old.value) === canonical(current.value);
    return isSame ? [] : [{ label, before: old, after: current }];
  });

interface FoundPermission {
  readonly pointer: Pointer;
  readonly from: string;
  readonly why: string | null;
}

const permissionsBelow = (value: unknown, pointer: Pointer): readonly FoundPermission[] => {
  if (typeof value !== "object" || value === null) return [];
  const { adopt, why } = value as { readonly adopt?: { readonly from?: unknown };
    readonly why?: unknown };
  const own = adopt?.from === undefined ? []
    : [{ pointer: [...pointer, "adopt"], from: String(adopt.from),
      why: typeof why === "string" ? why : null }];
  return [...own, ...Object.entries(value).flatMap(([key, part]) =>
    (key === "adopt" ? [] : permissionsBelow(part, [...pointer, key])))];
};

/** Without where the entry stands in its list: that may change. */
const permissionsOf = (entry: DeclaredEntry | null): ReadonlyMap<string, FoundPermission> =>
  new Map((entry === null ? [] : permissionsBelow(entry.value, [])).map((one) =>
    [JSON.stringify([one.pointer, one.from]), one]));

export const newPermissions = (
  differences: readonly DeclaredDifference[], loaded: LoadedHostFile,
): readonly NewPermission[] => differences.flatMap(({ label, before, after }) => {
  const known = permissionsOf(before);
  return [...permissionsOf(after)].filter(([id]) => !known.has(id)).map(([, found]) => ({
    entry: [label, ...found.pointer.slice(0, -1)].join("/"), from: found.from, why: found.why,
    place: loaded.placeOf([...after?.pointer ?? [], ...found.pointer]),
  }));
});
