/**
 * Only forward: a new head is accepted when the last accepted commit is among its ancestors. An
 * attacker who can rewrite or reset a branch could otherwise bring back any old mistake that was
 * ever signed.
 */
import { VexorError } from "../model/errors.ts";
import type { Commit } from "./git-objects.ts";

type Commits = ReadonlyMap<string, Commit>;

/** What is reachable from `start`, as far as the objects at hand tell; `start` is in it. */
const reachable = (start: string, commits: Commits, stop: ReadonlySet<string>): Set<string> => {
  const seen = new Set<string>();
  const todo = [start];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (!stop.has(id)) todo.push(...commits.get(id)?.parents ?? []);
  }
  return seen;
};

export const short = (id: string): string => id.slice(0, 12);

const notForward = (head: string, anchor: string, older: ReadonlySet<string>): VexorError => {
  const what = older.has(head) ? "was set back: it is older than"
    : "was rewritten: it does not contain";
  return new VexorError("SOURCE_REWRITTEN",
    `the branch is at ${short(head)} and ${what} ${short(anchor)}, the last accepted commit`,
    { hint: `If that was meant: vexor source accept ${head} --why REASON.` });
};

/**
 * The commits that `head` adds to `anchor`, head first. `whole`: all of them, those of merged
 * branches too, must be at hand; else those on the way will do. Throws SOURCE_REWRITTEN, and
 * SOURCE_CORRUPT when one is not there.
 */
export const followChain = (
  head: string, anchor: string, commits: Commits, whole: boolean,
): readonly Commit[] => {
  const older = reachable(anchor, commits, new Set());
  const seen = reachable(head, commits, older);
  if (!seen.has(anchor)) throw notForward(head, anchor, older);
  const added = [...seen].filter((id) => !older.has(id));
  const lost = added.find((id) => !commits.has(id));
  if (whole && lost !== undefined) {
    throw new VexorError("SOURCE_CORRUPT", `the proof lacks the commit ${lost}`);
  }
  return added.flatMap((id) => commits.get(id) ?? []);
};
