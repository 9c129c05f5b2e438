/**
 * The commit that a host file in a checkout stands for. simple-git asks git two questions that
 * touch neither index nor work tree, so that no hook, filter or monitor of that checkout runs; root
 * asks them as the checkout's owner. It takes 20 ms: only what is kept for the record waits for it.
 */
import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { objectId } from "../engine/source/objects.ts";
import { sha1 } from "./digest.ts";

interface SourceFile {
  readonly file: string;
  readonly text: string;
}

const LONGEST_MS = 3000;
const HARDENING = { GIT_CONFIG_NOSYSTEM: "1", GIT_NO_LAZY_FETCH: "1" };
const ENV = { PATH: "/usr/bin:/bin", LC_ALL: "C", HOME: "/nonexistent", ...HARDENING };

const checkoutOf = (path: string): string | null => {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (at === "/") return null;
  }
};

const isWritten = (listed: string, path: string, text: string): boolean => {
  const id = objectId("blob", new TextEncoder().encode(text), sha1);
  return listed.split("\0").includes(`100644 blob ${id}\t${path}`);
};

const ask = async (top: string, files: readonly SourceFile[]): Promise<string | null> => {
  const { simpleGit } = await import("simple-git");
  const { uid, gid } = statSync(join(top, ".git"));
  const git = simpleGit({ baseDir: top, timeout: { block: LONGEST_MS },
    allowEnvironment: Object.keys(HARDENING),
    ...(process.geteuid?.() === 0 ? { spawnOptions: { uid, gid } } : {}) }).env(ENV);
  const commit = (await git.raw("rev-parse", "--verify", "--quiet", "HEAD^{commit}")).trim();
  if (!/^[0-9a-f]{40}$/.test(commit)) return null;
  const paths = files.map(({ file }) => relative(top, realpathSync(file)));
  const listed = await git.raw("ls-tree", "-z", "--full-tree", commit, "--", ...paths);
  const isSame = files.every(({ text }, at) => isWritten(listed, paths[at] ?? "", text));
  return isSame ? commit : null;
};

/** HEAD's commit if all of these files are in it just as they are here, else null. */
export const commitOf = async (files: readonly SourceFile[]): Promise<string | null> => {
  try {
    const top = checkoutOf(realpathSync(files.at(-1)?.file ?? ""));
    return top === null ? null : await ask(top, files);
  } catch {
    return null; // without git, or in a checkout that git does not like, there is no commit to name
  }
};
