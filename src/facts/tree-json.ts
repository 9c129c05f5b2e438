/**
 * The tree as JSON. A file is its text, a directory an object of names, what is not there null, and
 * what is only known by name true. Anything more stands in keys that begin with a slash, which no
 * file's name can have: `/file`, `/link`, `/mode`, `/uid`, `/gid`, `/size`, `/part`, `/errno`,
 * `/closed`, `/other`.
 */
import { FormatError } from "../formats/format-error.ts";
import type { FileStat } from "../ports/host.ts";
import { ABSENT, UNSEEN, type DirectoryNode, type Node } from "./tree.ts";

export type TreeJson = string | null | true | Readonly<Record<string, unknown>>;

const FILE_MODE = 0o644;
const DIRECTORY_MODE = 0o755;
export const DEEPEST_TREE = 64;

type StoredStat = Omit<FileStat, "kind" | "size"> & { readonly size?: number };

const moreOf = (
  { mode, uid, gid, size }: StoredStat, usual: number, usualSize?: number,
): Record<string, unknown> => ({
  ...(mode === usual ? {} : { "/mode": mode.toString(8).padStart(4, "0") }),
  ...(uid === 0 ? {} : { "/uid": uid }), ...(gid === 0 ? {} : { "/gid": gid }),
  ...(size === undefined || size === usualSize ? {} : { "/size": size }),
});

const fileJson = (node: Extract<Node, { kind: "file" }>): TreeJson => {
  const { text, errno } = node;
  const more = moreOf(node, FILE_MODE, text === null ? undefined : Buffer.byteLength(text));
  if (text !== null && Object.keys(more).length === 0) return text;
  return { "/file": text, ...more, ...(errno === undefined ? {} : { "/errno": errno }) };
};

/** In the order of the names, so that the same tree is always the same text. */
const directoryJson = (node: DirectoryNode): TreeJson => {
  const names = [...node.entries.keys()].sort();
  return Object.fromEntries([
    ...Object.entries({ ...moreOf(node, DIRECTORY_MODE), ...(node.isWhole ? {} : { "/part": true }),
      ...(node.errno === undefined ? {} : { "/errno": node.errno }) }),
    ...names.map((name) => [name, treeJson(node.entries.get(name) ?? UNSEEN)]),
  ]) as TreeJson;
};

export const treeJson = (node: Node): TreeJson => {
  switch (node.kind) {
    case "file": return fileJson(node);
    case "dir": return directoryJson(node);
    case "link": return { "/link": node.to };
    case "other": return { "/other": true, ...moreOf(node, FILE_MODE) };
    case "closed": return { "/closed": node.errno };
    case "absent": return null;
    case "unseen": return true;
  }
};

const numberIn = (json: Readonly<Record<string, unknown>>, key: string, usual: number): number =>
  (typeof json[key] === "number" ? json[key] : usual);

const ownedIn = (
  json: Readonly<Record<string, unknown>>, usual: number,
): Omit<FileStat, "kind" | "size"> => ({
  mode: typeof json["/mode"] === "string" ? parseInt(json["/mode"], 8) : usual,
  uid: numberIn(json, "/uid", 0), gid: numberIn(json, "/gid", 0),
});

const fileIn = (text: string | null, json: Readonly<Record<string, unknown>>): Node => {
  const size = numberIn(json, "/size", Buffer.byteLength(text ?? ""));
  return { kind: "file", text, size, ...ownedIn(json, FILE_MODE),
    ...(typeof json["/errno"] === "string" ? { errno: json["/errno"] } : {}) };
};

/** All of a directory but its entries. */
export const directoryMarks = (
  json: Readonly<Record<string, unknown>>,
): Omit<DirectoryNode, "kind" | "entries"> => ({
  ...ownedIn(json, DIRECTORY_MODE), isWhole: json["/part"] !== true,
  ...(typeof json["/errno"] === "string" ? { errno: json["/errno"] } : {}),
});

const directoryIn = (json: Readonly<Record<string, unknown>>, depth: number): Node => {
  if (depth > DEEPEST_TREE) {
    throw new FormatError(`its tree is deeper than ${DEEPEST_TREE} directories`);
  }
  const node: DirectoryNode = { kind: "dir", entries: new Map(), ...directoryMarks(json) };
  for (const [name, child] of Object.entries(json)) {
    if (name.startsWith("/")) continue;
    if (name === "" || name === "." || name === ".." || name.includes("/")) {
      throw new FormatError(`${JSON.stringify(name)} is not the name of a file`);
    }
    node.entries.set(name, nodeIn(child as TreeJson, depth + 1));
  }
  return node;
};

/** Null for a directory. */
export const markedNode = (json: TreeJson): Node | null => {
  if (json === null) return ABSENT;
  if (json === true) return UNSEEN;
  if (typeof json === "string") return fileIn(json, {});
  if (typeof json["/link"] === "string") return { kind: "link", to: json["/link"] };
  if (typeof json["/closed"] === "string") return { kind: "closed", errno: json["/closed"] };
  if (json["/other"] === true) {
    return { kind: "other", size: 0, ...ownedIn(json, FILE_MODE) };
  }
  return Object.hasOwn(json, "/file") ? fileIn(json["/file"] as string | null, json) : null;
};

/** Throws a FormatError for names that no file has; the schema has judged the rest. */
export const nodeIn = (json: TreeJson, depth = 0): Node =>
  markedNode(json) ?? directoryIn(json as Readonly<Record<string, unknown>>, depth);
