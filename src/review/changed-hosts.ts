/** Which hosts a change can touch: by git's own names of files, through all that they extend. */
import { VexorError } from "../engine/model/errors.ts";
import { quote } from "../formats/quote.ts";
import { shellWord } from "../formats/shell-word.ts";
import type { BlobTree, RevisionRange } from "./ports.ts";
import type { SourceFiles } from "./source-files.ts";

interface HostFiles {
  /** By host, from the top of the repository: of either side. */
  readonly touched: ReadonlyMap<string, string>;
  /** Those of the head. */
  readonly count: number;
  /** Touched hosts on which the base has changed something as well. */
  readonly alsoInBase: readonly string[];
  /** All files that the change alters, from the top of the repository. */
  readonly paths: readonly string[];
}

export const hostsIn = (tree: BlobTree, prefix: string): ReadonlyMap<string, string> => {
  const below = `${prefix}hosts/`;
  return new Map([...tree.keys()].flatMap((path) => {
    const name = path.startsWith(below) ? /^([^/]+)\.yaml$/.exec(path.slice(below.length)) : null;
    return name === null ? [] : [[name[1] ?? "", path] as const];
  }));
};

const differing = (one: BlobTree, other: BlobTree): ReadonlySet<string> =>
  new Set([...one.keys(), ...other.keys()].filter((path) => {
    const [here, there] = [one.get(path), other.get(path)];
    return here?.id !== there?.id || here?.mode !== there?.mode;
  }));

const reaches = (
  files: SourceFiles, tree: BlobTree, start: string, isWanted: (path: string) => boolean,
): boolean => {
  const seen = new Set([start]);
  for (const path of seen) {
    if (isWanted(path)) return true;
    for (const next of files.extendedBy(tree, path)) seen.add(next);
  }
  return false;
};

const touchedBetween = async (
  files: SourceFiles, [from, to]: readonly [BlobTree, BlobTree],
  hosts: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> => {
  const changed = differing(from, to);
  if (changed.size === 0) return new Map();
  const paths = [...hosts.values()];
  await files.load(from, paths);
  await files.load(to, paths);
  const has = (path: string): boolean => changed.has(path);
  return new Map([...hosts].filter(([, path]) =>
    reaches(files, from, path, has) || reaches(files, to, path, has)));
};

/** A host file that no host reads would be believed to hold; one to build on may end so. */
const refuseMisnamed = async (
  { prefix, trees: { head } }: RevisionRange, files: SourceFiles, paths: readonly string[],
): Promise<void> => {
  const below = `${prefix}hosts/`;
  const misnamed = paths.filter((path) => head.has(path) && path.startsWith(below)
    && /^[^/]+\.yml$/.test(path.slice(below.length)));
  if (misnamed.length === 0) return;
  const hosts = [...hostsIn(head, prefix).values()];
  await files.load(head, hosts);
  const found = misnamed.find((path) =>
    !hosts.some((host) => reaches(files, head, host, (one) => one === path)));
  if (found === undefined) return;
  throw new VexorError("SOURCE_FILE", `${quote(found)} is not read; host files are `
    + `${below}NAME.yaml`, { place: { file: found, line: 1, column: 1 },
    hint: `git mv ${shellWord(found)} ${shellWord(found.replace(/yml$/, "yaml"))}` });
};

/** Throws NO_HOSTS, and SOURCE_FILE for a file that only seems to be a host's. */
export const touchedHosts = async (
  range: RevisionRange, files: SourceFiles,
): Promise<HostFiles> => {
  const { prefix, trees: { base, from, head } } = range;
  const [old, current] = [hostsIn(from, prefix), hostsIn(head, prefix)];
  const paths = [...differing(from, head)].sort();
  await refuseMisnamed(range, files, paths);
  if (old.size + current.size === 0) {
    throw new VexorError("NO_HOSTS", `neither revision has a file ${prefix}hosts/NAME.yaml`);
  }
  const touched = await touchedBetween(files, [from, head], new Map([...old, ...current]));
  const meanwhile = base === from ? new Map<string, string>()
    : await touchedBetween(files, [from, base], touched);
  return { touched: new Map([...touched].sort(([one], [other]) => (one < other ? -1 : 1))),
    count: current.size, alsoInBase: [...meanwhile.keys()].sort(), paths };
};
