/** A word that an operator pastes: real shells read back exactly what was meant. */
import { spawnSync, type SpawnSyncOptionsWithStringEncoding } from "node:child_process";
import { describe, expect, test } from "vitest";
import { driversOf } from "../../src/engine/model/targets.ts";
import { printableLine } from "../../src/formats/printable.ts";
import { shellPath, shellWord } from "../../src/formats/shell-word.ts";
import { makeLink } from "../../src/resources/identity/blockers.ts";
import { identityTarget, voteTarget, type IdentityChangeParams } from "../../src/resources/identity/change-params.ts";
import { RESOURCES } from "../support/engine.ts";
import fc from "../support/property.ts";

const PARTS = ["`id`", "$(id)", "${HOME}", "'", "\"", "\\", "!!", "; id", " && id", "|", ">/x", "*", "~",
  "{a,b}", "#", " ", "-k", "=", "ü", "💰", "sol"];
const HIDDEN = ["\n", "\t", "\r", "\u001b[2J", "\u202e", "\u200b", "\u2028", "\u0007", "\u009b", "\u{e0041}"];
const text = (parts: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.oneof(fc.constantFrom(...parts), fc.string()), { maxLength: 12 })
    .map((all) => all.join("").replaceAll("\0", ""));
const visible = text(PARTS).filter((one) => printableLine(one) === one);
const hostile = text([...PARTS, ...HIDDEN]);

/** Not a socket: bash takes one for a login from elsewhere, and reads the user's own .bashrc first. */
const QUIET: SpawnSyncOptionsWithStringEncoding =
  { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };

/** The words of a shell's, in one process for many. */
const wordsOf = (shell: string, words: readonly string[]): readonly string[] => {
  const { stdout, stderr } = spawnSync(shell, ["-c", `printf '%s\\0' ${words.join(" ")}`], QUIET);
  expect(stderr).toBe("");
  return stdout.split("\0").slice(0, -1);
};

describe("a quoted word is read back to its text, and is one printable line", () => {
  test.each([["sh", visible], ["bash", hostile]] as const)("by %s", (shell, one) => {
    fc.assert(fc.property(fc.array(one, { minLength: 1, maxLength: 20 }), (texts) => {
      const words = texts.map(shellWord);
      expect(wordsOf(shell, words)).toEqual(texts);
      expect(words.map(printableLine)).toEqual(words);
    }), { numRuns: 200 });
  });

  test.each(["/home/sol/key.json", "10", "0-3,8", "a@b.service", "nvme0q1", "-1"])("the word %s needs no quotes", (plain) => {
    expect(shellWord(plain)).toBe(plain);
  });

  test("a path is not read as an option", () => {
    expect([shellPath("-rf"), shellPath("/-rf")]).toEqual(["./-rf", "/-rf"]);
  });
});

/** What a command's programs would get: each is a function that prints its words. */
const argvOf = (command: string): readonly (readonly string[])[] => {
  const programs = ["cp", "ln", "mv", "rm", "mkdir", "rmdir", "systemctl", "chown", "taskset", "tee"];
  const script = programs.map((name) => `${name}() { printf '%s\\0' ${name} "$@"; printf '\\1'; }`).join("\n");
  const { stdout, stderr } = spawnSync("bash", ["-c", `${script}\n${command}`], { ...QUIET, cwd: "/" });
  expect(stderr).toBe("");
  return stdout.split("\x01").slice(0, -1).map((one) => one.split("\0").slice(0, -1));
};

const drivers = driversOf(RESOURCES);
const path = hostile.map((one) => `/home/${one}`);
const swapOf = (boot: string, key: string): IdentityChangeParams => ({ unit: "sol.service", method: "restart", voter: "",
  account: "", requireSilence: true, requireTower: true, rpcs: [], linkPath: boot, previousLinkText: "", through: "", imports: "", epoch: "",
  keys: [key] });
/** Of what the name of a target may hold. */
const inCell = visible.map((one) => `/home/${one.replaceAll(/[,:]|\p{Cc}/gu, "")}`);

describe("a shown command has the right words", () => {
  test("to make a link of the client's start key", () => {
    fc.assert(fc.property(path, (boot) => {
      const kept = boot.replace(/(\.\w+)?$/, "-key$1");
      const said = makeLink(null, boot, "", "");
      const from = said.indexOf("cp -p ");
      const command = said.slice(from, said.lastIndexOf("; then name "));
      expect(said.split("\n")).toHaveLength(1);
      expect(argvOf(command)).toEqual([["cp", "-p", boot, kept], ["ln", "-s", kept, `${boot}.new`],
        ["mv", "-T", `${boot}.new`, boot]]);
    }), { numRuns: 100 });
  });

  test("to replace that link", () => {
    fc.assert(fc.property(inCell, inCell, (boot, key) => {
      for (const target of [identityTarget(swapOf(boot, key)), voteTarget(swapOf(boot, key))]) {
        expect(argvOf(drivers.shell(target, ""))).toEqual([["ln", "-sfn", key, boot],
          ["systemctl", "restart", "sol.service"]]);
      }
    }), { numRuns: 50 });
  });

  test("to write, make and remove a file", () => {
    fc.assert(fc.property(path, path, (one, other) => {
      const shown = [drivers.shell(`link:${one}`, other), drivers.shell(`link:${one}`, null),
        drivers.shell(`dir:${one}`, ""), drivers.shell(`dir:${one}`, null), drivers.shell(`file:${one}`, null),
        drivers.shell(`file:${one}`, "x")].join("\n");
      expect(argvOf(shown)).toEqual([["ln", "-sfn", other, one], ["rm", one], ["mkdir", "-p", one],
        ["rmdir", one], ["rm", one], ["tee", one]]);
    }), { numRuns: 50 });
  });
});
