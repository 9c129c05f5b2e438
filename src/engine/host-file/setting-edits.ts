/**
 * What a host file would have to say so that it permits replacing a custom value, or so that it
 * declares a setting no longer. Data in, data out: how a file comes to say it is for an editor.
 */
import type { Scalar } from "../model/model.ts";
import type { Pointer } from "./host-file-source.ts";
import type { Section, SettingPlace } from "./section.ts";

/** One file as it is written: not merged, and numbers in the form that they have there. */
export type Document = Readonly<Record<string, unknown>>;

export interface PermissionAsked {
  /** The setting, by its address without the kind. */
  readonly name: string;
  /** The value that may be replaced. */
  readonly from: string;
  /** The reason to write beside it; null leaves what is there. */
  readonly why: string | null;
  /** What is wanted of the setting, for an entry of its own; null for a bound. */
  readonly wanted: string | null;
}

const isMap = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const replaceIn = (
  value: unknown, pointer: Pointer, change: (old: unknown) => unknown,
): unknown => {
  const [step, ...rest] = pointer;
  if (step === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((one: unknown, at) => (at === step ? replaceIn(one, rest, change) : one));
  }
  return isMap(value) ? { ...value, [step]: replaceIn(value[step], rest, change) } : value;
};

const without = (value: unknown, step: string | number): unknown =>
  (Array.isArray(value) ? value.filter((_, at) => at !== step)
    : Object.fromEntries(Object.entries(value as Document).filter(([key]) => key !== step)));

const WHOLE_NUMBER = /^(?:0|-?[1-9]\d*)$/;

const scalar = (text: string): Scalar =>
  (WHOLE_NUMBER.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text);

/** A value alone becomes the `value` of a map, which has room for more. */
const opened = (value: unknown): Document => (isMap(value) ? value : { value });

const permitAt = (
  part: unknown, { at, whyAt }: SettingPlace, { from, why }: PermissionAsked,
): unknown => {
  const reason = why === null ? {} : { why };
  const permitted = replaceIn(part, at, (value) => ({ ...opened(value),
    adopt: { from: scalar(from) }, ...(whyAt === undefined ? reason : {}) }));
  return whyAt === undefined || why === null ? permitted
    : replaceIn(permitted, whyAt, (value) => ({ ...opened(value), ...reason }));
};

/** A role file is not one host's to change: the entry stands in the host file as well, and wins. */
const inheritedEntry = (
  section: Section, own: unknown, merged: unknown, asked: PermissionAsked,
): unknown => {
  const place = section.settingAt?.(merged, asked.name) ?? null;
  const all = place && permitAt(merged, place, asked);
  if (all !== null && section.idOf === undefined) return all;
  const ownList = (own ?? []) as readonly unknown[];
  if (place === null || all === null) {
    const entry = asked.wanted === null ? null : section.entryFor?.(asked.name, asked.wanted);
    return entry ? [...ownList, permitAt(entry, { at: [] }, asked)] : null;
  }
  const step = place.at[0] ?? 0;
  if (Array.isArray(all)) return [...ownList, all[Number(step)]];
  return { ...(own as Document | undefined), [step]: (all as Document)[step] };
};

/** With permission to replace that very value; null where neither file nor role asks for it. */
export const permittedIn = (
  document: Document, merged: Document, section: Section, asked: PermissionAsked,
): Document | null => {
  const own = document[section.key];
  const place = own === undefined ? null : section.settingAt?.(own, asked.name) ?? null;
  const part = place ? permitAt(own, place, asked)
    : inheritedEntry(section, own, merged[section.key], asked);
  return part === null ? null : { ...document, [section.key]: part };
};

const isEmpty = (part: unknown): boolean =>
  typeof part === "object" && part !== null && Object.keys(part).length === 0;

/** Without that setting, and without a section that is empty then; null where it is not there. */
export const withoutSetting = (
  document: Document, section: Section, name: string,
): Document | null => {
  const part = document[section.key];
  const place = part === undefined ? null : section.settingAt?.(part, name) ?? null;
  if (place === null) return null;
  const [step, ...above] = (place.whole ?? place.at).toReversed();
  if (step === undefined) return without(document, section.key) as Document;
  const left = replaceIn(part, above.toReversed(), (value) => without(value, step));
  return isEmpty(left) ? without(document, section.key) as Document
    : { ...document, [section.key]: left };
};
