/**
 * Which files make up a host file. They come from git, so from anybody who can open a pull request:
 * a path must not lead out of the repository, by dots or by links, nor in circles.
 */
import { VexorError, type ErrorCode } from "../model/errors.ts";
import type { FileSource, YamlDocument, YamlReader } from "./host-file-source.ts";
import { quote } from "../../formats/quote.ts";

const MOST_LEVELS = 8;
const MOST_FILES = 32;
const PATH_HINT =
  "Paths are relative to the file that names them, and stay inside the repository.";

/** A file as read, under the name that messages use. */
export interface LoadedFile {
  readonly file: string;
  readonly text: string;
  readonly document: YamlDocument;
}

/** What one file says, and which files it builds on. */
type ParseLayer<T> =
  (found: LoadedFile) => { readonly layer: T; readonly extends: readonly string[] };

interface FoundLayer<T> extends LoadedFile {
  readonly layer: T;
  /** The files that it extends, under the names that messages use. */
  readonly buildsOn: readonly string[];
}

const dirOf = (path: string): string => {
  const end = path.lastIndexOf("/");
  if (end < 0) return ".";
  return end === 0 ? "/" : path.slice(0, end);
};

/** `dir` and `name` as one path, without `.` and with `..` resolved where that can be done. */
const joinPath = (dir: string, name: string): string => {
  const done: string[] = [];
  for (const part of `${dir}/${name}`.split("/")) {
    if (part === "" || part === ".") continue;
    const canGoUp = done.length > 0 && done.at(-1) !== "..";
    if (part === ".." && canGoUp) done.pop();
    else if (part !== ".." || !dir.startsWith("/")) done.push(part);
  }
  return (dir.startsWith("/") ? "/" : "") + done.join("/");
};

/** The path that `name` means in the file `from`. */
export const extendedBy = (from: string, name: string): string => joinPath(dirOf(from), name);

const isInside = (path: string, root: string): boolean =>
  root === "/" || path === root || path.startsWith(`${root}/`);

/** The nearest directory above an absolute path that has `.git`. */
const checkoutAround = (path: string, files: FileSource): string | null => {
  for (let dir = dirOf(path); ; dir = dirOf(dir)) {
    if (files.exists(`${dir === "/" ? "" : dir}/.git`)) return dir;
    if (dir === "/") return null;
  }
};

/** A checkout; without one, the directory above the file's own. */
const repositoryOf = (realpath: string, files: FileSource): string => {
  const own = dirOf(realpath);
  const above = dirOf(own);
  return checkoutAround(realpath, files) ?? (above === "/" ? own : above);
};

/** Errors quote what a file says: a link in a pull request must not make them quote a secret. */
const refuseLinkOut = (path: string, realpath: string, files: FileSource): void => {
  const here = path.startsWith("/") ? "/" : files.realpath(".");
  const named = here === null ? null : checkoutAround(joinPath(here, path), files);
  const top = named === null ? null : files.realpath(named);
  if (top === null || isInside(realpath, top)) return;
  throw new VexorError("EXTENDS_INVALID", `${path} is a link that leads out of ${top}`,
    { hint: PATH_HINT });
};

type Fail = (code: ErrorCode, problem: string) => never;

/** The real path of what `name` means in the file `from`; never one outside `root`. */
const locate = (
  name: string, from: string, root: string, files: FileSource, fail: Fail,
): string => {
  if (name.startsWith("/")) fail("EXTENDS_INVALID", "is an absolute path");
  if (name.includes("\0")) fail("EXTENDS_INVALID", "is not a path");
  if (!isInside(extendedBy(from, name), root)) fail("EXTENDS_INVALID", `leads out of ${root}`);
  const realpath = files.realpath(extendedBy(from, name))
    ?? fail("HOST_FILE_MISSING", "does not exist");
  if (!isInside(realpath, root)) {
    fail("EXTENDS_INVALID", `is a link that leads out of ${root}`);
  }
  return realpath;
};

class LayerLoader<T> {
  readonly #files: FileSource;
  readonly #readYaml: YamlReader;
  readonly #open: ParseLayer<T>;
  readonly #root: string;
  readonly #done = new Set<string>();
  readonly #layers: FoundLayer<T>[] = [];

  constructor(files: FileSource, readYaml: YamlReader, open: ParseLayer<T>, root: string) {
    this.#files = files;
    this.#readYaml = readYaml;
    this.#open = open;
    this.#root = root;
  }

  get layers(): readonly FoundLayer<T>[] {
    return this.#layers;
  }

  /** `chain` is how we came here: real path and name of each file on the way. */
  visit(realpath: string, file: string, chain: readonly (readonly [string, string])[]): void {
    const text = this.#files.read(realpath, file);
    if (text === null) throw new VexorError("HOST_FILE_MISSING", `${file} does not exist`);
    const found = { file, text, document: this.#readYaml(text, file) };
    const { layer, extends: names } = this.#open(found);
    const way = [...chain, [realpath, file] as const];
    this.#done.add(realpath);
    names.forEach((name, index) => this.#follow(name, index, found, way));
    this.#layers.push({ ...found, layer, buildsOn: names.map((name) => extendedBy(file, name)) });
  }

  #follow(
    name: string, index: number, from: LoadedFile, chain: readonly (readonly [string, string])[],
  ): void {
    const fail: Fail = (code, problem) => {
      throw new VexorError(code, `extends: ${quote(name)} ${problem}`,
        { hint: PATH_HINT, place: from.document.placeOf(["extends", index]) });
    };
    const target = locate(name, chain.at(-1)?.[0] ?? "/", this.#root, this.#files, fail);
    const file = extendedBy(from.file, name);
    const start = chain.findIndex(([realpath]) => realpath === target);
    if (start >= 0) {
      const circle = [...chain.slice(start).map(([, step]) => step), file].join(" -> ");
      return fail("EXTENDS_INVALID", `runs in a circle: ${circle}`);
    }
    if (this.#done.has(target)) return;
    if (chain.length > MOST_LEVELS) {
      fail("EXTENDS_INVALID", `is more than ${MOST_LEVELS} levels deep`);
    }
    if (this.#done.size >= MOST_FILES) {
      fail("EXTENDS_INVALID", `is one more than ${MOST_FILES} files`);
    }
    try {
      this.visit(target, file, chain);
    } catch (error) {
      const isPlain = error instanceof VexorError && error.place === null;
      throw isPlain ? fail(error.code, `is of no use: ${error.message}`) : error;
    }
  }
}

/** The files in the order of merging: each after what it extends, the named one last. */
export const findLayers = <T>(
  path: string, files: FileSource, readYaml: YamlReader, open: ParseLayer<T>,
): readonly FoundLayer<T>[] => {
  const realpath = files.realpath(path);
  if (realpath === null) {
    throw new VexorError("HOST_FILE_MISSING", `${path} does not exist`,
      { hint: "Correct the path, or write one of what is here: vexor init --out FILE." });
  }
  refuseLinkOut(path, realpath, files);
  const finder = new LayerLoader(files, readYaml, open, repositoryOf(realpath, files));
  finder.visit(realpath, path, []);
  return finder.layers;
};
