/** Whether only root could have put there what a path leads to. */
import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { shellPath } from "../../formats/shell-word.ts";

const OTHERS_WRITE = 0o002;
const GROUP_WRITES = 0o020;
const STICKY = 0o1000;
const MOST_LINKS = 40;

const isOwn = ({ uid }: Stats, owner: number): boolean => uid === 0 || uid === owner;

/** A user's private group has the user's number: many systems let it write by default. */
const isForOthers = ({ mode, gid }: Stats, owner: number): boolean => (mode & OTHERS_WRITE) !== 0
  || ((mode & GROUP_WRITES) !== 0 && (owner === 0 || gid !== owner));

/** In a directory that is sticky, only an entry's owner can put another in its place. */
const isSafe = (stats: Stats, owner: number, isLast: boolean): boolean => {
  if (!isOwn(stats, owner)) return false;
  if (stats.isSymbolicLink() || !isForOthers(stats, owner)) return true;
  return !isLast && stats.isDirectory() && (stats.mode & STICKY) !== 0;
};

const stepsOf = (path: string): readonly string[] =>
  path.split("/").filter((step) => step !== "" && step !== ".");

/** Undefined also when that is not for this user to know. */
const statsOf = (path: string): Stats | undefined => {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
};

interface Walk {
  readonly owner: number;
  /** Whether what the path ends in is itself on the way to something. */
  readonly goesOn: boolean;
}

/** `at` has no link in it, but perhaps as its last step. */
const walk = (at: string, todo: readonly string[], way: Walk, links: number): string | null => {
  const stats = statsOf(at);
  const isLast = todo.length === 0 && !way.goesOn;
  if (!stats || links > MOST_LINKS || !isSafe(stats, way.owner, isLast)) return at;
  if (stats.isSymbolicLink()) {
    const target = readlinkSync(at);
    const from = target.startsWith("/") ? "/" : dirname(at);
    return walk(from, [...stepsOf(target), ...todo], way, links + 1);
  }
  const [step, ...rest] = todo;
  if (step === undefined) return null;
  return walk(step === ".." ? dirname(at) : join(at, step), rest, way, links);
};

/**
 * The first step on the way to an absolute path that others than root, or `owner`, may turn
 * elsewhere, or that is not there: the file, each directory, each link and its own directories.
 * Null when there is none.
 */
export const othersMayWrite = (path: string, owner = 0): string | null =>
  walk("/", stepsOf(path), { owner, goesOn: false }, 0);

/** The same of a new entry of that directory: it may be sticky, as `/tmp` is. */
export const othersMayReplaceIn = (path: string, owner: number): string | null =>
  walk("/", stepsOf(path), { owner, goesOn: true }, 0);

export const isRootsAlone = (path: string, owner = 0): boolean =>
  othersMayWrite(path, owner) === null;

/** On the machine itself root alone is trusted; a tree belongs to the user who works on it. */
export const trustedIn = (root: string): number => (root === "" ? 0 : process.geteuid?.() ?? 0);

/** What closes the step of a path that others may change. */
export const closing = (step: string): string =>
  `chown root ${shellPath(step)} && chmod go-w ${shellPath(step)}`;
