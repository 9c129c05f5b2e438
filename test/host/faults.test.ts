/**
 * What a crash, a full disk or a dying one may never break, tried at every system call with which
 * the built executable changes a file. VEXOR_FAULTS=all tries them all, otherwise a spread sample.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { changed } from "../support/tree.ts";
import { campaign, endAt, journey, type Journey, type Tally } from "./faults/campaign.ts";
import { kernelCatchesUp, snapshotOf, setUp, type FaultHarness } from "./faults/machine.ts";
import { disorder } from "./faults/order.ts";
import { cannotInjectFaults, injectFault, vexor, type Call, type Fault } from "./faults/strace.ts";

const ALL = process.env["VEXOR_FAULTS"] === "all";
const MINUTE = 60_000;
const ERRNOS = ["EIO", "ENOSPC", "EROFS", "EACCES"];

const obstacle = cannotInjectFaults();
if (obstacle) console.log(`skipped: fault injection: ${obstacle}`);

/** Every `step`th, and the first of every kind of call: nothing is left out altogether. */
const sample = (calls: readonly Call[], step: number): readonly Call[] => {
  const kinds = new Set<string>();
  return calls.filter(({ syscall }, at) => {
    const isFirst = !kinds.has(syscall);
    kinds.add(syscall);
    return ALL || isFirst || at % step === 0 || at === calls.length - 1;
  });
};

const kills = (trip: Journey, step: number): readonly (readonly [Journey, Fault])[] =>
  sample(trip.calls, step).map((call) => [trip, { call, kind: "kill" }]);

const errors = (trip: Journey, step: number): readonly (readonly [Journey, Fault])[] =>
  sample(trip.calls, step).flatMap((call, at) =>
    ERRNOS.filter((_, which) => ALL || which === at % ERRNOS.length).flatMap((errno) =>
      [false, true].map((forGood): readonly [Journey, Fault] =>
        [trip, { call, kind: "error", errno, forGood }])));

const clean = (what: string, { points, outcomes, failures }: Tally): void => {
  console.log(`${what}: ${points} points: ${JSON.stringify(outcomes)}`);
  expect(failures.length, `\n${failures.slice(0, 20).join("\n")}`).toBe(0);
};

describe.skipIf(obstacle)("faults", () => {
  let harness: FaultHarness;
  let apply: Journey;
  let rollback: Journey;

  beforeAll(async () => {
    harness = setUp();
    const verb = ["apply", "-f", harness.hostFile, "--yes"];
    const applied = harness.copy(harness.pristine);
    const from = await endAt(harness, applied);
    await vexor([...verb, "--root", applied]);
    const to = await endAt(harness, applied);
    expect([from.planExit, to.planExit]).toEqual([2, 0]);
    expect([from.claims.length, to.claims.length]).toEqual([0, 13]);
    apply = await journey(harness, { name: "apply", start: harness.pristine, verb, from, to, run: 1 });
    rollback = await journey(harness, { name: "rollback", start: applied,
      verb: ["rollback", "--yes"], from: to, to: from, run: 2 });
  });
  afterAll(() => harness?.dispose());

  /** Recoveries of applies and rollbacks that were killed at some calls. */
  const recoveries = async (step: number): Promise<readonly Journey[]> => {
    const made: Journey[] = [];
    for (const trip of [apply, rollback]) {
      const points = trip.calls.filter((_, at) => at % step === step - 1);
      for (const call of points) {
        const start = harness.copy(trip.start);
        await injectFault(start, [...trip.verb, "--root", start], { call, kind: "kill" }, []);
        kernelCatchesUp(start);
        made.push(await journey(harness, { ...trip, start, verb: ["recover"],
          name: `recovery of a ${trip.name} killed at ${call.text.slice(0, 80)}` }));
      }
    }
    return made;
  };

  test("what is about to change is on disk before it changes", () => {
    expect(apply.calls.length).toBeGreaterThan(100);
    expect(disorder(apply.calls)).toEqual([]);
    expect(disorder(rollback.calls)).toEqual([]);
  });

  const lasting = { timeout: within((ALL ? 90 : 5) * MINUTE) };

  test("a kill at any call of apply and rollback ends before or after", lasting, async () => {
    clean("kill", await campaign(harness, [...kills(apply, 8), ...kills(rollback, 8)]));
  });

  test("a kill of the recovery, too", lasting, async () => {
    const trips = await recoveries(ALL ? 6 : 61);
    clean("kill in recovery", await campaign(harness, trips.flatMap((trip) => kills(trip, 7))));
  });

  test("a value that another process changed after the crash is left alone", async () => {
    const tree = harness.copy(apply.start);
    const call = apply.calls.findLast(({ text }) => text.includes("verified"));
    if (!call) throw new Error("apply writes no verified line");
    await injectFault(tree, [...apply.verb, "--root", tree], { call, kind: "kill" }, []);
    const path = "/proc/sys/vm/swappiness";
    writeFileSync(join(tree, path), "33\n");
    const { code, stderr } = await vexor(["recover", "--root", tree]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("left alone: sysctl:vm/swappiness")]);
    expect(changed(apply.from.snapshot, snapshotOf(tree))).toEqual([path]);
    expect(readFileSync(join(tree, path), "utf8")).toBe("33\n");
  });

  test("an error at any call of apply and rollback keeps the contract", lasting, async () => {
    clean("error", await campaign(harness, [...errors(apply, 14), ...errors(rollback, 17)]));
  });

  test("an error in the recovery is mended by the next one", lasting, async () => {
    const trips = await recoveries(ALL ? 50 : 83);
    clean("error in recovery", await campaign(harness, trips.flatMap((trip) => errors(trip, 8))));
  });
});
