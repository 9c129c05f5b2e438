/** Completion as bash itself does it: the script is sourced, and Tab is pressed on a real terminal. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import { allVerbs } from "../../../src/commands/cli/verbs.ts";
import { SAMPLES } from "../../support/samples.ts";
import { makeTree } from "../../support/tree.ts";
import { VEXOR } from "../../support/paths.ts";

const at = mkdtempSync(join(tmpdir(), "vexor-completion-"));
const script = join(at, "completion.bash");
let root = "";

beforeAll(() => {
  writeFileSync(script, execFileSync(VEXOR, ["completion", "bash"]));
  symlinkSync(VEXOR, join(at, "vexor"));
  root = makeTree({ ...SAMPLES["sysctl"]?.files });
  const file = join(root, "host.yaml");
  writeFileSync(file, "apiVersion: vexor/v1\nhost: test-host\nsysctl: {vm.swappiness: 10}\n");
  for (const value of [10, 11]) {
    writeFileSync(file, `apiVersion: vexor/v1\nhost: test-host\nsysctl: {vm.swappiness: ${value}}\n`);
    execFileSync(VEXOR, ["apply", "-f", file, "--yes", "--root", root], { stdio: "pipe" });
  }
  mkdirSync(join(at, "hosts"));
  for (const name of ["val-1.yaml", "val 2.yaml"]) writeFileSync(join(at, "hosts", name), "");
});
afterAll(() => rmSync(at, { recursive: true }));

/** What bash offers for the last of the words. */
const offers = (...words: readonly string[]): readonly string[] => {
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c",
    'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vexor; '
    + 'printf "%s\\n" "${COMPREPLY[@]}"', "bash", script, VEXOR, ...words],
  { cwd: at, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter(Boolean);
};

describe("bash", () => {
  test("offers the verbs, and none that only units start", () => {
    expect(offers("")).toEqual([...allVerbs().filter(([, verb]) => verb.part !== "hidden")
      .map(([name]) => name), "help", "version"]);
    expect(offers("pl")).toEqual(["plan"]);
  });

  test("offers a verb's own options", () => {
    expect(offers("plan", "--d")).toEqual(["--detailed-exitcode"]);
    expect(offers("apply", "--con")).toEqual(["--confirm-within"]);
    expect(offers("status", "--con")).toEqual([]);
  });

  test.each([
    [["explain", "--root", "ROOT", "sysctl/vm.sw"], ["sysctl/vm.swappiness"]],
    [["explain", "--root", "ROOT", ""], ["sysctl/vm.swappiness"]],
    [["explain", "--root", "ROOT", "cpu"], ["cpu-pinning/"]],
    [["break-glass", "--root", "ROOT", "sysctl/net.core.rm"], ["sysctl/net.core.rmem_max"]],
    [["show", "--root", "ROOT", ""], ["2", "1"]],
    [["rollback", "--root", "ROOT", "1"], ["1"]],
    [["plan", "--root", "ROOT", "--only", "irq"], ["irq-affinity"]],
    [["plan", "--root", "ROOT", "--only", "sys"], ["sysctl", "sysctl/vm.swappiness", "sysfs"]],
    [["validate", "hosts/val"], ["hosts/val 2.yaml", "hosts/val-1.yaml"]],
    [["plan", "-f", "hosts/val-"], ["hosts/val-1.yaml"]],
    [["plan", "--root", "ho"], ["hosts"]],
    [["plan", ""], []],
    [["identity", "s"], ["show", "swap"]],
    [["source", "acc"], ["accept"]],
    [["completion", "z"], ["zsh"]],
    [["help", "exp"], ["explain"]],
    [["apply", "--confirm-within", ""], []],
    [["approve", "--root", "ROOT", ""], []],
  ])("%j", (words, expected) => {
    const found = offers(...words.map((word) => (word === "ROOT" ? root : word)));
    expect([...found].sort()).toEqual([...expected].sort());
  });

  test("Tab on a terminal completes an address, and Enter runs it", () => {
    const rc = join(at, "rc");
    writeFileSync(rc, `PATH=${at}:$PATH; source ${script}; PS1='$ '\n`);
    const { stdout } = spawnSync("script", ["-qec", `bash --rcfile ${rc} -i`, "/dev/null"], {
      encoding: "utf8", timeout: within(20_000), cwd: at,
      input: `vexor explain --root ${root} sysctl/vm.swappi\t\nexit\n`,
    });
    expect(stdout).toMatch(/live +11/);
  });
});

test("a shell's request is answered with one word a line", () => {
  const { stdout, status } = spawnSync(VEXOR, ["complete", "runs", "--root", root, "--", ""],
    { encoding: "utf8" });
  expect([status, stdout]).toEqual([0, "2\n1\n"]);
});

test("a request without an answer prints nothing, except for wrong usage", () => {
  expect(spawnSync(VEXOR, ["complete", "plans", "--root", root], { encoding: "utf8" }))
    .toMatchObject({ status: 0, stdout: "" });
  expect(spawnSync(VEXOR, ["complete", "towns"], { encoding: "utf8" })).toMatchObject({ status: 64 });
});
