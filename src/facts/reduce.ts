/** The recorded tree without secrets, and without what no reader uses. */
import { broughtFiles, SUM_LINE, withSum } from "./package-sums.ts";
import { reducerOf } from "./kernel-texts.ts";
import { reduceText, type Depth } from "./texts.ts";
import { maskLine } from "./words.ts";
import { directory, UNSEEN, type DirectoryNode, type FileNode, type Node } from "./tree.ts";

export interface Reduction {
  /** By path and number, the lines that planning gives as evidence, and what it says of them. */
  readonly shown: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** Of files of which the shown lines are not enough. */
  readonly depths: ReadonlyMap<string, Depth>;
  readonly vocabulary: ReadonlySet<string>;
  readonly md5: (text: string) => string;
}

/** Units that systemd is asked for while the machine runs, Vexor's own among them. */
const PASSING = /^\/run\/systemd\/transient\/(?:run-|vexor-|session-|user)/;

const NO_LINES: ReadonlyMap<number, string> = new Map();

/** A file that its package brought ends with its sum; no other file may seem to. */
const withoutSums = (text: string): string =>
  text.split("\n").filter((line) => !SUM_LINE.test(line)).join("\n");

export const reduceTree = (root: DirectoryNode, reduction: Reduction): DirectoryNode => {
  const { sums, records } = broughtFiles(root, reduction.md5);
  const masking = { vocabulary: reduction.vocabulary, names: new Map<string, string>() };
  const textOf = (path: string, text: string): string => {
    if (path.startsWith("/var/lib/dpkg/")) return records.get(path) ?? "";
    if (path === "/proc/cmdline") {
      return maskLine(text, masking, [...reduction.shown.get(path)?.values() ?? []].join(" "));
    }
    const known = reducerOf(path);
    if (known) return known(text);
    const reduced = withoutSums(reduceText(path, text, {
      depth: reduction.depths.get(path) ?? "shown",
      shown: reduction.shown.get(path) ?? NO_LINES, masking,
    }));
    const sum = sums.get(path);
    return sum === undefined || reduced === text ? reduced : withSum(reduced, sum);
  };
  const fileOf = (path: string, node: FileNode): FileNode => {
    if (node.text === null) return { ...node };
    const text = textOf(path, node.text);
    // The kernel gives its own files no size that means anything.
    const size = /^\/(?:proc|sys)\//.test(path) ? Buffer.byteLength(text) : node.size;
    return { ...node, text, size };
  };
  const kept = (path: string): boolean => !PASSING.test(path) && (
    !path.startsWith("/var/lib/dpkg/info/") || records.has(path));
  const copy = (node: Node, path: string): Node => {
    if (node.kind === "file") return fileOf(path, node);
    if (node.kind !== "dir") return node;
    const { isWhole, mode, uid, gid, errno } = node;
    const own = directory(isWhole, mode, uid, gid);
    if (errno !== undefined) own.errno = errno;
    for (const name of [...node.entries.keys()].sort()) {
      const child = node.entries.get(name) ?? UNSEEN;
      const below = `${path}/${name}`;
      const isTold = child.kind !== "absent" || !isWhole;
      if (isTold && kept(below)) own.entries.set(name, copy(child, below));
    }
    return own;
  };
  return copy(root, "") as DirectoryNode;
};
