/** SECURITY.md makes no claim without a test, and docs make no claim that SECURITY.md does not. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const ROOT = new URL("..", import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

const ATTACKERS = ["A local user", "The validator's user", "A taken-over agent",
  "A git server without keys", "A pusher without keys", "A retired key",
  "A signer with bad intent", "A hostile pull request", "A malicious client binary",
  "A taken-over host of the fleet", "A forger of facts"];

interface Claim {
  readonly attacker: string;
  readonly what: string;
  readonly proofs: readonly { readonly title: string; readonly path: string }[];
}

const LINK = /\[([^\]]+)\]\((test\/[\w./-]+\.test\.ts)\)/g;

/** The rows of every table below an attacker's heading: what is tried, what holds, which test. */
const claims: readonly Claim[] = text("SECURITY.md").split(/^## /m).slice(1).flatMap((section) => {
  const [attacker = "", ...lines] = section.split("\n");
  return lines.filter((line) => line.startsWith("| ") && !/^\| (tries|-)/.test(line))
    .map((line) => ({ attacker, what: line.split("|")[1]?.trim() ?? "",
      proofs: [...line.matchAll(LINK)].map(([, title = "", path = ""]) => ({ title, path })) }));
}).filter(({ attacker }) => ATTACKERS.includes(attacker));

test("every attacker has a section that says what it can do at most", () => {
  for (const attacker of ATTACKERS) {
    const section = text("SECURITY.md").split(`\n## ${attacker}\n`)[1]?.split("\n## ")[0];
    expect(section, attacker).toMatch(/\*\*At most:\*\*/);
    expect(claims.filter((one) => one.attacker === attacker), attacker).not.toEqual([]);
  }
});

describe.each(claims)("$attacker: $what", ({ proofs }) => {
  test("is shown by tests that exist", () => {
    expect(proofs).not.toEqual([]);
    for (const { title, path } of proofs) {
      expect(text(path), path).toContain(title.replaceAll("\\|", "|"));
    }
  });
});

test("every tested attack stands in SECURITY.md", () => {
  const played = readdirSync(new URL("test/host/attacks", ROOT))
    .filter((name) => name.endsWith(".test.ts")).map((name) => `test/host/attacks/${name}`);
  const named = new Set(claims.flatMap(({ proofs }) => proofs.map(({ path }) => path)));
  expect(played.filter((path) => !named.has(path))).toEqual([]);
});

test("docs that claim a barrier link to the section that proves it", () => {
  const headings = new Set([...text("SECURITY.md").matchAll(/^##+ (.+)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replace(/[^\w\s-]/g, "").replaceAll(" ", "-")));
  for (const path of ["README.md", "docs/agent.md", "docs/clients.md", "docs/internals.md"]) {
    const anchors = [...text(path).matchAll(/SECURITY\.md#([\w-]+)/g)].map(([, anchor]) => anchor);
    for (const anchor of anchors) expect([...headings], path).toContain(anchor);
  }
  expect(text("docs/agent.md")).toContain("SECURITY.md");
});
