/** What an operator may get wrong on the command line: what was found, and what to type instead. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { SAMPLES } from "../../support/samples.ts";
import { makeTree } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const SWAPPINESS = "/proc/sys/vm/swappiness";

describe("refused", () => {
  let root: string;
  let file: string;

  beforeAll(() => {
    root = makeTree({ ...SAMPLES["sysctl"]?.files });
    file = join(root, "host.yaml");
    writeFileSync(file, "apiVersion: vexor/v1\nhost: any\nsysctl: {vm.swappiness: 7}\n");
    mkdirSync(join(root, "empty"));
  });

  test.each<[string, readonly string[], RegExp, RegExp]>([
    ["both ways of asking", ["apply", "-f", "FILE", "--interactive", "--yes"], /--interactive asks for each change, and --yes does not/, /Keep one/],
    ["a time without a unit, before anything is asked", ["apply", "-f", "FILE", "--confirm-within", "5"], /"5" is not a duration/, /90s, 5m or 2h/],
    ["a host file in the place of a saved plan", ["apply", "FILE", "--yes"], /host\.yaml is not a saved plan/, /vexor apply -f .*host\.yaml/],
    ["what is not the number of a run", ["rollback", "abc"], /"abc" is not the number of a run/, /vexor history/],
    ["an option before the verb", ["--yes", "plan"], /the first word is the name of a verb, found "--yes"/, /Options come after the verb/],
    ["two machines", ["plan", "--facts", "x.json"], /--facts and --root are two machines/, /Name one/],
    ["two places of facts", ["init", "--repo", "r", "--from-facts", "/nonexistent"], /--from-facts and --root are different machines/, /Name one/],
    ["a shell that is none", ["completion", "tcsh"], /bash, zsh or fish/, /vexor completion bash/],
    ["a subject that a verb has not", ["source", "list"], /show, check or accept COMMIT/, /vexor source show/],
    ["a limit without a wait", ["sync", "--timeout", "5m"], /--timeout says how long --wait waits/, /vexor sync --wait --timeout 5m/],
  ])("is %s", (_, argv, says, hint) => {
    const { code, err } = runVexor([...argv.map((word) => (word === "FILE" ? file : word)),
      ...argv[0] === "--yes" ? [] : ["--root", root]]);
    expect(code, err).not.toBe(0);
    const [message = "", ...more] = err.trim().split("\n");
    expect([message, more.join("\n")]).toEqual([expect.stringMatching(says), expect.stringMatching(hint)]);
    expect(readFileSync(join(root, SWAPPINESS), "utf8"), "nothing is written").toBe(SAMPLES["sysctl"]?.files[SWAPPINESS]);
  });
});

test("no hint sends anybody to the help of everything: each says what to type", () => {
  const { code, err } = runVexor(["demo", "--machine", "/etc"]);
  expect([code, err]).toEqual([64, expect.stringMatching(/^vexor: \/etc cannot be made: it exists already\n {2}Name a new directory\./)]);
});
