/**
 * Unit files, read as systemd's manager reads them.
 *
 * A unit has one main file, the first of its name in the search path, and any number of drop-ins:
 * `*.conf` in `<unit>.d`, for an instance also in the template's `.d`, for `a-b.service` also in
 * `a-.service.d`, last in `service.d`, each in every directory of the search path. Of drop-ins with
 * one file name only the first is read (a link to /dev/null so hides the others); what is left is
 * read in file-name order whatever directory it is in, so `99-x.conf` in /usr/lib wins over
 * `50-x.conf` in /etc. A link to another unit is an alias, and both names' drop-ins count.
 */
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";
import { parseUnitFile, type Assignment } from "./unit-syntax.ts";

/** As `systemd-analyze unit-paths` prints it, highest priority first. */
const SEARCH_PATH = [
  "/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient",
  "/run/systemd/generator.early", "/etc/systemd/system", "/etc/systemd/system.attached",
  "/run/systemd/system", "/run/systemd/system.attached", "/run/systemd/generator",
  "/usr/local/lib/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system",
  "/run/systemd/generator.late",
];

const CONF_DIRS = ["/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/lib/systemd",
  "/usr/lib/systemd"];

const MAX_ALIASES = 8;

export interface UnitFiles {
  readonly name: string;
  /** The main file; null when no directory has one. */
  readonly fragment: string | null;
  /** The main file is empty or a link to /dev/null: systemd refuses to start the unit. */
  readonly masked: boolean;
  /** Drop-ins that count, in the order they are read. */
  readonly dropIns: readonly string[];
  /** Of the main file and then of the drop-ins: the last one wins, lists add up. */
  readonly assignments: readonly Assignment[];
}

interface UnitDir {
  readonly dir: string;
  readonly names: readonly string[];
  readonly has: (name: string) => boolean;
}

/** The search path, each directory listed once, as systemd does, and each file read once. */
export interface UnitPath {
  readonly host: HostReader;
  readonly dirs: readonly UnitDir[];
  /** What is already known of it. */
  readonly seen: {
    readonly fragments: Map<string, string | null>;
    readonly units: Map<string, UnitFiles>;
    readonly parsed: Map<string, readonly Assignment[]>;
    /** Units by the other names that lead to them and have drop-ins of their own. */
    readonly aliases: () => ReadonlyMap<string, string>;
    readonly manager: () => readonly Assignment[];
  };
}

