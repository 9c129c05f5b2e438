/** `vexor map` as it is called, and the same picture in a review's page. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import { cpuFiles } from "../../support/cpu-tree.ts";
import { elementsIn, parseMarkup, textOf } from "../../support/markup.ts";
import { MAP_MARKUP } from "../../support/map-markup.ts";
import { factsOf, hostText, makeRepository } from "../../support/review.ts";
import { makeTree, threadFiles, type Files } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const UNIT = "agave.service";
const MACHINE: Files = {
  ...cpuFiles({ l3: 2, cores: 2, threads: 2 }),
  [`/etc/systemd/system/${UNIT}`]: "[Service]\nExecStart=/usr/bin/agave\n",
  [`/sys/fs/cgroup/system.slice/${UNIT}/cgroup.procs`]: "900\n",
  "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu\n",
  ...threadFiles(900, 900, "agave", "0-7"), ...threadFiles(900, 901, "poh", "2"),
};
const DECLARED = hostText("a", `cpuPinning: [{unit: ${UNIT}, cpus: "2-3,6-7"}]`);

let root = "";
let directory = "";
beforeAll(() => {
  root = makeTree({ ...MACHINE, "/etc/hostname": "a\n" });
  directory = makeTree({});
  writeFileSync(join(directory, "host.yaml"), DECLARED);
  writeFileSync(join(directory, "facts.json"), factsOf("a", MACHINE));
});

const ENV = { ...process.env, LC_ALL: "C.UTF-8", NO_COLOR: "1" };
const map = (...args: readonly string[]) => runVexor(["map", ...args], { env: ENV });

test("two formats at once are wrong usage", () => {
  expect(map("--root", root, "--svg", "--json")).toMatchObject({ code: 64, out: expect.stringContaining("--json and --svg are two formats") });
});

test("facts of a time to come are warned of, by a map and by a plan", () => {
  const [file, facts] = [join(directory, "host.yaml"), join(directory, "ahead.json")];
  writeFileSync(facts, factsOf("a", MACHINE, new Date(Date.now() + 366 * 24 * 3600 * 1000)));
  const warned = { code: 0, err: expect.stringMatching(/^vexor: warning: \S*ahead\.json was recorded 36[56]d from now, by its own date \(FACTS_AGE\)$/m) };
  expect(map("--facts", facts)).toMatchObject(warned);
  expect(map("--facts", facts, "--json")).toMatchObject(warned);
  expect(runVexor(["plan", "--facts", facts, "-f", file])).toMatchObject(warned);
  writeFileSync(facts, factsOf("a", MACHINE, new Date()));
  expect(map("--facts", facts).err).toBe("");
});

describe("vexor map", () => {
  test("draws a tree, and before and after with a host file", () => {
    expect(map("--root", root)).toMatchObject({ code: 0, err: "", out: expect.stringMatching(
      /^a: 1 package, 1 NUMA node, 2 L3 caches, 4 cores, 8 CPUs\n[^]*^A +agave\.service +0-7 \(any\)$\n^A1 +poh +2$/m) });
    const planned = map("--root", root, "-f", join(directory, "host.yaml")).out;
    expect(planned).toMatch(/^before +after$/m);
    expect(planned).toMatch(/^A +agave\.service +0-7 \(any\) → 2-3,6-7$/m);
  }, within(60_000));

  test("draws recorded facts as it draws the host", () => {
    const file = ["-f", join(directory, "host.yaml")];
    expect(map("--facts", join(directory, "facts.json"), ...file).out).toBe(map("--root", root, ...file).out);
  }, within(60_000));

  test("prints data, and a picture, also to a file", () => {
    expect(JSON.parse(map("--root", root, "--json").out)).toMatchObject({ format: "vexor.map/1", host: "a", isPlanned: false,
      occupants: [{ key: "A", name: UNIT, before: "0-7", after: "0-7" }, { key: "A1", of: "A", name: "poh" }] });
    const picture = map("--root", root, "--svg").out;
    expect(elementsIn(parseMarkup(picture.trim(), MAP_MARKUP), "title").map(textOf)).toContain("CPU 2; A1 poh");
    const path = join(directory, "map.svg");
    expect(map("--root", root, "--svg", "--out", path)).toMatchObject({ code: 0, out: "" });
    expect(readFileSync(path, "utf8")).toBe(picture);
  }, within(60_000));

  test.each<[string, NodeJS.ProcessEnv, boolean]>([
    ["a locale without UTF-8", { LC_ALL: "C" }, true],
    ["no locale at all", { LC_ALL: "", LC_CTYPE: "", LANG: "" }, true],
    ["a dumb terminal", { TERM: "dumb" }, true],
    ["a locale in which lines are two columns wide", { LC_ALL: "ja_JP.UTF-8" }, true],
    ["a locale with UTF-8", { LC_ALL: "", LC_CTYPE: "", LANG: "de_DE.utf8" }, false],
  ])("%s decides whether it draws in ASCII alone", (_, env, isAscii) => {
    const { out } = runVexor(["map", "--root", root], { env: { ...ENV, TERM: "xterm", ...env } });
    expect(/^[\x20-\x7e\n]+$/.test(out)).toBe(isAscii);
  }, within(60_000));

  test("takes one machine, and refuses a host file of another", () => {
    expect(map("--root", root, "--facts", join(directory, "facts.json"))).toMatchObject({ code: 64,
      err: expect.stringContaining("--facts and --root are two machines") });
    expect(map("--facts", join(directory, "missing.json"))).toMatchObject({ code: 1, err: expect.stringContaining("FACTS_MISSING") });
  }, within(60_000));
});

describe("the page of a review", () => {
  const PAGE = { elements: { ...MAP_MARKUP.elements, html: ["lang"], head: [], meta: ["charset", "http-equiv", "content", "name"],
    body: [], h1: [], h2: [], p: ["class"], ul: [], li: [], section: [], table: [], tr: [], th: [], td: ["class"], code: [],
    details: [], summary: [], span: ["class"], br: [], figure: [], figcaption: [] }, empty: [...MAP_MARKUP.empty, "meta", "br"] };

  const parsedPage = (...args: readonly string[]) => {
    const { out, err } = runVexor(["review", ...args, "--format", "html"]);
    expect(err).toBe("");
    return parseMarkup(out.slice("<!DOCTYPE html>".length), PAGE);
  };

  const repositoryOf = (head: Readonly<Record<string, string>>): string => {
    const names = ["a", "b"];
    const base = Object.fromEntries(names.flatMap((name) =>
      [[`hosts/${name}.yaml`, hostText(name, "sysctl: {vm.swappiness: 60}")], [`facts/${name}.json`, factsOf(name, MACHINE, new Date())]]));
    return makeRepository(base, head);
  };

  test("has one picture for hosts that are alike, where services move", () => {
    const pin = (name: string): string => hostText(name, `cpuPinning: [{unit: ${UNIT}, cpus: "2-3"}]`);
    const repository = repositoryOf({ "hosts/a.yaml": pin("a"), "hosts/b.yaml": pin("b") });
    const written = join(directory, "review.json");
    runVexor(["review", "main..change", "--repo", repository, "--format", "json", "--out", written]);
    const page = parsedPage("main..change", "--repo", repository);
    expect(parsedPage("--from", written), "the same page from a review that was made").toEqual(page);
    const pictures = elementsIn(page, "svg");
    expect(pictures).toHaveLength(1);
    expect(elementsIn(pictures, "title").map(textOf)).toEqual(expect.arrayContaining(["CPUs of a, b", "CPU 3; A agave.service, comes"]));
  }, within(60_000));

  test("has none where no CPU is concerned", () => {
    expect(elementsIn(parsedPage("main..change", "--repo",
      repositoryOf({ "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 10}") })), "svg")).toEqual([]);
  }, within(60_000));
});
