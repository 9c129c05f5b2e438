/**
 * Records that earlier versions have left on a disk: a run that is not finished is ended, one that
 * is in force can be rolled back, and what each record says is read in today's words.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { driversOf } from "../../../src/engine/model/targets.ts";
import { readOldTargetName } from "../../../src/engine/model/target-params.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { readService, serviceTarget } from "../../../src/resources/client/service-params.ts";
import { identityTarget, readChangeParams, type IdentityChangeParams } from "../../../src/resources/identity/change-params.ts";
import type { Host } from "../../../src/ports/host.ts";
import type { HostFile, Params, Plan } from "../../../src/engine/model/model.ts";
import { keepReserve } from "../../../src/engine/run/reserve.ts";
import { upgradeEntry } from "../../../src/engine/run/old-records.ts";
import { assertNoFailedRollback } from "../../../src/engine/run/recover.ts";
import { awaitsConfirmation, outcomeOf } from "../../../src/engine/run/run-state.ts";
import { prepareState, readLedger, readRun } from "../../../src/engine/run/store.ts";
import { undoRun } from "../../../src/engine/run/undo.ts";
import { applyAt, planAt, recoverAt, RESOURCES, rollbackAt, runContextOn } from "../../support/engine.ts";
import { failingHost } from "../../support/failing-host.ts";
import { SAMPLES } from "../../support/samples.ts";
import { changed, makeTree, move, snapshotTree, type Files } from "../../support/tree.ts";
import { ROOT } from "../../support/paths.ts";

const TREE = createLinuxHost(makeTree({}));
const KEY = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2";
const SWAP: IdentityChangeParams = { unit: "sol.service", method: "agave", voter: KEY, account: "", requireSilence: true,
  requireTower: true, rpcs: [], linkPath: "", previousLinkText: "", through: "", imports: "", epoch: "", keys: ["/a.json", "/b.json"] };

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
const read = (target: string): unknown => (target.startsWith("identity:")
  ? readChangeParams(target.slice("identity:".length)) : driversOf(RESOURCES).read(TREE, target));

describe("a target's name", () => {
  test.each(WRITTEN)("%s is read", (target) => {
    expect(() => read(target)).not.toThrow();
  });

  test("without later parameters is written with more care, and not with less", () => {
    const old = `sol.service,agave,voter=${KEY},account=,keys=/a.json:/b.json`;
    expect(readChangeParams(old)).toEqual(SWAP);
    expect(readChangeParams(`${old},watch=0`).requireSilence).toBe(false);
  });

  test.each([
    ["lacks what it needs", "service:sol.service,stop=120,health=none,rivals="],
    ["has a value of another form", "service:sol.service,stop=soon,well=9,health=none,rivals="],
    ["has what only a later version knows",
      "service:sol.service,stop=1,well=1,health=none,rivals=,mode=fast"],
    ["says one thing twice", `identity:sol.service,agave,voter=${KEY},account=,keys=/a.json,keys=/b.json`],
    ["has another head", "slashing:a.service,turn=3"],
    ["has no parameters", "tower:a.service>b.service"],
  ])("that %s is refused", (_, target) => {
    expect(() => read(target)).toThrow(VexorError);
    expect(() => read(target)).toThrow(/is not an? \w+ target/);
  });

  test("may have its parameters in any order", () => {
    const known = { a: { form: "\\d" }, b: { form: "[a-z=]*", missing: "" } };
    for (const name of ["x,a=1,b=c=d", "x,b=c=d,a=1"]) {
      expect(readOldTargetName(name, "(x)", known)).toEqual({ head: ["x"], params: { a: "1", b: "c=d" } });
    }
  });
});

/** With short names and words, by the last version that had them; none may ever leave this list. */
const WITH_SHORT_NAMES: readonly (readonly [target: string, params: Params])[] = [
  ["service:sol.service", { stop: "120", well: "900", steady: "0", health: "solana:8899", rivals: "b.service", is: KEY, as: KEY, gap: "wanted" }],
  ["identity:sol.service", { how: "agave", voter: KEY, account: "", watch: "1", tower: "0", rpc: "http://a/ http://b/", boot: "/v", was: "v1",
    keys: "/a:/b", through: KEY, imports: "" }],
  ["vote:sol.service", { how: "restart", voter: KEY, account: KEY, watch: "1", tower: "1", rpc: "", boot: "/v", was: "v1", keys: "/a" }],
  ["slashing:a.service>b.service", { turn: "3" }],
  ["tower:a.service>b.service", { identity: KEY, from: "/a", to: "/b", users: "0:1000", turn: "1", fromLedger: "", toLedger: "/b" }],
];

