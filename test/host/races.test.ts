/**
 * The built executable is stopped after each of its system calls in turn, another process writes to
 * a target of the run, and it goes on. VEXOR_RACES is how many such runs there are.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { endAt, journey, type Journey } from "./faults/campaign.ts";
import { setUp, type Bench } from "./faults/machine.ts";
import { race, racesOf } from "./faults/races.ts";
import { cannotStrike, vexor } from "./faults/strace.ts";

const RUNS = Number(process.env["VEXOR_RACES"] ?? 60);
const MINUTE = 60_000;

const obstacle = cannotStrike();
if (obstacle) console.log(`skipped: races: ${obstacle}`);

describe.skipIf(obstacle)("races", () => {
  let bench: Bench;
  let trips: readonly Journey[];

  beforeAll(async () => {
    bench = setUp();
    const verb = ["apply", "-f", bench.hostFile, "--yes"];
    const applied = bench.copy(bench.pristine);
    const from = await endAt(bench, applied);
    await vexor([...verb, "--root", applied]);
    const to = await endAt(bench, applied);
    trips = [
      await journey(bench, { name: "apply", start: bench.pristine, verb, from, to, run: 1 }),
      await journey(bench, { name: "rollback", start: applied, verb: ["rollback", "--yes"],
        from: to, to: from, run: 2 }),
    ];
  });
  afterAll(() => bench?.dispose());

  const lasting = { timeout: within((RUNS > 100 ? 60 : 5) * MINUTE) };

  test("no value that another process writes while a run is stopped is overwritten", lasting, async () => {
    const races = racesOf(trips);
    const { runs, outcomes, failures } = await race(bench, races.slice(0, RUNS));
    console.log(`${runs} of ${races.length} races: ${JSON.stringify(outcomes)}`);
    expect(failures.length, `\n${failures.slice(0, 20).join("\n")}`).toBe(0);
    expect(outcomes["exit 4 VALUE_MOVED"] ?? 0).toBeGreaterThan(0);
  });
});
