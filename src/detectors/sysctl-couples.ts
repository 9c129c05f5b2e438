/**
 * Other names of a sysctl's variable, and the sysctls that change together with it: the table's
 * names, with the interfaces of this machine in them.
 */
import type { HostReader } from "../engine/ports.ts";
import {
  COUPLES, KEPT, TWINS, type Couple, type Effect, type Names,
} from "./sysctl-couples-table.ts";

export interface Alias {
  /** Below /proc/sys. */
  readonly path: string;
  /** What a value under this name is under the name that was asked about; null: cannot be told. */
  valueOf(value: string): string | null;
  /** False where this name tells of the variable less exactly than the one asked about. */
  readonly isExact: boolean;
}

/** What stands in a path where a template has a name in braces. */
type Parts = Readonly<Record<string, string>>;
type Found<T> = readonly [T, Parts | undefined];

interface Form<T> {
  readonly words: readonly string[];
  readonly of: T;
}

const isPart = (word: string | undefined): boolean => word?.startsWith("{") === true;

/** `{each}` is no directory that stands for others. */
const standsForAll = (word: string): boolean => word === "all" || word === "default";

/** By index: an iterator would make an array of each word, for hundreds of keys. */
const partsIn = (template: readonly string[], words: readonly string[]): Parts | null => {
  if (template.length !== words.length) return null;
  const parts: Record<string, string> = {};
  for (let at = 0; at < words.length; at++) {
    const wanted = template[at] ?? "";
    const word = words[at] ?? "";
    if (wanted === word) continue;
    if (!isPart(wanted) || (wanted === EACH && standsForAll(word))) return null;
    parts[wanted.slice(1, -1)] = word;
  }
  return parts;
};

const fill = (template: string, parts: Parts | undefined): string => {
  let text = template;
  for (const name in parts) text = text.replace(`{${name}}`, () => parts[name] ?? "");
  return text;
};

const EACH = "{each}";
const LEAF = "{leaf}";
const NONE: readonly never[] = [];

/** All names with parts in braces are among these, and a plan of many sysctls asks very often. */
const mayHaveForm = (path: string): boolean => path.startsWith("net/ipv")
  && (path.startsWith("/conf/", 8) || path.startsWith("/neigh/", 8));

const leafOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Under what forms are found: by their directory (`net/ipv4/conf`) and their last word. */
interface Place {
  readonly ofLeaf: string;
  readonly ofAll: string;
}

const placeOf = (path: string): Place => {
  const directory = path.slice(0, path.indexOf("/", 9));
  return { ofLeaf: `${directory}/${leafOf(path)}`, ofAll: `${directory}/${LEAF}` };
};

const put = <T>(rows: Map<string, T[]>, name: string, row: T): void => {
  const before = rows.get(name);
  if (before) before.push(row);
  else rows.set(name, [row]);
};

/** Rows by name where that is one name; the others by their place. */
class Index<T> {
  readonly #plain = new Map<string, Found<T>[]>();
  readonly #forms = new Map<string, Form<T>[]>();

