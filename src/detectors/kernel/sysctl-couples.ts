/**
 * Other names of a sysctl's variable, and the sysctls that change together with it: the table's
 * names, with the interfaces of this machine in them.
 */
import type { HostReader } from "../../ports/host.ts";
import {
  COUPLES, KEPT, TWINS, type Couple, type CoupleEffect, type Names,
} from "./sysctl-couples-table.ts";

export interface KeyAlias {
  /** Below /proc/sys. */
  readonly path: string;
  /** What a value under this name is under the name that was asked about; null: unknown. */
  valueOf(value: string): string | null;
  /** False where this name shows the variable less exactly than the one asked about. */
  readonly isExact: boolean;
}

/** `net/ipv4/conf/eth0/rp_filter`, which may have a form, in its parts. */
interface KeyParts {
  /** `eth0` */
  readonly name: string;
  /** `rp_filter` */
  readonly leaf: string;
  /** `net/ipv4/conf/rp_filter`, under which the forms of just this leaf are found. */
  readonly ofLeaf: string;
  /** And those of each leaf. */
  readonly ofAll: string;
}

/** A row of the table; where its name has braces, with what stands for them. */
interface FoundRow<T> {
  readonly of: T;
  readonly place: KeyParts | null;
}

interface NamedRow<T> {
  readonly name: string;
  readonly of: T;
}

const EACH = "{each}";
const DIRECTORY = "{dir}";
const LEAF = "{leaf}";
const NONE: readonly never[] = [];

/** `{each}` is not a directory that stands for others. */
const standsForAll = (name: string): boolean => name === "all" || name === "default";

const isNamed = (form: string, name: string): boolean => form === name || form === DIRECTORY
  || (form === EACH && !standsForAll(name));

/** All names with braces are among these, and a plan of many sysctls asks very often. */
const mayHaveForm = (path: string): boolean => path.startsWith("net/ipv")
  && (path.startsWith("/conf/", 8) || path.startsWith("/neigh/", 8));

const leafOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Null where no name of a form is like it. */
const placeOf = (path: string): KeyParts | null => {
  if (!mayHaveForm(path)) return null;
  const nameAt = path.indexOf("/", 9) + 1;
  const leafAt = path.lastIndexOf("/") + 1;
  if (nameAt === leafAt || path.indexOf("/", nameAt) < leafAt - 1) return null;
  const directory = path.slice(0, nameAt);
  const leaf = path.slice(leafAt);
  return { name: path.slice(nameAt, leafAt - 1), leaf, ofLeaf: directory + leaf,
    ofAll: directory + LEAF };
};

/** `{each}` stays: which interfaces exist is only known on the machine. */
const fill = (template: string, place: KeyParts | null): string => {
  if (place === null) return template;
  if (template.endsWith(LEAF)) return template.slice(0, -LEAF.length) + place.leaf;
  const at = template.indexOf(DIRECTORY);
  return at < 0 ? template
    : template.slice(0, at) + place.name + template.slice(at + DIRECTORY.length);
};

const put = <T>(rows: Map<string, T[]>, name: string, row: T): void => {
  const before = rows.get(name);
  if (before) before.push(row);
  else rows.set(name, [row]);
};

/** Rows by name where that is one name; the others by their directory and leaf. */
class RowIndex<T> {
  readonly #plain = new Map<string, FoundRow<T>[]>();
  readonly #forms = new Map<string, NamedRow<T>[]>();

