/**
 * Where git runs: a git directory that is made for one operation, out of reach of everything but
 * this process and its user, and removed afterwards. git takes configuration, hooks, references,
 * grafts and the like from there alone. Of the mirror it is given objects, which name no program.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import type { RunResult } from "../../ports/host.ts";
import { runGit, type GitOptions, type Remote } from "./run.ts";

/** What is there already, so that only what is new is asked for. */
const KNOWN = "refs/vexor/known";
/** Not the same: a branch that git does not take leaves its reference as it was, untold. */
export const INCOMING = "refs/vexor/incoming";

export interface RepositoryPaths {
  /** Where git reads objects, and writes those that it fetches. */
  readonly objects: string;
  /** Where it reads more of them. */
  readonly more?: string;
  /** What KNOWN points to. */
  readonly head: string | null;
  /** Commits whose parents are not among the objects, one a line. */
  readonly shallow?: string | null;
}

export type Git = (args: readonly string[], options?: GitOptions) => Promise<RunResult>;

/** A repository on this host belongs to another user, and git needs a setting that allows it. */
const globalConfig = ({ scheme, url }: Remote): string => (scheme !== "file" ? ""
  : `[safe]\n\tdirectory = ${url.replace(/^file:\/\//, "").replace(/\/$/, "")}\n`);

const fill = (
  directory: string, remote: Remote, { head, shallow = null }: RepositoryPaths,
): void => {
  const write = (name: string, text: string): void =>
    writeFileSync(`${directory}/${name}`, text, { flag: "wx", mode: 0o600 });
  mkdirSync(`${directory}/refs/vexor`, { recursive: true });
  write("HEAD", "ref: refs/heads/none\n");
  write("config", "[core]\n\trepositoryFormatVersion = 0\n\tbare = true\n");
  write("gitconfig", globalConfig(remote));
  if (head !== null) write(KNOWN, `${head}\n`);
  if (shallow !== null) write("shallow", shallow);
};

/** As git reads a path in a list of them, which may hold a colon. */
const inList = (path: string): string => `"${path.replace(/["\\]/g, (char) => `\\${char}`)}"`;

export const inGitDirectory = async <T>(
  remote: Remote, paths: RepositoryPaths, use: (git: Git) => Promise<T>,
): Promise<T> => {
  const { objects, more } = paths;
  const parent = process.geteuid?.() === 0 ? "/tmp" : tmpdir();
  const directory = mkdtempSync(`${parent}/vexor-git-`);
  const place = {
    GIT_DIR: directory, GIT_OBJECT_DIRECTORY: objects, GIT_CONFIG_GLOBAL: `${directory}/gitconfig`,
    ...(more === undefined ? {} : { GIT_ALTERNATE_OBJECT_DIRECTORIES: inList(more) }),
  };
  try {
    fill(directory, remote, paths);
    return await use((args, options) => runGit(remote, place, args, options));
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
};