  constructor(rows: readonly (readonly [string, T])[]) {
    for (const [name, of] of rows) {
      const form = { words: name.split("/"), of };
      if (name.includes("{")) put(this.#forms, placeOf(name).ofLeaf, form);
      else put(this.#plain, name, [of, undefined]);
    }
  }

  /** Whether a row has just this name. */
  has(path: string): boolean {
    return this.#plain.has(path);
  }

  find(path: string, place: Place | null): readonly Found<T>[] {
    const plain = this.#plain.get(path) ?? NONE;
    const forms = place === null ? NONE : this.#findForms(path, place);
    return forms.length === 0 ? plain : [...plain, ...forms];
  }

  #findForms(path: string, { ofLeaf, ofAll }: Place): readonly Found<T>[] {
    const own = this.#forms.get(ofLeaf) ?? NONE;
    const all = this.#forms.get(ofAll) ?? NONE;
    if (own.length + all.length === 0) return NONE;
    const words = path.split("/");
    return [...own, ...all].flatMap(({ words: template, of }): readonly Found<T>[] => {
      const parts = partsIn(template, words);
      return parts === null ? NONE : [[of, parts]];
    });
  }
}

const WHOLE = /^-?\d+$/;

/** From one measure to the other, as the kernel rounds. */
const converted = (value: string, from: number | null, to: number | null): string | null => {
  if (from === to && from !== null) return value;
  if (from === null || to === null || !WHOLE.test(value)) return null;
  return String(BigInt(value) * BigInt(from) / BigInt(to));
};

const twins = new Index<Names>(TWINS.flatMap((names) =>
  Object.keys(names).map((name) => [name, names] as const)));

const aliasesIn = (
  names: Names, parts: Parts | undefined, path: string,
): readonly Alias[] => {
  const all = Object.entries(names).map(([name, measure]) =>
    ({ path: fill(name, parts), measure }));
  const own = all.find((one) => one.path === path)?.measure ?? null;
  return all.filter((one) => one.path !== path).map(({ path: other, measure }) => ({
    path: other,
    valueOf: (value) => converted(value, measure, own),
    isExact: measure !== null && (own === null || measure <= own),
  }));
};

export interface Moved {
  readonly path: string;
  readonly effect: Effect;
}

const writes = new Index<Couple>(COUPLES.map((one) => [one.write, one]));
const moves = new Index<readonly [Couple, string]>(COUPLES.flatMap((one) =>
  one.moves.map((name) => [name, [one, one.write]] as const)));

const isExcepted = ({ except }: Couple, path: string): boolean =>
  except !== undefined && except.test(leafOf(path));

interface Relations {
  readonly aliases: readonly Alias[];
  readonly couples: readonly Found<Couple>[];
  readonly movers: readonly Moved[];
}

const ALONE: Relations = { aliases: NONE, couples: NONE, movers: NONE };

const placeIn = (path: string): Place | null => (mayHaveForm(path) ? placeOf(path) : null);

const aliasesFound = (path: string, place: Place | null): readonly Alias[] => {
  const [found] = twins.find(path, place);
  return found ? aliasesIn(found[0], found[1], path) : NONE;
};

const withAliases = (path: string): readonly string[] =>
  [path, ...aliasesFound(path, placeIn(path)).map((one) => one.path)];

const relate = (path: string): Relations => {
  const place = placeIn(path);
  const aliases = aliasesFound(path, place);
  const names = [path, ...aliases.map((one) => one.path)];
  const rowsOf = <T>(index: Index<T>): readonly Found<T>[] => (aliases.length === 0
    ? index.find(path, place) : names.flatMap((name) => index.find(name, placeIn(name))));
  const couples = rowsOf(writes).filter(([couple]) => !isExcepted(couple, path));
  const movers = rowsOf(moves).filter(([[couple]]) => !isExcepted(couple, path))
    .flatMap(([[couple, write], parts]) =>
      withAliases(fill(write, parts)).map((one) => ({ path: one, effect: couple.effect })))
    .filter((one) => !names.includes(one.path));
  return aliases.length + couples.length + movers.length === 0 ? ALONE
    : { aliases, couples, movers };
};

/** Enough for every sysctl of a machine with a hundred interfaces. */
const MOST_KEPT = 20_000;
const kept = new Map<string, Relations>();

/** Hardly any name is in the table, and a plan asks about each of its keys. */
const mayBeCoupled = (path: string): boolean => mayHaveForm(path)
  || twins.has(path) || writes.has(path) || moves.has(path);

const relationsOf = (path: string): Relations => {
  if (!mayBeCoupled(path)) return ALONE;
  const before = kept.get(path);
  if (before) return before;
  if (kept.size >= MOST_KEPT) kept.clear();
  const relations = relate(path);
  kept.set(path, relations);
  return relations;
};

/** The other names under which the kernel shows the variable of `path`. */
export const aliasesOf = (path: string): readonly Alias[] => relationsOf(path).aliases;

/** Whose write moves `path`, under each of their names; not the aliases of `path` itself. */
export const moversOf = (path: string): readonly Moved[] => relationsOf(path).movers;

type List = HostReader["list"];

/** The directories that stand for others come from the table itself. */
const interfacesIn = (list: List, template: string): readonly string[] => {
  const directory = template.slice(0, template.indexOf(`/${EACH}`));
  return list(`/proc/sys/${directory}`).filter((name) => !standsForAll(name));
};

const movesOf = (
  list: List, couple: Couple, parts: Parts | undefined,
): readonly Moved[] => couple.moves.map((name) => fill(name, parts)).flatMap((name) => {
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
  return aliases.length > 0 || couples.some(([{ effect }]) => !KEPT.has(effect));
};

/** What a write of `path` moves, or may move, where `list` lists directories; not its aliases. */
export const movedBy = (list: List, path: string): readonly Moved[] =>
  relationsOf(path).couples.flatMap(([couple, parts]) => movesOf(list, couple, parts));

/** Whether any other sysctl has to do with `path`. */
export const isCoupled = (path: string): boolean => relationsOf(path) !== ALONE;

/** Any interface: what it starts with, others decide; a line of its own comes after those. */
const OF_INTERFACE = /^net\/ipv[46]\/(?:conf|neigh)\/(?!all\/|default\/)/;

export const isOfInterface = (path: string): boolean => OF_INTERFACE.test(path);

/** What a key becomes at boot when one that moves it is set to `to`; null: it cannot be told. */
export const broughtBy = (effect: Effect, to: string): string | null => {
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
