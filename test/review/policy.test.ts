/** The policy of the base: each rule by what it finds, and what a change cannot do to it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Review } from "../../src/review/model.ts";
import { ROOT } from "../support/paths.ts";
import { commitFiles, factsOf, git, hostText, makeRepository, reviewOf } from "../support/review.ts";
import { kernelDefaults } from "../support/tree.ts";

type Texts = Readonly<Record<string, string | null>>;

const policy = (...lines: readonly string[]): Texts =>
  ({ "policy/main.yaml": ["apiVersion: vexor/v1", ...lines, ""].join("\n") });

const hits = ({ policy: found }: Review): readonly string[] => found.map(({ effect, rule, says, message, on }) =>
  `${effect} ${rule} ${says.file}:${says.line}: ${message} [${on.map(({ host, place }) => `${host} ${place.file}:${place.line}`).join(", ")}]`);

const hostsNamed = (names: readonly string[], ...lines: readonly string[]): Texts =>
  Object.fromEntries(names.map((name) => [`hosts/${name}.yaml`, hostText(name, ...lines)]));

const judged = async (rules: Texts, base: Texts, head: Texts, approvals = 0): Promise<readonly string[]> =>
  hits(await reviewOf(makeRepository({ ...rules, ...base }, head), "main..change", undefined, undefined, approvals));

const SET = "sysctl: {vm.swappiness: 10}";

describe("a rule", () => {
  test("finds each new permission without a why, at its line", async () => {
    const head = { ...hostsNamed(["a", "b"], "sysctl:", "  vm.swappiness: {value: 10, adopt: {from: 1}}"),
      ...hostsNamed(["c"], "sysctl:", "  vm.swappiness: {value: 10, adopt: {from: 1}, why: less swap}") };
    expect(await judged(policy("deny:", "  adoptWithoutWhy: true"), hostsNamed(["a", "b", "c"]), head)).toEqual([
      "deny adoptWithoutWhy policy/main.yaml:3: sysctl/vm.swappiness may take over 1, and has no why "
        + "[a hosts/a.yaml:4, b hosts/b.yaml:4]"]);
  });

  test("takes a why of a letter or a digit in any script, and none that shows nothing", async () => {
    const whys = { a: "\u200b", b: "\u2800", c: " - \u3164\u115f", d: "\u0438", e: "少", f: "#7" };
    const head = Object.fromEntries(Object.entries(whys).flatMap(([name, why]) => Object.entries(hostsNamed([name], "sysctl:",
      `  vm.swappiness: {value: 10, adopt: {from: 1}, why: ${JSON.stringify(why)}}`))));
    expect(await judged(policy("deny:", "  adoptWithoutWhy: true"), hostsNamed(Object.keys(whys)), head)).toEqual([
      expect.stringMatching(/ has no why \[a hosts\/a\.yaml:4, b [^,]*, c [^,]*\]$/)]);
  });

  test("finds an identity that changes together with tuning, on any host, but not a new host", async () => {
    const identity = (key: string): string =>
      `identity: {pubkey: ${key.padEnd(43, "1")}, keypair: /etc/id.json, voteAccount: Config1111111111111111111111111111111111111}`;
    const rules = policy("warn:", "  besideOthers: [identity]");
    const base = { ...hostsNamed(["a"], identity("Vote"), SET), ...hostsNamed(["b"], identity("Sysvar"), SET) };
    const [swapped, tuned] = [hostsNamed(["a"], identity("Stake"), SET), hostsNamed(["b"], identity("Sysvar"), "sysctl: {}")];
    expect(await judged(rules, base, { ...swapped, ...tuned })).toEqual([
      "warn besideOthers policy/main.yaml:3: identity changes beside sysctl [a hosts/a.yaml:3]"]);
    for (const head of [swapped, tuned, { ...swapped, ...hostsNamed(["new"], SET) }, { ...swapped, "hosts/b.yaml": null }]) {
      expect(await judged(rules, base, head)).toEqual([]);
    }
  });

  test("finds two sections that change alone in one change, on one host or on two", async () => {
    const rules = policy("deny:", "  besideOthers: [onDrift, sysctl]");
    const [both, sysctl, drift] = [["onDrift: report", SET], [SET], ["onDrift: report"]];
    expect(await judged(rules, hostsNamed(["a", "b"]), hostsNamed(["a"], ...both))).toEqual([
      "deny besideOthers policy/main.yaml:3: onDrift changes beside sysctl [a hosts/a.yaml:3]",
      "deny besideOthers policy/main.yaml:3: sysctl changes beside onDrift [a hosts/a.yaml:4]"]);
    expect(await judged(rules, hostsNamed(["a", "b"]), { ...hostsNamed(["a"], ...sysctl), ...hostsNamed(["b"], ...drift) }))
      .toHaveLength(2);
    for (const one of [sysctl, drift]) expect(await judged(rules, hostsNamed(["a"]), hostsNamed(["a"], ...one))).toEqual([]);
  });

  test("counts hosts, and their share", async () => {
    const names = ["a", "b", "c", "d"];
    const base = { ...hostsNamed(names), "hosts/e.yaml": hostText("e") };
    const head = { ...hostsNamed(["a"], SET), "hosts/e.yaml": null };
    const most = async (count: number, percent: number): Promise<readonly string[]> =>
      (await judged(policy("deny:", `  moreHostsThan: ${count}`, `  morePercentThan: ${percent}`), base, head))
        .map((hit) => hit.replace(/ policy.*?: /, ": "));
    expect(await most(1, 39)).toEqual([
      "deny moreHostsThan: the change alters 2 hosts; at most 1 are permitted [a hosts/a.yaml:1, e hosts/e.yaml:1]",
      "deny morePercentThan: the change alters 2 of 5 hosts; at most 39 % are permitted [a hosts/a.yaml:1, e hosts/e.yaml:1]"]);
    expect(await most(2, 40)).toEqual([]);
  });

  test("wants approvals for paths, also where no host changes", async () => {
    const rules = policy("deny:", "  fewerApprovals:", "    - {paths: [docs/*], than: 1}",
      "    - {paths: [\"keys/**\", \"hosts/a.yaml\"], than: 2}");
    const head = { ...hostsNamed(["a"], SET), "keys/hosts/x.pub": "k" };
    expect(await judged(rules, hostsNamed(["a"]), head, 1)).toEqual(["deny fewerApprovals policy/main.yaml:5: "
      + "hosts/a.yaml, keys/hosts/x.pub needs 2 approvals; the change has 1 [a hosts/a.yaml:1]"]);
    expect(await judged(rules, hostsNamed(["a"]), head, 2)).toEqual([]);
    const at = makeRepository({ ...rules, ...hostsNamed(["a"]) }, { "keys/hosts/x.pub": "k" });
    const found = await reviewOf(at);
    expect([found.summary.denied, found.hosts, found.trusted]).toEqual([1, [], ["keys/hosts/x.pub"]]);
  });

  test("wants approvals for paths from the top of the repository, wherever hosts/ is", async () => {
    const rules = policy("deny:", "  fewerApprovals: [{paths: [/.github/**, /.gitlab-ci.yml, /fleet/hosts/*, keys/**], than: 1}]");
    const below = (files: Texts): Texts => Object.fromEntries(Object.entries(files).map(([path, text]) => [`fleet/${path}`, text]));
    const found = async (head: Texts): Promise<readonly string[]> =>
      hits(await reviewOf(`${makeRepository(below({ ...rules, ...hostsNamed(["a"]) }), head)}/fleet`));
    const said = (what: string): string => `deny fewerApprovals fleet/policy/main.yaml:3: ${what} needs 1 approvals; the change has 0`;
    expect(await found({ ".github/workflows/x.yaml": "x", ".gitlab-ci.yml": "x", "keys/x": "x", "fleet/keys/x": "x", "fleet/.github/x": "x" }))
      .toEqual([`${said("/.github/workflows/x.yaml, /.gitlab-ci.yml, keys/x")} []`]);
    expect(await found(below(hostsNamed(["a"], SET)))).toEqual([`${said("hosts/a.yaml")} [a fleet/hosts/a.yaml:1]`]);
    expect(await judged(rules, hostsNamed(["a"]), { ".github/x": "x" })).toEqual([
      "deny fewerApprovals policy/main.yaml:3: .github/x needs 1 approvals; the change has 0 []"]);
  });

  test("finds old facts, and hosts without usable ones", async () => {
    const facts = factsOf("a", { "/proc/sys/vm/swappiness": "60\n", ...kernelDefaults({ "vm.swappiness": "60" }) });
    const base = { ...hostsNamed(["a", "b", "gone"]), "facts/a.json": facts, "facts/b.json": "{" };
    const head = { ...hostsNamed(["a", "b"], SET), "hosts/gone.yaml": null };
    const of = (age: string): Promise<readonly string[]> => judged(policy("deny:", `  factsOlderThan: ${age}`), base, head);
    const missing = "deny factsOlderThan policy/main.yaml:3: there are no facts that can be used [b hosts/b.yaml:1]";
    expect(await of("47h")).toEqual([
      "deny factsOlderThan policy/main.yaml:3: the facts are older than 47h [a hosts/a.yaml:1]", missing]);
    expect(await of("48h")).toEqual([missing]);
  });
});

test("hits of a host stand with the host, and denials come first", async () => {
  const at = makeRepository({ ...policy("warn:", "  moreHostsThan: 0"), ...hostsNamed(["a", "b"]),
    "policy/other.yaml": "apiVersion: vexor/v1\ndeny: {factsOlderThan: 1h}\n" }, hostsNamed(["a"], SET));
  const { hosts, policy: found, summary } = await reviewOf(at);
  expect(found.map(({ effect, says }) => `${effect} ${says.file}:${says.line}`)).toEqual([
    "deny policy/other.yaml:2", "warn policy/main.yaml:3"]);
  expect(hosts.map((one) => one.policy.map(({ rule, place }) => `${rule} ${place.file}`))).toEqual([
    ["factsOlderThan hosts/a.yaml", "moreHostsThan hosts/a.yaml"]]);
  expect(summary).toMatchObject({ denied: 1, warned: 1 });
});

test("docs/policy.md has a row for every rule", () => {
  const { $defs: { rules } } = JSON.parse(readFileSync(`${ROOT}/schemas/policy.schema.json`, "utf8")) as
    { $defs: { rules: { properties: Readonly<Record<string, { description: string }>> } } };
  const page = readFileSync(`${ROOT}/docs/policy.md`, "utf8");
  const rows = Object.entries(rules.properties).filter(([name, { description }]) =>
    page.split("\n").some((line) => line.startsWith(`| \`${name}\` | `) && line.includes(` | ${description} | `)));
  expect(rows.map(([name]) => name)).toEqual(Object.keys(rules.properties));
});

describe("a file of policy/ that is not read", () => {
  const rules = "apiVersion: vexor/v1\ndeny: {moreHostsThan: 0}\n";
  test.each(["policy/main.yml", "policy/more/main.yaml", "policy/main", "policy/main.YAML"])("%s", async (path) => {
    const head = hostsNamed(["a"], SET);
    const refused = reviewOf(makeRepository({ [path]: rules, ...hostsNamed(["a"]) }, head));
    await expect(refused).rejects.toMatchObject({ code: "POLICY_INVALID", place: { file: path },
      hint: expect.stringContaining("policy/main.yaml") });
    expect(await judged({}, hostsNamed(["a"]), { [path]: rules, ...head })).toEqual([
      expect.stringMatching(/^deny readable .*: the policy cannot be read: .* is not read/)]);
  });

  test("but README.md and git's own files are no rules", async () => {
    const beside = { "policy/README.md": "x", "policy/.gitkeep": "", "policy/.gitattributes": "" };
    expect(await judged(beside, hostsNamed(["a"]), hostsNamed(["a"], SET))).toEqual([]);
  });
});

test.each([["", ""], ["fleet/", "/fleet"]])("what later reviews rest on is named, below %j too", async (prefix, below) => {
  const files = [".github/workflows/x.yaml", ".gitlab-ci.yml", ".gitlab/x.yml", ...["facts/a.json", "keys/hosts/a.pub", "policy/main.yaml"]
    .map((path) => prefix + path)].sort();
  const head = Object.fromEntries([...files, `${prefix}README.md`, "x/facts/a", "x/.github/a"].map((path) =>
    [path, path.endsWith("main.yaml") ? "apiVersion: vexor/v1\n" : "x"]));
  const at = makeRepository({ [`${prefix}hosts/a.yaml`]: hostText("a") }, head);
  const { hosts, trusted } = await reviewOf(at + below);
  expect([hosts, trusted]).toEqual([[], files]);
});

describe("a change", () => {
  const rules = policy("deny: {moreHostsThan: 0}");

  test("cannot lift the policy that it is judged by, and the review names that it tries", async () => {
    for (const own of [{ "policy/main.yaml": null }, policy("deny: {moreHostsThan: 9}"),
      { "policy/zz.yaml": "apiVersion: vexor/v1\nwarn: {moreHostsThan: 9}\n" }]) {
      const found = await reviewOf(makeRepository({ ...rules, ...hostsNamed(["a"]) }, { ...own, ...hostsNamed(["a"], SET) }));
      expect(found.summary.denied).toBe(1);
      expect(found.trusted).toEqual(Object.keys(own));
    }
  });

  test("is judged by the policy of today, and not by that of the day it began", async () => {
    const at = makeRepository(hostsNamed(["a"]), hostsNamed(["a"], SET));
    git(at, "checkout", "-q", "main");
    commitFiles(at, rules as Record<string, string>);
    expect((await reviewOf(at)).summary.denied).toBe(1);
  });

  test("that breaks the policy for later reviews is denied, with the line", async () => {
    const broken = policy("deny:", "  moreHostsThen: 1");
    expect(await judged({}, hostsNamed(["a"]), broken)).toEqual([
      expect.stringMatching(/^deny readable policy\/main\.yaml:3: the policy cannot be read: .*moreHostsThen.* \[\]$/)]);
  });
});

describe("a policy of the base that cannot be read ends the review", () => {
  test.each([
    ["deny: {moreHostsThen: 1}", "POLICY_INVALID", /moreHostsThen/],
    ["deny: {moreHostsThan: many}", "POLICY_INVALID", /moreHostsThan/],
    ["deny: {besideOthers: [identty]}", "POLICY_INVALID", /identty/],
    ["deny: {adoptWithoutWhy: false}", "POLICY_INVALID", /adoptWithoutWhy/],
    ["deny: {}", "POLICY_INVALID", /deny/],
    ["deny: {factsOlderThan: 0d}", "POLICY_INVALID", /factsOlderThan/],
    ["deny: {fewerApprovals: [{paths: [//etc/x], than: 1}]}", "POLICY_INVALID", /paths/],
    ["deny: [", "YAML_SYNTAX", /./],
  ])("%s", async (line, code, says) => {
    const at = makeRepository({ ...policy(line), ...hostsNamed(["a"]) }, hostsNamed(["a"], SET));
    await expect(reviewOf(at)).rejects.toMatchObject({ code, message: expect.stringMatching(says),
      place: { file: "policy/main.yaml" } });
  });

  test("because it is a link", async () => {
    const at = makeRepository(hostsNamed(["a"]), hostsNamed(["a"], SET));
    git(at, "checkout", "-q", "main");
    git(at, "update-index", "--add", "--cacheinfo", `120000,${git(at, "rev-parse", "HEAD:hosts/a.yaml")},policy/x.yaml`);
    git(at, "commit", "-q", "-m", "a link");
    await expect(reviewOf(at)).rejects.toMatchObject({ code: "SOURCE_FILE" });
  });
});
