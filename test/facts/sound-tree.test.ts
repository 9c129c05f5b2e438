/** What the quick look at a tree takes is what the schema and the whole reader take, and the same. */
import { expect, test } from "vitest";
import validate from "../../src/generated/validate-facts.js";
import { noAnswers } from "../../src/facts/answers.ts";
import { isSoundTree, soundNode } from "../../src/facts/sound-tree.ts";
import { nodeIn, treeJson, type TreeJson } from "../../src/facts/tree-json.ts";
import { FormatError } from "../../src/formats/format-error.ts";
import fc from "../support/property.ts";

const isValid = (files: unknown): boolean => validate({ format: "vexor.facts/1", host: "a",
  at: "2026-11-01T10:00:00Z", vexor: "test", kernel: null, digest: "0".repeat(64), machine: true,
  asRoot: true, files, answers: noAnswers() });

/** Null where the whole reader refuses it. */
const wholly = (files: TreeJson): TreeJson | null => {
  try {
    return treeJson(nodeIn(files));
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
};

const name = fc.oneof(fc.constantFrom("etc", "a b", "__proto__", "constructor", "é\ud800", "\n"),
  fc.constantFrom("", ".", "..", "a/b", "etc/", "/", "/etc", "/File"), fc.string({ maxLength: 3 }));
const MARKS = ["/file", "/link", "/mode", "/uid", "/gid", "/size", "/part", "/errno", "/closed", "/other"];
const marked = fc.constantFrom<unknown>(null, true, false, "", "x", "0755", "0855", "07555", "EACCES", "eacces",
  "E", "0755\n", "EACCES\n", 0, 7, -1, 1.5, 2 ** 60, {}, [], ["x"]);
const leaf = fc.oneof(fc.constantFrom<unknown>(null, true, "text", ""), fc.constantFrom<unknown>(false, 1, [], ["a"]));

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof({ depthSize: "medium", withCrossShrink: true }, leaf,
    fc.tuple(fc.array(fc.tuple(name, tie("tree")), { maxLength: 4 }),
      fc.array(fc.tuple(fc.constantFrom(...MARKS), marked), { maxLength: 2 }))
      .map((parts) => JSON.parse(`{${parts.flat()
        .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`) as unknown)),
}));

const part = fc.oneof(fc.constantFrom<unknown>(null, true, "text", "é"), fc.constantFrom<unknown>(
  { "/link": "/etc" }, { "/closed": "EACCES" }, { "/file": "x", "/mode": "0755", "/size": 9 },
  { "/file": null, "/errno": "EACCES" }, { "/other": true, "/uid": 1 },
  { "/part": true, "/mode": "0700", a: null, b: "1" }));

/** Most that is drawn is not sound; of plain parts, much is. */
const likely = fc.oneof(tree, fc.tuple(fc.dictionary(
  fc.constantFrom("etc", "usr", "x", "y", ".", "..", "", "a/b"), part, { maxKeys: 3 }),
  fc.constantFrom({}, { "/part": true }, { "/uid": 5, "/errno": "EACCES" }))
  .map(([entries, marks]): unknown => ({ ...entries, ...marks })));

test("a tree that is taken for sound is valid, and its directories hold what the whole reader finds", () => {
  let sound = 0;
  fc.assert(fc.property(likely, (files) => {
    if (!isSoundTree(files)) return;
    sound += 1;
    expect(isValid(files)).toBe(true);
    const lazy = soundNode(files as TreeJson);
    expect(treeJson(lazy)).toEqual(wholly(files as TreeJson));
    if (lazy.kind !== "dir") return;
    for (const [key, node] of lazy.entries) expect(lazy.entry?.(key)).toBe(node);
    expect(lazy.names?.()).toEqual([...lazy.entries].flatMap(([key, { kind }]) => (kind === "absent" ? [] : [key])));
    expect(lazy.entry?.("/part")).toBe(undefined);
  }), { numRuns: 3000 });
  expect(sound).toBeGreaterThan(500);
});

const nested = (depth: number): TreeJson => (depth === 0 ? "x" : { a: nested(depth - 1) });

test("a tree is sound as deep as the whole reader takes it, and no deeper", () => {
  for (const depth of [1, 64, 65, 66]) {
    expect([depth, isSoundTree(nested(depth))]).toEqual([depth, wholly(nested(depth)) !== null]);
  }
});
