/** Repositories of hosts, with real git, and reviews of them. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { reviewEdges } from "../../src/edges/source/review-edges.ts";
import { driversOf } from "../../src/engine/model/targets.ts";
import { assertWindows } from "../../src/agent/gates.ts";
import { SECTIONS } from "../../src/resources/index.ts";
import type { Review } from "../../src/review/model.ts";
import { SIGNATURE_SUMS } from "../../src/edges/linux/signature-sums.ts";
import type { PresentedFacts } from "../../src/facts/judge.ts";
import type { ReviewRules } from "../../src/review/review-host.ts";
import { review } from "../../src/review/review.ts";
import { factsOfBase } from "../../src/commands/shared/review-facts.ts";
import { RESOURCES, hostAt } from "./engine.ts";
import { SUMS, textOfFacts } from "./facts.ts";
import { makeTree, type Files } from "./tree.ts";

const made: string[] = [];
afterAll(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const NOW = new Date("2026-11-03T10:00:00Z");

const ENV = { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a",
  GIT_AUTHOR_DATE: "1700000000 +0000", GIT_COMMITTER_DATE: "1700000000 +0000" };

export const git = (at: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync("git", ["-C", at, ...args],
    { encoding: "utf8", env: ENV });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
};

const directory = (): string => {
  const path = mkdtempSync(join(tmpdir(), "vexor-review-"));
  made.push(path);
  return path;
};

/** Writes files, removes those that are null, and commits. */
export const commitFiles = (
  at: string, files: Readonly<Record<string, string | null>>,
): string => {
  for (const [name, text] of Object.entries(files)) {
    const path = join(at, name);
    if (text === null) rmSync(path);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  git(at, "add", "-A");
  git(at, "commit", "-q", "--allow-empty", "-m", "a change");
  return git(at, "rev-parse", "HEAD");
};

/** On `main`, and the head on `change`. */
export const makeRepository = (
  base: Readonly<Record<string, string | null>>, head: Readonly<Record<string, string | null>>,
): string => {
  const at = directory();
  git(at, "init", "-q", "-b", "main");
  commitFiles(at, base);
  git(at, "checkout", "-q", "-b", "change");
  commitFiles(at, head);
  return at;
};

export const cloneOf = (at: string, ...options: readonly string[]): string => {
  const to = directory();
  git(to, "clone", "-q", ...options, `file://${at}`, "clone");
  return join(to, "clone");
};

export const hostText = (host: string, ...lines: readonly string[]): string =>
  ["apiVersion: vexor/v1", `host: ${host}`, ...lines, ""].join("\n");

export const roleText = (...lines: readonly string[]): string =>
  ["apiVersion: vexor/v1", ...lines, ""].join("\n");

/** What a machine with these files records. */
export const factsOf = (host: string, files: Files, at?: Date): string =>
  textOfFacts(hostAt(makeTree(files)), null, host, at);

const RULES: ReviewRules = {
  sections: SECTIONS, resources: RESOURCES, drivers: driversOf(RESOURCES), sums: SUMS, now: NOW, drawsMaps: true,
  signatureSums: SIGNATURE_SUMS,
  assertSound: ({ maintenance }) => {
    if (maintenance) assertWindows(maintenance);
  },
};

/** Of a host: its public key, as `keys/hosts/HOST.pub` has it, and what it signs, by ssh-keygen. */
export const makeSigner = (): { readonly key: string; sign(text: string): string } => {
  const at = directory();
  const run = (...args: readonly string[]): void => {
    const { status, stderr } = spawnSync("ssh-keygen", ["-q", ...args], { cwd: at, encoding: "utf8" });
    if (status !== 0) throw new Error(`ssh-keygen ${args.join(" ")}: ${stderr}`);
  };
  run("-t", "ed25519", "-N", "", "-C", "host", "-f", "key");
  return { key: readFileSync(join(at, "key.pub"), "utf8"), sign: (text) => {
    writeFileSync(join(at, "facts"), text);
    rmSync(join(at, "facts.sig"), { force: true });
    run("-Y", "sign", "-n", "vexor-facts", "-f", "key", "facts");
    return readFileSync(join(at, "facts.sig"), "utf8");
  } };
};

/** `facts` in the place of those of the base, by `HOST` and `HOST.sig`. */
export const reviewOf = async (
  at: string, range = "main..change", facts?: Readonly<Record<string, string>>, now = NOW, approvals = 0,
  keepsPlans = true,
): Promise<Review> => {
  const edges = reviewEdges("", SECTIONS);
  const opened = await edges.openRange(at, range);
  const given = (host: string): PresentedFacts | null => {
    const text = facts?.[host];
    return text === undefined ? null
      : { name: `facts/${host}.json`, text, signature: facts?.[`${host}.sig`] ?? null };
  };
  return review({ range: opened, edges, approvals, keepsPlans, number: null, rules: { ...RULES, now },
    facts: facts === undefined
    ? factsOfBase(opened) : { expect: () => undefined, of: async (host) => given(host) } });
};
