/** From a mirror's objects to a proof: which commits, which trees, which files. */
import type { SourceSettings } from "../../engine/settings/agent-settings.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { LIMITS } from "../../engine/host-file/host-file-source.ts";
import {
  checkCommits, loadFrom, objectsOf, PROOF_LIMITS, type CommitPorts,
} from "../../engine/source/check-proof.ts";
import { readCommit } from "../../engine/source/git-objects.ts";
import { MissingObject, refuseHuge, treeFiles } from "../../engine/source/git-tree-files.ts";
import type { Proof, SourcePorts } from "../../engine/source/types.ts";
import type { ObjectStore } from "./object-store.ts";

/** Nothing is noted here: only root keeps when a signature was seen first. */
export type ProofPorts = Omit<SourcePorts, "noteSeen">;

const utf8 = (body: string, path: string): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(Buffer.from(body, "latin1"));
  } catch {
    throw new VexorError("YAML_SYNTAX", "not UTF-8 text",
      { hint: "Save it as UTF-8.", place: { file: path, line: 1, column: 1 } });
  }
};

/** Which commits show that `head` comes after `known`, or that it does not; `head` first. */
const chainOf = async (
  store: ObjectStore, head: string, known: string | null, isWhole: boolean,
): Promise<readonly string[]> => {
  if (known === null || known === head || !await store.has(known)) return [head];
  const list = (options: readonly string[], from: string, to: string): Promise<readonly string[]> =>
    store.list(options, [from, `^${to}`], PROOF_LIMITS.commits);
  const added = await list(isWhole ? ["--boundary"] : ["--ancestry-path"], head, known);
  const own = added.filter((id) => !id.startsWith("-"));
  // A branch that was merged may have left the trunk before the last accepted commit.
  const forks = added.filter((id) => id.startsWith("-")).map((id) => id.slice(1))
    .filter((id) => id !== known);
  const older: string[] = [];
  for (const id of own.length === 0 ? [head] : forks) {
    older.push(...await list(["--ancestry-path"], known, id));
  }
  const ids = [...new Set([head, ...own, known, ...older])];
  if (ids.length <= PROOF_LIMITS.commits) return ids;
  throw new VexorError("SOURCE_LIMIT", `more than ${PROOF_LIMITS.commits} commits lie between `
    + `${known}, the last accepted one, and ${head}`);
};

const bring = async (
  store: ObjectStore, proof: Proof, { id, kind, path }: MissingObject,
): Promise<Proof> => {
  const most = kind === "tree" ? PROOF_LIMITS.treeBytes : LIMITS.bytes;
  const [object] = await store.objects([id], ({ type, size }) => {
    if (type === "blob") refuseHuge(path, size);
    return most;
  }, most);
  if (object?.type !== kind) throw new VexorError("SOURCE_CORRUPT", `${id} is no ${kind}`);
  if (kind === "tree") return { ...proof, trees: [...proof.trees, btoa(object.body)] };
  return { ...proof, files: { ...proof.files, [path]: utf8(object.body, path) } };
};

/** An honest host file needs a few directories of a few files each. */
const LONGEST_WAY = { trees: PROOF_LIMITS.trees, bytes: 4 * 1024 * 1024 } as const;

/** Each part that is brought has all of them read again. */
const refuseLarge = ({ trees, files, commit }: Proof): void => {
  const bytes = [...trees, ...Object.values(files)].reduce((sum, { length }) => sum + length, 0);
  if (trees.length <= LONGEST_WAY.trees && bytes <= LONGEST_WAY.bytes) return;
  throw new VexorError("SOURCE_LIMIT", `the host file of commit ${commit} needs directories and `
    + `files of more than ${LONGEST_WAY.bytes} bytes`,
  { hint: "Keep host files in small directories." });
};

/** Lets the loader ask for what it needs: the root helper will ask for the very same. */
const collect = async (
  store: ObjectStore, start: Proof, tree: string, ports: ProofPorts,
): Promise<Proof> => {
  for (let proof = start; ;) {
    refuseLarge(proof);
    try {
      const files = treeFiles(tree, objectsOf(proof, ports), ports.digest);
      loadFrom(proof.path, files, ports, "the commit");
      return proof;
    } catch (error) {
      // A mistake in a file will be found again by the root helper, and reported with its place.
      if (error instanceof VexorError) return proof;
      if (!(error instanceof MissingObject)) throw error;
      proof = await bring(store, proof, error);
    }
  }
};

/**
 * A stranger's YAML is not read: the proof of a commit that is refused has no files, and
 * checkProof says why before it asks for any.
 */
const isOfUse = async (
  head: string, { commits }: Proof, known: string | null,
  { signatures }: Pick<SourceSettings, "signatures">, ports: ProofPorts,
): Promise<boolean> => {
  const judging: CommitPorts = { ...ports, noteSeen: () => undefined };
  try {
    await checkCommits(head, { commits }, { pin: null, signatures }, known, judging);
    return true;
  } catch (error) {
    if (error instanceof VexorError) return false;
    throw error;
  }
};

export interface BuiltProof {
  readonly proof: Proof;
  /** False: another look may find otherwise, once the keys have changed. */
  readonly counts: boolean;
}

/** Throws Damage where the mirror is of no use, SOURCE_FILE, SOURCE_LIMIT and YAML_SYNTAX. */
export const prove = async (
  store: ObjectStore, settings: Pick<SourceSettings, "path" | "signatures">, head: string,
  known: string | null, ports: ProofPorts,
): Promise<BuiltProof> => {
  const ids = await chainOf(store, head, known, settings.signatures === "every");
  const raw = await store.objects(ids, () => PROOF_LIMITS.commitBytes, PROOF_LIMITS.bytes / 2);
  const commits = raw.map(({ body }) => btoa(body));
  const { tree } = readCommit(commits[0] ?? "", ports.sha1);
  const start: Proof = { format: "vexor.proof/1", commit: head, path: settings.path, files: {},
    commits, trees: [] };
  if (!await isOfUse(head, start, known, settings, ports)) return { proof: start, counts: false };
  return { proof: await collect(store, start, tree, ports), counts: true };
};
