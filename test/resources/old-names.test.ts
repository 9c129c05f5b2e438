/** A run that an older version has left unfinished is undone by the names that are in its journal. */
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../src/edges/linux-host.ts";
import { cellsOf } from "../../src/engine/cells.ts";
import { readCellName } from "../../src/engine/cell-params.ts";
import { VexorError } from "../../src/engine/errors.ts";
import { serviceCell } from "../../src/resources/client/service.ts";
import { swapCell, swapOf, type Swap } from "../../src/resources/identity/cell.ts";
import { RESOURCES } from "../support/engine.ts";
import { makeTree } from "../support/tree.ts";

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
  swapCell(SWAP),
  "slashing:a.service>b.service,turn=3",
  `tower:a.service>b.service,identity=${KEY},from=/a,to=/b,users=0:1000,turn=1`,
];

/** Of a tree, an identity is not read, and its name not either: that one is parsed by itself. */
const read = (cell: string): unknown => (cell.startsWith("identity:")
  ? swapOf(cell.slice("identity:".length)) : cellsOf(RESOURCES).read(TREE, cell));

describe("a cell's name", () => {
  test.each(WRITTEN)("%s is read", (cell) => {
    expect(() => read(cell)).not.toThrow();
  });

  test("that lacks what was added since is acted on with more care, and not with less", () => {
    const old = `sol.service,agave,voter=${KEY},account=,keys=/a.json:/b.json`;
    expect(swapOf(old)).toEqual(SWAP);
    expect(swapOf(`${old},watch=0`).watch).toBe(false);
  });

  test.each([
    ["lacks what it needs", "service:sol.service,stop=120,health=none,rivals="],
    ["has a value of another form", "service:sol.service,stop=soon,well=9,health=none,rivals="],
    ["has what only a later version knows", `${serviceCell({ unit: "sol.service", stop: 1, well: 1,
      health: "none", rivals: [] })},mode=fast`],
    ["says one thing twice", `${swapCell(SWAP)},watch=0`],
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
