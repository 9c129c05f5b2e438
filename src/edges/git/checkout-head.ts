/**
 * The commit that a checkout stands at, and what it has at some paths. The checkout's configuration
 * is not read, and nothing that it names is started: its references are files, and git is given its
 * objects alone. Runs with the rights of the checkout's owner, for whom HEAD may lead anywhere.
 */
import { existsSync, lstatSync } from "node:fs";
import { resolve } from "node:path";
import { boundedBytes } from "../linux/regular-file.ts";
import { inGitDirectory } from "./git-directory.ts";
import type { Remote } from "./run.ts";

export interface CheckoutHead {
  readonly commit: string;
  /** As `git ls-tree -z` lists it. */
  readonly listed: string;
}

const LONGEST_MS = 3000;
const LARGEST_NAME = 4096;
const LARGEST_LIST = 4 * 1024 * 1024;
const COMMIT = /^[0-9a-f]{40}$/;
const REFERENCE = /^ref: (refs\/(?!.*\.\.)[A-Za-z0-9._/+@-]+)$/;

/** Nothing is fetched. */
const NO_REMOTE: Remote = { url: "/nonexistent", scheme: "file", branch: "main", sshKey: null,
  knownHosts: "/nonexistent", maxSize: LARGEST_LIST };

const textOf = (path: string, limit = LARGEST_NAME): string | null => (existsSync(path)
  ? new TextDecoder().decode(boundedBytes(path, path, limit)).trim() : null);

/** A worktree has a directory of its own, and shares the rest. */
const directoriesOf = (top: string): { readonly own: string; readonly common: string } | null => {
  const git = `${top}/.git`;
  const [, named] = lstatSync(git).isDirectory() ? [null, git]
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

/** Null where there is none, or where it is kept in another way than in files. */
export const checkoutHead = async (
  top: string, paths: readonly string[],
): Promise<CheckoutHead | null> => {
  const found = directoriesOf(top);
  if (found === null) return null;
  const { own, common } = found;
  const head = textOf(`${own}/HEAD`) ?? "";
  const [, name] = REFERENCE.exec(head) ?? [];
  const commit = name === undefined ? head
    : textOf(`${common}/${name}`) ?? packed(common, name) ?? "";
  if (!COMMIT.test(commit)) return null;
  return inGitDirectory(NO_REMOTE, { objects: `${common}/objects`, head: null }, async (git) => {
    const { code, stdout } = await git(["ls-tree", "-z", "--full-tree", commit, "--", ...paths],
      { timeoutMs: LONGEST_MS });
    // git's output comes as one character a byte.
    const listed = Buffer.from(stdout, "latin1").toString("utf8");
    return code === 0 ? { commit, listed } : null;
  });
};
