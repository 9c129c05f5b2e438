/**
 * The executable in another user's environment, as `sudo -E`, cron and CI hand one on: it is Vexor,
 * and runs no script. The run time of Bun alone would obey all of these.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { harden } from "../../../scripts/harden.ts";
import { within } from "../../support/pace.ts";

const ROOT = join(import.meta.dirname, "../../..");
const VEXOR = join(ROOT, "dist/vexor");

let directory: string;
let marker: string;
let script: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "vexor-environment-"));
  marker = join(directory, "ran");
  script = join(directory, "script.js");
  writeFileSync(script, `require("fs").writeFileSync(${JSON.stringify(marker)}, "")`);
});
afterAll(() => rmSync(directory, { recursive: true }));

const says = (args: readonly string[], env: Readonly<Record<string, string>>) => {
  const { status, stdout } = spawnSync(VEXOR, args, { encoding: "utf8", cwd: directory, timeout: within(20_000),
    env: { PATH: "/usr/bin:/bin", ...env } });
  return { status, stdout };
};

describe.skipIf(process.arch !== "x64")("the executable", () => {
  test.each([
    ["BUN_OPTIONS --preload", () => ({ BUN_OPTIONS: `--preload=${script}` })],
    ["BUN_OPTIONS -r", () => ({ BUN_OPTIONS: `-r ${script}` })],
    ["BUN_OPTIONS --eval", () => ({ BUN_OPTIONS: "--print 7" })],
    ["BUN_OPTIONS --inspect-brk", () => ({ BUN_OPTIONS: "--inspect-brk" })],
    ["BUN_BE_BUN", () => ({ BUN_BE_BUN: "1" })],
    ["BUN_INSPECT", () => ({ BUN_INSPECT: "127.0.0.1:0?break=1", BUN_INSPECT_PRELOAD: script })],
    ["BUN_JSC options", () => ({ BUN_JSC_dumpOptions: "2" })],
    ["NODE_OPTIONS", () => ({ NODE_OPTIONS: `--require ${script}` })],
    ["all of them", () => ({ BUN_OPTIONS: `--preload=${script}`, A: "1", BUN_BE_BUN: "1", B: "2",
      BUN_INSPECT: "1", NODE_OPTIONS: "x", BUN_JSC_dumpOptions: "2" })],
  ] as const)("is Vexor under %s", (_, env) => {
    const plain = says(["--version"], {});
    expect(plain).toMatchObject({ status: 0, stdout: expect.stringMatching(/^vexor \d/) });
    expect(says(["--version"], env())).toEqual(plain);
    expect(existsSync(marker)).toBe(false);
  });

  test("keeps every other variable", () => {
    const root = join(directory, "tree");
    execFileSync("mkdir", ["-p", `${root}/etc`, `${root}/proc/sys/vm`, `${root}/var/lib`, `${root}/run`]);
    writeFileSync(join(root, "etc/hostname"), "lab\n");
    writeFileSync(join(root, "proc/sys/vm/swappiness"), "60\n");
    writeFileSync(join(root, "lab.yaml"), "apiVersion: vexor/v1\nhost: lab\n"
      + "sysctl: {vm.swappiness: {value: 10, adopt: {from: 60}}}\n");
    const on = ["--root", root];
    const env = { BUN_BE_BUN: "1", SUDO_USER: "ana", BUNDLE: "1", NODE: "1", BUN_OPTIONS: "-e 1" };
    expect(says(["apply", "--yes", "-f", join(root, "lab.yaml"), ...on], env).status).toBe(0);
    expect(says(["history", ...on], env).stdout).toContain("ana (pid ");
  });

  // The same instructions, in front of a program that prints what it is given.
  test.each([
    ["a full one", { A: "1", BUN_X: "1", B: "2", NODE_Y: "1", NODE: "3", BUN: "4",
      BUN_JSC_useWarmUpMarkedBlocks: "1" }, ["A=1", "B=2", "NODE=3", "BUN=4"]],
    ["one of the run time alone", { BUN_BE_BUN: "1" }, []],
    ["an empty one", {}, []],
  ] as const)("hands on arguments and %s, with our own behind", (_, env, kept) => {
    const [source, plain, hardened] = ["c", "plain", "hardened"].map((name) =>
      join(directory, `environ.${name}`)) as [string, string, string];
    writeFileSync(source, `#include <stdio.h>
      extern char **environ;
      int main(int argc, char **argv, char **given) {
        for (int at = 1; at < argc; at++) puts(argv[at]);
        for (char **at = environ; *at; at++) puts(*at);
        return given != environ;
      }`);
    execFileSync("cc", ["-no-pie", "-o", plain, source]);
    writeFileSync(hardened, harden(readFileSync(plain)), { mode: 0o755 });
    const lines = execFileSync(hardened, ["one", "two"], { env, encoding: "utf8" }).split("\n");
    expect(lines).toEqual(["one", "two", ...kept, "BUN_JSC_useWarmUpMarkedBlocks=0", "MIMALLOC_SCAVENGER=0", ""]);
  });

  // What is held here is a property of the build, not of Bun's: it would notice if that were lost.
  test("would obey them without what the build adds", () => {
    const bun = join(ROOT, "node_modules/bun/bin/bun.exe");
    copyFileSync(bun, join(directory, "bun"));
    spawnSync(join(directory, "bun"), ["--print", "1"], { env: { BUN_OPTIONS: `--preload=${script}` } });
    expect(existsSync(marker)).toBe(true);
  });
});
