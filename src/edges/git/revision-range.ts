/**
 * Two revisions of a checkout, and what differs between them, as git's objects tell: nothing is
 * checked out, and no name of a file is taken from a forge. As in `checkout-files.ts`, git is given
 * the objects alone. Runs with the rights of the checkout's owner.
 */
import { VexorError } from "../../engine/model/errors.ts";
import { quote } from "../../formats/quote.ts";
import {
  commitNamed, directoriesAt, NO_REMOTE, shallowIn, type GitDirectories,
} from "./checkout-files.ts";
import { inGitDirectory, type Git } from "./git-directory.ts";
import { DamagedRepository, ObjectStore, type ObjectHead } from "./object-store.ts";
import { refuseUnreadable } from "./readable-trees.ts";
import { gitErrorText } from "./run.ts";

export interface RangeNames {
  readonly base: string;
  readonly head: string;
}

export interface RangeAnswer {
  readonly base: string;
  readonly head: string;
  /** The newest commit that both build on: what HEAD is compared with. */
  readonly from: string;
  /** What each commit of these holds, as `git ls-tree -r -z` lists it. */
  readonly listed: Readonly<Record<string, string>>;
}

/** Null: it has more bytes than were asked for. One character a byte. */
export type BlobAnswer = readonly (readonly [id: string, body: string | null])[];

const LONGEST_MS = 60_000;
const LARGEST_LIST = 64 * 1024 * 1024;
/** A pack of any size is read through windows: memory is bounded (`run.ts`), and a pack is not. */
const IN_WINDOWS = ["-c", "core.packedGitWindowSize=8m", "-c", "core.packedGitLimit=64m"];
const REMOTE = { ...NO_REMOTE, maxSize: 256 * 1024 * 1024 };

const REVISION = /^(?!.*\.\.)(@|[A-Za-z0-9_][A-Za-z0-9._/+-]{0,250})((?:[~^]\d{0,5})*)$/;

const unknown = (message: string, hint?: string): VexorError =>
  new VexorError("REVISION_UNKNOWN", message, hint === undefined ? {} : { hint });

const directoriesOf = (top: string): GitDirectories => {
  const found = directoriesAt(top);
  if (found !== null) return found;
  throw unknown(`${quote(top)} is not a git repository`, "Name one with --repo DIR.");
};

const NAMESPACES = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];

interface Reference {
  readonly name: string;
  readonly id: string;
}

const referencesOf = (
  directories: GitDirectories, names: readonly string[],
): readonly Reference[] => names.flatMap((name) => {
  const id = commitNamed(directories, name);
  return id === null ? [] : [{ name, id }];
});

/**
 * As git looks a name up, but for an abbreviated id, and for a name of two: git takes the tag, and
 * who may push a tag could put one in the place of a branch. So a whole name is only that one.
 */
const named = (directories: GitDirectories, name: string): string | null => {
  const full = name === "@" ? "HEAD" : name;
  if (/^[0-9a-f]{40}$/.test(full)) return full;
  if (full === "HEAD" || full.startsWith("refs/")) return commitNamed(directories, full);
  const [first, ...rest] = referencesOf(directories,
    [...NAMESPACES.map((where) => where + full), `refs/remotes/${full}/HEAD`]);
  const other = rest.find(({ id }) => id !== first?.id);
  if (first === undefined || other === undefined) return first?.id ?? null;
  throw unknown(`${quote(name)} is both ${quote(first.name)} and ${quote(other.name)}`,
    `Name one of them in full: ${quote(other.name)}`);
};

interface Clone {
  readonly git: Git;
  readonly store: ObjectStore;
  readonly directories: GitDirectories;
  readonly isShallow: boolean;
}

const inClone = <T>(top: string, use: (clone: Clone) => Promise<T>): Promise<T> => {
  const directories = directoriesOf(top);
  const shallow = shallowIn(directories);
  const paths = { objects: `${directories.common}/objects`, head: null, shallow };
  return inGitDirectory(REMOTE, paths, (plain) => {
    const git: Git = (args, options) =>
      plain([...IN_WINDOWS, ...args], { timeoutMs: LONGEST_MS, ...options });
    return use({ git, store: new ObjectStore(git), directories, isShallow: shallow !== null });
  });
};

/** The generations that a revision's suffix asks for. */
const depthOf = (suffix: string): number => [...suffix.matchAll(/([~^])(\d*)/g)]
  .reduce((sum, [, sign, count]) => sum + (sign === "~" ? Number(count || 1) : 1), 1);

const FETCH_ALL = "Fetch all of it: git fetch --unshallow origin; in GitHub's actions/checkout "
  + "fetch-depth: 0, in GitLab GIT_DEPTH: 0.";

const fetchDepth = (depth: number): string => `Fetch at least ${depth} commits of it: git fetch `
  + `--depth=${depth} origin; in GitHub's actions/checkout fetch-depth: ${depth}, in GitLab `
  + `GIT_DEPTH: ${depth}.`;

const absent = ({ isShallow }: Clone, revision: string, suffix: string): VexorError => {
  if (!isShallow) {
    return unknown(`${quote(revision)} is not a commit of this repository`,
      "git log --all --oneline lists what is; fetch the branch that it is on.");
  }
  return unknown(`${quote(revision)} is not a commit of this clone, which is shallow`,
    suffix === "" ? FETCH_ALL : fetchDepth(depthOf(suffix)));
};

