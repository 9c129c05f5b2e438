/**
 * The built executable is stopped after each of its system calls in turn, another process writes to
 * a target of the run, and it goes on. VEXOR_RACES is how many such runs there are.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { endAt, journey, type Journey } from "./faults/campaign.ts";
import { setUp, type FaultHarness } from "./faults/machine.ts";
import { race, racesOf } from "./faults/races.ts";
import { cannotInjectFaults, vexor } from "./faults/strace.ts";

const RUNS = Number(process.env["VEXOR_RACES"] ?? 60);
const MINUTE = 60_000;

const obstacle = cannotInjectFaults();
if (obstacle) console.log(`skipped: races: ${obstacle}`);

describe.skipIf(obstacle)("races", () => {
  let harness: FaultHarness;
  let trips: readonly Journey[];

  beforeAll(async () => {
    harness = setUp();
    const verb = ["apply", "-f", harness.hostFile, "--yes"];
    const applied = harness.copy(harness.pristine);
    const from = await endAt(harness, applied);
    await vexor([...verb, "--root", applied]);
    const to = await endAt(harness, applied);
    trips = [
      await journey(harness, { name: "apply", start: harness.pristine, verb, from, to, run: 1 }),
      await journey(harness, { name: "rollback", start: applied, verb: ["rollback", "--yes"],
        from: to, to: from, run: 2 }),
    ];
  });
  afterAll(() => harness?.dispose());

  const lasting = { timeout: within((RUNS > 100 ? 60 : 5) * MINUTE) };

  test("no value that another process writes while a run is stopped is overwritten", lasting, async () => {
    const races = racesOf(trips);
    const { runs, outcomes, failures } = await race(harness, races.slice(0, RUNS));
    console.log(`${runs} of ${races.length} races: ${JSON.stringify(outcomes)}`);
    expect(failures.length, `\n${failures.slice(0, 20).join("\n")}`).toBe(0);
    expect(outcomes["exit 4 VALUE_MOVED"] ?? 0).toBeGreaterThan(0);
  });
});
