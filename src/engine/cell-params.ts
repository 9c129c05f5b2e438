/**
 * Names of cells that say how to write them: `HEAD,key=value,…`. Such a name outlives an upgrade,
 * in the plan, snapshot and journal of a run that is not finished. A name that an older version has
 * written lacks the parameters that were added since: each of those has a value for that case, the
 * one that undoes such a run safely.
 */

interface Param {
  /** A regular expression for the whole value, without commas. */
  readonly form: string;
  /** For names of versions that did not write it; without it, each name has the parameter. */
  readonly missing?: string;
}

interface Parts<K extends string> {
  readonly head: readonly string[];
  readonly params: Readonly<Record<K, string>>;
}

type Pairs = ReadonlyMap<string, string>;

const pairsIn = (pieces: readonly string[]): Pairs => new Map(pieces.map((piece) => {
  const at = piece.indexOf("=");
  return [piece.slice(0, at), piece.slice(at + 1)];
}));

/** Undefined for a value that is not of its form. */
const valueOf = (pairs: Pairs, key: string, { form, missing }: Param): string | undefined => {
  const value = pairs.get(key);
  if (value === undefined) return missing;
  return new RegExp(`^(?:${form})$`).test(value) ? value : undefined;
};

/** Null for a name that is not of this form, or has a parameter that this version does not know. */
export const readCellName = <K extends string>(
  name: string, head: string, known: Readonly<Record<K, Param>>,
): Parts<K> | null => {
  const pieces = name.split(",");
  const first = pieces.findIndex((piece) => piece.includes("="));
  const [, ...parts] = new RegExp(`^(?:${head})$`).exec(pieces.slice(0, first).join(",")) ?? [];
  const pairs = pairsIn(pieces.slice(first));
  const isOdd = pairs.size !== pieces.length - first
    || [...pairs.keys()].some((key) => !Object.hasOwn(known, key));
  if (first < 0 || parts.length === 0 || isOdd) return null;
  const params = Object.entries<Param>(known).map(([key, param]) =>
    [key, valueOf(pairs, key, param)] as const);
  return params.some(([, value]) => value === undefined) ? null
    : { head: parts, params: Object.fromEntries(params) as Record<K, string> };
};
