/** What holds of every audit, whatever its rules are. */
import { describe, expect, test } from "vitest";
import { audit, isWrong } from "../../src/checks/audit.ts";
import type { CheckRule, CheckRules } from "../../src/checks/check.ts";
import { known, unknown, type FactSources } from "../../src/checks/fact.ts";
import { inVersion, parseTarget } from "../../src/checks/target.ts";
import { allClients } from "../../src/detectors/clients/descriptors.ts";
import { FACT_SOURCES } from "../../src/checks/facts.ts";
import { joined } from "../../src/checks/fragments.ts";
import { rulesIn } from "../../src/checks/rule-file.ts";
import { renderAudit } from "../../src/render/audit.ts";
import { styleFor } from "../../src/render/style.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import { readYaml } from "../../src/edges/yaml/yaml.ts";
import { closing } from "../support/closed-host.ts";
import { HOSTILE, harmfulIn } from "../support/hostile.ts";
import { makeTree } from "../support/tree.ts";

const SOURCES: FactSources = {
  "cpu.cores": { says: "number", read: () => known(8, "/proc/cpuinfo") },
  "memory.errors": { says: "number", read: () => unknown("root") },
  "disk.list": { says: "list", read: () => known([{ name: "sda", path: "/sys/block/sda", kind: "hdd" }, { name: "nvme0n1", path: "/sys/block/nvme0n1", kind: "nvme" }], "/sys/block") },
  "driver.says": { says: "text", read: () => known(HOSTILE) },
  clients: { says: "list", read: () => known([{ id: "agave", name: "Agave", family: "solana", role: "validator", version: "4.0.1" }]) },
};

const RULE: CheckRule = {
  title: "It has cores", severity: "warning", reads: ["cpu.cores"], finding: "cpu.cores < 12", found: "{cpu.cores} cores", wanted: "12",
  why: "It is slow.", sources: [{ by: "Anza", date: "2026-11-30" }], since: "2026-11-30",
};

const NOW = new Date("2026-12-01T12:00:00Z");

const ask = (rules: CheckRules, silences = {}) => audit({ host: createLinuxHost(makeTree({})), hostName: "h", rules, sources: SOURCES, silences, now: NOW });
const one = (rule: Partial<CheckRule>, silences = {}) => ask({ "a.b": { ...RULE, ...rule } }, silences).checks[0];

describe("an outcome", () => {
  test("is a finding with what was found, where, and what helps", () => {
    expect(one({ remedy: { hostFile: { sysctl: { "vm.swappiness": "{cpu.cores}" } } } })).toMatchObject({ outcome: "finding", found: "8 cores",
      evidence: [{ path: "/proc/cpuinfo" }], remedy: { hostFile: { sysctl: { "vm.swappiness": 8 } } } });
  });
  test("is unknown, and never a finding, where it cannot be looked at", () => {
    expect(one({ reads: ["memory.errors"], finding: "memory.errors > 0" })).toMatchObject({ outcome: "unknown", why: "to look, it needs root" });
    expect(one({ reads: ["no.such"] })).toMatchObject({ outcome: "unknown" });
  });
  test("is unknown where the rule does not fit what is here", () => {
    expect(one({ finding: "cpu.cores > \"many\"" })).toMatchObject({ outcome: "unknown", why: expect.stringContaining("a rule that fits") });
  });
  test.each([
    [{ clients: { agave: ">=4.1" } }, "it is about agave >=4.1; here: agave 4.0.1"], [{ clients: { reth: "" } }, "it is about reth; here: agave 4.0.1"],
    [{ families: ["ethereum"] }, "it is about clients of ethereum; here: solana"],
    [{ when: { condition: "cpu.cores > 100", otherwise: "it has {cpu.cores} cores only" } }, "it has 8 cores only"],
  ])("is not applicable, with the reason: %j", (applies, why) => expect(one({ applies })).toMatchObject({ outcome: "not-applicable", why }));
  test("of a list names each entry that is wrong, with its own place", () => {
    expect(one({ reads: ["disk.list"], each: "disk.list", finding: "it.kind == \"hdd\"", found: "{it.name} is an HDD", wanted: "NVMe" }))
      .toMatchObject({ found: "sda is an HDD", evidence: [{ path: "/sys/block/sda" }] });
  });
});

