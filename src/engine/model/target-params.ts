/**
 * How to write a target, as data beside it: the `params` of a change. They outlive an upgrade, in
 * the plan of a run that is not finished. What an older version has written lacks the parameters
 * that were added since: each of those has a value for that case, the one that undoes such a run
 * safely. Before 0.2 they stood in the target's name, in plan, snapshot and journal:
 * `HEAD,key=value,…`.
 */
import type { Params } from "./model.ts";

interface Param {
  /** A regular expression for the whole value, without commas. */
  readonly form: string;
  /** For names of versions that did not write it; without it, each name has the parameter. */
  readonly missing?: string;
  /** What an older version has called it. */
  readonly formerly?: string;
}

interface TargetParts<K extends string> {
  readonly head: readonly string[];
  readonly params: Readonly<Record<K, string>>;
}

type Pairs = ReadonlyMap<string, string>;

const pairsIn = (pieces: readonly string[]): Pairs => new Map(pieces.map((piece) => {
  const at = piece.indexOf("=");
  return [piece.slice(0, at), piece.slice(at + 1)];
}));

/** By the names of today; null where one parameter stands there twice. */
const inTodaysNames = (
  known: Readonly<Record<string, Param>>, pairs: Pairs,
): Pairs | null => {
  const names = new Map(Object.entries(known).flatMap(([key, { formerly }]) =>
    (formerly === undefined ? [] : [[formerly, key] as const])));
  const renamed = new Map([...pairs].map(([key, value]) => [names.get(key) ?? key, value]));
  return renamed.size === pairs.size ? renamed : null;
};

/** Undefined for a value that is not of its form. */
const valueOf = (pairs: Pairs, key: string, { form, missing }: Param): string | undefined => {
  const value = pairs.get(key);
  if (value === undefined) return missing;
  return new RegExp(`^(?:${form})$`).test(value) ? value : undefined;
};

const partsOf = <K extends string>(
  name: string, head: string, known: Readonly<Record<K, Param>>, written: Pairs,
): TargetParts<K> | null => {
  const [, ...parts] = new RegExp(`^(?:${head})$`).exec(name) ?? [];
  const pairs = inTodaysNames(known, written);
  if (parts.length === 0 || pairs === null) return null;
  if ([...pairs.keys()].some((key) => !Object.hasOwn(known, key))) return null;
  const params = Object.entries<Param>(known).map(([key, param]) =>
    [key, valueOf(pairs, key, param)] as const);
  return params.some(([, value]) => value === undefined) ? null
    : { head: parts, params: Object.fromEntries(params) as Record<K, string> };
};

/** Null where name or parameters are not of this form, or one that this version does not know. */
export const readParams = <K extends string>(
  name: string, head: string, known: Readonly<Record<K, Param>>, params: Params,
): TargetParts<K> | null => partsOf(name, head, known, new Map(Object.entries(params)));

/** The same for a name of before 0.2. */
export const readOldTargetName = <K extends string>(
  name: string, head: string, known: Readonly<Record<K, Param>>,
): TargetParts<K> | null => {
  const pieces = name.split(",");
  const first = pieces.findIndex((piece) => piece.includes("="));
  const pairs = pairsIn(pieces.slice(first));
  if (first < 0 || pairs.size !== pieces.length - first) return null;
  return partsOf(pieces.slice(0, first).join(","), head, known, pairs);
};
