/** Asking a stranger's program for its version: once, briefly, and with nobody's rights. */
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { versionOf } from "../../src/edges/version-of.ts";

const dir = mkdtempSync(join(tmpdir(), "vexor-version-"));
chmodSync(dir, 0o755);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const program = (name: string, body: string): string => {
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
};
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

describe("a version", () => {
  test("is asked once for each file and question, and again when the file is another", () => {
    const log = join(dir, "asked");
    writeFileSync(log, "");
    chmodSync(log, 0o666);
    const path = program("counted", `echo "$@" >> ${log}; echo 1.0`);
    const asked = (): string => readFileSync(log, "utf8");
    expect([versionOf(path, ["--version"], NOBODY), versionOf(path, ["--version"], NOBODY)]).toEqual(["1.0", "1.0"]);
    expect(asked()).toBe("--version\n");
    versionOf(path, ["version"], NOBODY);
    expect(asked()).toBe("--version\nversion\n");
    appendFileSync(path, "# newer\n");
    versionOf(path, ["--version"], NOBODY);
    expect(asked()).toBe("--version\nversion\n--version\n");
  });

  test("is not waited for: neither the program nor what it started outlives its time", () => {
    const path = program("hangs", "sleep 61.17 & sleep 61.17");
    const begun = Date.now();
    expect(versionOf(path, ["--version"], NOBODY)).toBeNull();
    expect(Date.now() - begun).toBeLessThan(within(10_000));
    const sleepers = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("61.17");
      } catch {
        return false;
      }
    });
    expect(sleepers).toEqual([]);
  });

  test("is no version when the program fails, prints nothing, or may not be run", () => {
    expect(versionOf(program("fails", "echo 1.0; exit 3"), ["--version"], NOBODY)).toBeNull();
    expect(versionOf(program("silent", "exit 0"), ["--version"], NOBODY)).toBeNull();
    const path = program("plain", "echo 1.0");
    chmodSync(path, 0o644);
    expect(versionOf(path, ["--version"], NOBODY)).toBeNull();
    expect(versionOf(join(dir, "absent"), ["--version"], NOBODY)).toBeNull();
  });

  test("comes without control characters, and shows flags that Agave hides", () => {
    expect(versionOf(program("loud", "printf '\\033[31m1.0\\007\\n'"), ["--version"], NOBODY)).toBe("[31m1.0");
    expect(versionOf(program("hides", "echo \"$SOLANA_NO_HIDDEN_CLI_ARGS\""), ["--help"], NOBODY)).toBe("1");
  });

  test.skipIf(!isRoot)("is never asked as root of what others could have put there", () => {
    const path = program("whoami", "id -u");
    expect(versionOf(path, ["--version"], 4711)).toBe("4711");
    chmodSync(path, 0o757);
    expect(versionOf(path, ["version"], 0)).toBe(String(NOBODY));
  });
});
