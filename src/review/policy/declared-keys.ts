/**
 * Who declares which key, of every host of a revision. Files are taken as they are written: one
 * that breaks its schema is another finding, and its pair is still looked at.
 */
import type { YamlDocument } from "../../engine/host-file/host-file-source.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { BlobTree } from "../ports.ts";
import type { SourceFiles } from "../source-files.ts";
import type { DeclaredKeys } from "./pairs.ts";

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  (typeof value === "object" && value !== null ? value as Fields : {});

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

const documentAt = (files: SourceFiles, tree: BlobTree, path: string): YamlDocument | null => {
  try {
    return tree.has(path) ? files.document(tree, path) : null;
  } catch (error) {
    if (error instanceof VexorError) return null;
    throw error;
  }
};

/** In the order of merging: what a file extends comes before it, each once. */
const layersOf = (
  files: SourceFiles, tree: BlobTree, path: string, seen = new Set<string>(),
): readonly YamlDocument[] => {
  if (seen.has(path)) return [];
  seen.add(path);
  const below = files.extendedBy(tree, path).flatMap((one) => layersOf(files, tree, one, seen));
  const own = documentAt(files, tree, path);
  return own === null ? below : [...below, own];
};

const partIn = (
  layers: readonly YamlDocument[], key: string,
): { readonly part: Fields; readonly document: YamlDocument } | null => {
  const document = layers.findLast(({ value }) => fieldsOf(value)[key] !== undefined);
  return document === undefined ? null
    : { document, part: fieldsOf(fieldsOf(document.value)[key]) };
};

const identityIn = (layers: readonly YamlDocument[]): DeclaredKeys["identity"] => {
  const found = partIn(layers, "identity");
  const pubkey = textOf(found?.part["pubkey"]);
  return found === null || pubkey === null ? null
    : { pubkey, voteAccount: textOf(found.part["voteAccount"]),
      place: () => found.document.placeOf(["identity", "pubkey"]) };
};

/** Of an Ethereum-like validator; null where none is declared. */
const keysIn = (value: unknown): readonly string[] | null =>
  (Array.isArray(value) ? value.map((key) => String(key).toLowerCase()) : null);

const failoverIn = (layers: readonly YamlDocument[]): DeclaredKeys["failover"] => {
  const found = partIn(layers, "failover");
  const group = textOf(found?.part["group"]);
  if (found === null || group === null) return null;
  const { endpoints } = fieldsOf(found.part["register"]);
  return {
    group, peer: textOf(fieldsOf(found.part["peer"])["host"]) ?? "",
    endpoints: Array.isArray(endpoints) ? endpoints.map(String) : [],
    timing: fieldsOf(found.part["timing"]),
    validatorKeys: keysIn(fieldsOf(found.part["validator"])["keys"]),
    place: () => found.document.placeOf(["failover", "group"]),
  };
};

const hostIn = (layers: readonly YamlDocument[]): string | null =>
  textOf(fieldsOf(layers.at(-1)?.value)["host"]);

/** Files that are not loaded yet are loaded. */
export const readDeclaredKeys = async (
  files: SourceFiles, tree: BlobTree, hosts: ReadonlyMap<string, string>,
): Promise<readonly DeclaredKeys[]> => {
  await files.load(tree, [...hosts.values()]);
  return [...hosts].map(([host, file]) => {
    const layers = layersOf(files, tree, file);
    return { host, file, says: hostIn(layers) ?? host, identity: identityIn(layers),
      failover: failoverIn(layers) };
  });
};
