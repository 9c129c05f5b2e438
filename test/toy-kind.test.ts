/** A new kind of setting works by its own file alone: no other source knows of it. */
import { describe, expect, test } from "vitest";
import { driversOf } from "../src/engine/model/targets.ts";
import { isWriting } from "../src/engine/plan/decide.ts";
import { findDrift } from "../src/engine/drift/drift.ts";
import { createTracker } from "../src/engine/drift/tracker.ts";
import { mergeLayers, winningPlaceOf, refuseRepeats, type Layer } from "../src/engine/host-file/merge.ts";
import type { HostFile } from "../src/engine/model/model.ts";
import type { Resource } from "../src/engine/resource.ts";
import { renderPlan } from "../src/render/plan.ts";
import { styleFor } from "../src/render/style.ts";
import { engineOf, hostAt, RESOURCES } from "./support/engine.ts";
import { failingHost } from "./support/failing-host.ts";
import { toy, toyDriver, toySection, type ToyWant } from "./support/toy-kind.ts";
import { SAMPLES } from "./support/samples.ts";
import { changed, makeTree, move, snapshotTree, type Files } from "./support/tree.ts";
import { hostFile } from "./support/host-file.ts";

const FILES: Files = { "/sys/toy/car/level": "0\n", "/sys/toy/train/level": "0\n" };
const declare = (...toys: readonly ToyWant[]): HostFile => hostFile({ toys });
const WANTED = declare({ name: "car", level: 3 }, { name: "train", level: 7, why: "it is steep" });

const { planAt, applyAt, recoverAt, rollbackAt, requestAt } = engineOf([...RESOURCES, toy]);

const machine = (files: Files = {}) => {
  const root = makeTree({ ...FILES, ...files });
  return { root, host: hostAt(root), before: snapshotTree(root) };
};

const layer = (file: string, ...toys: readonly ToyWant[]): Layer => ({ file, declaration: declare(...toys),
  document: { value: null, placeOf: () => ({ file, line: 1, column: 1 }) } });

describe("a kind that only a test knows", () => {
  test("has its entries merged by its own id, and a repeat refused", () => {
    const layers = [layer("role", { name: "car", level: 1 }, { name: "ship", level: 2 }),
      layer("host", { name: "car", level: 3 })];
    const merged = mergeLayers("test-host", layers, [toySection]);
    expect(merged.toys).toEqual([{ name: "ship", level: 2 }, { name: "car", level: 3 }]);
    expect(winningPlaceOf(merged, layers, ["toys", 1, "level"], [toySection])?.layer.file).toBe("host");
    expect(() => refuseRepeats(layer("host", { name: "car", level: 1 }, { name: "car", level: 2 }), [toySection]))
      .toThrow(/toys has two entries for the same thing/);
    expect(toySection.problemIn?.([{ name: "car", level: -1 }])).toMatchObject({ at: [0, "level"] });
  });

  test("is planned, applied, and holds", async () => {
    const { root, host, before } = machine();
    const plan = planAt(host, WANTED);
    expect(plan.items).toMatchObject([
      { address: "toy/car", action: "update", origin: "default", live: "0", runs: "echo 3 > /sys/toy/car/level" },
      { address: "toy/train", action: "update", why: "it is steep" }]);
    expect(changed(before, snapshotTree(root))).toEqual([]);
    expect((await applyAt(host, WANTED, plan)).failure).toBeNull();
    const after = snapshotTree(root);
    expect([after["/sys/toy/car/level"], after["/sys/toy/train/level"], after["/etc/toy.d/90-vexor-agent.conf"]])
      .toEqual([expect.stringContaining("3"), expect.stringContaining("7"), expect.stringContaining("car=3\ntrain=7\n")]);
    expect(planAt(host, WANTED)).toMatchObject({ summary: { none: 2 }, changes: [] });
  });

  test("has a custom value protected, and replaced with a permission alone", async () => {
    const { root, host } = machine({ "/etc/toy.d/10-mine.conf": "car=5\n", "/sys/toy/car/level": "5\n" });
    expect(planAt(host, declare({ name: "car", level: 3 })).items).toMatchObject([{ action: "blocked", origin: "custom",
      evidence: [{ path: "/etc/toy.d/10-mine.conf", line: 1 }] }]);
    await applyAt(host, declare({ name: "car", level: 3, adopt: { from: 5 } }));
    expect(snapshotTree(root)["/sys/toy/car/level"]).toContain("3");
  });

  test("is seen to move by what it watches", async () => {
    const { root, host } = machine();
    await applyAt(host, WANTED);
    const tracker = createTracker(() => requestAt(host, WANTED));
    expect(tracker.targets().kernelFiles.toSorted()).toEqual(Object.keys(FILES).toSorted());
    move(root, ["/sys/toy/car/level", "9\n"]);
    expect(tracker.look([{ path: "/sys/toy/car/level", at: 1, how: "poll", writer: null, ours: false }]))
      .toMatchObject([{ address: "toy/car", from: "3", to: "9", holds: false }]);
  });

  test("is rolled back, and released, to the exact bytes", async () => {
    const one = machine();
    const { run } = await applyAt(one.host, WANTED);
    expect((await rollbackAt(one.host, run)).failure).toBeNull();
    expect(changed(one.before, snapshotTree(one.root))).toEqual([]);
    const two = machine();
    await applyAt(two.host, WANTED);
    expect((await applyAt(two.host, hostFile())).failure).toBeNull();
    expect(changed(two.before, snapshotTree(two.root))).toEqual([]);
  });

  test("is killed at each write, and recovered to before or after", async () => {
    const whole = machine();
    const counting = failingHost(whole.host, { at: Infinity, kind: "before" });
    await applyAt(counting, WANTED);
    const after = snapshotTree(whole.root);
    for (const kind of ["before", "after"] as const) {
      for (let at = 1; at <= counting.writes(); at++) {
        const { root, host, before } = machine();
        await applyAt(failingHost(host, { at, kind }), WANTED).then(() => undefined, () => undefined);
        await recoverAt(host);
        const isBefore = changed(before, snapshotTree(root)).length === 0;
        expect(isBefore || changed(after, snapshotTree(root)).length === 0, `${kind} write ${at}`).toBe(true);
        expect(planAt(host, WANTED).items.some(isWriting), "the ledger agrees").toBe(isBefore);
      }
    }
  });
});

