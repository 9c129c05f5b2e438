/**
 * A machine's files as data: what planning saw of them, and what it has seen not to be there. What
 * it never asked for is neither: that is `unseen`, and no answer is made up for it.
 */
import type { FileStat } from "../ports/host.ts";

type Owned = Omit<FileStat, "kind">;

export interface FileNode extends Owned {
  readonly kind: "file";
  /** Null where it was not read. */
  text: string | null;
  /** Why it could not be read. */
  errno?: string;
}

export interface DirectoryNode extends Omit<Owned, "size"> {
  readonly kind: "dir";
  readonly entries: Map<string, Node>;
  /** Every name in it is among the entries. */
  isWhole: boolean;
  /** Why it could not be listed. */
  errno?: string;
  /** One of the entries, and the names of those that are there: without making all of them. */
  entry?(name: string): Node | undefined;
  names?(): string[];
}

export type Node = FileNode | DirectoryNode
  | { readonly kind: "link"; readonly to: string }
  | Owned & { readonly kind: "other" }
  | { readonly kind: "absent" }
  /** Not even whether it is there could be told. */
  | { readonly kind: "closed"; readonly errno: string }
  /** Its directory names it, and no more is known. */
  | { readonly kind: "unseen" };

export const UNSEEN: Node = { kind: "unseen" };
export const ABSENT: Node = { kind: "absent" };

export const directory = (
  isWhole = false, mode = 0o755, uid = 0, gid = 0,
): DirectoryNode => ({ kind: "dir", entries: new Map(), isWhole, mode, uid, gid });

export interface FoundNode {
  readonly node: Node;
  /** Without links on the way; a last link is left where it was not to be followed. */
  readonly at: string;
}

const MOST_LINKS = 40;

export const partsOf = (path: string): string[] =>
  path.split("/").filter((part) => part !== "" && part !== ".");

/** The next one last, to be taken from there. */
const stepsOf = (path: string): string[] => partsOf(path).reverse();

const childOf = (node: Node, name: string): Node => {
  if (node.kind === "file" || node.kind === "other") return ABSENT;
  if (node.kind !== "dir") return node;
  const found = node.entry === undefined ? node.entries.get(name) : node.entry(name);
  return found ?? (node.isWhole ? ABSENT : UNSEEN);
};

/** Of all that is there, in no order. */
export const namesOf = (node: DirectoryNode): string[] => node.names?.()
  ?? [...node.entries].flatMap(([name, { kind }]) => (kind === "absent" ? [] : [name]));

/** Below `root`, as the kernel finds it; a circle of links is not there. */
export const findNode = (root: DirectoryNode, path: string, follows: boolean): FoundNode => {
  const todo = stepsOf(path);
  const names: string[] = [];
  const way: Node[] = [root];
  const goUp = (steps: number): void => {
    names.length = Math.max(0, names.length - steps);
    way.length = names.length + 1;
  };
  for (let links = 0; todo.length > 0;) {
    const name = todo.pop() ?? "";
    if (name === "..") {
      goUp(1);
      continue;
    }
    const node = childOf(way[names.length] ?? root, name);
    if (node.kind === "link" && (todo.length > 0 || follows)) {
      if (++links > MOST_LINKS) return { node: ABSENT, at: path };
      if (node.to.startsWith("/")) goUp(names.length);
      todo.push(...stepsOf(node.to));
      continue;
    }
    names.push(name);
    way.push(node);
  }
  return { node: way[names.length] ?? root, at: `/${names.join("/")}` };
};

/** Each file, by its path without links, in the order of the names. */
export function* filesIn(
  node: DirectoryNode, under = "",
): Generator<readonly [path: string, file: FileNode]> {
  for (const [name, child] of node.entries) {
    if (child.kind === "file") yield [`${under}/${name}`, child];
    if (child.kind === "dir") yield* filesIn(child, `${under}/${name}`);
  }
}
