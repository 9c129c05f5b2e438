/** The laws every kind of setting obeys, and what a crash or an error may never break. */
import { describe, expect, test } from "vitest";
import { within } from "./support/pace.ts";
import { isWriting } from "../src/engine/plan/decide.ts";
import { keepReserve } from "../src/engine/run/reserve.ts";
import { prepareState } from "../src/engine/run/store.ts";
import { confined } from "./support/confined-host.ts";
import {
  applyAt, hostAt, planAt, reachOf, recoverAt, RESOURCES, rollbackAt,
} from "./support/engine.ts";
import { failingHost, type Fault } from "./support/failing-host.ts";
import { SAMPLES, type Sample } from "./support/samples.ts";
import { changed, makeTree, move, snapshotTree } from "./support/tree.ts";

test("every registered kind has a sample, and every sample a kind", () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(RESOURCES.map((one) => one.kind).sort());
});

/** With a reserve, as an earlier run has left it: how it is made is tried in reserve.test.ts. */
const fresh = ({ files }: Sample) => {
  const root = makeTree(files);
  const host = hostAt(root);
  prepareState(host);
  keepReserve(host);
  return { root, host, before: snapshotTree(root) };
};

/** Both ends a crash may lead to, and how many writes an apply makes. */
const ends = async (sample: Sample) => {
  const { root, host, before } = fresh(sample);
  const counting = failingHost(host, { at: Infinity, kind: "before" });
  await applyAt(counting, sample.declaration);
  return { before, after: snapshotTree(root), writes: counting.writes() };
};

const crash = async (act: () => Promise<unknown>): Promise<void> => {
  await act().then(() => undefined, () => undefined);
};

// Hundreds of runs each: slow on a busy machine, never stuck.
const MANY_RUNS = { timeout: within(240_000) };

describe.each(Object.entries(SAMPLES))("%s", (_kind, sample) => {
  const { declaration } = sample;

  test("is planned without a write, and has something to do", () => {
    const { root, host, before } = fresh(sample);
    const plan = planAt(host, declaration);
    expect(plan.items.filter(isWriting).map((item) => [item.address, item.reason])).not.toEqual([]);
    expect(changed(before, snapshotTree(root))).toEqual([]);
  });

  test("is applied from a plan read back from JSON: then the diff is empty, and a second apply does nothing", async () => {
    const { root, host, before } = fresh(sample);
    const plan = planAt(host, declaration);
    const saved = JSON.parse(JSON.stringify(plan)) as typeof plan;
    expect(saved).toEqual(plan);
    expect((await applyAt(host, declaration, saved)).failure).toBeNull();
    const again = planAt(host, declaration);
    expect(again.items.filter((item) => item.action !== "none")).toEqual([]);
    expect(again.changes).toEqual([]);
    const touched = changed(before, snapshotTree(root));
    const declared = plan.changes.map(({ target }) => target.slice(target.indexOf(":") + 1));
    for (const path of touched.filter((one) => one.startsWith("/etc/"))) {
      expect(declared).toContain(path.replace(/\/$/, ""));
    }
  });

  test("is restored to the exact bytes and values by rollback and release", async () => {
    const one = fresh(sample);
    const { run } = await applyAt(one.host, declaration);
    expect((await rollbackAt(one.host, run)).failure).toBeNull();
    expect(changed(one.before, snapshotTree(one.root))).toEqual([]);

    const two = fresh(sample);
    await applyAt(two.host, declaration);
    const empty = { apiVersion: declaration.apiVersion, host: declaration.host };
    expect((await applyAt(two.host, empty)).failure).toBeNull();
    expect(changed(two.before, snapshotTree(two.root))).toEqual([]);
  });

  test("is applied, undone and rolled back by writes to the plan's own paths only", async () => {
    const { root, host, before } = fresh(sample);
    const plan = planAt(host, declaration);
    const sandbox = confined(host, reachOf(host, plan));
    const { run, failure } = await applyAt(sandbox, declaration, plan);
    expect(failure).toBeNull();
    const back = await rollbackAt(sandbox, run);
    expect(back.failure).toBeNull();
    expect(changed(before, snapshotTree(root))).toEqual([]);

    const { writes } = await ends(sample);
    const other = fresh(sample);
    await crash(() => applyAt(failingHost(other.host, { at: writes - 1, kind: "before" }), declaration));
    const taken = await recoverAt(confined(other.host, reachOf(other.host, plan)));
    expect(taken).toMatchObject({ did: "undone", result: { failed: [] } });
    expect(changed(other.before, snapshotTree(other.root))).toEqual([]);
  });

  test.each([
    ["that a person has looked at", {}], ["of a moment ago", { isFresh: true as const }],
  ])("is not written by a stale plan %s", async (_, how) => {
    const { root, host } = fresh(sample);
    const plan = planAt(host, declaration);
    move(root, sample.moves);
    const moved = snapshotTree(root);
    await expect(applyAt(host, declaration, plan, how)).rejects.toMatchObject({ code: "PLAN_STALE" });
    expect(changed(moved, snapshotTree(root))).toEqual([]);
  });

  test("is left alone by rollback where its value was changed since", async () => {
    const { root, host } = fresh(sample);
    const { run } = await applyAt(host, declaration);
    move(root, sample.moves);
    await rollbackAt(host, run);
    expect(snapshotTree(root)[sample.moves[0]]).toContain(sample.moves[1]);
  });

  test("is left alone by recovery, too, where its value was changed since", async () => {
    const { writes } = await ends(sample);
    const { root, host } = fresh(sample);
    await crash(() => applyAt(failingHost(host, { at: writes - 1, kind: "before" }), declaration));
    move(root, sample.moves);
    const recovered = await recoverAt(host);
    expect(recovered).toMatchObject({ did: "undone", result: { conflicts: [expect.anything()] } });
    expect(snapshotTree(root)[sample.moves[0]]).toContain(sample.moves[1]);
  });

  test("ends in the state before or after for a crash at every write, also in recovery", MANY_RUNS, async () => {
    const { before, after, writes } = await ends(sample);
    for (const kind of ["before", "after"] as const) {
      for (let at = 1; at <= writes; at++) {
        for (const second of [0, 1, 2, 4]) {
          const { root, host } = fresh(sample);
          await crash(() => applyAt(failingHost(host, { at, kind }), declaration));
          if (second > 0) await crash(() => recoverAt(failingHost(host, { at: second, kind })));
          await recoverAt(host);
          const end = snapshotTree(root);
          const isBefore = changed(before, end).length === 0;
          const isAfter = changed(after, end).length === 0;
          expect(isBefore || isAfter, `crash ${kind} write ${at}, then ${second}: `
            + `${changed(before, end)} | ${changed(after, end)}`).toBe(true);
          const plan = planAt(host, declaration);
          expect(plan.items.some(isWriting), "the ledger agrees").toBe(isBefore);
        }
      }
    }
  });

  test("ends in the state before or after once the fault is gone, for a write refused once or for good", MANY_RUNS, async () => {
    const { before, after, writes } = await ends(sample);
    for (const errno of ["EROFS", "ENOSPC"]) {
      for (const forGood of [false, true]) {
        for (let at = 1; at <= writes; at++) {
          const { root, host } = fresh(sample);
          const fault: Fault = { at, kind: { errno, forGood } };
          await crash(() => applyAt(failingHost(host, fault), declaration));
          await recoverAt(host);
          const end = snapshotTree(root);
          expect([changed(before, end).length, changed(after, end).length],
            `${errno} at ${at}${forGood ? " for good" : ""}: ${changed(before, end)}`).toContain(0);
        }
      }
    }
  });
});
