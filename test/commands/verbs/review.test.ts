/** `vexor review` as it is called: what it ends with, and where it says so. */
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import { factsOf, hostText, makeRepository, makeSigner } from "../../support/review.ts";
import { kernelDefaults } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const FACTS = factsOf("a", { "/proc/sys/vm/swappiness": "60\n", "/proc/sys/net/core/rmem_max": "1000\n",
  "/etc/sysctl.d/70-db.conf": "net.core.rmem_max = 1000\n", ...kernelDefaults({ "vm.swappiness": "60" }) },
new Date());

const base = { "hosts/a.yaml": hostText("a"), "facts/a.json": FACTS };
const change = (...lines: readonly string[]): string =>
  makeRepository(base, { "hosts/a.yaml": hostText("a", ...lines) });

let updates = "";
beforeAll(() => {
  updates = change("sysctl: {vm.swappiness: 10}");
}, within(60_000));

describe("its exit code", () => {
  test.each([
    ["nothing changes", () => [updates, "main..main"], 0, 0],
    ["a host would change", () => [updates, "main..change"], 0, 2],
    ["something is blocked", () => [change("sysctl: {vm.swappiness: 10, net.core.rmem_max: 5}"),
      "main..change"], 0, 3],
    ["a host's file is wrong", () => [change("sysctl: {vm.swappiness: }"), "main..change"], 1, 1],
    ["there are no hosts", () => [makeRepository({ x: "y" }, { x: "z" }), "main..change"], 1, 1],
    ["a revision is unknown", () => [updates, "main..nope"], 1, 1],
  ] as readonly (readonly [string, () => readonly string[], number, number])[])("where %s", (_, make, plain, detailed) => {
    const [repo = "", range = ""] = make();
    const call = ["review", range, "--repo", repo];
    expect(runVexor(call).code).toBe(plain);
    expect(runVexor([...call, "--detailed-exitcode"]).code).toBe(detailed);
  }, within(60_000));
});

test("a policy that denies ends it with 6, and approvals are counted as the caller says", () => {
  const repo = makeRepository({ ...base, "policy/a.yaml":
    "apiVersion: vexor/v1\ndeny:\n  fewerApprovals: [{paths: [hosts/*], than: 2}]\nwarn: {moreHostsThan: 0}\n" },
  { "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 10}") });
  const call = ["review", "main..change", "--repo", repo];
  const denied = runVexor(call);
  expect(denied).toMatchObject({ code: 6, out: expect.stringMatching(
    /Denied by the policy\n {2}hosts\/a\.yaml needs 2 approvals; the change has 0 \(deny: fewerApprovals in policy\/a\.yaml:3\) \(a\)/) });
  expect(denied.out).toMatch(/The policy warns\n {2}the change alters 1 hosts?;/);
  expect(runVexor([...call, "--approvals", "2"]).code).toBe(0);
  expect(runVexor([...call, "--approvals", "2", "--detailed-exitcode"]).code).toBe(2);
  expect(runVexor([...call, "--approvals", "many"])).toMatchObject({ code: 64, err: expect.stringContaining("--approvals") });
}, within(60_000));

test("text names host, values, place and blockers; JSON and --out say the same", () => {
  const { out } = runVexor(["review", "main..change", "--repo", updates]);
  expect(out).toMatch(/^Review of [0-9a-f]{12}\.\.[0-9a-f]{12}: 1 host of 1 \(1 changed\)$/m);
  expect(out).toMatch(/~ set +sysctl\/vm\.swappiness {2}60 → 10 {2}\(hosts\/a\.yaml:3\)/);
  const json = runVexor(["review", "main..change", "--repo", updates, "--json"]).out;
  const path = join(updates, "out.json");
  expect(runVexor(["review", "main..change", "--repo", updates, "--format", "json", "--out", path]).out)
    .toBe("");
  expect(readFileSync(path, "utf8")).toBe(json);
  expect(JSON.parse(json)).toMatchObject({ format: "vexor.review/1",
    hosts: [{ host: "a", before: { format: "vexor.plan/2" }, after: { format: "vexor.plan/2" } }] });
  const short = runVexor(["review", "main..change", "--repo", updates, "--json", "--without-plans"]).out;
  const { hosts: [host], ...rest } = JSON.parse(json) as { hosts: readonly object[] };
  expect(JSON.parse(short)).toEqual({ ...rest, hosts: [{ ...host, before: null, after: null }] });
}, within(60_000));

test("facts come from a directory where one is named, and none of 1 GB are read", () => {
  const facts = join(updates, "elsewhere");
  mkdirSync(facts);
  const call = ["review", "main..change", "--repo", updates, "--facts", facts];
  expect(runVexor(call).out).toContain("there are no facts");
  writeFileSync(join(facts, "a.json"), "");
  truncateSync(join(facts, "a.json"), 2 ** 30);
  expect(runVexor(call).out).toMatch(/more than \d+ bytes/);
  writeFileSync(join(facts, "a.json"), FACTS);
  expect(runVexor(call).out).toContain("60 → 10");
}, within(60_000));

