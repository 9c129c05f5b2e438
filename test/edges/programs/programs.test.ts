/** What must hold before any program runs; what runs, and how, is shown on a host with systemd. */
import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { askPrograms } from "../../../src/edges/programs/ask-programs.ts";
import { leftOfOne } from "../../../src/edges/programs/protocol.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { ProgramQuestion } from "../../../src/ports/programs.ts";
import { makeTree } from "../../support/tree.ts";

const dir = mkdtempSync(join(tmpdir(), "vexor-programs-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const ran = join(dir, "ran");

const program = (name: string, mode = 0o755): string => {
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\ntouch ${ran}\necho 1.0\n`);
  chmodSync(path, mode);
  return path;
};

describe("a program", () => {
  test("is not run where there is no sandbox, and the answer says what a sandbox takes", () => {
    const [answer] = askPrograms([{ path: program("here"), question: "--version", uid: 1000 }]);
    expect(answer).toEqual({ said: null, unasked: expect.stringMatching(/^asking a program takes/) });
    expect(existsSync(ran)).toBe(false);
  });

  test("is never asked a question that is not on the list", () => {
    for (const words of ["-rf", "rm", "--collect", "", "--version --x"]) {
      expect(() => askPrograms([{ path: program("here"), uid: null,
        question: words as ProgramQuestion }])).toThrow("that is not a question for a program");
    }
    expect(existsSync(ran)).toBe(false);
  });

  test("is not asked when it is gone, a directory, or not executable", () => {
    symlinkSync("/nowhere", join(dir, "dangling"));
    const paths = [join(dir, "absent"), dir, program("plain", 0o644), join(dir, "dangling")];
    expect(askPrograms(paths.map((path) => ({ path, question: "--version", uid: null }))))
      .toEqual(paths.map(() => ({ said: null, unasked: null })));
  });

  test("has five seconds of scheduled time, and twenty seconds in all", () => {
    expect(leftOfOne(5_000, 0)).toBe(0); // it hangs
    expect(leftOfOne(5_000, 4_500)).toBe(4_500); // it hardly ran
    expect(leftOfOne(9_500, 4_500)).toBe(0);
    expect(leftOfOne(20_000, 60_000)).toBe(0);
  });

  test("of a tree is not asked", () => {
    const host = createLinuxHost(makeTree({ "/opt/agave-validator": "#!/bin/sh\necho 1.0\n" }));
    expect(host.port("programs").askPrograms([{ path: "/opt/agave-validator", question: "--help", uid: 0 }]))
      .toEqual([{ said: null, unasked: null }]);
  });
});
