/** The recorded tree without secrets, and without what no reader uses. */
import { broughtFiles, SUM_LINE, withSum } from "./package-sums.ts";
import { reducerOf } from "./kernel-texts.ts";
import { IS_SYSCTLS, reduceText, type Depth } from "./texts.ts";
import { hideCredentials } from "../formats/credentials.ts";
import { maskLine } from "./words.ts";
import {
  DIRECTORY_LOCK, filesNamedIn, isHistoryFile, roundedSize,
} from "../formats/signing-history.ts";
import {
  directory, filesIn, findNode, type DirectoryNode, type FileNode, type Node,
} from "./tree.ts";

export interface Reduction {
  /** By path and number, the lines that planning gives as evidence, and what it says of them. */
  readonly shown: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** Of files of which the shown lines are not enough. */
  readonly depths: ReadonlyMap<string, Depth>;
  readonly vocabulary: ReadonlySet<string>;
  readonly md5: (text: string) => string;
}

const UNIT_FILE = /\/systemd\/system\//;

/** Units that systemd is asked for while the machine runs, Vexor's own among them. */
const PASSING = /^\/run\/systemd\/transient\/(?:run-|vexor-|session-|user)/;

const NO_LINES: ReadonlyMap<number, string> = new Map();

/** A file that its package brought ends with its sum; no other file may seem to. */
const withoutSums = (text: string): string =>
  text.split("\n").filter((line) => !SUM_LINE.test(line)).join("\n");

/** Files that units name, by their paths without links. */
const namedFiles = (root: DirectoryNode): ReadonlySet<string> =>
  new Set([...filesIn(root)].flatMap(([path, { text }]) =>
    (UNIT_FILE.test(path) && text !== null ? filesNamedIn(text) : []))
    .map((path) => findNode(root, path, true).at));

/** Each path below a directory, with links as they are. */
function* pathsIn(node: Node, under = ""): Generator<string> {
  if (node.kind !== "dir") return;
  for (const [name, child] of node.entries) {
    yield `${under}/${name}`;
    yield* pathsIn(child, `${under}/${name}`);
  }
}

/** What systemd-sysctl reads, by paths without links: a link may lead to any file. */
const sysctlFiles = (root: DirectoryNode): ReadonlySet<string> =>
  new Set([...pathsIn(root)].filter((path) => IS_SYSCTLS.test(path))
    .map((path) => findNode(root, path, true).at));

const DATABASE = "data";

/** In the order of the names. A database's files are one: they come and go while it is used. */
const entriesOf = ({ entries, isWhole }: DirectoryNode): readonly (readonly [string, Node])[] => {
  const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
  const lock = entries.get(DIRECTORY_LOCK);
  if (!isWhole || lock?.kind !== "file" || lock.text !== null) return sorted;
  const files = sorted.flatMap(([, node]) => (node.kind === "file" ? [node] : []));
  const size = roundedSize(files.reduce((sum, file) => sum + file.size, 0));
  return [[DIRECTORY_LOCK, { ...lock, size: 0 }], [DATABASE, { ...lock, size }]];
};

/** What a script names and does not exist may be a part of a secret: hidden as in the script. */
const missingName = (path: string): string => hideCredentials(path).split("/").at(-1) ?? "";

export const reduceTree = (root: DirectoryNode, reduction: Reduction): DirectoryNode => {
  const { sums, records } = broughtFiles(root, reduction.md5);
  const [named, sysctls] = [namedFiles(root), sysctlFiles(root)];
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
      isSysctls: sysctls.has(path), isNamed: named.has(path),
    }));
    const sum = sums.get(path);
    return sum === undefined || reduced === text ? reduced : withSum(reduced, sum);
  };
  const fileOf = (path: string, node: FileNode): FileNode => {
    if (node.text === null) {
      return isHistoryFile(path) ? { ...node, size: roundedSize(node.size) } : { ...node };
    }
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
    for (const [name, child] of entriesOf(node)) {
      const below = `${path}/${name}`;
      if (!kept(below)) continue;
      if (child.kind !== "absent") own.entries.set(name, copy(child, below));
      else if (!isWhole) own.entries.set(missingName(below), child);
    }
    return own;
  };
  return copy(root, "") as DirectoryNode;
};
