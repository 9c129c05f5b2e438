/** Whether hosts can read the directories of a commit: git lists some that their reader refuses. */
import { readTree } from "../../engine/source/git-objects.ts";
import { asVexorError, VexorError } from "../../engine/model/errors.ts";
import { quote } from "../../formats/quote.ts";
import { sha1 } from "../linux/hash.ts";
import type { Git } from "./git-directory.ts";
import type { ObjectStore } from "./object-store.ts";
import { gitErrorText } from "./run.ts";

const LARGEST = 16 * 1024 * 1024;
const LARGEST_SUM = 64 * 1024 * 1024;
const LARGEST_LIST = 64 * 1024 * 1024;

const pathsIn = (stdout: string): string => Buffer.from(stdout, "latin1").toString("utf8");

/** Hosts read no directory but those on the way to a file in YAML. */
const waysTo = (listed: string): ReadonlySet<string> => {
  const ways = new Set<string>();
  for (const [, path = ""] of listed.matchAll(/\t([^\0]*\.ya?ml)\0/g)) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const way = path.slice(0, at);
      if (ways.has(way)) break;
      ways.add(way);
    }
  }
  return ways;
};

/** One path twice, where a directory has one name twice. */
type Way = readonly [id: string, path: string];

const treesOf = async (git: Git, commit: string, listed: string): Promise<readonly Way[]> => {
  const root = await git(["rev-parse", "--verify", "--quiet", `${commit}^{tree}`]);
  const below = await git(["ls-tree", "-r", "-d", "-z", "--full-tree", commit],
    { limit: LARGEST_LIST });
  const failed = [root, below].find(({ code }) => code !== 0);
  if (failed !== undefined) throw new VexorError("SOURCE_CORRUPT", gitErrorText(failed));
  const ways = waysTo(listed);
  const found = [...pathsIn(below.stdout).matchAll(/\d{6} tree ([0-9a-f]{40})\t([^\0]*)\0/g)];
  return [[root.stdout.trim(), ""], ...found.map(([, id = "", path = ""]): Way => [id, path])
    .filter(([, path]) => ways.has(path))];
};

const refuseTree = (commit: string, path: string, body: string): void => {
  try {
    readTree(Buffer.from(body, "latin1").toString("base64"), sha1);
  } catch (error) {
    const { code, message } = asVexorError(error);
    const where = path === "" ? "the top directory" : `the directory ${quote(path)}`;
    throw new VexorError(code, `${where} of commit ${commit.slice(0, 12)} cannot be read by a host:`
      + ` ${message}`, { hint: "After the merge no host would follow. Make the directory anew by "
      + "git add and git commit, with each name once, in UTF-8." });
  }
};

/** `listed` as `git ls-tree -r -z` has it. Throws SOURCE_CORRUPT where an agent's reader would. */
export const refuseUnreadable = async (
  git: Git, store: ObjectStore, commit: string, listed: string,
): Promise<void> => {
  const trees = await treesOf(git, commit, listed);
  const ids = [...new Set(trees.map(([id]) => id))];
  const bodies = new Map((await store.objects(ids, () => LARGEST, LARGEST_SUM))
    .map(({ id, body }) => [id, body]));
  for (const [id, path] of trees) refuseTree(commit, path, bodies.get(id) ?? "");
};
