/** Whom a path may be turned elsewhere by: every step of it is checked, and every link on it. */
import {
  chmodSync, chownSync, lchownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isRootsAlone, othersMayWrite } from "../../../src/edges/linux/trusted-path.ts";

const SELF = process.geteuid?.() ?? 0;
const EVE = 65534;
let dir: string;
const at = (path: string): string => join(dir, path);
const step = (path: string): string | null => othersMayWrite(at(path), SELF)?.slice(dir.length) ?? null;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "vexor-trusted-")));
  mkdirSync(at("own/below"), { recursive: true, mode: 0o755 });
  mkdirSync(at("open"));
  chmodSync(at("open"), 0o777);
  for (const path of ["own/file", "own/below/file", "open/file"]) writeFileSync(at(path), "");
});
afterEach(() => rmSync(dir, { recursive: true }));

test("a file that only its owner may write, below such directories, is trusted", () => {
  expect([step("own/below/file"), step("own//below/./../file")]).toEqual([null, null]);
  expect(isRootsAlone(at("own/file"), SELF)).toBe(true);
});

test("a file or directory on the path that group or others may write is named", () => {
  expect(step("open/file")).toBe("/open");
  chmodSync(at("own/file"), 0o664);
  expect(step("own/file")).toBe("/own/file");
  chmodSync(at("own"), 0o775);
  expect(step("own/below/file")).toBe("/own");
});

test("a sticky directory is trusted on the path, and not at its end", () => {
  chmodSync(at("open"), 0o1777);
  expect(step("open/file")).toBe(null);
  expect(step("open")).toBe("/open");
});

test("a missing file is named", () => {
  expect([step("own/gone"), step("own/file/below")]).toEqual(["/own/gone", "/own/file/below"]);
});

describe("links", () => {
  test("are followed to their targets", () => {
    symlinkSync("own/file", at("near"));
    symlinkSync(at("open/file"), at("far"));
    symlinkSync("../below/../file", at("own/below/link"));
    expect([step("near"), step("far"), step("own/below/link")]).toEqual([null, "/open", null]);
  });

  test("are named where others may replace them, though they lead to a trusted file", () => {
    symlinkSync(at("own/file"), at("open/link"));
    symlinkSync("open/link", at("hop"));
    symlinkSync(at("open"), at("own/way"));
    expect([step("open/link"), step("hop"), step("own/way/link")])
      .toEqual(["/open", "/open", "/open"]);
  });

  test("are named when they form a circle", () => {
    symlinkSync("b", at("a"));
    symlinkSync("a", at("b"));
    expect(step("a")).not.toBe(null);
  });
});

describe.skipIf(SELF !== 0)("another user's", () => {
  test("file, directory or link is named", () => {
    chownSync(at("own/file"), EVE, EVE);
    expect(step("own/file")).toBe("/own/file");
    expect(othersMayWrite(at("own/file"), EVE)).toBe(null);
    chownSync(at("own"), EVE, EVE);
    expect(step("own/below/file")).toBe("/own");
    chmodSync(at("open"), 0o1777);
    symlinkSync("file", at("open/link"));
    expect(step("open/link")).toBe(null);
    lchownSync(at("open/link"), EVE, EVE);
    expect(step("open/link")).toBe("/open/link");
  });
});