describe("a change with short names of parameters", () => {
  const drivers = driversOf(RESOURCES);
  const of = (scheme: string) => WITH_SHORT_NAMES.find(([target]) => target.startsWith(`${scheme}:`)) ?? ["", {}];

  test.each(WITH_SHORT_NAMES)("of %s is read and shown", (target, params) => {
    expect(() => drivers.read(TREE, { target, params })).not.toThrow();
    expect(drivers.shell({ target, params }, "running")).toMatch(/./);
  });

  test("of a service and of an identity says what the long ones say", () => {
    expect(readService("sol.service", of("service")[1])).toEqual({ unit: "sol.service", stopWithin: 120, healthyWithin: 900,
      steadyFor: 0, health: "solana:8899", conflictingUnits: ["b.service"], signsAs: KEY, startsAs: KEY, gap: "wanted" });
    expect(readChangeParams("sol.service", of("identity")[1])).toEqual({ ...SWAP, requireTower: false,
      rpcs: ["http://a/", "http://b/"], linkPath: "/v", previousLinkText: "v1", keys: ["/a", "/b"], through: KEY });
  });

  test.each(["slashing", "tower"])("of a %s has its values in the words of then", (scheme) => {
    const [target, params] = of(scheme);
    const { turn = "", ...rest } = params;
    expect([drivers.read(TREE, { target, params }), drivers.read(TREE, { target, params: { ...rest, generation: turn } })])
      .toEqual(["apart", "not-transferred"]);
  });
});

const RPCS = ["https://rpc.example.org/a?b=c,d", "http://other.example:8899/"];

describe("a change's parameters", () => {
  const { target, params } = identityTarget({ ...SWAP, rpcs: RPCS, previousLinkText: "old key" });
  const name = target.slice("identity:".length);
  const service = serviceTarget({ unit: "sol.service", stopWithin: 120, healthyWithin: 900, steadyFor: 0, health: "solana:8899", conflictingUnits: ["b.service"] });

  test("are data: the target is the unit alone, and they are read back unchanged", () => {
    expect([name, service.target]).toEqual(["sol.service", "service:sol.service"]);
    expect(readChangeParams(name, JSON.parse(JSON.stringify(params)) as typeof params))
      .toEqual({ ...SWAP, rpcs: RPCS, previousLinkText: "old key" });
    expect(driversOf(RESOURCES).read(TREE, service)).toBe("stopped");
    expect(driversOf(RESOURCES).shell(service, "running")).toBe("systemctl start sol.service");
  });

  test("that an older version did not write are read as the more careful ones", () => {
    const { requireSilence: _, requireTower: __, ...old } = params;
    expect(readChangeParams(name, old)).toMatchObject({ requireSilence: true, requireTower: true });
  });

  test("have no identity taken up on a clock of 1970, also in an undo", async () => {
    const old = { now: () => new Date(0), isTree: false } as unknown as Host;
    const voter = identityTarget({ ...SWAP, voter: KEY });
    await expect(driversOf(RESOURCES).write(old, voter, KEY, () => undefined)).rejects.toMatchObject({ code: "CLOCK_WRONG" });
  });

  test("of one other node are what versions wrote that took no more", () => {
    expect(identityTarget({ ...SWAP, rpcs: RPCS.slice(0, 1) }).params).toMatchObject({ rpcs: RPCS[0] });
    expect(readChangeParams(name, { ...params, rpcs: "" }).rpcs).toEqual([]);
  });

  test.each<[string, object]>([
    ["lack what it needs", { stopWithin: undefined }], ["have a value of another form", { healthyWithin: "soon" }],
    ["are of a later version", { mode: "fast" }], ["name a unit that is not a service", { conflictingUnits: "b.service+*" }],
    ["say one thing by two names", { well: "900" }],
  ])("that %s are refused", (_, other) => {
    const forged = Object.entries({ ...service.params, ...other }).filter(([, value]) => value !== undefined);
    expect(() => driversOf(RESOURCES).read(TREE, { ...service, params: Object.fromEntries(forged) as typeof params }))
      .toThrow(/is not a service target/);
  });
});

describe("a run that a version before 0.2 has left unfinished", () => {
  /** The records of the newest run, as that version wrote them: parameters stand in the target's name. */
  const rename = (root: string): number => {
    const directory = join(root, "var/lib/vexor-agent/runs/1");
    const text = (file: string): string => readFileSync(join(directory, file), "utf8");
    const plan = JSON.parse(text("plan.json")) as Plan;
    const named = plan.changes.filter(({ params }) => params !== undefined);
    const names = new Map(named.map(({ target, params }) =>
      [target, [target, ...Object.entries(params ?? {}).map(([key, value]) => `${key}=${value}`)].join(",")]));
    const old = (one: string): string =>
      [...names].reduce((all, [target, name]) => all.replaceAll(JSON.stringify(target), JSON.stringify(name)), one);
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
      const before = snapshotTree(root);
      await applyAt(failingHost(host, { at, kind: "after" }), declaration).catch(() => undefined);
      if (!existsSync(join(root, "var/lib/vexor-agent/runs/1/journal.jsonl"))) continue;
      renamed += rename(root);
      await recoverAt(host);
      const end = changed(before, snapshotTree(root)).filter((path) => !path.startsWith("/var/lib/vexor-agent/"));
      expect(end, `crash after write ${at}`).toEqual([]);
    }
    expect(renamed).toBeGreaterThan(10);
  });
});

