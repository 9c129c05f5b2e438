/** Files that are not recorded facts, or are not any more: each is refused, and says what to do. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runVexor, type Said } from "../support/vexor.ts";
import { within } from "../support/pace.ts";
import { makeTree } from "../support/tree.ts";

const HOST_FILE = "apiVersion: vexor/v1\nhost: test-host\nsysctl: {vm.swappiness: 10}\n";

let place: string;
let facts: string;
let text: string;

const at = (name: string): string => join(place, name);

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "vexor-facts-"));
  const root = makeTree({ "/proc/sys/vm/swappiness": "60\n" });
  facts = at("facts.json");
  writeFileSync(at("host.yaml"), HOST_FILE);
  const said = runVexor(["facts", "--root", root, "--out", facts]);
  expect(said.code, said.err).toBe(0);
  text = readFileSync(facts, "utf8");
}, within(20_000));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const plan = (path: string, ...more: readonly string[]): Said =>
  runVexor(["plan", "--facts", path, "-f", at("host.yaml"), ...more]);

const changed = (change: (document: Record<string, unknown>) => void): string => {
  const document = JSON.parse(text) as Record<string, unknown>;
  change(document);
  writeFileSync(at("changed.json"), JSON.stringify(document));
  return at("changed.json");
};

const written = (content: string): string => {
  writeFileSync(at("other.json"), content);
  return at("other.json");
};

test("a plan on facts names their host, and no command that would apply it here", () => {
  const { code, out, err } = plan(facts);
  expect(code, err).toBe(0);
  expect(out).toContain("sysctl/vm.swappiness");
  expect(out).not.toContain("vexor apply");
});

describe("a file is refused", () => {
  const refused = (path: string, ...says: readonly string[]): void => {
    const { code, out, err } = plan(path);
    expect([code, out]).toEqual([1, ""]);
    for (const said of says) expect(err).toContain(said);
    expect(err).not.toMatch(/\bat .*\.ts:\d/);
  };

  test("that does not exist", () => refused(at("none.json"), "does not exist", "FACTS_MISSING"));
  test("that is a directory", () => refused(place, "FACTS_MISSING"));
  test("that is not JSON", () => refused(written("apiVersion: 1\n"), "is not JSON", "vexor facts --out"));
  test("of another format", () => refused(written('{"format":"vexor.plan/2"}'), '"vexor.plan/2"', "vexor.facts/1"));
  test("of another version", () =>
    refused(written('{"format":"vexor.facts/9"}'), '"vexor.facts/9"', "with a Vexor of this version"));
  test("that breaks the schema", () => refused(changed((one) => delete one["answers"]), "breaks the schema"));
  test("that was changed", () => refused(changed((one) => {
    one["host"] = "another-host";
  }), "was changed after it was recorded"));
  test("whose host has the name of a path", () => refused(changed((one) => {
    one["host"] = "../../etc/passwd";
  }), "breaks the schema"));
  test("with a path that climbs", () => refused(changed((one) => {
    one["files"] = { "..": { etc: {} } };
  }), "FACTS_INVALID"));
  test("with a name that is a path", () => refused(changed((one) => {
    one["files"] = { "etc/passwd": "x" };
  }), "breaks the schema"));
  test("that is nested without end", () => refused(written(`${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`),
    "nested deeper"));
  test("of a gigabyte, which is not read", () => {
    const path = written("{");
    truncateSync(path, 1024 ** 3);
    const before = performance.now();
    refused(path, "FACTS_MISSING", "16777216");
    expect(performance.now() - before).toBeLessThan(within(5000));
  });
});

test("a host file of another host is refused by the name in the facts", () => {
  writeFileSync(at("other.yaml"), HOST_FILE.replace("test-host", "val-9"));
  const { code, err } = runVexor(["plan", "--facts", facts, "-f", at("other.yaml")]);
  expect(code).toBe(1);
  expect(err).toContain("the host file is for val-9; the facts are of test-host");
  expect(err).not.toContain("this machine");
});

test("a directory that does not exist is named as that, and no space or permission", () => {
  const { code, err } = runVexor(["facts", "--root", place, "--out", at("none/facts.json")]);
  expect(code).toBe(1);
  expect(err).toContain(`${at("none")} does not exist`);
  expect(err).not.toMatch(/space|permission/);
});

test("--facts and --root are two machines", () => {
  const { code, err } = plan(facts, "--root", place);
  expect(code).toBe(64);
  expect(err).toContain("two machines");
});
