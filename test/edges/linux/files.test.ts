/** Host files on a disk that another user changes: what was judged is what is read. */
import { lchownSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { declarationFiles } from "../../../src/edges/yaml/host-file-reader.ts";

const [EVE, SECRET] = [4711, "a secret"];
let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "vexor-files-")));
  mkdirSync(join(root, "eves"));
  writeFileSync(join(root, "eves/host.yaml"), "eve's own");
  mkdirSync(join(root, "roots"));
  writeFileSync(join(root, "roots/host.yaml"), SECRET);
});
afterEach(() => rmSync(root, { recursive: true }));

describe("an entry that has replaced a file since its path was followed is not read", () => {
  test.each<[string, () => void]>([
    ["a link", () => {
      rmSync(join(root, "eves/host.yaml"));
      symlinkSync(join(root, "roots/host.yaml"), join(root, "eves/host.yaml"));
    }],
    ["a link in place of its directory", () => {
      renameSync(join(root, "eves"), join(root, "old"));
      symlinkSync(join(root, "roots"), join(root, "eves"));
    }],
  ])("%s", (_, swap) => {
    const path = declarationFiles.realpath(join(root, "eves/host.yaml")) ?? "";
    expect(declarationFiles.read(path, "host.yaml")).toBe("eve's own");
    swap();
    expect(() => declarationFiles.read(path, "host.yaml"))
      .toThrow("host.yaml was replaced while it was read");
  });
});

describe.skipIf(process.geteuid?.() !== 0)("root's way to a host file by another user's link", () => {
  const link = (to: string, owner: number): string => {
    const path = join(root, "link");
    symlinkSync(join(root, to), path);
    lchownSync(path, owner, owner);
    return path;
  };

  test("ends at a file that is not that user's", () => {
    expect(() => declarationFiles.realpath(link("roots/host.yaml", EVE)))
      .toThrow(new RegExp(`leads to \\S*/roots/host.yaml by the link \\S*/link, which user ${EVE} has made`));
  });

  test("leads to that user's own file, and a link of root leads to any file", () => {
    lchownSync(join(root, "eves/host.yaml"), EVE, EVE);
    expect(declarationFiles.realpath(link("eves/host.yaml", EVE))).toBe(join(root, "eves/host.yaml"));
    rmSync(join(root, "link"));
    expect(declarationFiles.realpath(link("roots/host.yaml", 0))).toBe(join(root, "roots/host.yaml"));
  });
});
