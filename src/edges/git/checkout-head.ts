/**
 * The commit that a checkout stands at, and what it has at some paths. The checkout's configuration
 * is not read, and nothing that it names is started: its references are files, and git is given its
 * objects alone. Runs with the rights of the checkout's owner, for whom HEAD may lead anywhere.
 */
import { commitNamed, directoriesAt, NO_REMOTE } from "./checkout-files.ts";
import { inGitDirectory } from "./git-directory.ts";

export interface CheckoutHead {
  readonly commit: string;
  /** As `git ls-tree -z` lists it. */
  readonly listed: string;
}

const LONGEST_MS = 3000;

/** Null where there is none, or where it is kept in another way than in files. */
export const checkoutHead = async (
  top: string, paths: readonly string[],
): Promise<CheckoutHead | null> => {
  const found = directoriesAt(top);
  const commit = found && commitNamed(found, "HEAD");
  if (found === null || commit === null) return null;
  const place = { objects: `${found.common}/objects`, head: null };
  return inGitDirectory(NO_REMOTE, place, async (git) => {
    const { code, stdout } = await git(["ls-tree", "-z", "--full-tree", commit, "--", ...paths],
      { timeoutMs: LONGEST_MS });
    // git's output comes as one character a byte.
    const listed = Buffer.from(stdout, "latin1").toString("utf8");
    return code === 0 ? { commit, listed } : null;
  });
};
