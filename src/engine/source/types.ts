/**
 * Where the host file comes from. The fetcher talks to the network, so it is not trusted. It brings
 * a proof: plain data, whose bytes the root helper checks again.
 */
import type { VexorError } from "../model/errors.ts";
import type { LoadedHostFile } from "../host-file/host-file.ts";
import type { YamlReader } from "../host-file/host-file-source.ts";
import type { Problem } from "../../ports/host.ts";
import type { FirstSeen } from "./first-seen.ts";
import type { Sections } from "../host-file/section.ts";

/** Survives JSON. */
export interface Proof {
  readonly format: "vexor.proof/1";
  /** The commit's id; null for a plain directory. */
  readonly commit: string | null;
  /** The host file, as a path from the root of the repository or directory. */
  readonly path: string;
  /** Path to text, for every file that the host file is made of. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * Raw commit objects in base64, the commit itself first, and back to the last accepted one; what
   * shows that other parents are older than that one may follow.
   */
  readonly commits: readonly string[];
  /** Raw tree objects in base64, along the paths of `files`. */
  readonly trees: readonly string[];
}

export interface FetchedRevision {
  /** The commit, or a digest of a directory's files: another one means that something changed. */
  readonly id: string;
  /** When it was fetched. */
  readonly at: string;
  readonly proof: Proof;
}

export interface RevisionSource {
  /**
   * The newest revision, with a proof that starts from the commit `known`: the last accepted one,
   * or the pin (`anchorOf`). Nothing in it has been judged: `checkProof` does that. Throws
   * SOURCE_UNREACHABLE, SOURCE_SETUP, SOURCE_CORRUPT, SOURCE_FILE, SOURCE_LIMIT, SOURCE_TOOLS.
   */
  fetch(known: string | null): Promise<FetchedRevision>;
  /** The newest revision already fetched; null when there is none. Does not use the network. */
  seen(known: string | null): Promise<FetchedRevision | null>;
  /** Calls back when a fetch would bring something else, where that can be told; returns an end. */
  watch(changed: () => void): () => void;
}

export type SignaturePolicy = "none" | "head" | "every";

/** What a proof is held against. */
export interface SourcePolicy {
  readonly kind: "git" | "directory";
  readonly path: string;
  readonly signatures: SignaturePolicy;
  /** Taken as the accepted commit as long as there is none. */
  readonly pin: string | null;
  /** Seconds; null asks for nothing. */
  readonly freshness: number | null;
  /** This machine's name. */
  readonly hostName: string;
}

/** A signature, and the very bytes that it is about. */
export interface SignedPayload {
  readonly payload: Uint8Array;
  /** In its armour. */
  readonly signature: string;
  /** Seconds since 1970: when this host first saw it. The key has to be valid then. */
  readonly at: number;
}

export interface SourcePorts {
  /** SHA-1 in hex. */
  sha1(bytes: Uint8Array): string;
  /** SHA-256 of a text in hex. */
  digest(text: string): string;
  readonly readYaml: YamlReader;
  /** What the kinds of setting bring to the host file. */
  readonly sections: Sections;
  /** Who signed it: a principal of the signers file, or a fingerprint. Throws SOURCE_SIGNER. */
  signerOf(signed: SignedPayload): Promise<string>;
  now(): Date;
  /** What is not in it is new to this host. */
  firstSeen(): FirstSeen;
  /** The signatures of these commits are good. Root records when it first learned that. */
  noteSeen(commits: readonly string[]): void;
}

/** What may be acted on. */
export interface VerifiedRevision {
  readonly commit: string | null;
  /** The id that the commit would have without its signature; null for a directory. */
  readonly unsignedId: string | null;
  readonly loaded: LoadedHostFile;
  /** Who signed the commit, where the policy asks; null also for one that a person accepted. */
  readonly signer: string | null;
  /** Of the commit, by its committer; null for a directory. */
  readonly committedAt: string | null;
  /** First line of the commit's message, as a quoted text. */
  readonly subject: string | null;
  /** As the commit says itself, as a quoted text. */
  readonly author: string | null;
  /** Commits since the last accepted one. */
  readonly added: number;
  /** What a person should know although the revision is valid: SOURCE_STALE. */
  readonly alarms: readonly Problem[];
}

/** The end of a check, as data for a report. */
export type ProofVerdict =
  | { readonly verified: VerifiedRevision; readonly refused: null }
  | { readonly verified: null; readonly refused: VexorError };