interface OldRun {
  readonly about: string;
  readonly files: Files;
  /** What the run has made of the machine; null where it has removed something. */
  readonly moved: Readonly<Record<string, string | null>>;
  readonly records: Files;
}

/** Written by the last commit with `vexor.plan/1`; none may ever leave this folder. */
const oldRun = (name: string): OldRun => JSON.parse(readFileSync(
  join(ROOT, `test/data/old-runs/${name}.json`), "utf8")) as OldRun;

/** The machine as that version left it, and what it looked like before the run. */
const machineOf = (run: OldRun) => {
  const root = makeTree(run.files);
  const host = createLinuxHost(root);
  prepareState(host);
  keepReserve(host);
  const before = snapshotTree(root);
  for (const [path, text] of Object.entries(run.moved)) {
    if (text === null) rmSync(join(root, path), { recursive: true });
    else move(root, [path, text]);
  }
  for (const entry of Object.entries(run.records)) move(root, entry);
  return { root, host, before, isAsBefore: () => expect(changed(before, snapshotTree(root))).toEqual([]) };
};

describe("records of vexor.plan/1, vexor.snapshot/1, vexor.ledger/1 and their journal", () => {
  test.each(["switch-cut-short", "tuning-cut-short"])("%s: the run is rolled back to the byte", async (name) => {
    const { host, isAsBefore } = machineOf(oldRun(name));
    expect(await recoverAt(host)).toMatchObject({ did: "undone", result: { failed: [], conflicts: [] } });
    isAsBefore();
    expect(outcomeOf(readRun(host, 1)?.journal ?? [])).toBe("rolled-back");
  });

  test("tuning-waits: the run is rolled back after its deadline", async () => {
    const { host, isAsBefore } = machineOf(oldRun("tuning-waits"));
    expect(awaitsConfirmation(readRun(host, 1)?.journal ?? [])).not.toBeNull();
    expect(await recoverAt(host)).toMatchObject({ did: "undone", result: { failed: [], conflicts: [] } });
    isAsBefore();
  });

  test("rollback-failed: nothing starts before the rollback is tried again, which then ends it", async () => {
    const { host, isAsBefore } = machineOf(oldRun("rollback-failed"));
    const run = readRun(host, 1);
    if (!run) throw new Error("no record");
    expect(outcomeOf(run.journal)).toBe("rollback-failed");
    expect(() => { assertNoFailedRollback(runContextOn(host)); }).toThrow(/could not be rolled back completely/);
    await undoRun(runContextOn(host), run, "by hand");
    isAsBefore();
    expect(() => { assertNoFailedRollback(runContextOn(host)); }).not.toThrow();
  });

  test("tuning-applied: the same host file needs nothing, and the run can be rolled back", async () => {
    const { host, isAsBefore } = machineOf(oldRun("tuning-applied"));
    const { plan, snapshot } = readRun(host, 1) ?? {};
    if (!plan) throw new Error("no record");
    expect([plan.format, snapshot?.format, readLedger(host).format])
      .toEqual(["vexor.plan/2", "vexor.snapshot/2", "vexor.ledger/2"]);
    expect(planAt(host, plan.declaration).items.map(({ action }) => action)).toEqual(plan.items.map(() => "none"));
    expect((await rollbackAt(host, 1)).failure).toBeNull();
    isAsBefore();
    expect(readLedger(host).claims).toEqual({});
  });

  test("no word of theirs is left in what is read", () => {
    for (const name of ["switch-cut-short", "tuning-cut-short", "tuning-applied", "rollback-failed"]) {
      const { host } = machineOf(oldRun(name));
      const text = JSON.stringify([readRun(host, 1), readLedger(host)]);
      expect(text).toContain('"target":');
      expect(text).not.toMatch(/"(cells?|detail|left|stuck|nothing-done)"/);
    }
  });

  test("each kind of journal line is read in today's words", () => {
    const at = { seq: 0, at: "2026-01-01T00:00:00.000Z" };
    expect([
      { ...at, type: "fixed", cell: "irq:a", why: "EIO" }, { ...at, type: "unwritten", cells: ["irq:b"] },
      { ...at, type: "left", left: [{ cell: "irq:c", found: "1", why: "so" }] },
      { ...at, type: "end", outcome: "nothing-done" }, { ...at, type: "end", outcome: "applied" },
      { ...at, type: "confirmed" },
    ].map(upgradeEntry)).toEqual([
      { ...at, type: "immutable", target: "irq:a", why: "EIO" }, { ...at, type: "unwritten", targets: ["irq:b"] },
      { ...at, type: "conflicts", conflicts: [{ target: "irq:c", found: "1", why: "so" }] },
      { ...at, type: "end", outcome: "no-op" }, { ...at, type: "end", outcome: "applied" },
      { ...at, type: "confirmed" },
    ]);
  });
});
