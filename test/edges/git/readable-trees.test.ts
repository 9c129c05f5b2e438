/** Directories of HEAD that no host would read: a review that passes them would stop every host. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { commitFiles, git, hostText, makeRepository, reviewOf } from "../../support/review.ts";

const SET = hostText("a", "sysctl: {vm.swappiness: 10}");

/** What no command of git's makes: a tree of these entries, as they are. */
const treeOf = (at: string, ...entries: readonly (readonly [mode: string, name: string | Buffer, id: string])[]): string => {
  const input = Buffer.concat(entries.flatMap(([mode, name, id]) =>
    [Buffer.from(`${mode} `), Buffer.from(name), Buffer.of(0), Buffer.from(id, "hex")]));
  const { stdout } = spawnSync("git", ["-C", at, "hash-object", "-t", "tree", "--literally", "-w", "--stdin"], { input });
  return stdout.toString().trim();
};

const entryOf = (at: string, path: string): string => git(at, "rev-parse", `main:${path}`);

const reviewTree = async (make: (at: string) => string): Promise<unknown> => {
  const at = makeRepository({ "hosts/a.yaml": hostText("a"), "docs/x": "x" }, {});
  const commit = git(at, "commit-tree", "-p", "main", "-m", "x", make(at));
  return reviewOf(at, `main..${commit}`, {}).then(({ hosts }) => hosts.map(({ status }) => status),
    (error: unknown) => error);
};

const blobOf = (at: string, text: string): string => {
  git(at, "checkout", "-q", "--detach");
  commitFiles(at, { "made": text });
  return git(at, "rev-parse", "HEAD:made");
};

test.each([
  ["a name that is not UTF-8", /^the directory "?hosts"? of commit [0-9a-f]{12} cannot be read by a host: .*not UTF-8/, (at: string) =>
    treeOf(at, ["40000", "hosts", treeOf(at, ["100644", "a.yaml", entryOf(at, "hosts/a.yaml")],
      ["100644", Buffer.of(0xff), entryOf(at, "docs/x")])])],
  ["a name twice", /"?a\.yaml"? twice/, (at: string) => treeOf(at, ["40000", "hosts",
    treeOf(at, ["100644", "a.yaml", blobOf(at, SET)], ["100644", "a.yaml", entryOf(at, "hosts/a.yaml")])])],
  ["a directory twice", /^the top directory .*"?hosts"? twice/, (at: string) => treeOf(at, ["40000", "hosts",
    treeOf(at, ["100644", "b.yaml", blobOf(at, SET)])], ["40000", "hosts", entryOf(at, "hosts")])],
  ["a name with a slash", /^the top directory of commit .*not a tree as git writes it/, (at: string) =>
    treeOf(at, ["40000", "hosts", entryOf(at, "hosts")], ["100644", "hosts/b.yaml", blobOf(at, SET)])],
])("a directory with %s ends the review", async (_, message, make) => {
  expect(await reviewTree(make)).toMatchObject({ code: "SOURCE_CORRUPT", message: expect.stringMatching(message) });
});

test("one that hosts do not read, with a name that is not UTF-8, ends none", async () => {
  expect(await reviewTree((at) => treeOf(at, ["40000", "docs", treeOf(at, ["100644", Buffer.of(0xff), entryOf(at, "docs/x")])],
    ["40000", "hosts", entryOf(at, "hosts")]))).toEqual([]);
});