test("what is not a list makes a check unknown, and ends no audit", () => {
  expect(one({ each: "cpu.cores", finding: "it > 1" })).toMatchObject({ outcome: "unknown", why: expect.stringContaining("cpu.cores is not a list here") });
});

test("a client that may stand in what could not be read is never said not to be there", () => {
  const clients = { says: "", read: () => ({ value: [], evidence: [], partial: "root, for /etc/systemd/system/sol.service" }) };
  const [found] = audit({ host: createLinuxHost(makeTree({})), hostName: "h", silences: {}, now: NOW,
    rules: { "a.b": { ...RULE, applies: { clients: { agave: "" } } } }, sources: { ...SOURCES, clients } }).checks;
  expect(found).toMatchObject({ outcome: "unknown", why: "to look, it needs root, for /etc/systemd/system/sol.service" });
});

test("a client in a unit that cannot be read is such a one", () => {
  const path = "/etc/systemd/system/sol.service";
  const tree = makeTree({ [path]: "[Service]\nExecStart=/opt/agave-validator --ledger /mnt\n",
    "/etc/systemd/system/multi-user.target.wants/sol.service": `-> ${path}` });
  const closed = closing(createLinuxHost(tree), { path, errno: "EACCES", isDirectory: false });
  expect(FACT_SOURCES["clients"]?.read(closed, { fact: () => unknown("") })).toMatchObject({ value: [], partial: `root, for ${path}` });
});

describe("a silence", () => {
  const quiet = (until: string) => one({}, { "a.b": { why: "known", until } });
  test("keeps a finding out of the exit code until its day, and shows it", () => {
    const found = quiet("2026-12-01");
    expect([found?.outcome, found && isWrong(found)]).toEqual(["finding", false]);
  });
  test("ends", () => expect(isWrong(quiet("2026-11-30") ?? never())).toBe(true));
  const never = (): never => { throw new Error("no verdict"); };
});

describe("a version that is to come", () => {
  const known = allClients();
  const asIf = (text: string) => audit({ host: createLinuxHost(makeTree({})), hostName: "h", silences: {}, now: NOW,
    rules: { "a.b": { ...RULE, applies: { clients: { agave: ">=4.4" } } }, "a.c": { ...RULE, applies: { clients: { reth: "" } } } },
    sources: inVersion(SOURCES, parseTarget(text) ?? never(), known) }).checks.map(({ id, outcome }) => `${id} ${outcome}`);
  const never = (): never => { throw new Error("not a target"); };
  test("is asked of the client that runs here", () => expect(asIf("agave@4.4")).toEqual(["a.b finding", "a.c not-applicable"]));
  test("or of one that is to come, beside it", () => expect(asIf("reth@v2.1.0")).toEqual(["a.c finding", "a.b not-applicable"]));
  test("which takes the place of one that does the same", () =>
    expect(asIf("jito@4.4")).toEqual(["a.b not-applicable", "a.c not-applicable"]));
  test.each(["agave", "agave@", "agave@next", "@4.4", "agave@4", "agave@4.4;rm"])("%s is not one", (text) => expect(parseTarget(text)).toBeNull());
});

test("advice that has run out decides nothing", () => {
  expect(ask({ "a.b": { ...RULE, until: "2026-12-01" } }).checks).toEqual([]);
});

test("what a driver says reaches no terminal as it is", () => {
  const document = ask({ "a.b": { ...RULE, reads: ["driver.says"], finding: "driver.says != \"\"", found: "{driver.says}" } });
  const text = renderAudit(document, { style: styleFor(false), columns: 80, isWhole: true, needsRoot: true });
  expect(text).toContain("a.b");
  expect(harmfulIn(text)).toEqual([]);
});

