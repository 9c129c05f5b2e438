/** What `vexor review` reads: two revisions of a checkout, as objects of git. */
import { existsSync, lstatSync, realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { VexorError } from "../../engine/model/errors.ts";
import type { Sections } from "../../engine/host-file/section.ts";
import { quote } from "../../formats/quote.ts";
import type { BlobTree, ReviewEdges, RevisionRange } from "../../review/ports.ts";
import { blobsIn, rangeIn, type SandboxQuestion } from "../git/mirror-question.ts";
import { readBlobs, readRange, type BlobAnswer, type RangeNames } from "../git/revision-range.ts";
import { askInSandbox } from "../git/sandboxed.ts";
import { compileOften } from "../linux/compiling.ts";
import { readPlainYaml } from "../yaml/yaml-plain.ts";
import { readYaml } from "../yaml/yaml.ts";

const LONGEST_S = 300;

/** The checkout that a directory is in, or the bare repository that it is. */
const topOf = (directory: string): string => {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (at === "/") return directory;
  }
};

const realDirectory = (directory: string): string => {
  try {
    return realpathSync(directory);
  } catch {
    throw new VexorError("REVISION_UNKNOWN", `${quote(directory)} is not a directory`,
      { hint: "Name the repository with --repo DIR." });
  }
};

const treeOf = (listed: string): BlobTree => new Map(listed.split("\0").flatMap((line) => {
  const [, mode = "", id = "", path] = /^(\d{6}) \w+ ([0-9a-f]{40})\t(.*)$/s.exec(line) ?? [];
  return path === undefined ? [] : [[path, { mode, id }] as const];
}));

const namesOf = (range: string): RangeNames => {
  const [, base = "", head = ""] = /^([^.](?:(?!\.\.).)*)\.\.(?!\.)(.*)$/s.exec(range) ?? [];
  if (base !== "") return { base, head: head === "" ? "HEAD" : head };
  throw new VexorError("USAGE", `vexor review takes BASE..HEAD, found ${quote(range)}`,
    { hint: "Two revisions of the repository: vexor review origin/main..HEAD" });
};

interface Questions {
  range(names: RangeNames): Promise<ReturnType<typeof rangeIn>>;
  blobs(ids: readonly string[], largest: number): Promise<BlobAnswer>;
}

/** Root reads nothing of another user's checkout: a process with that user's rights does. */
const questionsOf = (top: string, root: string): Questions => {
  const git = join(top, ".git");
  const { uid, gid } = lstatSync(existsSync(git) ? git : top);
  if (process.geteuid?.() !== 0 || uid === 0) {
    return { range: (names) => readRange(top, names),
      blobs: (ids, largest) => readBlobs(top, ids, largest) };
  }
  const errand = { owner: { uid, gid }, directory: top, writes: false, seconds: LONGEST_S, root };
  const ask = (question: SandboxQuestion): Promise<unknown> => askInSandbox(errand, question);
  return {
    range: async (names) => rangeIn(await ask({ range: { top, names } })),
    blobs: async (ids, largest) => blobsIn(await ask({ blobs: { top, ids, largest } })),
  };
};

const bytesOf = (body: string | null): Uint8Array | null =>
  (body === null ? null : Buffer.from(body, "latin1"));

const openRange = async (
  directory: string, range: string, root: string,
): Promise<RevisionRange> => {
  const names = namesOf(range);
  const here = realDirectory(directory);
  const top = topOf(here);
  const ask = questionsOf(top, root);
  const { base, head, from, listed } = await ask.range(names);
  const trees = new Map([...new Set([base, from, head])]
    .map((commit) => [commit, treeOf(listed[commit] ?? "")]));
  const treeAt = (commit: string): BlobTree => trees.get(commit) ?? new Map();
  const below = relative(top, here);
  return {
    base, head, from, prefix: below === "" ? "" : `${below}/`,
    trees: { base: treeAt(base), from: treeAt(from), head: treeAt(head) },
    blobs: async function* blobs(ids, largest) {
      for (let left = ids; left.length > 0;) {
        const batch = await ask.blobs(left, largest);
        if (batch.length === 0) throw new VexorError("SOURCE_CORRUPT", "git gave no files");
        yield batch.map(([id, body]) => [id, bytesOf(body)] as const);
        left = left.slice(batch.length);
      }
    },
  };
};

export const reviewEdges = (root: string, sections: Sections): ReviewEdges => ({
  sections, readYaml, readPlainYaml, expectLongRun: compileOften,
  openRange: (directory, range) => openRange(directory, range, root),
});