/** A drop-in as it would be: `text` instead of what is (or is not) there; null is "absent". */
export interface HypotheticalDropIn {
  readonly path: string;
  readonly text: string | null;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

export const readUnitPath = (host: HostReader): UnitPath => {
  const merged = host.resolve("/lib") === "/usr/lib";
  const dirs = SEARCH_PATH.filter((dir) => !(merged && dir.startsWith("/lib/"))).map((dir) => {
    const names = host.list(dir);
    const known = new Set(names);
    return { dir, names, has: (name: string) => known.has(name) };
  });
  const unitPath: UnitPath = { host, dirs, seen: {
    fragments: new Map(), units: new Map(), parsed: new Map(),
    aliases: lazy(() => aliasesWithDropIns(unitPath)),
    manager: lazy(() => readManagerConf(unitPath)),
  } };
  return unitPath;
};

const typeOf = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

const templateOf = (name: string): string | null =>
  /@.+\./.test(name) ? name.replace(/@.*(?=\.[a-z]+$)/, "@") : null;

/** `a-b-c` gives `a-b-`; one trailing dash is cut off first. */
const dashPrefix = (prefix: string): string | null => {
  const stem = prefix.endsWith("-") ? prefix.slice(0, -1) : prefix;
  const dash = stem.lastIndexOf("-");
  return dash > 0 ? stem.slice(0, dash + 1) : null;
};

/** Names whose `.d` directories hold drop-ins for `name`, most specific first. */
const dropInNames = (name: string): readonly string[] => {
  const template = templateOf(name);
  const [, prefix = "", instance = ""] = /^([^@]*)(@.*)?\.[a-z]+$/.exec(name) ?? [];
  const shorter = dashPrefix(prefix);
  const rest = template || instance !== "@" ? instance : "";
  return [name, ...(template ? dropInNames(template) : []),
    ...(shorter ? dropInNames(`${shorter}${rest}.${typeOf(name)}`) : [])];
};

const isMask = (host: HostReader, path: string): boolean =>
  host.link(path) === "/dev/null" || host.stat(path)?.size === 0;

/** The first path in the search path for `name`, or for its template. */
export const findFragment = (unitPath: UnitPath, name: string): string | null => {
  const { fragments } = unitPath.seen;
  const known = fragments.get(name);
  if (known !== undefined) return known;
  const found = searchFragment(unitPath, name);
  fragments.set(name, found);
  return found;
};

const searchFragment = ({ host, dirs }: UnitPath, name: string): string | null => {
  for (const candidate of [name, templateOf(name)]) {
    if (candidate === null) continue;
    for (const { dir, has } of dirs) {
      const path = `${dir}/${candidate}`;
      if (!has(candidate)) continue;
      if (host.link(path) === "/dev/null" || host.stat(path)?.kind === "file") return path;
    }
  }
  return null;
};

/** The unit that an alias means: a link to another name within the search path. */
const aliasTarget = (host: HostReader, path: string): string | null => {
  if (host.link(path) === null) return null;
  const target = host.resolve(path);
  if (target === null) return null;
  const base = nameOf(target);
  const known = SEARCH_PATH.includes(target.slice(0, -base.length - 1));
  return known && base !== nameOf(path) ? base : null;
};

const aliasesWithDropIns = (unitPath: UnitPath): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const { names } of unitPath.dirs) {
    for (const entry of names) {
      const other = entry.slice(0, -2);
      if (!entry.endsWith(".d") || found.has(other)) continue;
      const path = findFragment(unitPath, other);
      const target = path && aliasTarget(unitPath.host, path);
      if (target && target !== other && typeOf(target) === typeOf(other)) found.set(other, target);
    }
  }
  return found;
};

const aliasesOf = ({ seen }: UnitPath, name: string): readonly string[] =>
  [...seen.aliases()].flatMap(([other, target]) => (target === name ? [other] : []))
    .slice(0, MAX_ALIASES);

interface DropIn {
  readonly path: string;
  readonly assignments: readonly Assignment[];
}

const readDropIns = (
  unitPath: UnitPath, dirs: readonly string[], hypothetical?: HypotheticalDropIn,
): readonly DropIn[] => {
  const first = new Map<string, string>();
  for (const dir of dirs) {
    const ours = hypothetical?.path.startsWith(`${dir}/`) ? hypothetical.path.slice(dir.length + 1)
      : null;
    const names = unitPath.host.list(dir).filter((name) => name !== ours);
    if (ours !== null && hypothetical?.text !== null) names.push(ours);
    for (const name of names) {
      if (name.endsWith(".conf") && !name.startsWith(".") && !first.has(name)) {
        first.set(name, `${dir}/${name}`);
      }
    }
  }
  // The sort is by bytes in systemd; UTF-16 order differs for no name in use.
  return [...first.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, path]) => {
    const assignments = path === hypothetical?.path
      ? parseUnitFile(path, hypothetical.text ?? "") : parsedAt(unitPath, path);
    return assignments === null ? [] : [{ path, assignments }];
  });
};

const readRegular = (host: HostReader, path: string): string | null =>
  host.link(path) === "/dev/null" || host.stat(path)?.kind !== "file" ? null : host.read(path);

/** Null for what is not a regular file. */
const parsedAt = ({ host, seen }: UnitPath, path: string): readonly Assignment[] | null => {
  const known = seen.parsed.get(path);
  if (known) return known;
  const text = readRegular(host, path);
  if (text === null) return null;
  const assignments = parseUnitFile(path, text);
  seen.parsed.set(path, assignments);
  return assignments;
};

