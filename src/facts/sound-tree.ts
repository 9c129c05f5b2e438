/**
 * The tree of facts as most are: keeping to the schema, with names that files have, in a depth that
 * is taken. Whatever is not clearly so is left to the schema, and to `nodeIn`, which say why. Its
 * directories are made as they are asked for: a plan opens few of them.
 */
import { DEEPEST_TREE, markedNode, directoryMarks, type TreeJson } from "./tree-json.ts";
import { ABSENT, type DirectoryNode, type Node } from "./tree.ts";

type Marks = Readonly<Record<string, (value: unknown) => boolean>>;

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isErrno = (value: unknown): boolean =>
  typeof value === "string" && /^[A-Z0-9]{2,20}$/.test(value);
const isTrue = (value: unknown): boolean => value === true;

const MARKS: Marks = {
  "/file": (value) => value === null || typeof value === "string",
  "/link": (value) => typeof value === "string",
  "/mode": (value) => typeof value === "string" && /^[0-7]{4}$/.test(value),
  "/uid": isCount, "/gid": isCount, "/size": isCount,
  "/part": isTrue, "/other": isTrue, "/errno": isErrno, "/closed": isErrno,
};

const SLASH = 0x2f;

/** It begins with a slash, which no name of a file holds. */
const isMark = (name: string): boolean => name.charCodeAt(0) === SLASH;

const isSoundEntry = (name: string, value: unknown, depth: number): boolean => {
  if (isMark(name)) return MARKS[name]?.(value) === true;
  return name !== "" && name !== "." && name !== ".." && !name.includes("/")
    && isSoundTree(value, depth + 1);
};

export const isSoundTree = (json: unknown, depth = 0): boolean => {
  if (json === null || typeof json === "string" || json === true) return true;
  if (typeof json !== "object" || Array.isArray(json) || depth > DEEPEST_TREE) return false;
  for (const name in json) {
    if (!isSoundEntry(name, (json as Readonly<Record<string, unknown>>)[name], depth)) return false;
  }
  return true;
};

class LazyDirectory implements DirectoryNode {
  readonly kind = "dir";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  isWhole: boolean;
  errno?: string;
  readonly #json: Readonly<Record<string, unknown>>;
  readonly #made = new Map<string, Node>();

  constructor(json: Readonly<Record<string, unknown>>) {
    const { mode, uid, gid, isWhole, errno } = directoryMarks(json);
    this.mode = mode;
    this.uid = uid;
    this.gid = gid;
    this.isWhole = isWhole;
    if (errno !== undefined) this.errno = errno;
    this.#json = json;
  }

  /** Made anew each time: what is put there is lost. */
  get entries(): Map<string, Node> {
    return new Map(this.#known().map((name) => [name, this.entry(name) ?? ABSENT]));
  }

  entry(name: string): Node | undefined {
    const made = this.#made.get(name);
    if (made !== undefined || isMark(name) || !Object.hasOwn(this.#json, name)) return made;
    const node = soundNode(this.#json[name] as TreeJson);
    this.#made.set(name, node);
    return node;
  }

  names(): string[] {
    return this.#known().filter((name) => this.#json[name] !== null);
  }

  #known(): string[] {
    return Object.keys(this.#json).filter((name) => !isMark(name));
  }
}

/** Of what `isSoundTree` has found to be so. */
export const soundNode = (json: TreeJson): Node =>
  markedNode(json) ?? new LazyDirectory(json as Readonly<Record<string, unknown>>);