describe("a setting that takes effect later", () => {
  /** Its level is read when the machine starts. */
  const slow: Resource = { ...toy, survey: (host, asked) => {
    const survey = toy.survey(host, asked);
    return { ...survey, changes: () => [],
      reading: (address) => ({ ...survey.reading(address), takesEffect: "reboot" }) };
  } };
  const engine = engineOf([slow]);
  const CAR = declare({ name: "car", level: 3 });
  const NONE: HostFile = hostFile();
  const style = styleFor(false);

  test("is applied, verified by what is written, and shown until it has taken effect", async () => {
    const { root, host } = machine();
    const plan = engine.planAt(host, CAR);
    expect(plan.items).toMatchObject([{ action: "update", live: "0", to: "3", takesEffect: "reboot", configured: "0" }]);
    expect(plan.changes.map(({ target }) => target).filter((target) => target.startsWith("toy:"))).toEqual([]);
    expect(await renderPlan(plan, { style, all: false })).toContain("toy/car  0 → 3 at the next reboot");
    expect((await engine.applyAt(host, CAR, plan)).failure).toBeNull();
    const now = engine.planAt(host, CAR);
    expect(now).toMatchObject({ summary: { none: 1 }, changes: [],
      items: [{ action: "none", origin: "managed", live: "0", configured: "3", isPending: true }],
      pending: [{ address: "toy/car", takesEffect: "reboot", live: "0", value: "3" }] });
    expect(await renderPlan(now, { style, all: false }))
      .toMatch(/toy\/car  0, 3 at the next reboot[^]*1 as declared; 1 waits for the next reboot\./);
    expect(findDrift(engine.requestAt(host, CAR))).toEqual([]);
    move(root, ["/sys/toy/car/level", "3\n"]);
    expect(engine.planAt(host, CAR)).not.toHaveProperty("pending");
  });

  test("is rolled back, released and protected like any other", async () => {
    const { root, host, before } = machine({ "/etc/toy.d/10-mine.conf": "car=5\n" });
    expect(engine.planAt(host, CAR).items).toMatchObject([{ action: "blocked", origin: "custom", live: "0" }]);
    const adopted = declare({ name: "car", level: 3, adopt: { from: 5 } });
    const { run } = await engine.applyAt(host, adopted);
    expect(engine.planAt(host, adopted).items).toMatchObject([{ action: "none", isPending: true }]);
    expect((await engine.rollbackAt(host, run)).failure).toBeNull();
    expect(changed(before, snapshotTree(root))).toEqual([]);
    await engine.applyAt(host, adopted);
    expect(engine.planAt(host, NONE).items).toMatchObject([{ action: "release", live: "0", configured: "3", to: "5" }]);
    expect((await engine.applyAt(host, NONE)).failure).toBeNull();
    expect(changed(before, snapshotTree(root))).toEqual([]);
  });

  test("has drifted where another process changes what is written", async () => {
    const { root, host } = machine();
    await engine.applyAt(host, CAR);
    move(root, ["/etc/toy.d/90-vexor-agent.conf", "car=4\n"]);
    expect(engine.planAt(host, CAR).items).toMatchObject([{ action: "drift", live: "0", to: "3" }]);
    expect(findDrift(engine.requestAt(host, CAR))).toMatchObject([{ where: "live", set: "3", found: "4" }]);
  });
});