  constructor(rows: readonly (readonly [string, T])[]) {
    for (const [name, of] of rows) {
      const form = name.includes("{") ? placeOf(name) : null;
      if (form === null) put(this.#plain, name, { of, place: null });
      else put(this.#forms, form.ofLeaf, { name: form.name, of });
    }
  }

  /** Whether a row has just this name. */
  has(path: string): boolean {
    return this.#plain.has(path);
  }

  find(path: string, place: KeyParts | null): readonly FoundRow<T>[] {
    const plain = this.#plain.get(path) ?? NONE;
    if (place === null) return plain;
    const own = this.#forms.get(place.ofLeaf) ?? NONE;
    const all = this.#forms.get(place.ofAll) ?? NONE;
    if (own.length + all.length === 0) return plain;
    const found = [...plain];
    for (const { name, of } of own) if (isNamed(name, place.name)) found.push({ of, place });
    for (const { name, of } of all) if (isNamed(name, place.name)) found.push({ of, place });
    return found;
  }
}

const WHOLE = /^-?\d+$/;

/** From one measure to the other, as the kernel rounds. */
const converted = (value: string, from: number | null, to: number | null): string | null => {
  if (from === to && from !== null) return value;
  if (from === null || to === null || !WHOLE.test(value)) return null;
  return String(BigInt(value) * BigInt(from) / BigInt(to));
};

const twins = new RowIndex<Names>(TWINS.flatMap((names) =>
  Object.keys(names).map((name) => [name, names] as const)));

const aliasesIn = (
  names: Names, place: KeyParts | null, path: string,
): readonly KeyAlias[] => {
  const all = Object.entries(names).map(([name, measure]) =>
    ({ path: fill(name, place), measure }));
  const own = all.find((one) => one.path === path)?.measure ?? null;
  return all.filter((one) => one.path !== path).map(({ path: other, measure }) => ({
    path: other,
    valueOf: (value) => converted(value, measure, own),
    isExact: measure !== null && (own === null || measure <= own),
  }));
};

export interface MovedKey {
  readonly path: string;
  readonly effect: CoupleEffect;
}

const writes = new RowIndex<Couple>(COUPLES.map((one) => [one.write, one]));
const moves = new RowIndex<Couple>(COUPLES.flatMap((one) =>
  one.moves.map((name) => [name, one] as const)));

const isExcepted = ({ except }: Couple, path: string): boolean =>
  except !== undefined && except.test(leafOf(path));

interface KeyRelations {
  readonly aliases: readonly KeyAlias[];
  readonly couples: readonly FoundRow<Couple>[];
  readonly movers: readonly MovedKey[];
}

const ALONE: KeyRelations = { aliases: NONE, couples: NONE, movers: NONE };

const aliasesFound = (path: string, place: KeyParts | null): readonly KeyAlias[] => {
  const found = twins.find(path, place)[0];
  return found ? aliasesIn(found.of, found.place, path) : NONE;
};

const namesWith = (path: string, aliases: readonly KeyAlias[]): readonly string[] =>
  (aliases.length === 0 ? [path] : [path, ...aliases.map((one) => one.path)]);

const relate = (path: string): KeyRelations => {
  const place = placeOf(path);
  const aliases = aliasesFound(path, place);
  const names = namesWith(path, aliases);
  const rowsOf = <T>(index: RowIndex<T>): readonly FoundRow<T>[] => (aliases.length === 0
    ? index.find(path, place) : names.flatMap((name) => index.find(name, placeOf(name))));
  const couples = rowsOf(writes).filter(({ of }) => !isExcepted(of, path));
  const movers: MovedKey[] = [];
  for (const { of: couple, place: at } of rowsOf(moves)) {
    if (isExcepted(couple, path)) continue;
    const writer = fill(couple.write, at);
    for (const one of namesWith(writer, aliasesFound(writer, placeOf(writer)))) {
      if (!names.includes(one)) movers.push({ path: one, effect: couple.effect });
    }
  }
  return aliases.length + couples.length + movers.length === 0 ? ALONE
    : { aliases, couples, movers };
};

/** Enough for every sysctl of a machine with a hundred interfaces. */
const MOST_KEPT = 20_000;
const kept = new Map<string, KeyRelations>();

/** Hardly any name is in the table. */
const mayBeCoupled = (path: string): boolean => mayHaveForm(path)
  || twins.has(path) || writes.has(path) || moves.has(path);

const relationsOf = (path: string): KeyRelations => {
  const before = kept.get(path);
  if (before) return before;
  if (kept.size >= MOST_KEPT) kept.clear();
  const relations = mayBeCoupled(path) ? relate(path) : ALONE;
  kept.set(path, relations);
  return relations;
};

/** The other names under which the kernel shows the variable of `path`. */
export const aliasesOf = (path: string): readonly KeyAlias[] => relationsOf(path).aliases;

/** Whose write moves `path`, under each of their names; not the aliases of `path` itself. */
export const moversOf = (path: string): readonly MovedKey[] => relationsOf(path).movers;

type ListDirectory = HostReader["list"];

/** The directories that stand for others come from the table itself. */
const interfacesIn = (list: ListDirectory, template: string): readonly string[] => {
  const directory = template.slice(0, template.indexOf(`/${EACH}`));
  return list(`/proc/sys/${directory}`).filter((name) => !standsForAll(name));
};

const movesOf = (
  list: ListDirectory, couple: Couple, place: KeyParts | null,
): readonly MovedKey[] => couple.moves.map((name) => fill(name, place)).flatMap((name) => {
  const paths = name.includes(EACH)
    ? interfacesIn(list, name).map((one) => name.replace(EACH, one)) : [name];
  return paths.map((path) => ({ path, effect: couple.effect }));
});

/** Whether a write of `path` changes any other sysctl. */
export const isMover = (path: string): boolean => {
  const { aliases, couples } = relationsOf(path);
  return aliases.length > 0 || couples.length > 0;
};

/** Whether a write of `path` takes another sysctl away from a value that is written after it. */
export const isOverriding = (path: string): boolean => {
  const { aliases, couples } = relationsOf(path);
  return aliases.length > 0 || couples.some(({ of }) => !KEPT.has(of.effect));
};

/** What a write of `path` moves, or may move, where `list` lists directories; not its aliases. */
export const movedBy = (list: ListDirectory, path: string): readonly MovedKey[] =>
  relationsOf(path).couples.flatMap(({ of, place }) => movesOf(list, of, place));

/** Whether any other sysctl has to do with `path`. */
export const isCoupled = (path: string): boolean => relationsOf(path) !== ALONE;

/** Any interface: what it starts with, others decide; a line of its own comes after those. */
const OF_INTERFACE = /^net\/ipv[46]\/(?:conf|neigh)\/(?!all\/|default\/)/;

export const isOfInterface = (path: string): boolean => OF_INTERFACE.test(path);

/** What a key becomes at boot when one that moves it is set to `to`; null: unknown. */
export const broughtBy = (effect: CoupleEffect, to: string): string | null => {
  switch (effect) {
    case "same": case "inherits": return to;
    case "zero": return "0";
    case "opposite": return to === "0" ? "1" : "0";
    case "switch": return to === "0" ? "0" : null;
    case "either": return to === "0" ? null : "1";
    case "permits": return null;
  }
};

/** A name whose numbers only the kernel's build explains; the one to ask for instead. */
export const exactNameOf = (path: string): string | null =>
  aliasesOf(path).find((one) => one.isExact && one.valueOf("1") === null)?.path ?? null;