/** Drop-in directories for these names of one unit, in order of priority. */
const dropInDirs = (
  { dirs }: UnitPath, names: readonly string[], type: string, hypothetical?: HypotheticalDropIn,
): readonly string[] => {
  const those = (name: string): readonly string[] => {
    const entries = (name === type ? [type] : dropInNames(name)).map((drop) => `${drop}.d`);
    return dirs.flatMap(({ dir, has }) => entries
      .filter((entry) => has(entry) || hypothetical?.path.startsWith(`${dir}/${entry}/`))
      .map((entry) => `${dir}/${entry}`));
  };
  return [...names, type].flatMap(those);
};

/** Every place where systemd looks for something of this unit, there or not. */
export const unitPlaces = (name: string): readonly string[] =>
  SEARCH_PATH.flatMap((dir) => [`${dir}/${name}`,
    ...[...dropInNames(name), typeOf(name)].map((drop) => `${dir}/${drop}.d`)]);

const assembleUnit = (
  unitPath: UnitPath, asked: string, hypothetical?: HypotheticalDropIn,
): UnitFiles => {
  const { host } = unitPath;
  const named = findFragment(unitPath, asked);
  const name = (named && aliasTarget(host, named)) ?? asked;
  const fragment = name === asked ? named : findFragment(unitPath, name);
  const names = new Set([name, asked, ...aliasesOf(unitPath, name)]);
  const dirs = dropInDirs(unitPath, [...names], typeOf(name), hypothetical);
  const masked = fragment !== null && isMask(host, fragment);
  const main = fragment === null || masked ? [] : parsedAt(unitPath, fragment) ?? [];
  const dropIns = readDropIns(unitPath, dirs, hypothetical);
  return {
    name, fragment, masked,
    dropIns: dropIns.map(({ path }) => path),
    assignments: [...main, ...dropIns.flatMap(({ assignments }) => assignments)],
  };
};

/** A unit that no directory has still gets its drop-ins: slices exist without a file. */
export const readUnitFiles = (
  unitPath: UnitPath, asked: string, hypothetical?: HypotheticalDropIn,
): UnitFiles => {
  if (hypothetical !== undefined) return assembleUnit(unitPath, asked, hypothetical);
  const { units } = unitPath.seen;
  const files = units.get(asked) ?? assembleUnit(unitPath, asked);
  units.set(asked, files);
  return files;
};

/** /etc/systemd/system.conf and its drop-ins: what every unit starts from. */
const readManagerConf = (unitPath: UnitPath): readonly Assignment[] => {
  const main = "/etc/systemd/system.conf";
  return [...parseUnitFile(main, unitPath.host.read(main) ?? ""),
    ...readDropIns(unitPath, CONF_DIRS.map((dir) => `${dir}/system.conf.d`))
      .flatMap(({ assignments }) => assignments)];
};

/** Names of all services that have a main file, templates included; sorted. */
export const listServices = ({ dirs }: UnitPath): readonly string[] =>
  [...new Set(dirs.flatMap(({ names }) => names))].filter((name) => name.endsWith(".service"))
    .sort();

/** Services with a file, main or drop-in, that holds one of `words`. */
export const servicesSaying = ({ host, dirs }: UnitPath, words: RegExp): readonly string[] => {
  const found = new Set<string>();
  for (const { dir, names } of dirs) {
    for (const entry of names) {
      const name = /^(.*[^@]\.service)(\.d)?$/.exec(entry)?.[1];
      if (!name || found.has(name)) continue;
      const path = `${dir}/${entry}`;
      const isDir = entry.endsWith(".d");
      const paths = isDir ? host.list(path).map((file) => `${path}/${file}`) : [path];
      if (paths.some((path) => words.test(readRegular(host, path) ?? ""))) found.add(name);
    }
  }
  return [...found].sort();
};
