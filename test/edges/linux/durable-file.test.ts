/** What root writes for a user, where that user may turn the way elsewhere in the meantime. */
import { execFile, spawn } from "node:child_process";
import {
  chmodSync, chownSync, lchownSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { placeFile, replaceLink } from "../../../src/edges/linux/durable-file.ts";
import { within } from "../../support/pace.ts";
import { ROOT } from "../../support/paths.ts";

const execFileAsync = promisify(execFile);
const DURABLE_FILE = join(ROOT, "src/edges/linux/durable-file.ts");
const [SOL, EVE] = [61_001, 61_002];

describe.skipIf(process.getuid?.() !== 0)("a link or a file in a user's directory", () => {
  let top: string;
  const at = (path: string): string => join(top, path);
  const make = (path: string, uid: number): void => {
    mkdirSync(at(path));
    chownSync(at(path), uid, uid);
  };

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), "vexor-links-"));
    for (const [path, uid] of [["root", 0], ["sol", SOL], ["sol/keys", SOL], ["eve", EVE]] as const) {
      make(path, uid);
      symlinkSync("/before", at(`${path}/awk`));
      lchownSync(at(`${path}/awk`), uid, uid);
    }
  });
  afterEach(() => rmSync(top, { recursive: true }));

  const lead = (to: string): void => {
    symlinkSync(at(to), at("sol/way"));
    lchownSync(at("sol/way"), SOL, SOL);
  };

  test("is replaced where every step of its path belongs to that user or root", () => {
    lead("sol/keys");
    for (const path of ["sol/way/awk", "root/awk"]) {
      replaceLink(at(path), "/after");
      expect(readlinkSync(at(path))).toBe("/after");
    }
    placeFile(SOL, at("sol/way/tower"), Buffer.from("1"), 0o600);
    expect(readFileSync(at("sol/keys/tower"), "utf8")).toBe("1");
  });

  test.each(["root", "eve"])("is not replaced where that user's link leads to a directory of %s", (to) => {
    lead(to);
    expect(() => replaceLink(at("sol/way/awk"), "/after")).toThrow(/may change/);
    expect(readlinkSync(at(`${to}/awk`))).toBe("/before");
    expect(() => placeFile(SOL, at("sol/way/tower"), Buffer.from("1"), 0o600)).toThrow();
  });

  test("is not written where a group may write, through that user's link", () => {
    make("mail", 0);
    chmodSync(at("mail"), 0o2775);
    lead("mail");
    expect(() => placeFile(SOL, at("sol/way/tower"), Buffer.from("1"), 0o600)).toThrow();
  });

  test("is not waited for where its owner puts a pipe in its place in the meantime", async () => {
    const swap = spawn("perl", ["-MPOSIX", "-e",
      'for (;;) { mkfifo("$ARGV[0]/p", 0644); rename "$ARGV[0]/p", "$ARGV[0]/tower" }', at("sol")],
    { stdio: "ignore" });
    const place = `import { placeFile } from ${JSON.stringify(DURABLE_FILE)};
      let told = 0;
      for (let n = 0; n < 300; n++) {
        try { placeFile(${SOL}, ${JSON.stringify(at("sol/tower"))}, Buffer.from("x"), 0o600); }
        catch { told++; }
      }
      console.log(told > 0)`;
    try {
      const { stdout } = await execFileAsync(process.execPath,
        ["--input-type=module", "--no-warnings", "-e", place], { timeout: within(10_000) });
      expect(stdout).toBe("true\n");
    } finally {
      swap.kill("SIGKILL");
    }
  });
});
