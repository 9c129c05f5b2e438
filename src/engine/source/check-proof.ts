/**
 * Whether a revision is accepted, judged from its bytes alone. The same code runs where it is
 * fetched and, once more, where it is applied: no process that handles a proof in between is
 * trusted.
 */
import { formatDuration } from "../../formats/duration.ts";
import { asVexorError, VexorError, type CommitName } from "../model/errors.ts";
import {
  assertHost, loadHostFile, withLocation, type LoadedHostFile,
} from "../host-file/host-file.ts";
import type { FileSource } from "../host-file/host-file-source.ts";
import type { Problem } from "../../ports/host.ts";
import { quote } from "../../formats/quote.ts";
import { followChain, short } from "./ancestry.ts";
import { objectId, readCommit, readTree, type Commit, type GitTree } from "./git-objects.ts";
import { MissingObject, plainFiles, treeFiles, type Objects } from "./git-tree-files.ts";
import type { SourcePolicy, Proof, SourcePorts, ProofVerdict, VerifiedRevision } from "./types.ts";

/** What a proof may cost: more than any honest one has. */
export const PROOF_LIMITS = {
  commits: 2000, commitBytes: 256 * 1024, trees: 256, treeBytes: 1024 * 1024, files: 40,
  bytes: 32 * 1024 * 1024,
} as const;

const corrupt = (message: string): VexorError => new VexorError("SOURCE_CORRUPT", message);

const isTexts = (value: unknown, most: number): value is readonly string[] =>
  Array.isArray(value) && value.length <= most && value.every((one) => typeof one === "string");

/** It comes from a process that may have been taken over: nothing about its form is given. */
const assertForm = (proof: Proof): void => {
  const { format, commit, path, commits, trees, files } = (proof ?? {}) as Partial<Proof>;
  const isSound = format === "vexor.proof/1" && typeof path === "string"
    && (commit === null || /^[0-9a-f]{40}$/.test(commit ?? ""))
    && isTexts(commits, PROOF_LIMITS.commits) && isTexts(trees, PROOF_LIMITS.trees)
    && typeof files === "object" && files !== null
    && isTexts(Object.values(files), PROOF_LIMITS.files);
  if (!isSound) throw corrupt("the proof is not a vexor.proof/1");
  const size = [...commits, ...trees, ...Object.values(files)]
    .reduce((sum, { length }) => sum + length, 0);
  if (size > PROOF_LIMITS.bytes) throw corrupt(`a proof of ${size} bytes`);
};

export const objectsOf = (proof: Proof, ports: Pick<SourcePorts, "sha1">): Objects => {
  const trees = new Map<string, GitTree>();
  for (const text of proof.trees) {
    const { id, tree } = readTree(text, ports.sha1);
    trees.set(id, tree);
  }
  return {
    tree: (id, path) => {
      const tree = trees.get(id);
      if (tree === undefined) throw new MissingObject("tree", id, path);
      return tree;
    },
    blob: (id, path) => {
      const text = Object.hasOwn(proof.files, path) ? proof.files[path] : undefined;
      if (text === undefined) throw new MissingObject("blob", id, path);
      if (objectId("blob", new TextEncoder().encode(text), ports.sha1) !== id) {
        throw corrupt(`${quote(path)} is not what the commit holds`);
      }
      return text;
    },
  };
};

type FilePorts = Pick<SourcePorts, "readYaml" | "sections">;

/** Throws what reading a host file throws, and SOURCE_FILE when there is none. */
export const loadFrom = (
  path: string, files: FileSource, { readYaml, sections }: FilePorts, where: string,
): LoadedHostFile => {
  if (files.realpath(path) === null) {
    throw new VexorError("SOURCE_FILE", `${where} has no ${quote(path)}`,
      { hint: "Add it, or name another with path: in agent.yaml." });
  }
  return loadHostFile(path, files, readYaml, sections);
};

/** A pushed file is mended in git, not by planning elsewhere. */
const misplaced = (
  { code, message, at }: VexorError, { hostName, path }: SourcePolicy,
): VexorError => new VexorError(code, message, { at: at ?? ["host"],
  hint: `Write host: ${hostName} into ${path}, or give it back the name of its host, and push; `
    + "path: in agent.yaml names another file." });

const declared = (
  proof: Proof, policy: SourcePolicy, files: FileSource, ports: SourcePorts, where: string,
): LoadedHostFile => {
  let loaded: LoadedHostFile;
  try {
    loaded = loadFrom(proof.path, files, ports, where);
  } catch (error) {
    throw error instanceof MissingObject ? corrupt(`the proof lacks a part: ${error.message}`)
      : error;
  }
  try {
    assertHost(loaded.declaration, policy.hostName, false);
  } catch (error) {
    throw error instanceof VexorError ? withLocation(misplaced(error, policy), loaded) : error;
  }
  return loaded;
};

const signerOf = (commit: Commit, at: number, ports: CommitPorts): Promise<string> => {
  const { signed, id } = commit;
  if (signed === null) {
    throw new VexorError("SOURCE_UNSIGNED", `commit ${short(id)} ${quote(commit.subject)} is not `
      + "signed", { hint: "Sign it and push it again: git commit --amend --no-edit -S && git push "
      + "--force-with-lease; or take it as it is, on this host: sudo vexor source accept "
      + `${short(id)} --why REASON.` });
  }
  return ports.signerOf({ ...signed, at }).catch((error) => {
    const { code, message, hint } = asVexorError(error);
    const which = `commit ${short(id)} ${quote(commit.subject)}`;
    throw new VexorError(code, `${which}: ${message}`, { hint });
  });
};

/**
 * The signer of the newest one; every commit that must be signed is. Each key must be valid when
 * this host first saw the commit: a holder of the key writes the commit's own date.
 */