describe("two kinds cannot own", () => {
  const twin: Resource = { ...toy, kind: "twin", bootFiles: [/^\/etc\/twin\.d\//], drivers: [{ ...toyDriver, scheme: "twin" }],
    section: { key: "twins" }, ownedPaths: (address) => [`/sys/toy/${address.slice("twin/".length)}/level`],
    survey: (_, { declaration }) => ({
      wants: ("twins" in declaration ? ["car"] : []).map((name) => ({ address: `twin/${name}`, rule: { value: "3" },
        adopt: null, why: null, onDrift: "correct", attributes: {} })),
      reading: (address) => ({ address, live: "0", immutable: null, ephemeral: "never", overriddenBy: null, default: null, boot: [],
        otherManagers: [], blocker: null, warnings: [] }),
      changes: () => [], files: () => [] }) };
  const both = { ...WANTED, twins: [] } as HostFile;

  test("one value by one path", async () => {
    const { root, host, before } = machine();
    const plan = () => engineOf([toy, twin]).planAt(host, both);
    expect(plan).toThrow(expect.objectContaining({ code: "TARGET_SHARED",
      message: "toy/car and twin/car would both own /sys/toy/car/level" }));
    expect(changed(before, snapshotTree(root))).toEqual([]);
    await applyAt(host, WANTED);
    expect(plan, "also where nothing is to be changed any more").toThrow(/would both own/);
  });

  test("one boot file", () => {
    const OURS = "/etc/toy.d/90-vexor-agent.conf";
    const second: Resource = { ...twin, bootFiles: toy.bootFiles ?? [], ownedPaths: () => [], survey: (host, asked) => ({
      ...twin.survey(host, asked), files: () => [{ path: OURS, text: "twin\n" }] }) };
    const { host } = machine();
    expect(() => engineOf([toy, second]).planAt(host, both)).toThrow(/would both own \/etc\/toy.d\/90-vexor-agent.conf/);
  });

  test("one scheme of targets, and no kind writes a file that is not its own", () => {
    expect(() => driversOf([toy, { ...twin, drivers: [toyDriver] }])).toThrow(/two kinds write what is called toy:/);
    const { host } = machine({ "/etc/sysctl.d/": "" });
    const write = (resources: readonly Resource[]): unknown =>
      driversOf(resources).write(host, "file:/etc/sysctl.d/90-vexor-agent.conf", "vm.swappiness = 10\n");
    expect(() => write([toy])).toThrow(/is not a boot file of Vexor's/);
    expect(() => write(RESOURCES)).not.toThrow();
  });

  test("one drop-in of irqbalance, which is pinned and kept off interrupts", () => {
    const sample = SAMPLES["irq-affinity"];
    const { host } = machine({ ...sample?.files, "/usr/sbin/irqbalance": "",
      "/etc/systemd/system/irqbalance.service": "[Service]\nExecStart=/usr/sbin/irqbalance --foreground\n" });
    expect(() => planAt(host, hostFile({ irqAffinity: [{ match: { device: "eth0" }, cpus: "0-1", irqbalance: "ban" }],
      cpuPinning: [{ unit: "irqbalance.service", cpus: "0" }] })))
      .toThrow(/would both own .*irqbalance.service.d\/90-vexor-agent.conf/);
  });
});