test("two remedies that want different values want neither", () => {
  expect(joined([{ sysctl: { "vm.swappiness": 10, "vm.max_map_count": 1 } }, { sysctl: { "vm.swappiness": 60 } }]))
    .toEqual({ fragment: { sysctl: { "vm.max_map_count": 1 } }, contradictions: [["sysctl", "vm.swappiness"]] });
  // A third one does not bring it back.
  expect(joined([{ a: 1 }, { a: 2 }, { a: 2 }]).fragment).toEqual({});
});

test("remedies of one service are one entry, and the bound that meets both counts", () => {
  expect(joined([{ limits: [{ unit: "a.service", nofile: 5 }] }, { limits: [{ unit: "a.service", memlock: 7 }, { unit: "b.service", nofile: 5 }] }]).fragment)
    .toEqual({ limits: [{ unit: "a.service", nofile: 5, memlock: 7 }, { unit: "b.service", nofile: 5 }] });
  expect(joined([{ sysctl: { "fs.nr_open": { atLeast: 1000 } } }, { sysctl: { "fs.nr_open": { atLeast: 2000 } } }, { sysctl: { "vm.swappiness": { atMost: 10 } } }, { sysctl: { "vm.swappiness": { atMost: 1 } } }]))
    .toEqual({ fragment: { sysctl: { "fs.nr_open": { atLeast: 2000 }, "vm.swappiness": { atMost: 1 } } }, contradictions: [] });
  expect(joined([{ limits: [{ unit: "a.service", nofile: 5 }] }, { limits: [{ unit: "a.service", nofile: 6 }] }]))
    .toEqual({ fragment: {}, contradictions: [["limits", "nofile"]] });
});

describe("a file of checks", () => {
  const FILE = `apiVersion: vexor/v1
checks:
  site.cores:
    title: It has cores
    severity: warning
    reads: [cpu.cores]
    finding: cpu.cores < 12
    found: "{cpu.cores} cores"
    wanted: "12"
    why: It is slow.
    sources: [{by: us, date: "2026-11-30"}]
    since: "2026-11-30"
`;
  const read = (text: string) => rulesIn(readYaml(text, "checks/site.yaml"), { facts: Object.keys(SOURCES), taken: { "cpu.governor": "Vexor's own" } });
  const refusal = (text: string): readonly unknown[] => {
    try {
      read(text);
    } catch (error) {
      if (error instanceof VexorError) return [error.code, `${error.place?.line}:${error.place?.column}`, error.message, error.hint];
    }
    return [];
  };
  test("brings rules", () => expect(Object.keys(read(FILE))).toEqual(["site.cores"]));
  test.each([
    ["an unknown field", FILE.replace("wanted:", "wnated:"), "9:5", /wnated/],
    ["a fact that there is not", FILE.replace("[cpu.cores]", "[cpu.coers]"), "6:13", /"cpu.coers" is not a fact/],
    ["a condition that is none", FILE.replace("cpu.cores < 12", "cpu.cores <"), "7:5", /Unexpected|Expected/],
    ["a pattern that could explode", FILE.replace("cpu.cores < 12", "name.matches(\"(a+)+\")"), "7:5", /finds/],
    ["a name that it does not read", FILE.replace("cpu.cores < 12", "memory.total < 12"), "7:5", /memory is not among what the check reads/],
    ["a brace too many", FILE.replace("{cpu.cores} cores", "{cpu.cores} cores}"), "8:5", /brace/],
    ["lists within lists, which could take for ever", FILE.replace("cpu.cores < 12", "'[1].all(a, [1].all(b, [1].all(c, [1].all(d, true))))'"), "7:5", /more than 3/],
    ["a hole that is none", FILE.replace("{cpu.cores} cores", "{cpu.} cores"), "8:5", /Expected/],
    ["an id that is taken", FILE.replace("site.cores", "cpu.governor"), "3:3", /already a check of Vexor's own/],
    ["a date that is none", FILE.replace("since: \"2026-11-30\"", "since: soon"), "12:12", /since/],
    ["a rule for each of what it does not read", FILE.replace("    finding", "    each: disk.list\n    finding"), "7:5", /not among what the check reads/],
  ])("is refused for %s, with its place", (_, text, place, message) => {
    expect(refusal(text)).toEqual(["CHECK_INVALID", place, expect.stringMatching(message), expect.any(String)]);
  });
});
