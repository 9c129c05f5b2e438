/** When a guardian stands by a run, and when it is sent away. */
import { describe, expect, test } from "vitest";
import { applyPlan } from "../../../src/engine/run/apply.ts";
import { driversOf } from "../../../src/engine/model/targets.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import type { StartGuardian } from "../../../src/engine/run/guardian.ts";
import { makePlan } from "../../../src/engine/plan/plan.ts";
import type { Host } from "../../../src/ports/host.ts";
import { recover } from "../../../src/engine/run/recover.ts";
import { outcomeOf, intendedTargets } from "../../../src/engine/run/run-state.ts";
import { readRun } from "../../../src/engine/run/store.ts";
import { hostAt, requestAt, RESOURCES } from "../../support/engine.ts";
import { failingHost } from "../../support/failing-host.ts";
import { SAMPLES } from "../../support/samples.ts";
import { changed, makeTree, snapshotTree } from "../../support/tree.ts";

const drivers = driversOf(RESOURCES);

/** What the journal of the run said when the guardian came and went. */
const watched = (host: Host) => {
  const seen: string[] = [];
  const note = (what: string, run: number): void => {
    const journal = readRun(host, run)?.journal ?? [];
    seen.push(`${what}: ${intendedTargets(journal).size > 0 ? "written" : "unwritten"}, ${outcomeOf(journal)}`);
  };
  const startGuardian: StartGuardian = async (run) => {
    note("comes", run);
    return async () => note("leaves", run);
  };
  return { seen, guard: startGuardian };
};

const onTree = (kind: "client" | "sysctl") => {
  const sample = SAMPLES[kind];
  if (!sample) throw new Error(`${kind} has no sample`);
  const root = makeTree(sample.files);
  return { root, host: hostAt(root), declaration: sample.declaration, before: snapshotTree(root) };
};

const apply = (host: Host, startGuardian: StartGuardian, declaration: Parameters<typeof requestAt>[1]) => {
  const request = requestAt(host, declaration);
  return applyPlan({ host, resources: RESOURCES, drivers, startGuardian }, request, makePlan(request),
    { by: "test", begunBy: "person", progress: () => undefined });
};

/** A write of a run's that is neither its first nor its last. */
const lateWrite = async (): Promise<number> => {
  const { host, declaration } = onTree("client");
  const counting = failingHost(host, { at: Infinity, kind: "before" });
  await apply(counting, watched(host).guard, declaration);
  return counting.writes() - 3;
};

const none: StartGuardian = async () => {
  throw new VexorError("NO_SYSTEMD", "there is none");
};

describe("a guardian", () => {
  test("starts before the first write of a guarded kind, and leaves when the run has ended", async () => {
    const { host, declaration } = onTree("client");
    const { seen, guard: startGuardian } = watched(host);
    expect((await apply(host, startGuardian, declaration)).failure).toBeNull();
    expect(seen).toEqual(["comes: unwritten, null", "leaves: written, applied"]);
  });

  test("does not start for other kinds", async () => {
    const { host, declaration } = onTree("sysctl");
    expect((await apply(host, none, declaration)).failure).toBeNull();
  });

  test("and its run are not begun on a clock of 1970, and no value is written", async () => {
    const { root, host, declaration, before } = onTree("client");
    const { seen, guard: startGuardian } = watched(host);
    const old = { ...host, now: () => new Date(0) };
    await expect(apply(old, startGuardian, declaration)).rejects.toMatchObject({ code: "CLOCK_WRONG",
      message: expect.stringContaining("1970-01-01T00:00:00.000Z") });
    expect([seen, changed(before, snapshotTree(root))]).toEqual([[], []]);
    const sysctl = onTree("sysctl");
    expect((await apply({ ...sysctl.host, now: () => new Date(0) }, none, sysctl.declaration)).failure).toBeNull();
  });

  test("that cannot start keeps the run from writing", async () => {
    const { root, host, declaration, before } = onTree("client");
    await expect(apply(host, none, declaration)).rejects.toMatchObject({ code: "NO_SYSTEMD" });
    expect(outcomeOf(readRun(host, 1)?.journal ?? [])).toBe("no-op");
    expect(changed(before, snapshotTree(root))).toEqual([]);
  });

  test("leaves a run that was rolled back, and stays with a run whose writer is gone", async () => {
    for (const [kind, end] of [
      [{ errno: "EIO", forGood: false }, ["comes: unwritten, null", "leaves: written, rolled-back"]],
      ["before", ["comes: unwritten, null"]],
    ] as const) {
      const { host, declaration } = onTree("client");
      const { seen, guard: startGuardian } = watched(host);
      await apply(failingHost(host, { at: await lateWrite(), kind }), startGuardian, declaration).catch(() => undefined);
      expect(seen).toEqual(end);
    }
  });

  test("supervises a recovery of this boot, which goes on without one", async () => {
    for (const has of [true, false]) {
      const { root, host, declaration, before } = onTree("client");
      const { seen, guard: startGuardian } = watched(host);
      await apply(failingHost(host, { at: await lateWrite(), kind: "after" }), startGuardian, declaration)
        .catch(() => undefined);
      const done = await recover({ host, resources: RESOURCES, drivers, startGuardian: has ? startGuardian : none });
      expect(done).toMatchObject({ did: "undone", result: { failed: [] } });
      expect(seen.slice(1)).toEqual(has ? ["comes: written, null", "leaves: written, rolled-back"] : []);
      expect(changed(before, snapshotTree(root))).toEqual([]);
    }
  });
});
