/** A run that an older version has left unfinished is undone by the names that are in its journal. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import { cellsOf } from "../../src/engine/model/cells.ts";
import { readCellName } from "../../src/engine/model/cell-params.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import { serviceCell } from "../../src/resources/client/service.ts";
import { swapCell, swapOf, type Swap } from "../../src/resources/identity/cell.ts";
import type { HostFile, Plan } from "../../src/engine/model/model.ts";
import { keepReserve } from "../../src/engine/run/reserve.ts";
import { prepareState } from "../../src/engine/run/store.ts";
import { applyAt, recoverAt, RESOURCES } from "../support/engine.ts";
import { faulty } from "../support/faulty-host.ts";
import { SAMPLES } from "../support/samples.ts";
import { changed, makeTree, picture } from "../support/tree.ts";

const TREE = createLinuxHost(makeTree({}));
const KEY = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2";
const SWAP: Swap = { unit: "sol.service", how: "agave", voter: KEY, account: "", watch: true,
  tower: true, rpc: "", boot: "", was: "", keys: ["/a.json", "/b.json"] };

/** As they stand in the journals of each version; none may ever leave this list. */
const WRITTEN = [
  "service:sol.service,stop=120,well=900,health=solana:8899,rivals=",
  "service:sol.service,stop=120,well=900,health=none:,rivals=old.service+b.service",
  "service:sol.service,stop=120,well=900,health=http://127.0.0.1/ok,rivals=",
  `identity:sol.service,agave,voter=${KEY},account=,keys=/a.json:/b.json`,
  `identity:sol.service,agave,voter=${KEY},account=,watch=1,keys=/a.json:/b.json`,
  `identity:sol.service,agave,voter=${KEY},account=,watch=1,tower=1,rpc=,boot=,was=,keys=/a.json:/b.json`,
  `vote:sol.service,restart,voter=${KEY},account=${KEY},watch=1,tower=1,rpc=,boot=/v,was=v1,keys=/a.json`,
  "slashing:a.service>b.service,turn=3",
  `tower:a.service>b.service,identity=${KEY},from=/a,to=/b,users=0:1000,turn=1`,
];

/** Of a tree, an identity is not read, and its name not either: that one is parsed by itself. */
const read = (cell: string): unknown => (cell.startsWith("identity:")
  ? swapOf(cell.slice("identity:".length)) : cellsOf(RESOURCES).read(TREE, cell));

describe("a target's name", () => {
  test.each(WRITTEN)("%s is read", (cell) => {
    expect(() => read(cell)).not.toThrow();
  });

  test("without later parameters is written with more care, and not with less", () => {
    const old = `sol.service,agave,voter=${KEY},account=,keys=/a.json:/b.json`;
    expect(swapOf(old)).toEqual(SWAP);
    expect(swapOf(`${old},watch=0`).watch).toBe(false);
  });

  test.each([
    ["lacks what it needs", "service:sol.service,stop=120,health=none,rivals="],
    ["has a value of another form", "service:sol.service,stop=soon,well=9,health=none,rivals="],
    ["has what only a later version knows",
      "service:sol.service,stop=1,well=1,health=none,rivals=,mode=fast"],
    ["says one thing twice", `identity:sol.service,agave,voter=${KEY},account=,keys=/a.json,keys=/b.json`],
    ["has another head", "slashing:a.service,turn=3"],
    ["has no parameters", "tower:a.service>b.service"],
  ])("that %s is refused", (_, cell) => {
    expect(() => read(cell)).toThrow(VexorError);
    expect(() => read(cell)).toThrow(/is not an? \w+ cell/);
  });

  test("may have its parameters in any order", () => {
    const known = { a: { form: "\\d" }, b: { form: "[a-z=]*", missing: "" } };
    for (const name of ["x,a=1,b=c=d", "x,b=c=d,a=1"]) {
      expect(readCellName(name, "(x)", known)).toEqual({ head: ["x"], params: { a: "1", b: "c=d" } });
    }
  });
});

