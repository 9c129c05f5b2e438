/**
 * A commit's tree as the files of a host file: there is no work tree, so nothing that git would do
 * to one (links, submodules, filters, hooks) can happen. Objects not at hand are `Missing`.
 */
import { VexorError } from "../model/errors.ts";
import { LIMITS, type FileSource } from "../host-file/host-file-source.ts";
import { quote } from "../../formats/quote.ts";
import type { GitTree, TreeEntry } from "./git-objects.ts";

/** Not an error for the user: the reader may fetch the object and try again. */
export class MissingObject extends Error {
  readonly id: string;
  readonly kind: "tree" | "blob";
  readonly path: string;

  constructor(kind: MissingObject["kind"], id: string, path: string) {
    super(`${kind} ${id} (${path}) is not at hand`);
    this.kind = kind;
    this.id = id;
    this.path = path;
  }
}

export interface Objects {
  /** Throws Missing. */
  tree(id: string, path: string): GitTree;
  /** Throws Missing. */
  blob(id: string, path: string): string;
}

/** Where the tree's root seems to be: absolute, for `extends:` to find its end. */
const ROOT = "/repository";

const DIRECTORY = "40000";
const PLAIN = "100644";
const KINDS: Readonly<Record<string, string>> = {
  [DIRECTORY]: "a directory", "100755": "an executable", "120000": "a symbolic link",
  "160000": "a submodule",
};

export const notPlain = (path: string, mode: string): VexorError =>
  new VexorError("SOURCE_FILE", `${quote(path)} is ${KINDS[mode] ?? `of mode ${mode}`}; only `
    + "plain files are read");

export const refuseHuge = (path: string, bytes: number): void => {
  if (bytes <= LIMITS.bytes) return;
  throw new VexorError("SOURCE_FILE",
    `${quote(path)} has ${bytes} bytes; a host file has ${LIMITS.bytes} at most`);
};

/** From the root of the tree; null when it is outside. */
const inside = (path: string): string | null => {
  if (!path.startsWith("/")) return path;
  return path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1) : null;
};

/** Files by their paths from the root; `lookUp` tells whether there is something. */
export const filesFrom = (
  lookUp: (path: string) => boolean, read: (path: string) => string | null,
  digest: FileSource["digest"],
): FileSource => ({
  exists: (path) => path === `${ROOT}/.git`,
  realpath: (path) => {
    const within = inside(path);
    return within !== null && lookUp(within) ? `${ROOT}/${within}` : null;
  },
  read: (path) => {
    const within = inside(path);
    const text = within === null ? null : read(within);
    if (text === null || within === null) return null;
    refuseHuge(within, new TextEncoder().encode(text).length);
    return text.replace(/^\ufeff/, "");
  },
  digest,
});

const entryAt = (root: string, path: string, objects: Objects): TreeEntry | null => {
  let at: TreeEntry = { mode: DIRECTORY, id: root };
  const done: string[] = [];
  for (const part of path.split("/")) {
    const here = done.join("/");
    if (at.mode === PLAIN) return null;
    if (at.mode !== DIRECTORY) throw notPlain(here, at.mode);
    const next = objects.tree(at.id, here).get(part);
    if (next === undefined) return null;
    at = next;
    done.push(part);
  }
  return at;
};

/** Throws SOURCE_FILE for anything but plain files, and Missing. */
export const treeFiles = (
  root: string, objects: Objects, digest: FileSource["digest"],
): FileSource => filesFrom(
  (path) => entryAt(root, path, objects) !== null,
  (path) => {
    const entry = entryAt(root, path, objects);
    if (entry === null) return null;
    if (entry.mode !== PLAIN) throw notPlain(path, entry.mode);
    return objects.blob(entry.id, path);
  },
  digest,
);

/** Files by their paths, and no others. */
export const plainFiles = (
  files: Readonly<Record<string, string>>, digest: FileSource["digest"],
): FileSource => filesFrom(
  (path) => Object.hasOwn(files, path),
  (path) => (Object.hasOwn(files, path) ? files[path] ?? null : null),
  digest,
);
