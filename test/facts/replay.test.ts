/** A reader over data: what is there, what is not, and what was never looked at. */
import { describe, expect, test } from "vitest";
import { VexorError } from "../../src/engine/model/errors.ts";
import { noAnswers } from "../../src/facts/answers.ts";
import { replay } from "../../src/facts/replay.ts";
import { nodeIn, treeJson, type TreeJson } from "../../src/facts/tree-json.ts";
import type { DirectoryNode } from "../../src/facts/tree.ts";
import type { HostReader } from "../../src/ports/host.ts";
import { SUMS } from "../support/facts.ts";

const TREE: TreeJson = {
  "/part": true,
  etc: { "rc.local": { "/file": "x\n", "/mode": "0755", "/size": 99 }, seen: true,
    shut: { "/closed": "EACCES" }, key: { "/file": null, "/size": 5, "/errno": "EACCES" },
    lib: { "/link": "/usr/lib" }, self: { "/link": "self" }, sock: { "/other": true, "/size": 0 },
    dir: { "/part": true, gone: null, "/mode": "0700", "/uid": 1000 } },
  usr: { "/part": true, lib: { a: "text\n" } },
};

const host = (): HostReader => replay(
  { isTree: false, root: nodeIn(TREE) as DirectoryNode, answers: noAnswers() }, SUMS);

const errno = (act: () => unknown): string | null => {
  try {
    act();
  } catch (error) {
    if (error instanceof VexorError && error.code === "HOST_READ") return error.errno;
    throw error;
  }
  throw new Error("it was read");
};

test("a tree is the same after JSON", () => {
  expect(treeJson(nodeIn(TREE))).toEqual(TREE);
});

describe("the reader", () => {
  test("reads, follows links, and never leaves the root", () => {
    const { read, resolve, stat, link, list } = host();
    expect(read("/etc/rc.local")).toBe("x\n");
    expect(read("/etc/lib/a")).toBe("text\n");
    expect(read("/../../etc/../etc/./rc.local")).toBe("x\n");
    expect(resolve("/etc/lib/a")).toBe("/usr/lib/a");
    expect(link("/etc/lib")).toBe("/usr/lib");
    expect(stat("/etc/rc.local")).toEqual({ kind: "file", mode: 0o755, uid: 0, gid: 0, size: 99 });
    expect(list("/usr/lib")).toEqual(["a"]);
    expect(stat("/etc/dir")?.uid).toBe(1000);
  });

  test("knows what is not there", () => {
    const { read, stat, resolve, list } = host();
    for (const path of ["/etc/none", "/etc/none/below", "/etc/dir/gone", "/etc/self", "/etc/rc.local/x"]) {
      expect([read(path), stat(path), resolve(path), list(path)], path).toEqual([null, null, null, []]);
    }
  });

  test("says of the rest that it cannot be read, by why or by what it takes", () => {
    const { read, stat, list, link } = host();
    for (const path of ["/home/x", "/etc/seen", "/etc/dir/other"]) {
      for (const act of [read, stat, list, link]) {
        expect(errno(() => act(path)), path).toBe("newer facts");
      }
    }
    expect(errno(() => read("/etc/key"))).toBe("EACCES");
    expect(errno(() => stat("/etc/shut/x"))).toBe("EACCES");
    expect(errno(() => read("/etc/dir"))).toBe("EISDIR");
    expect(errno(() => list("/etc/dir"))).toBe("newer facts");
    expect(host().port("keys").keypair("/etc/k").problems[0]?.message).toContain("do not have /etc/k");
  });
});
