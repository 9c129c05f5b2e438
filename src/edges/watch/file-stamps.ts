/**
 * Whether files, links and directories are as they were, for a few calls each time. Most of what is
 * watched does not exist: of that, the nearest name above it shows when others come or go.
 */
import { lstatSync, statSync, type Stats } from "node:fs";
import { dirname } from "node:path";

/** As a number, a time of change is exact to a quarter of a microsecond; a bigint costs more. */
const QUIET = { throwIfNoEntry: false } as const;
const ABSENT = "absent";

const stampOf = (stats: Stats | undefined): string =>
  (stats ? `${stats.dev}:${stats.ino}:${stats.ctimeMs}` : ABSENT);

/** What cannot stay the same while it changes: of a link both count, it and what it leads to. */
const markOf = (path: string): string => {
  try {
    const own = lstatSync(path, QUIET);
    return own?.isSymbolicLink() ? `${stampOf(own)} ${stampOf(statSync(path, QUIET))}`
      : stampOf(own);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
};

/** The nearest name above `path`, be it a link that leads nowhere. */
const above = (path: string): string => {
  const parent = dirname(path);
  return markOf(parent) === ABSENT ? above(parent) : parent;
};

const areAsMarked = (marks: ReadonlyMap<string, string>): boolean => {
  for (const [path, mark] of marks) if (markOf(path) !== mark) return false;
  return true;
};

const ofEach = <T>(paths: Iterable<string>, of: (path: string) => T): Map<string, T> =>
  new Map([...paths].map((path) => [path, of(path)]));

/**
 * As long as these are as marked, all of `marks` are. What is above is marked first: a name that
 * comes meanwhile has then changed it.
 */
const witnessesOf = (marks: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
  const parents = ofEach(marks.keys(), above);
  const stamps = ofEach(new Set(parents.values()), markOf);
  return new Map([...marks].map(([path, mark]) => {
    const near = parents.get(path) ?? "/";
    const isAbsent = mark === ABSENT && markOf(path) === ABSENT;
    return isAbsent ? [near, stamps.get(near) ?? ABSENT] : [path, mark];
  }));
};

export const createFileStamps = () => {
  let marks = new Map<string, string>();
  let witnesses: ReadonlyMap<string, string> = marks;
  return {
    /** Those that were kept before keep their mark. */
    keep: (paths: readonly string[]): void => {
      marks = ofEach(paths, (path) => marks.get(path) ?? markOf(path));
      witnesses = witnessesOf(marks);
    },
    /** An event has reported it already. */
    renew: (path: string): void => {
      if (marks.has(path)) marks.set(path, markOf(path));
    },
    /** Those that are not as marked; from now on they are. */
    changed: (): readonly string[] => {
      if (areAsMarked(witnesses)) return [];
      const before = marks;
      marks = ofEach(before.keys(), markOf);
      witnesses = witnessesOf(marks);
      return [...marks.keys()].filter((path) => marks.get(path) !== before.get(path));
    },
  };
};
