/** The files of the reviewed revisions: read in batches first, then asked for one by one. */
import { extendedBy } from "../engine/host-file/extends.ts";
import {
  LIMITS, type FileSource, type YamlDocument, type YamlReader,
} from "../engine/host-file/host-file-source.ts";
import { VexorError } from "../engine/model/errors.ts";
import { filesFrom, notPlain } from "../engine/source/git-tree-files.ts";
import { quote } from "../formats/quote.ts";
import type { BlobTree, ReviewEdges, RevisionRange } from "./ports.ts";

const PLAIN = "100644";

/** Fast where a file is plain; the whole reader tells where something stands. */
const lazily = ({ readYaml, readPlainYaml }: ReviewEdges): YamlReader => (text, file) => {
  let whole: YamlDocument | null = null;
  const read = (): YamlDocument => (whole ??= readYaml(text, file));
  try {
    const { value } = readPlainYaml(text, file);
    return { value, placeOf: (...asked) => read().placeOf(...asked) };
  } catch {
    return read();
  }
};

/** What hosts share is parsed once. */
const remembering = (read: YamlReader): YamlReader => {
  const known = new Map<string, YamlDocument>();
  return (text, file) => {
    const key = `${file}\0${text}`;
    const found = known.get(key) ?? read(text, file);
    known.set(key, found);
    return found;
  };
};

const namesIn = (value: unknown): readonly string[] => {
  const named: unknown = typeof value === "object" && value !== null && "extends" in value
    ? value.extends : [];
  return Array.isArray(named) ? named.filter((one) => typeof one === "string") : [];
};

export class SourceFiles {
  readonly readYaml: YamlReader;
  readonly #range: RevisionRange;
  readonly #digest: FileSource["digest"];
  /** Null: more than a host file may have. */
  readonly #blobs = new Map<string, Uint8Array | null>();

  constructor(range: RevisionRange, edges: ReviewEdges, digest: FileSource["digest"]) {
    this.#range = range;
    this.#digest = digest;
    this.readYaml = remembering(lazily(edges));
  }

  /** These files, and whatever they extend. */
  async load(tree: BlobTree, paths: readonly string[]): Promise<void> {
    const seen = new Set<string>();
    for (let next = paths; next.length > 0;) {
      for (const path of next) seen.add(path);
      await this.#fetch(next.flatMap((path) => tree.get(path)?.id ?? []));
      next = [...new Set(next.flatMap((path) => this.extendedBy(tree, path)))]
        .filter((path) => !seen.has(path));
    }
  }

  async #fetch(ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#blobs.has(id));
    for await (const batch of this.#range.blobs(missing, LIMITS.bytes)) {
      for (const [id, bytes] of batch) this.#blobs.set(id, bytes);
    }
  }

  /** Paths that a file extends, there or not; none where it cannot be read. */
  extendedBy(tree: BlobTree, path: string): readonly string[] {
    try {
      const text = this.#read(tree, path);
      return text === null ? []
        : namesIn(this.readYaml(text, path).value).map((name) => extendedBy(path, name));
    } catch (error) {
      if (error instanceof VexorError) return []; // loading the host file reports it
      throw error;
    }
  }

  /** Throws SOURCE_FILE, HOST_FILE_LIMIT and YAML_SYNTAX. */
  #read(tree: BlobTree, path: string): string | null {
    const entry = tree.get(path);
    if (entry === undefined) return null;
    if (entry.mode !== PLAIN) throw notPlain(path, entry.mode);
    const bytes = this.#blobs.get(entry.id);
    const place = { file: path, line: 1, column: 1 };
    if (bytes === undefined) throw new VexorError("INTERNAL", `${quote(path)} was not read`);
    if (bytes === null) {
      throw new VexorError("HOST_FILE_LIMIT", `a host file has ${LIMITS.bytes} bytes at most`,
        { place });
    }
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new VexorError("YAML_SYNTAX", "not UTF-8 text", { hint: "Save it as UTF-8.", place });
    }
  }

  /** One that `load` has read. Throws SOURCE_FILE, HOST_FILE_LIMIT and YAML_SYNTAX. */
  document(tree: BlobTree, path: string): YamlDocument {
    return this.readYaml(this.#read(tree, path) ?? "", path);
  }

  of(tree: BlobTree): FileSource {
    return filesFrom((path) => tree.has(path), (path) => this.#read(tree, path), this.#digest);
  }
}
