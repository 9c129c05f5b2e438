/**
 * A checkout's references, read as the files that they are: git would read the checkout's own
 * configuration first, which may name programs. Runs with the rights of the checkout's owner, for
 * whom such a file may lead anywhere.
 */
import { existsSync, lstatSync } from "node:fs";
import { resolve } from "node:path";
import { boundedBytes } from "../linux/regular-file.ts";
import type { Remote } from "./run.ts";

export interface GitDirectories {
  /** Of the worktree. */
  readonly own: string;
  /** What it shares with other worktrees. */
  readonly common: string;
}

const LARGEST_NAME = 4096;
const LARGEST_LIST = 4 * 1024 * 1024;
const COMMIT = /^[0-9a-f]{40}$/;
const REFERENCE = /^ref: (refs\/(?!.*\.\.)[A-Za-z0-9._/+@-]+)$/;
const MOST_STEPS = 5;

/** Nothing is fetched. */
export const NO_REMOTE: Remote = { url: "/nonexistent", scheme: "file", branch: "main",
  sshKey: null, knownHosts: "/nonexistent", maxSize: LARGEST_LIST };

const textOf = (path: string, limit = LARGEST_NAME): string | null =>
  (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false
    ? new TextDecoder().decode(boundedBytes(path, path, limit)).trim() : null);

const isBare = (directory: string): boolean =>
  ["HEAD", "objects", "refs"].every((name) => existsSync(`${directory}/${name}`));

/** Of a worktree, or of a repository without one; null where there is neither. */
export const directoriesAt = (top: string): GitDirectories | null => {
  const git = `${top}/.git`;
  const stats = lstatSync(git, { throwIfNoEntry: false });
  if (stats === undefined) return isBare(top) ? { own: top, common: top } : null;
  const [, named] = stats.isDirectory() ? [null, git]
    : /^gitdir: (.+)$/.exec(textOf(git) ?? "") ?? [];
  if (named === undefined) return null;
  const own = resolve(top, named);
  return { own, common: resolve(own, textOf(`${own}/commondir`) ?? ".") };
};

const packed = (common: string, name: string): string | null => {
  const line = (textOf(`${common}/packed-refs`, LARGEST_LIST) ?? "").split("\n")
    .find((one) => one.endsWith(` ${name}`));
  return line?.slice(0, line.indexOf(" ")) ?? null;
};

const refFile = ({ own, common }: GitDirectories, name: string): string | null =>
  textOf(`${own}/${name}`) ?? textOf(`${common}/${name}`) ?? packed(common, name);

/** The id of what a reference, by its whole name, leads to; null where there is none. */
export const commitNamed = (directories: GitDirectories, name: string): string | null => {
  let at = name;
  for (let step = 0; step < MOST_STEPS; step++) {
    const [text = ""] = (refFile(directories, at) ?? "").split("\t"); // FETCH_HEAD says more
    const [, next] = REFERENCE.exec(text) ?? [];
    if (next === undefined) return COMMIT.test(text) ? text : null;
    at = next;
  }
  return null;
};

/** The commits whose parents are not here, in git's own form; null where history is whole. */
export const shallowIn = ({ common }: GitDirectories): string | null => {
  const lines = (textOf(`${common}/shallow`, LARGEST_LIST) ?? "").split("\n")
    .filter((line) => COMMIT.test(line));
  return lines.length === 0 ? null : lines.map((line) => `${line}\n`).join("");
};