test("facts from what is not a directory are wrong usage; a link to one is taken", () => {
  const at = join(updates, "given");
  mkdirSync(at);
  writeFileSync(join(at, "a.json"), FACTS);
  symlinkSync(at, join(updates, "linked"));
  const from = (facts: string): ReturnType<typeof runVexor> => runVexor(["review", "main..change", "--repo", updates, "--facts", facts]);
  for (const facts of [join(updates, "givne"), join(at, "a.json"), join(at, "a.json/x")]) {
    expect(from(facts)).toMatchObject({ code: 64, err: expect.stringMatching(/--facts .* is not a directory[^]*HOST\.json/) });
  }
  expect(from(join(updates, "linked")).out).toContain("60 → 10");
}, within(60_000));

test("facts in such a directory are believed by their signature, and by a key of the base", () => {
  const [own, stranger] = [makeSigner(), makeSigner()];
  const repo = makeRepository({ ...base, "keys/hosts/a.pub": own.key },
    { "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 10}"), "keys/hosts/a.pub": stranger.key });
  const facts = join(repo, "published");
  mkdirSync(facts);
  writeFileSync(join(facts, "a.json"), FACTS);
  const said = (): string => runVexor(["review", "main..change", "--repo", repo, "--facts", facts]).out;
  expect(said()).toMatch(/NAME\.json is not signed.*what the host files say is compared, and no plan/);
  writeFileSync(join(facts, "a.json.sig"), stranger.sign(FACTS));
  expect(said()).toMatch(/which is not a key of a in keys\/hosts\/a\.pub/);
  writeFileSync(join(facts, "a.json.sig"), own.sign(FACTS));
  expect(said()).toMatch(/60 → 10 {2}\(hosts\/a\.yaml:3\)\n(?![^]*(?:not signed|Not certain))/);
}, within(60_000));

test("two formats at once are wrong usage, and one named twice is not", () => {
  const of = (...more: readonly string[]): ReturnType<typeof runVexor> => runVexor(["review", "main..main", "--repo", updates, ...more]);
  expect(of("--json", "--format", "html")).toMatchObject({ code: 64, out: expect.stringContaining("are two formats") });
  expect(of("--json", "--format", "json")).toMatchObject({ code: 0, out: of("--json").out });
}, within(60_000));

test("a range without a commit says so, and does not pass for a change without effect", () => {
  const of = (range: string, ...more: readonly string[]): ReturnType<typeof runVexor> =>
    runVexor(["review", range, "--repo", updates, ...more]);
  for (const range of ["change..main", "main..main"]) {
    expect(of(range)).toMatchObject({ code: 0, out: expect.stringMatching(/: HEAD holds no commit that BASE lacks, so no host changes \(of 1\)$/m) });
    expect(of(range, "--format", "markdown").out).toContain("## Vexor review: HEAD holds no commit that BASE lacks\n");
    const { from, head } = JSON.parse(of(range, "--json").out) as { from: string; head: string };
    expect(from).toBe(head);
  }
  const empty = makeRepository(base, { README: "x" });
  expect(runVexor(["review", "main..change", "--repo", empty]).out).toMatch(/: no host changes \(of 1\)$/m);
}, within(60_000));

test("a format that there is not is wrong usage", () => {
  const { code, err } = runVexor(["review", "main..change", "--repo", updates, "--format", "pdf"]);
  expect([code, err]).toEqual([64, expect.stringContaining("text, json")]);
}, within(60_000));

test.each([
  ["html", /^<!DOCTYPE html>[^]*<code>sysctl\/vm\.swappiness<\/code>[^]*<code>hosts\/a\.yaml:3<\/code>/],
  ["markdown", /^<!-- vexor-review 1 of 1 -->[^]*- \*\*set\*\* `sysctl\/vm\.swappiness` `60 → 10` in `hosts\/a\.yaml:3`/],
  ["sarif", /"uri": "hosts\/a\.yaml"[^]*"startLine": 3/],
  ["junit", /<testcase classname="a" name="sysctl\/vm\.swappiness" time="0"><system-out>hosts\/a\.yaml:3: /],
  ["codequality", /"check_name": "vexor\/change"[^]*"begin": 3/],
])("the form %s names the change and its line", (format, says) => {
  const path = join(updates, `out.${format}`);
  expect(runVexor(["review", "main..change", "--repo", updates, "--format", format, "--out", path]))
    .toMatchObject({ code: 0, out: "" });
  expect(readFileSync(path, "utf8")).toMatch(says);
}, within(60_000));

test("comments that one file cannot hold go to several", () => {
  const keys = Array.from({ length: 1400 }, (_, at) => `  net.core.k${at}: ${at}`);
  const many = makeRepository(base, { "hosts/a.yaml": hostText("a", "sysctl:", ...keys) });
  const call = ["review", "main..change", "--repo", many, "--format", "markdown"];
  runVexor([...call, "--out", join(many, "review.md")]);
  const parts = ["review.md", "review-2.md"].map((name) => readFileSync(join(many, name), "utf8"));
  for (const [at, part] of parts.entries()) {
    expect(part).toMatch(new RegExp(`^<!-- vexor-review ${at + 1} of \\d -->`));
    expect(part.length).toBeLessThanOrEqual(65_536);
  }
}, within(60_000));
