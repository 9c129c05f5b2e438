/** When this host first saw a commit: root's record, which nothing but time makes older. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { Host } from "../../../src/ports/host.ts";
import { noteSeen, readFirstSeen } from "../../../src/engine/source/first-seen.ts";
import { makeTree } from "../../support/tree.ts";

let root: string;
let now: number;
let host: Host;
const file = (): string => join(root, "var/lib/vexor-agent/seen.json");
const id = (n: number): string => n.toString(16).padStart(40, "0");

beforeEach(() => {
  root = makeTree({});
  now = Date.parse("2026-01-01T00:00:00Z");
  host = { ...createLinuxHost(root), now: () => new Date(now) };
});
afterEach(() => rmSync(root, { recursive: true }));

test("a commit keeps the time when it was first seen", () => {
  noteSeen(host, [id(1)]);
  now += 3_600_000;
  noteSeen(host, [id(1), id(2)]);
  expect([...readFirstSeen(host)]).toEqual([[id(1), 1_767_225_600], [id(2), 1_767_229_200]]);
});

test("nothing is written when nothing is new", () => {
  noteSeen(host, [id(1)]);
  const before = readFileSync(file(), "utf8");
  writeFileSync(file(), `${before}\n\n`);
  noteSeen(host, [id(1)]);
  noteSeen(host, []);
  expect(readFileSync(file(), "utf8")).toBe(`${before}\n\n`);
});

test("the oldest are forgotten beyond 4,000", () => {
  noteSeen(host, [id(1)]);
  now += 1000;
  noteSeen(host, Array.from({ length: 4000 }, (_, n) => id(n + 2)));
  const seen = readFirstSeen(host);
  expect([seen.size, seen.has(id(1)), seen.has(id(4001))]).toEqual([4000, false, true]);
});

test.each(["", "{", "[]", "null", '{"format":"vexor.seen/2","commits":{}}',
  `{"format":"vexor.seen/1","commits":{"${"1".repeat(40)}":"soon","x":"2026-01-01T00:00:00Z"}}`,
])("a record that Vexor did not write is ignored: %j", (text) => {
  noteSeen(host, [id(1)]);
  writeFileSync(file(), text);
  expect(readFirstSeen(host).size).toBe(0);
});