const assertSigned = async (
  added: readonly Commit[], anchor: Commit | undefined, policy: Pick<SourcePolicy, "signatures">,
  ports: CommitPorts,
): Promise<string | null> => {
  if (policy.signatures === "none" || added.length === 0) return null;
  if (anchor === undefined) throw corrupt("the proof lacks the last accepted commit");
  const asked = policy.signatures === "head" ? added.slice(0, 1) : added;
  const seen = ports.firstSeen();
  const now = Math.floor(ports.now().getTime() / 1000);
  const signers: string[] = [];
  for (const commit of asked) {
    signers.push(await signerOf(commit, seen.get(commit.id) ?? now, ports));
  }
  ports.noteSeen(asked.map(({ id }) => id));
  return signers[0] ?? null;
};

const FUTURE_S = 24 * 3600;

const staleness = (head: Commit, policy: SourcePolicy, now: Date): readonly Problem[] => {
  const age = Math.floor(now.getTime() / 1000) - head.committedAt;
  if (policy.freshness === null || (age <= policy.freshness && age >= -FUTURE_S)) return [];
  const what = age < 0 ? `is dated ${formatDuration(-age)} in the future`
    : `is ${formatDuration(age)} old; freshness: asks for ${formatDuration(policy.freshness)}`;
  return [{ code: "SOURCE_STALE", message: `the newest commit, ${short(head.id)}, ${what}` }];
};

const anchorFor = (
  head: string, accepted: string | null, { pin }: Pick<SourcePolicy, "pin">,
): string => {
  const anchor = accepted ?? pin;
  if (anchor !== null) return anchor;
  throw new VexorError("SOURCE_UNPINNED", `the branch is at ${short(head)}, and no commit was ever `
    + "accepted on this host", { hint: "Name the first with pin: in agent.yaml, or: "
      + `vexor source accept ${head} --why REASON.` });
};

const LONGEST_AUTHOR = 120;

export type CommitPorts = Omit<SourcePorts, "digest" | "readYaml" | "sections">;

interface AcceptedHead {
  readonly head: Commit;
  readonly signer: string | null;
  /** Commits since the last accepted one. */
  readonly added: number;
}

/** Of the commits alone, so that no file of one that is refused has to be read. */
export const checkCommits = async (
  commit: string, proof: Pick<Proof, "commits">, policy: Pick<SourcePolicy, "pin" | "signatures">,
  accepted: string | null, ports: CommitPorts,
): Promise<AcceptedHead> => {
  const read = proof.commits.map((text) => readCommit(text, ports.sha1));
  const commits = new Map(read.map((one) => [one.id, one]));
  const head = commits.get(commit);
  if (head === undefined) throw corrupt(`the proof lacks the commit ${commit} itself`);
  const anchor = anchorFor(commit, accepted, policy);
  const added = followChain(commit, anchor, commits, policy.signatures === "every");
  const signer = await assertSigned(added, commits.get(anchor), policy, ports);
  return { head, signer, added: added.length };
};

const checkCommit = async (
  commit: string, proof: Proof, policy: SourcePolicy, accepted: string | null, ports: SourcePorts,
): Promise<VerifiedRevision> => {
  const { head, signer, added } = await checkCommits(commit, proof, policy, accepted, ports);
  const files = treeFiles(head.tree, objectsOf(proof, ports), ports.digest);
  return {
    commit, unsignedId: head.unsignedId, signer, added,
    loaded: declared(proof, policy, files, ports, `commit ${short(commit)}`),
    committedAt: new Date(head.committedAt * 1000).toISOString(),
    subject: quote(head.subject),
    author: quote(head.author, LONGEST_AUTHOR),
    alarms: staleness(head, policy, ports.now()),
  };
};

/**
 * Throws every SOURCE_ error but SOURCE_UNREACHABLE and SOURCE_STALE, what reading a host file
 * throws, and HOST_MISMATCH. A directory's files carry no proof: a caller that acts on them must
 * have read them itself.
 */
export const checkProof = async (
  proof: Proof, policy: SourcePolicy, accepted: string | null, ports: SourcePorts,
): Promise<VerifiedRevision> => {
  assertForm(proof);
  if (proof.path !== policy.path) {
    throw corrupt(`${quote(proof.path)} was brought; the settings ask for ${quote(policy.path)}`);
  }
  if ((proof.commit === null) !== (policy.kind === "directory")) {
    throw corrupt(`the proof does not come from a ${
      policy.kind === "git" ? "git repository" : "directory"}`);
  }
  if (proof.commit !== null) return checkCommit(proof.commit, proof, policy, accepted, ports);
  const loaded = declared(proof, policy, plainFiles(proof.files, ports.digest), ports,
    "the directory");
  return { commit: null, unsignedId: null, signer: null, added: 0, loaded, committedAt: null,
    subject: null, author: null, alarms: [] };
};

/** What the proof's own commit calls itself, whether it is valid or not; null for a directory. */
export const commitNameOf = (
  { commit, commits: [first] }: Proof, { sha1 }: Pick<SourcePorts, "sha1">,
): CommitName | null => {
  if (commit === null) return null;
  try {
    const { id, subject } = readCommit(first ?? "", sha1);
    return { id: commit, subject: id === commit ? quote(subject) : null };
  } catch (error) {
    if (error instanceof VexorError) return { id: commit, subject: null };
    throw error;
  }
};

/** The same as data, for a report. */
export const judge = async (check: () => Promise<VerifiedRevision>): Promise<ProofVerdict> => {
  try {
    return { verified: await check(), refused: null };
  } catch (error) {
    return { verified: null, refused: asVexorError(error) };
  }
};
