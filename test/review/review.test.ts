/** What a change in git does to hosts, on real repositories and recorded machines. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, describe, expect, test } from "vitest";
import type { HostReview, Review } from "../../src/review/model.ts";
import { ROOT } from "../support/paths.ts";
import {
  commitFiles, factsOf, git, hostText, makeRepository, reviewOf, roleText,
} from "../support/review.ts";
import { kernelDefaults, type Files } from "../support/tree.ts";

const SWAPPINESS = "/proc/sys/vm/swappiness";
const RMEM = "/proc/sys/net/core/rmem_max";

const MACHINE: Files = { [SWAPPINESS]: "60\n", [RMEM]: "212992\n",
  ...kernelDefaults({ "vm.swappiness": "60", "net.core.rmem_max": "212992" }) };

const schema = JSON.parse(readFileSync(`${ROOT}/schemas/review.schema.json`, "utf8")) as object;
const isReview = new Ajv2020({ strictTypes: false, allErrors: true }).compile(schema);

let last: Review | null = null;
const reviewed = async (...asked: Parameters<typeof reviewOf>): Promise<Review> => {
  last = await reviewOf(...asked);
  return last;
};
afterEach(() => {
  if (last === null) return;
  isReview(JSON.parse(JSON.stringify(last)));
  expect(isReview.errors, "the published schema").toBe(null);
  last = null;
});

const told = ({ changes }: HostReview): readonly string[] => changes.map((one) =>
  `${one.action} ${one.address} ${one.from} > ${one.to} ${one.place?.file}:${one.place?.line}`);

const changesOf = ({ hosts }: Review): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(hosts.map((one) => [one.host, told(one)]));

const only = ({ hosts }: Review): HostReview => {
  expect(hosts).toHaveLength(1);
  return hosts[0] as HostReview;
};

describe("a review reports", () => {
  test("is what the change does, and not what the host has drifted", async () => {
    const at = makeRepository({ "hosts/a.yaml": hostText("a", "sysctl:", "  vm.swappiness: 10"),
      "facts/a.json": factsOf("a", MACHINE) },
    { "hosts/a.yaml": hostText("a", "sysctl:", "  vm.swappiness: 10",
      "  net.core.rmem_max: {atLeast: 134217728}") });
    const host = only(await reviewed(at));
    expect(told(host)).toEqual([
      "update sysctl/net.core.rmem_max 212992 > 134217728 hosts/a.yaml:5"]);
    expect(host.apart).toEqual({ toDo: 1, blocked: 0 });
    expect(host.before?.summary.update).toBe(1);
    expect(host.after?.summary.update).toBe(2);
    expect(host.facts).toMatchObject({ at: "2026-11-01T10:00:00Z", ageSeconds: 48 * 3600 });
  });

  test("is found through what a host extends, and is one group where the effect is one", async () => {
    const names = ["a", "b", "c"];
    const at = makeRepository({ "roles/r.yaml": roleText("extends: [deep.yaml]"),
      "roles/deep.yaml": roleText("sysctl: {vm.swappiness: 10}"),
      "hosts/d.yaml": hostText("d", "sysctl: {vm.swappiness: 1}"),
      ...Object.fromEntries(names.flatMap((name) => [
        [`hosts/${name}.yaml`, hostText(name, "extends: [../roles/r.yaml]")],
        [`facts/${name}.json`, factsOf(name, name === "c"
          ? { ...MACHINE, [SWAPPINESS]: "30\n" } : MACHINE)]])) },
    { "roles/deep.yaml": roleText("# less", "sysctl: {vm.swappiness: 5}") });
    const found = await reviewed(at);
    expect(found.groups.map(({ hosts, changes }) => [hosts, changes.map(({ from, to, place }) =>
      `${from} > ${to} ${place?.file}:${place?.line}`)])).toEqual([
      [["a", "b"], ["60 > 5 roles/deep.yaml:3"]], [["c"], ["30 > 5 roles/deep.yaml:3"]]]);
    expect(found.summary).toMatchObject({ hosts: 4, changed: 3, failed: 0 });
  });

  test("is nothing where only remarks, order or spelling of a file change", async () => {
    const at = makeRepository({ "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 0x0a}") },
      { "hosts/a.yaml": hostText("a", "# ten", "sysctl:", "  vm/swappiness: 10"), "README": "x" });
    const { hosts, summary } = await reviewed(at);
    expect([hosts, summary.hosts]).toEqual([[], 1]);
  });

  test("is what is blocked, and by which file and line", async () => {
    const own = { ...MACHINE, [SWAPPINESS]: "1\n", "/etc/sysctl.d/70-db.conf": "# db\nvm.swappiness = 1\n" };
    const at = makeRepository({ "hosts/a.yaml": hostText("a"), "facts/a.json": factsOf("a", own) },
      { "hosts/a.yaml": hostText("a", "sysctl:", "  vm.swappiness: 10") });
    const [change] = only(await reviewed(at)).changes;
    expect(change).toMatchObject({ action: "blocked", origin: "custom", from: "1", to: "10",
      evidence: [{ path: "/etc/sysctl.d/70-db.conf", line: 2 }] });
    expect(change?.waysOut?.join()).toContain("adopt");
  });

  test("is each new permission, with its why, and what it takes over", async () => {
    const own = { ...MACHINE, [SWAPPINESS]: "1\n", "/etc/sysctl.d/70-db.conf": "vm.swappiness = 1\n" };
    const at = makeRepository({ "hosts/a.yaml": hostText("a", "sysctl:", "  vm.swappiness: 10"),
      "facts/a.json": factsOf("a", own) },
    { "hosts/a.yaml": hostText("a", "sysctl:", "  vm.swappiness:", "    value: 10",
      "    adopt: {from: 1}", "    why: less swap") });
    const { permissions, changes } = only(await reviewed(at));
    expect(permissions).toEqual([{ entry: "sysctl/vm.swappiness", from: "1", why: "less swap",
      place: { file: "hosts/a.yaml", line: 6, column: 5 } }]);
    expect(changes).toMatchObject([{ action: "adopt", adopts: "1", why: "less swap",
      base: { action: "blocked", to: "10" } }]);
  });

  test("is what a plan does not show: mode, drift, health and maintenance", async () => {
    const at = makeRepository({ "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 10}"),
      "facts/a.json": factsOf("a", MACHINE) },
    { "hosts/a.yaml": hostText("a", "mode: observe", "sysctl:",
      "  vm.swappiness: {value: 10, onDrift: report}") });
    expect(told(only(await reviewed(at)))).toEqual([
      "declared sysctl/vm.swappiness 10 > {\"value\":10,\"onDrift\":\"report\"} hosts/a.yaml:5",
      "declared mode null > \"observe\" hosts/a.yaml:3"]);
  });

  test("is what a setting that goes out of the file leaves behind", async () => {
    const at = makeRepository({ "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 10}"),
      "facts/a.json": factsOf("a", MACHINE) }, { "hosts/a.yaml": hostText("a") });
    expect(told(only(await reviewed(at)))).toEqual([
      "dropped sysctl/vm.swappiness 60 > null undefined:undefined"]);
  });

  test("is that a value waits for the next start", async () => {
    const unit = "[Service]\nExecStart=/bin/x\n";
    const at = makeRepository({ "hosts/a.yaml": hostText("a"), "facts/a.json": factsOf("a",
      { ...MACHINE, "/etc/systemd/system/x.service": unit }) },
    { "hosts/a.yaml": hostText("a", "limits:", "  - {unit: x.service, nofile: 1000000}") });
    expect(only(await reviewed(at)).changes).toMatchObject([
      { address: "limits/x.service/nofile", takesEffect: "next-start", place: { line: 4 } }]);
  });

  test("is which two roles contradict each other, where no file settles it", async () => {
    const base = { "roles/one.yaml": roleText("sysctl: {vm.swappiness: 10}"),
      "roles/two.yaml": roleText("sysctl: {net.core.rmem_max: 1000000}"),
      "roles/over.yaml": roleText("extends: [one.yaml]", "sysctl: {vm.swappiness: 3}"),
      "hosts/a.yaml": hostText("a", "extends: [../roles/one.yaml, ../roles/two.yaml]"),
      "hosts/settled.yaml": hostText("settled",
        "extends: [../roles/one.yaml, ../roles/two.yaml]", "sysctl: {vm.swappiness: 7}"),
      "hosts/built.yaml": hostText("built", "extends: [../roles/over.yaml]") };
    const at = makeRepository(base, { "roles/two.yaml":
      roleText("sysctl:", "  net.core.rmem_max: 2000000", "  vm.swappiness: 20") });
    const { hosts } = await reviewed(at);
    expect(hosts.map(({ host, fights }) => [host, fights.map(({ entry, counts, loses }) =>
      `${entry}: ${counts.value} ${counts.place.file}:${counts.place.line}, not ${loses.value} ${
        loses.place.file}:${loses.place.line}`)])).toEqual([
      ["a", ["sysctl/vm.swappiness: 20 roles/two.yaml:4, not 10 roles/one.yaml:2"]],
      ["settled", []]]);
  });
});

describe("a host", () => {
  test("whose file does not parse in the head fails alone, with its line", async () => {
    const at = makeRepository({ "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 10}"),
      "hosts/b.yaml": hostText("b", "sysctl: {vm.swappiness: 10}"),
      "facts/a.json": factsOf("a", MACHINE), "facts/b.json": factsOf("b", MACHINE) },
    { "hosts/a.yaml": hostText("a", "sysctl:", "  vm.swapiness 10"),
      "hosts/b.yaml": hostText("b", "sysctl: {vm.swappiness: 20}") });
    const { hosts: [a, b], summary } = await reviewed(at);
    expect(a).toMatchObject({ status: "failed", changes: [],
      failure: { code: "HOST_FILE_INVALID", place: { file: "hosts/a.yaml", line: 4 } } });
    expect(b && told(b)).toEqual(["update sysctl/vm.swappiness 60 > 20 hosts/b.yaml:3"]);
    expect(summary).toMatchObject({ failed: 1, changed: 1 });
  });

  test("that lacks a CPU or a device fails alone, at the entry", async () => {
    const topology = { "/sys/devices/system/cpu/possible": "0-7\n", "/sys/devices/system/cpu/online": "0-7\n",
      "/etc/systemd/system/x.service": "[Service]\nExecStart=/bin/x\n" };
    const at = makeRepository({ "hosts/a.yaml": hostText("a"),
      "facts/a.json": factsOf("a", { ...MACHINE, ...topology }) },
    { "hosts/a.yaml": hostText("a", "cpuPinning:", "  - unit: x.service", "    cpus: \"12\"") });
    const { failure, status, changes } = only(await reviewed(at));
    expect([status, failure?.code, failure?.place?.line]).toEqual(["failed", "CPU_SET_INVALID", 5]);
    expect(failure?.message).toMatch(/12.*0-7/);
    expect(changes).toMatchObject([{ action: "declared", address: "cpuPinning/x.service" }]);
  });

  test("comes, goes, names another host, or is a link", async () => {
    const at = makeRepository({ "hosts/gone.yaml": hostText("gone", "sysctl: {vm.swappiness: 10}"),
      "hosts/link.yaml": hostText("link") },
    { "hosts/gone.yaml": null, "hosts/link.yaml": null, "hosts/new.yaml":
      hostText("new", "sysctl: {vm.swappiness: 60}"), "hosts/else.yaml": hostText("other") });
    git(at, "update-index", "--add", "--cacheinfo",
      `120000,${git(at, "rev-parse", "HEAD:hosts/new.yaml")},hosts/link.yaml`);
    git(at, "commit", "-q", "-m", "a link");
    const { hosts, summary } = await reviewed(at, "main..change", { new: factsOf("new", MACHINE) });
    expect(hosts.map((one) => [one.host, one.status, one.failure?.code ?? null, told(one)])).toEqual([
      ["else", "failed", "HOST_MISMATCH", []],
      ["gone", "removed", null, []],
      ["link", "failed", "SOURCE_FILE", []],
      ["new", "added", null, ["declared sysctl/vm.swappiness null > 60 hosts/new.yaml:3"]]]);
    expect(summary).toMatchObject({ hosts: 3, added: 1, removed: 1, failed: 2 });
  });
});

describe("hosts/NAME.yml", () => {
  const SET = hostText("b", "sysctl: {vm.swappiness: 10}");
  test.each([["", ""], ["fleet/", "/fleet"]])("ends a review that brings it, below %j too", async (prefix, below) => {
    const at = makeRepository({ [`${prefix}hosts/a.yaml`]: hostText("a") }, { [`${prefix}hosts/b.yml`]: SET });
    await expect(reviewOf(at + below)).rejects.toMatchObject({ code: "SOURCE_FILE", place: { file: `${prefix}hosts/b.yml` },
      hint: `git mv ${prefix}hosts/b.yml ${prefix}hosts/b.yaml` });
  });

  test("is taken where it was there before, goes, or is built on", async () => {
    const lone = { "hosts/a.yaml": hostText("a"), "hosts/b.yml": SET };
    expect((await reviewed(makeRepository(lone, { "hosts/a.yaml": hostText("a", "onDrift: report") }))).hosts).toHaveLength(1);
    expect((await reviewed(makeRepository(lone, { "hosts/b.yml": null }))).hosts).toEqual([]);
    const builds = { "hosts/a.yaml": hostText("a", "extends: [b.yml]"), "hosts/b.yml": roleText("sysctl: {vm.swappiness: 10}") };
    expect((await reviewed(makeRepository({ "hosts/a.yaml": hostText("a") }, builds))).hosts).toHaveLength(1);
  });
});

describe("facts", () => {
  const declared = hostText("a", "sysctl: {vm.swappiness: 10}");
  const changed = { "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 20}") };
  const text = factsOf("a", MACHINE);

  test("of the head do not count: a change would bring its own", async () => {
    const at = makeRepository({ "hosts/a.yaml": declared, "facts/a.json": text },
      { ...changed, "facts/a.json": factsOf("a", { ...MACHINE, [SWAPPINESS]: "20\n" }) });
    expect(told(only(await reviewed(at)))).toEqual([
      "update sysctl/vm.swappiness 60 > 20 hosts/a.yaml:3"]);
  });

  test.each([
    ["are missing", {}, "FACTS_MISSING", /no facts/],
    ["are of another version", { a: text.replace("vexor.facts/1", "vexor.facts/9") }, "FACTS_INVALID",
      /vexor\.facts\/9.*vexor\.facts\/1/],
    ["are of another host", { a: factsOf("b", MACHINE) }, "FACTS_HOST", /is of b; wanted are the facts of a/],
    ["were changed", { a: text.replace("212992", "212993") }, "FACTS_INVALID", /digest/],
    ["are not JSON", { a: "{" }, "FACTS_INVALID", /not JSON/],
  ])("that %s: what the host files say is compared, and it says so", async (_, facts, code, why) => {
    const at = makeRepository({ "hosts/a.yaml": declared }, changed);
    const { hosts, summary } = await reviewed(at, "main..change", facts as Record<string, string>);
    expect(hosts.map(told)).toEqual([["declared sysctl/vm.swappiness 10 > 20 hosts/a.yaml:3"]]);
    expect(hosts[0]).toMatchObject({ status: "changed", facts: null, before: null, after: null,
      factsProblem: { code } });
    expect(hosts[0]?.factsProblem?.message).toMatch(why);
    expect(summary.unplanned).toBe(1);
  });
});

describe("history", () => {
  const files = { "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 10}"),
    "hosts/b.yaml": hostText("b", "sysctl: {vm.swappiness: 10}"),
    "roles/r.yaml": roleText() };

  test("of the base after the branch left it is not told as the change's", async () => {
    const at = makeRepository(files, { "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 20}") });
    git(at, "checkout", "-q", "main");
    commitFiles(at, { "hosts/b.yaml": hostText("b", "sysctl: {vm.swappiness: 30}") });
    expect(changesOf(await reviewed(at))).toEqual({
      a: ["declared sysctl/vm.swappiness 10 > 20 hosts/a.yaml:3"] });
    commitFiles(at, { "hosts/a.yaml": hostText("a", "mode: observe", "sysctl: {vm.swappiness: 10}") });
    expect((await reviewed(at)).alsoInBase).toEqual(["a"]);
  });

  test("of a merge is what it brings beside the base", async () => {
    const at = makeRepository(files, { "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 20}") });
    git(at, "checkout", "-q", "main");
    commitFiles(at, { "hosts/b.yaml": hostText("b", "sysctl: {vm.swappiness: 30}") });
    git(at, "checkout", "-q", "-b", "merged");
    git(at, "merge", "-q", "--no-ff", "-m", "a merge", "change");
    const found = await reviewed(at, "main..merged");
    expect(Object.keys(changesOf(found))).toEqual(["a"]);
    expect(found.from).toBe(found.base);
  });
});
