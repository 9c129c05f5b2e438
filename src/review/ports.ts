/** What a review needs from outside: a repository's revisions, and YAML. */
import type { YamlReader } from "../engine/host-file/host-file-source.ts";
import type { Sections } from "../engine/host-file/section.ts";

export interface BlobEntry {
  /** `100644` for a plain file. */
  readonly mode: string;
  readonly id: string;
}

/** Neither a link nor another repository. */
export const isPlainFile = ({ mode }: BlobEntry): boolean => mode.startsWith("100");

/** Paths from the top of the repository. */
export type BlobTree = ReadonlyMap<string, BlobEntry>;

/** BASE..HEAD, and what HEAD is compared with: the newest commit that both build on. */
export interface RevisionRange {
  readonly base: string;
  readonly head: string;
  readonly from: string;
  readonly trees: Readonly<Record<"base" | "from" | "head", BlobTree>>;
  /** Where the directory lies that hosts/ is in: empty, or with a slash at its end. */
  readonly prefix: string;
  /**
   * Their bytes by their ids; null for one of more than `largest` bytes. In batches, so that few
   * are held at a time.
   */
  blobs(
    ids: readonly string[], largest: number,
  ): AsyncIterable<readonly (readonly [id: string, bytes: Uint8Array | null])[]>;
}

export interface ReviewEdges {
  /** Said before work that takes seconds: code that runs often is compiled from now on. */
  expectLongRun(): void;
  readonly sections: Sections;
  readonly readYaml: YamlReader;
  /** Faster; throws for whatever it does not understand, which `readYaml` may. */
  readonly readPlainYaml: YamlReader;
  /**
   * Nothing is checked out, and no program that the repository names is started. Throws USAGE and
   * REVISION_UNKNOWN.
   */
  openRange(directory: string, range: string): Promise<RevisionRange>;
}
