/**
 * The way to a key file, link by link, as the kernel would go it: who can write on that way decides
 * which file the name means tomorrow.
 */
import { lstatSync, readlinkSync, type Stats } from "node:fs";

const MAX_LINKS = 40;
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

interface PathStep {
  readonly path: string;
  readonly stats: Stats;
}

export interface KeyPath {
  /** Where it ends, seen from the root. */
  readonly end: string;
  /** Null when nothing is there. */
  readonly stats: Stats | null;
  readonly circles: boolean;
  readonly links: readonly PathStep[];
  readonly directories: readonly PathStep[];
}

const partsOf = (path: string): string[] => path.split("/").filter((part) => part && part !== ".");

const lstatOrNull = (path: string): Stats | null => {
  try {
    return lstatSync(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
};

/** Throws what lstat throws where a directory on the way cannot be searched. */
export const keyPath = (root: string, path: string): KeyPath => {
  const todo = partsOf(path);
  const links: PathStep[] = [];
  const directories: PathStep[] = [];
  let end = "";
  let stats = lstatOrNull(`${root}/`);
  while (todo.length > 0 && links.length <= MAX_LINKS) {
    if (stats) directories.push({ path: end || "/", stats });
    const part = todo.shift() ?? "";
    const next = part === ".." ? end.slice(0, Math.max(end.lastIndexOf("/"), 0)) : `${end}/${part}`;
    stats = lstatOrNull(`${root}${next}` || "/");
    if (!stats?.isSymbolicLink()) {
      end = next;
      continue;
    }
    links.push({ path: next, stats });
    const target = readlinkSync(root + next);
    if (target.startsWith("/")) end = "";
    todo.unshift(...partsOf(target));
    stats = lstatOrNull(`${root}${end}` || "/");
  }
  return { end: end || "/", stats, links, directories, circles: links.length > MAX_LINKS };
};

const holderOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";

const rights = ({ mode, uid }: Stats): string =>
  `mode ${(mode & 0o7777).toString(8).padStart(4, "0")}, owner ${uid}`;

/**
 * Why another user than root and the file's owner could make the links lead elsewhere, or null. In
 * a directory such as /tmp no user can move another's entries, but a link's own place must be
 * closed.
 */
export const openTo = ({ end, links, directories }: KeyPath, owner: number): string | null => {
  const trusted = (uid: number): boolean => uid === 0 || uid === owner;
  const stranger = links.find(({ stats }) => !trusted(stats.uid));
  if (stranger) return `the link ${stranger.path} was made by user ${stranger.stats.uid}`;
  const closed = new Set([holderOf(end), ...links.map(({ path }) => holderOf(path))]);
  const open = directories.find(({ path, stats }) => !trusted(stats.uid)
    || ((stats.mode & OTHERS_WRITE) !== 0 && (closed.has(path) || (stats.mode & STICKY) === 0)));
  return open ? `others can write in ${open.path} (${rights(open.stats)})` : null;
};
