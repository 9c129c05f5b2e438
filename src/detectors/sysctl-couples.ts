/**
 * Other names of a sysctl's variable, and the sysctls that change together with it: the table's
 * names, with the interfaces of this machine in them.
 */
import type { HostReader } from "../engine/ports.ts";
import { lazy } from "./lazy.ts";
import { COUPLES, TWINS, type Couple, type Effect, type Names } from "./sysctl-couples-table.ts";

export interface Alias {
  /** Below /proc/sys. */
  readonly path: string;
  /** What a value under this name is under the name that was asked about; null: cannot be told. */
  valueOf(value: string): string | null;
  /** False where this name tells of the variable less exactly than the one asked about. */
  readonly isExact: boolean;
}

interface Form<T> {
  readonly pattern: () => RegExp;
  readonly of: T;
}

/** `{each}` is no directory that stands for others. */
const PARTS: Readonly<Record<string, string>> = { each: "(?!all/|default/)(?<each>[^/]+)" };

const patternOf = (template: string): RegExp => {
  const source = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    PARTS[name] ?? `(?<${name}>[^/]+)`);
  return new RegExp(`^${source}$`);
};

const fill = (template: string, parts: Readonly<Record<string, string>> | undefined): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => parts?.[name] ?? whole);

const isPlain = (template: string): boolean => !template.includes("{");

/** All names with parts in braces are among these, and a plan of many sysctls asks very often. */
const HAS_FORMS = /^net\/ipv[46]\/(?:conf|neigh)\//;

/** Rows by name where that is one name; the others are asked one after the other. */
class Index<T> {
  readonly #plain = new Map<string, T[]>();
  readonly #forms: Form<T>[] = [];

  constructor(rows: readonly (readonly [string, T])[]) {
    for (const [name, of] of rows) {
      if (isPlain(name)) this.#plain.set(name, [...this.#plain.get(name) ?? [], of]);
      else this.#forms.push({ pattern: lazy(() => patternOf(name)), of });
    }
  }

  find(path: string): readonly (readonly [T, Readonly<Record<string, string>> | undefined])[] {
    const plain = this.#plain.get(path)?.map((of) => [of, undefined] as const) ?? [];
    if (!HAS_FORMS.test(path)) return plain;
    return [...plain, ...this.#forms.flatMap(({ pattern, of }) => {
      const found = pattern().exec(path);
      return found ? [[of, found.groups] as const] : [];
    })];
  }
}

const NO_ALIAS: readonly Alias[] = [];
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
  names: Names, parts: Readonly<Record<string, string>> | undefined, path: string,
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

/** The other names under which the kernel shows the variable of `path`. */
export const aliasesOf = (path: string): readonly Alias[] => {
  const [found] = twins.find(path);
  return found ? aliasesIn(found[0], found[1], path) : NO_ALIAS;
};

/** `path` and its aliases. */
const namesOf = (path: string): readonly string[] =>
  [path, ...aliasesOf(path).map((one) => one.path)];

export interface Moved {
  readonly path: string;
  readonly effect: Effect;
}

const NOTHING: readonly Moved[] = [];

const writes = new Index<Couple>(COUPLES.map((one) => [one.write, one]));
const moves = new Index<readonly [Couple, string]>(COUPLES.flatMap((one) =>
  one.moves.map((name) => [name, [one, one.write]] as const)));

const leafOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const isExcepted = ({ except }: Couple, path: string): boolean =>
  except !== undefined && except.test(leafOf(path));

/** Whose write moves `path`, under each of their names; not the aliases of `path` itself. */
export const moversOf = (path: string): readonly Moved[] => {
  const own = namesOf(path);
  const found = own.flatMap((name) => moves.find(name));
  if (found.length === 0) return NOTHING;
  return found.filter(([[couple]]) => !isExcepted(couple, path))
    .flatMap(([[couple, write], parts]) =>
      namesOf(fill(write, parts)).map((one) => ({ path: one, effect: couple.effect })))
    .filter((one) => !own.includes(one.path));
};

const EACH = "{each}";

/** The directories that stand for others come from the table itself. */
const interfacesIn = (host: HostReader, template: string): readonly string[] => {
  const directory = template.slice(0, template.indexOf(`/${EACH}`));
  return host.list(`/proc/sys/${directory}`).filter((name) => name !== "all" && name !== "default");
};

const movesOf = (
  host: HostReader, couple: Couple, parts: Readonly<Record<string, string>> | undefined,
): readonly Moved[] => couple.moves.map((name) => fill(name, parts)).flatMap((name) => {
  const paths = name.includes(EACH)
    ? interfacesIn(host, name).map((one) => name.replace(EACH, one)) : [name];
  return paths.map((path) => ({ path, effect: couple.effect }));
});

const couplesOf = (
  path: string,
): readonly (readonly [Couple, Readonly<Record<string, string>> | undefined])[] =>
  namesOf(path).flatMap((name) => writes.find(name))
    .filter(([couple]) => !isExcepted(couple, path));

/** What a write of `path` moves on this machine, or may move; not its own aliases. */
export const movedBy = (host: HostReader, path: string): readonly Moved[] =>
  couplesOf(path).flatMap(([couple, parts]) => movesOf(host, couple, parts));

/** Whether any other sysctl has to do with `path`. */
export const isCoupled = (path: string): boolean =>
  aliasesOf(path).length > 0 || couplesOf(path).length > 0 || moversOf(path).length > 0;

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