describe("a change's parameters", () => {
  const { cell, params } = swapCell({ ...SWAP, rpc: "https://rpc.example.org/a?b=c,d", was: "old key" });
  const name = cell.slice("identity:".length);
  const target = serviceCell({ unit: "sol.service", stop: 120, well: 900, health: "solana:8899", rivals: ["b.service"] });

  test("are data: the target is the unit alone, and they are read back unchanged", () => {
    expect([name, target.cell]).toEqual(["sol.service", "service:sol.service"]);
    expect(swapOf(name, JSON.parse(JSON.stringify(params)) as typeof params))
      .toEqual({ ...SWAP, rpc: "https://rpc.example.org/a?b=c,d", was: "old key" });
    expect(cellsOf(RESOURCES).read(TREE, target)).toBe("stopped");
    expect(cellsOf(RESOURCES).shell(target, "running")).toBe("systemctl start sol.service");
  });

  test("that an older version did not write are read as the more careful ones", () => {
    const { watch: _, tower: __, ...old } = params;
    expect(swapOf(name, old)).toMatchObject({ watch: true, tower: true });
  });

  test.each<[string, object]>([
    ["lack what it needs", { stop: undefined }], ["have a value of another form", { well: "soon" }],
    ["are of a later version", { mode: "fast" }], ["name a rival that is no service", { rivals: "b.service+*" }],
  ])("that %s are refused", (_, other) => {
    const forged = Object.entries({ ...target.params, ...other }).filter(([, value]) => value !== undefined);
    expect(() => cellsOf(RESOURCES).read(TREE, { ...target, params: Object.fromEntries(forged) as typeof params }))
      .toThrow(/is not a service cell/);
  });
});

describe("a run that a version before 0.2 has left unfinished", () => {
  /** The records of the newest run, as that version wrote them: parameters stand in the cell's name. */
  const rename = (root: string): number => {
    const directory = join(root, "var/lib/vexor-agent/runs/1");
    const text = (file: string): string => readFileSync(join(directory, file), "utf8");
    const plan = JSON.parse(text("plan.json")) as Plan;
    const named = plan.changes.filter(({ params }) => params !== undefined);
    const names = new Map(named.map(({ cell, params }) =>
      [cell, [cell, ...Object.entries(params ?? {}).map(([key, value]) => `${key}=${value}`)].join(",")]));
    const old = (one: string): string =>
      [...names].reduce((all, [cell, name]) => all.replaceAll(JSON.stringify(cell), JSON.stringify(name)), one);
    const changes = plan.changes.map(({ params: _, ...change }) => change);
    writeFileSync(join(directory, "plan.json"), old(JSON.stringify({ ...plan, changes })));
    writeFileSync(join(directory, "snapshot.json"), old(text("snapshot.json")));
    const lines = text("journal.jsonl").trim().split("\n").map((line) => old(line.slice(9)));
    writeFileSync(join(directory, "journal.jsonl"), lines.map((line) =>
      `${createHash("sha256").update(line).digest("hex").slice(0, 8)} ${line}\n`).join(""));
    return named.length;
  };

  test("is rolled back to the byte", async () => {
    const sample = SAMPLES["client"];
    if (!sample) throw new Error("no sample");
    const declaration: HostFile = { ...sample.declaration,
      client: { active: "frankendancer", adopt: { from: "agave" } } };
    let renamed = 0;
    for (let at = 10; at <= 30; at++) {
      const root = makeTree(sample.files);
      const host = createLinuxHost(root);
      prepareState(host);
      keepReserve(host);
      const before = picture(root);
      await applyAt(faulty(host, { at, kind: "after" }), declaration).catch(() => undefined);
      if (!existsSync(join(root, "var/lib/vexor-agent/runs/1/journal.jsonl"))) continue;
      renamed += rename(root);
      await recoverAt(host);
      const end = changed(before, picture(root)).filter((path) => !path.startsWith("/var/lib/vexor-agent/"));
      expect(end, `crash after write ${at}`).toEqual([]);
    }
    expect(renamed).toBeGreaterThan(10);
  });
});
