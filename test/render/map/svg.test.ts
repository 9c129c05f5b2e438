/** The map as a picture: well formed, the same bytes for the same map, and nothing by colour alone. */
import { describe, expect, test } from "vitest";
import { renderMapSvg } from "../../../src/render/map/svg.ts";
import type { CpuMap } from "../../../src/map/model.ts";
import { elementsIn, parseMarkup, textOf, type Element } from "../../support/markup.ts";
import { LARGE, mapWith } from "../../support/maps.ts";
import { MAP_MARKUP } from "../../support/map-markup.ts";

const parsed = (map: CpuMap, prefix?: string): Element => {
  const [root] = parseMarkup(renderMapSvg(map, prefix).trim(), MAP_MARKUP);
  if (root === undefined || typeof root === "string") throw new Error("no element");
  return root;
};

const MOVED = mapWith({ packages: 2, cores: 2, threads: 2 }, [
  { key: "A", name: "agave.service", before: "0-7", after: "2-3,6-7" },
  { key: "A1", of: "A", kind: "thread", name: "poh", before: "2" },
  { key: "B", before: "1-2" }, { key: "a", name: "eth0", count: 2, before: "2-3", after: "0" },
], { isPlanned: true, isolated: "3,7" });

/** The groups of CPUs, by their titles; `CPU 2` stands in each panel. */
const cellsIn = (root: Element): readonly (readonly [title: string, cell: Element])[] =>
  elementsIn([root], "g").flatMap((cell) => {
    const [title] = elementsIn([cell], "title").map(textOf);
    return title?.startsWith("CPU ") ? [[title, cell] as const] : [];
  });

const textsIn = (cell: Element): readonly string[] => elementsIn([cell], "text").map(textOf);
const classesIn = (cell: Element): readonly string[] =>
  elementsIn([cell], "rect").flatMap(({ attributes }) => attributes["class"] ?? []);

test("it has a role, a title, a description in words, and a title for each CPU of each side", () => {
  const root = parsed(MOVED);
  expect(root.attributes).toMatchObject({ role: "img", "aria-labelledby": "map-title map-desc" });
  expect(elementsIn([root], "title").map(textOf)[0]).toBe("CPUs of val-1");
  expect(elementsIn([root], "desc").map(textOf)[0]).toContain("A agave.service on CPUs 0-7 (any) → 2-3,6-7, moves");
  const titles = cellsIn(root).map(([title]) => title);
  expect(titles).toHaveLength(16);
  expect(titles).toContain("CPU 2; A1 poh; B B.service; a eth0, leaves");
  expect(titles).toContain("CPU 3, isolated; A agave.service, comes");
});

test("what is on a CPU is a letter, and a service a hatch as well", () => {
  const root = parsed(MOVED);
  const patterns = new Map(elementsIn([root], "pattern").map((one) => [one.attributes["id"], elementsIn([one], "path")[0]?.attributes["d"]]));
  expect(new Set(patterns.values()).size).toBe(2);
  for (const [title, cell] of cellsIn(root)) {
    const fills = elementsIn([cell], "rect").flatMap(({ attributes }) => /^url\(#(.*)\)$/.exec(attributes["fill"] ?? "")?.[1] ?? []);
    for (const id of fills) expect(patterns.has(id), id).toBe(true);
    const services = new Set([...title.matchAll(/; ([AB])\d* /g)].map(([, letter]) => letter));
    expect(fills, title).toHaveLength(services.size);
    for (const letter of services) expect(textsIn(cell).join(" "), title).toContain(letter);
    expect(textsIn(cell).includes("a"), title).toBe(title.includes("; a eth0"));
    expect(classesIn(cell).includes("bar"), title).toBe(title.includes("; a eth0"));
  }
});

test("what moves has an outline of dashes and an arrow, on both sides", () => {
  for (const [title, cell] of cellsIn(parsed(MOVED))) {
    const moves = /, (?:comes|leaves)/.test(title);
    expect([classesIn(cell).includes("moved"), textsIn(cell).includes("→")], title).toEqual([moves, moves]);
  }
});

test("49 services look each like no other", () => {
  const many = Array.from({ length: 49 }, (_, at) => ({ key: `K${at}`, before: String(at) }));
  const patterns = elementsIn([parsed(mapWith({ cores: 50 }, many))], "pattern");
  const looks = patterns.map((one) => JSON.stringify(elementsIn([one], "path").map(({ attributes }) => attributes)));
  expect(new Set(looks).size).toBe(49);
});

describe("its bytes", () => {
  test("are the same for the same map, and its names are its own", () => {
    expect(renderMapSvg(MOVED)).toBe(renderMapSvg(structuredClone(MOVED)));
    const ids = (prefix: string): readonly string[] => [...renderMapSvg(MOVED, prefix).matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id);
    expect(ids("m1").filter((id) => ids("m2").includes(id))).toEqual([]);
  });

  test("load nothing and run nothing", () => {
    const svg = renderMapSvg(MOVED);
    expect(svg).not.toMatch(/<(?:script|image|use|a|foreignObject)\b|\son\w+=|@import|href/i);
    expect([...svg.matchAll(/url\(([^)]*)\)/g)].every(([, to = ""]) => to.startsWith("#map-"))).toBe(true);
  });

  test("are well formed whatever a host calls its services", () => {
    const names = ["<script>alert(1)</script>", "\"onload=\"x", "a&b;", "]]>", "\u0000\u001b[2J\u202e", "\ud800", "x".repeat(300), "\uffff", "--><svg/>"];
    const map = mapWith({ cores: 16 }, names.map((name, at) =>
      ({ key: String.fromCharCode(65 + at), name, before: String(at), remark: name })), { host: names.join("") });
    const said = elementsIn([parsed(map)], "desc").map(textOf).join();
    expect(said).toContain("<script>alert(1)</script>");
  });
});

describe("384 CPUs", () => {
  const occupants = [{ key: "A", name: "agave.service", before: "0-383", after: "2-95,194-287" },
    { key: "A1", of: "A", kind: "thread" as const, name: "poh", before: "2" },
    { key: "a", name: "eth0", count: 8, before: "0-7", after: "0-1" }];

  const numberOf = ({ attributes }: Element, name: string): number => Number(attributes[name]);

  test.each([true, false])("are all inside of the picture, in boxes that do not overlap (planned: %s)", (isPlanned) => {
    const root = parsed(mapWith(LARGE, occupants, { isPlanned }));
    const [width, height] = [numberOf(root, "width"), numberOf(root, "height")];
    expect(width).toBeLessThan(1200);
    const cells = cellsIn(root).map(([, cell]) => elementsIn([cell], "rect")[0]).flatMap((rect) => rect ?? []);
    expect(cells).toHaveLength(isPlanned ? 768 : 384);
    const taken = new Set<string>();
    for (const rect of cells) {
      const [x, y] = [numberOf(rect, "x"), numberOf(rect, "y")];
      expect(x >= 0 && y >= 0 && x + numberOf(rect, "width") <= width && y + numberOf(rect, "height") <= height).toBe(true);
      for (let dx = 0; dx < numberOf(rect, "width"); dx += 4) {
        const place = `${Math.floor((x + dx) / 4)} ${y}`;
        expect(taken.has(place), place).toBe(false);
        taken.add(place);
      }
    }
  });

  test("take less room than a picture of a screen", () => {
    expect(renderMapSvg(mapWith(LARGE, occupants, { isPlanned: true })).length).toBeLessThan(500_000);
  });
});
