/** The map in a terminal. */
import { describe, expect, test } from "vitest";
import { renderMapText } from "../../../src/render/map/text.ts";
import { styleFor } from "../../../src/render/style.ts";
import type { CpuMap } from "../../../src/map/model.ts";
import { LARGE, mapWith } from "../../support/maps.ts";

const shown = (map: CpuMap, columns = 80, isAscii = false): string =>
  renderMapText(map, { style: styleFor(false), columns, isAscii });

const MOVED = mapWith({ packages: 2, cores: 2, threads: 2 }, [
  { key: "A", name: "agave.service", before: "0-7", after: "2-3,6-7" },
  { key: "A1", of: "A", kind: "thread", name: "poh", before: "2" },
  { key: "a", name: "eth0", count: 2, before: "2-3", after: "0" },
], { isPlanned: true, isolated: "3,7", tickless: "3", offline: "8" });

test("a machine as it is: boxes, CPUs with what is on them, and what that means", () => {
  const map = mapWith({ l3: 2, cores: 2, threads: 2 }, [{ key: "A", before: "1,5" }, { key: "a", name: "eth0", count: 1, before: "0" }]);
  expect(shown(map)).toBe(`val-1: 1 package, 1 NUMA node, 2 L3 caches, 4 cores, 8 CPUs

── package 0 · NUMA node 0 ──────
┌ L3 0, 32 MiB ┐ ┌ L3 1, 32 MiB ┐
│  0 a  1 A    │ │  2    3      │
│ +4   +5 A    │ │ +6   +7      │
└──────────────┘ └──────────────┘

A  A.service           1,5
a  eth0 (1 interrupt)  0
+  shares the core of the CPU above
`);
});

describe("before and after", () => {
  test("stand side by side, and what moves is marked on its CPUs and in its line", () => {
    const text = shown(MOVED);
    expect(text).toMatch(/^before +after$/m);
    expect(text).toMatch(/\b2 +A1 a→ .*\b2 +→A A1 /);
    expect(text).toMatch(/\b0 +1 .*\b0 +→a +1 /);
    expect(text).toContain("A   agave.service        0-7 (any) → 2-3,6-7");
    expect(text).toContain("A1    poh                2\n");
    expect(text).toContain("→  moves");
    expect(text).toContain("*  isolated from the scheduler, and without a tick (nohz_full)\n:  isolated from the scheduler\n");
    expect(text).toContain("offline: CPU 8");
  });

  test("are both there on a terminal that draws no lines, in ASCII alone", () => {
    const text = shown(MOVED, 80, true);
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    expect(text).toContain("0-7 (any) -> 2-3,6-7");
    expect(text).toMatch(/^\+ package 0 - NUMA node 0 - L3 0, 32 MiB \+/m);
  });

  test("say the same with colours as without", () => {
    const coloured = renderMapText(MOVED, { style: styleFor(true), columns: 80, isAscii: false });
    expect(coloured).not.toBe(shown(MOVED));
    expect(coloured.replace(/\u001b\[\d+m/g, "").replace(/ +$/gm, "")).toBe(shown(MOVED).replace(/ +$/gm, ""));
  });
});

describe("384 CPUs", () => {
  const occupants = [{ key: "A", name: "agave.service", before: "0-383", after: "2-95,194-287" },
    { key: "a", name: "eth0", count: 8, before: "0-7", after: "0-1" }];

  test.each([[80, true], [80, false], [120, true], [200, true]])("fit in %i columns, planned: %s", (columns, isPlanned) => {
    const lines = shown(mapWith(LARGE, occupants, { isPlanned }), columns).split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
    expect(lines.filter((line) => /L3 \d+/.test(line)).join().match(/L3 \d+, /g)).toHaveLength(isPlanned ? 48 : 24);
  });

  test("each stand there once on each side", () => {
    const picture = shown(mapWith(LARGE, occupants, { isPlanned: true })).split("\n\n")[1] ?? "";
    const numbers = [...picture.replace(/(?:L3|package|node) \d+(?:, 32 MiB)?/g, "").matchAll(/\d+/g)].map(([number]) => Number(number));
    expect(numbers.sort((one, other) => one - other)).toEqual(Array.from({ length: 768 }, (_, at) => Math.floor(at / 2)));
  });
});

test("names of a host steer no terminal", () => {
  const text = shown(mapWith({ cores: 1 }, [{ key: "A", name: "a\u001b[2J\nb\u202e", before: "0", remark: "x\u0007" }],
    { host: "h\u001b]0;x" }));
  expect(text).not.toMatch(/[\u001b\u0007\u202e]/);
});

test("what is not known is said", () => {
  const text = shown(mapWith({ cores: 2 }, [], { unknown: ["L3 caches"], nodesWithoutCpus: [2, 3] }));
  expect(text).toContain("L3 caches: not known");
  expect(text).toContain("memory without CPUs: NUMA node 2, 3");
  expect(text).toContain("no service is pinned");
});