const commitAt = async (clone: Clone, revision: string): Promise<string> => {
  const [, name = "", suffix = ""] = REVISION.exec(revision) ?? [];
  if (name === "") {
    throw unknown(`${quote(revision)} is not a revision that can be looked up`,
      "Name a branch, a tag, HEAD or a commit's id; ~N and ^N may follow.");
  }
  const id = named(clone.directories, name) ?? (await clone.store.find(name)) ?? "";
  const { code, stdout } = id === "" ? { code: 1, stdout: "" } : await clone.git(["rev-parse",
    "--verify", "--quiet", "--end-of-options", `${id}${suffix}^{commit}`]);
  const found = stdout.trim();
  if (code === 0 && /^[0-9a-f]{40}$/.test(found)) return found;
  throw absent(clone, revision, suffix);
};

const parentsOf = async ({ store }: Clone, commit: string): Promise<readonly string[]> => {
  const [raw] = await store.objects([commit], () => 1024 * 1024, 1024 * 1024);
  const [head = ""] = (raw?.body ?? "").split("\n\n");
  return [...head.matchAll(/^parent ([0-9a-f]{40})$/gm)].map(([, id = ""]) => id);
};

/** Where a clone lacks the base, and its head says that one more generation has it. */
const baseOf = async (clone: Clone, base: string, head: string): Promise<string> => {
  try {
    return await commitAt(clone, base);
  } catch (error) {
    const isNext = clone.isShallow && (await parentsOf(clone, head)).includes(base);
    throw isNext ? unknown(`${quote(base)} is the commit before the head, and this clone, which is `
      + "shallow, ends at the head", fetchDepth(2)) : error;
  }
};

const mergeBase = async (clone: Clone, base: string, head: string): Promise<string> => {
  const { code, stdout, stderr } = await clone.git(["merge-base", base, head]);
  const id = stdout.trim();
  if (code === 0 && /^[0-9a-f]{40}$/.test(id)) return id;
  const [from, to] = [base.slice(0, 12), head.slice(0, 12)];
  if (clone.isShallow) {
    throw unknown(`this clone is shallow, and holds no commit that ${from} and ${to} both build on`,
      FETCH_ALL);
  }
  const why = stderr === "" ? "" : `: ${gitErrorText({ code, stdout, stderr, timedOut: false })}`;
  throw unknown(`${from} and ${to} have no commit in common${why}`,
    "Compare two revisions of one history.");
};

const listOf = async ({ git }: Clone, commit: string): Promise<string> => {
  const result = await git(["ls-tree", "-r", "-z", "--full-tree", commit], { limit: LARGEST_LIST });
  if (result.code === 0) return Buffer.from(result.stdout, "latin1").toString("utf8");
  throw unknown(`the files of commit ${commit.slice(0, 12)} cannot be listed: `
    + gitErrorText(result), "Fetch all of it; a partial clone (--filter) lacks objects.");
};

/** Throws SOURCE_CORRUPT, and REVISION_UNKNOWN with what a shallow clone needs. */
export const readRange = (top: string, names: RangeNames): Promise<RangeAnswer> =>
  inClone(top, async (clone) => {
    const head = await commitAt(clone, names.head);
    const base = await baseOf(clone, names.base, head);
    const from = await mergeBase(clone, base, head);
    const listed: Record<string, string> = {};
    for (const commit of new Set([base, from, head])) listed[commit] = await listOf(clone, commit);
    await refuseUnreadable(clone.git, clone.store, head, listed[head] ?? "");
    return { base, head, from, listed };
  });

/**
 * What one answer may hold, and what git lists at once. An answer is held several times over, as
 * bytes, texts and data. One from another process is larger, for each takes a process more.
 */
export const BATCH_BYTES = { here: 4 * 1024 * 1024, apart: 8 * 1024 * 1024 } as const;
const MOST_BLOBS = 1000;

interface AskedBlob extends ObjectHead {
  readonly fits: boolean;
}

/** As many of the first as one answer may hold, one at least. */
const batchOf = (
  heads: readonly ObjectHead[], largest: number, most: number,
): readonly AskedBlob[] => {
  let total = 0;
  const batch: AskedBlob[] = [];
  for (const head of heads) {
    const fits = head.type === "blob" && head.size <= largest;
    total += fits ? head.size : 0;
    if (batch.length > 0 && total > most) break;
    batch.push({ ...head, fits });
  }
  return batch;
};

/**
 * Blobs of at most `largest` bytes each, for the first of these ids, and `most` bytes in all where
 * it is more than one: the caller asks again for the rest. Throws REVISION_UNKNOWN where one is not
 * here.
 */
export const readBlobs = (
  top: string, ids: readonly string[], largest: number, most: number = BATCH_BYTES.here,
): Promise<BlobAnswer> => inClone(top, async ({ store }) => {
  try {
    const batch = batchOf(await store.sizes(ids.slice(0, MOST_BLOBS)), largest, most);
    const fitting = batch.filter(({ fits }) => fits);
    const found = fitting.length === 0 ? [] : await store.bodies(fitting);
    const bodies = new Map(found.map(({ id, body }) => [id, body]));
    return batch.map(({ id }) => [id, bodies.get(id) ?? null] as const);
  } catch (error) {
    if (!(error instanceof DamagedRepository)) throw error;
    throw unknown("an object of these revisions is not in this clone, or is damaged",
      "Fetch all of it; a partial clone (--filter) lacks objects. git fsck tells of damage.");
  }
});
