/** Revisions of a checkout, by git's objects: in whatever clone, whatever its configuration says. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { reviewEdges } from "../../../src/edges/source/review-edges.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { SECTIONS } from "../../../src/resources/index.ts";
import type { RevisionRange } from "../../../src/review/ports.ts";
import { cloneOf, commitFiles, git, hostText, makeRepository } from "../../support/review.ts";

const open = (at: string, range: string): Promise<RevisionRange> =>
  reviewEdges("", SECTIONS).openRange(at, range);

const refused = async (at: string, range: string): Promise<VexorError> => {
  try {
    await open(at, range);
  } catch (error) {
    if (error instanceof VexorError) return error;
    throw error;
  }
  throw new Error("no error");
};

let at = "";
let tip = "";
beforeAll(() => {
  at = makeRepository({ "hosts/a.yaml": hostText("a") }, { "hosts/a.yaml": hostText("a", "sysctl: {}") });
  tip = commitFiles(at, { README: "x" });
  git(at, "tag", "-a", "-m", "a tag", "v1", "main");
});

describe("a revision", () => {
  test.each([
    ["main..change", "main"], ["main..", "main"], ["main..HEAD", "main"], ["v1..@", "v1^{}"],
    ["refs/heads/main..change", "main"], ["HEAD~2..HEAD", "main"], ["change~1^..HEAD", "main"],
  ])("%s", async (range, base) => {
    const { base: found, head } = await open(at, range);
    expect([found, head]).toEqual([git(at, "rev-parse", base), tip]);
  });

  test("by a short id, from packed references, in a bare repository and in a worktree", async () => {
    const bare = cloneOf(at, "--bare");
    git(bare, "pack-refs", "--all");
    const range = `${git(at, "rev-parse", "main").slice(0, 9)}..change`;
    expect((await open(bare, range)).head).toBe(tip);
    const tree = `${cloneOf(at)}-tree`;
    git(at, "worktree", "add", "-q", tree, "main");
    expect((await open(join(tree, "hosts"), "HEAD..change"))).toMatchObject({ head: tip, prefix: "hosts/" });
  });

  test.each([
    ["nope..change", "REVISION_UNKNOWN", /"nope" is not a commit/],
    ["main..--output=x", "REVISION_UNKNOWN", /not a revision/],
    ["main:..change", "REVISION_UNKNOWN", /not a revision/],
    ["main../../etc/passwd", "REVISION_UNKNOWN", /not a revision/],
    ["main...change", "USAGE", /BASE\.\.HEAD/], ["main", "USAGE", /BASE\.\.HEAD/], ["..x", "USAGE", /BASE\.\.HEAD/],
  ])("%s is refused", async (range, code, says) => {
    const error = await refused(at, range);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(says)]);
  });

  test("of no repository, or of two without a common history", async () => {
    expect((await refused("/proc", "a..b")).message).toContain("not a git repository");
    expect((await refused("/nonexistent", "a..b")).message).toContain("not a directory");
    git(at, "checkout", "-q", "--orphan", "other");
    commitFiles(at, { x: "y" });
    expect((await refused(at, "main..other")).message).toContain("no commit in common");
    git(at, "checkout", "-q", "change");
  });
});

describe("a name of a tag and of a branch", () => {
  test.each([["origin/main", "refs/remotes/origin/main"], ["other", "refs/heads/other"], ["origin", "refs/remotes/origin/HEAD"]])(
    "%s is refused, and its whole name is not", async (name, whole) => {
      const clone = cloneOf(at, "--branch=change");
      git(clone, "branch", "other", "origin/main");
      git(clone, "remote", "set-head", "origin", "main");
      git(clone, "tag", name, "origin/change");
      const error = await refused(clone, `${name}..HEAD`);
      expect([error.code, error.message, error.hint]).toEqual(["REVISION_UNKNOWN",
        `"${name}" is both "refs/tags/${name}" and "${whole}"`, expect.stringContaining(`"${whole}"`)]);
      expect((await open(clone, `${whole}..HEAD`)).base).toBe(git(at, "rev-parse", "main"));
    });

  test("is taken where both are one commit, and a tag is never a whole name", async () => {
    const clone = cloneOf(at, "--branch=change");
    git(clone, "tag", "origin/main", "refs/remotes/origin/main");
    expect((await open(clone, "origin/main..HEAD")).base).toBe(git(at, "rev-parse", "main"));
    git(clone, "tag", "refs/remotes/origin/gone", "origin/change");
    expect((await refused(clone, "refs/remotes/origin/gone..HEAD")).message).toContain("is not a commit");
  });
});

describe("a shallow clone", () => {
  test("says which depth it needs", async () => {
    const shallow = cloneOf(at, "--depth=1", "--branch=change");
    const base = await refused(shallow, `${git(at, "rev-parse", "main")}..HEAD`);
    expect(base.message).toContain("shallow");
    expect(base.hint).toContain("fetch-depth: 0");
    expect((await refused(shallow, "HEAD~2..HEAD")).hint).toContain("fetch-depth: 3");
    const parent = await refused(shallow, `${git(at, "rev-parse", "change~1")}..HEAD`);
    expect(parent.hint).toContain("fetch-depth: 2");
  });

  test("with both ends and nothing between them is refused as well, and a deeper one is read", async () => {
    const shallow = cloneOf(at, "--depth=1", "--branch=change");
    git(shallow, "fetch", "-q", "--depth=1", "origin", "main:main");
    const between = await refused(shallow, "main..HEAD");
    expect([between.message, between.hint]).toEqual(
      [expect.stringContaining("holds no commit that"), expect.stringContaining("--unshallow")]);
    git(shallow, "fetch", "-q", "--depth=3", "origin", "change");
    expect((await open(shallow, "main..HEAD")).from).toBe(git(at, "rev-parse", "main"));
  });

  test("without the files is refused", async () => {
    git(at, "config", "uploadpack.allowFilter", "true");
    const partial = cloneOf(at, "--filter=blob:none", "--no-checkout");
    const range = await open(partial, "origin/main..origin/change");
    const ids = [...range.trees.head.values()].map(({ id }) => id);
    const read = async (): Promise<number> => {
      let count = 0;
      for await (const batch of range.blobs(ids, 1000)) count += batch.length;
      return count;
    };
    await expect(read()).rejects.toMatchObject({ code: "REVISION_UNKNOWN" });
  });
});

describe("what a repository says to run", () => {
  test("is not run", async () => {
    const hostile = cloneOf(at, "--branch=change");
    const mark = join(hostile, "was-run");
    const program = join(hostile, "program");
    writeFileSync(program, `#!/bin/sh\ntouch ${mark}\n`);
    chmodSync(program, 0o755);
    const keys = ["core.fsmonitor", "core.sshCommand", "core.alternateRefsCommand", "core.pager",
      "core.hooksPath", "core.askPass", "filter.x.smudge", "filter.x.process", "diff.external",
      "uploadpack.packObjectsHook", "gpg.program", "alias.ls-tree", "alias.cat-file"];
    for (const key of keys) git(hostile, "config", key, key.startsWith("alias") ? `!${program}` : program);
    git(hostile, "config", "extensions.partialClone", "origin");
    git(hostile, "config", "remote.origin.promisor", "true");
    git(hostile, "config", "remote.origin.uploadpack", program);
    writeFileSync(join(hostile, ".git/info/attributes"), "* filter=x diff=x\n");
    mkdirSync(join(hostile, ".git/hooks"), { recursive: true });
    for (const hook of ["post-checkout", "reference-transaction"]) {
      writeFileSync(join(hostile, `.git/hooks/${hook}`), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
    }
    spawnSync("git", ["-C", hostile, "status"]);
    expect(existsSync(mark), "git itself runs one of them").toBe(true);
    spawnSync("rm", [mark]);
    const range = await open(hostile, "origin/main..HEAD");
    for await (const batch of range.blobs([...range.trees.head.values()].map(({ id }) => id), 1000)) {
      expect(batch.every(([, bytes]) => bytes !== null)).toBe(true);
    }
    expect(existsSync(mark)).toBe(false);
  });
});

test("blobs come whole, in order, and none that is larger than was asked for", async () => {
  const large = "x".repeat(2000);
  const head = commitFiles(at, { large, small: "y\u00e9\0\n" });
  const range = await open(at, `main..${head}`);
  const id = (path: string): string => range.trees.head.get(path)?.id ?? "";
  const found: (readonly [string, string | null])[] = [];
  for await (const batch of range.blobs([id("large"), id("small"), id("large")], 1000)) {
    found.push(...batch.map(([one, bytes]) => [one, bytes && new TextDecoder().decode(bytes)] as const));
  }
  expect(found).toEqual([[id("large"), null], [id("small"), "y\u00e9\0\n"], [id("large"), null]]);
});
