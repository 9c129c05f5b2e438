/**
 * At most one host signs: in every world that the explorer can reach, and in simulated runs with
 * times as they are. A host that takes the register by time finds the other client fenced already,
 * and what was handed over holds the other's newest vote.
 */
import { describe, expect, test } from "vitest";
import type { KeeperOptions } from "../../src/failover/keeper-state.ts";
import { step } from "../../src/failover/keeper.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";
import { SEED } from "../support/random.ts";
import { explore, type Budget, type Exploration } from "./explore.ts";
import { PLANTED_BUGS, soundLawFor, type PlantedBug } from "./planted-bugs.ts";
import { simulate } from "./simulate.ts";
import { SOUND_WORLD, type SimulationLaw } from "./simulation-law.ts";
import { ALONE, SMALL_LAW, SMALL_TIMING } from "./small-law.ts";
import type { Law } from "./world.ts";

/** `VEXOR_FAILOVER=FAULTS,RUNS`; CONTRIBUTING.md says how long that takes. */
const [FAULTS = 1, RUNS = 500] = (process.env["VEXOR_FAILOVER"] ?? "").split(",")
  .filter((one) => one !== "").map(Number);
const MOST_STATES = 20_000_000;
/** Of the whole of a campaign; what hangs here would not be ended by it anyway. */
const LIMIT = 4 * 3_600_000;

const smallOptions = (change: Partial<KeeperOptions["timing"]>, failsafe = false): KeeperOptions =>
  ({ failsafe, timing: { ...SMALL_TIMING, ...change } });

const LAWS: readonly (readonly [string, Law])[] = [
  ["every layer", SMALL_LAW],
  ["the keeper's own deadlines alone, with the shortest time that is safe for them",
    { ...SMALL_LAW, ...ALONE.law, options: smallOptions({ takeAfter: ALONE.takeAfter }) }],
  ["hosts that do not hear each other", { ...SMALL_LAW, isLinked: false }],
  ["the peer vouches in place of a renewal", { ...SMALL_LAW, options: smallOptions({}, true) }],
  ["two hosts that were given one name", { ...SMALL_LAW, isOneName: true }],
];

describe("all worlds that can be reached", () => {
  test.each(LAWS)("%s: no two hosts sign", (_, law) => {
    const budget = { faults: FAULTS, handovers: 0, mostStates: MOST_STATES };
    const { states, isComplete, trace, phases } = explore(law, budget);
    console.log(`faults: ${FAULTS}; worlds: ${states}`);
    expect({ trace, isComplete }).toEqual({ trace: null, isComplete: true });
    expect(states).toBeGreaterThan(10_000);
    expect([...phases]).toEqual(expect.arrayContaining(
      ["signing and standby", "standby and signing"]));
  }, LIMIT);

  test("handovers there and back, without a fault", () => {
    const budget = { faults: 0, handovers: 2, mostStates: MOST_STATES };
    const { isComplete, trace, phases } = explore(SMALL_LAW, budget);
    expect({ trace, isComplete }).toEqual({ trace: null, isComplete: true });
    expect([...phases]).toEqual(expect.arrayContaining(
      ["offering and standby", "standby and offering"]));
  });
});

const soundLaw = (failsafe: boolean): SimulationLaw =>
  ({ step, options: { timing: DEFAULT_TIMING, failsafe }, world: SOUND_WORLD });

const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => first + at);

describe("simulated runs: no two hosts sign, nor take one epoch", () => {
  test.each([["renewals alone", false], ["the peer vouches in place of a renewal", true]])(
    "%s: and none is stuck without an alarm", (_, failsafe) => {
      const law = soundLaw(failsafe);
      let takes = 0;
      const bad = seedsFrom(SEED, RUNS).flatMap((seed) => {
        const outcome = simulate(seed, law);
        takes += outcome.takes;
        return outcome.broken !== null || outcome.isStuck ? [{ seed, ...outcome }] : [];
      });
      console.log(`runs: ${RUNS}, from seed ${SEED}; takes: ${takes}`);
      expect(bad.slice(0, 5)).toEqual([]);
    }, LIMIT);
});

const explored = new Map<string, Exploration>();

/** Breadth first, the worlds of a smaller budget are the first of a larger one. */
const exploreSound = (law: Law, budget: Budget): Exploration => {
  const { faults, handovers, mostStates } = budget;
  const name = JSON.stringify([law, faults, handovers]);
  const before = explored.get(name);
  if (before && (before.isComplete || before.states >= mostStates)) return before;
  const found = explore(law, budget);
  explored.set(name, found);
  return found;
};

const findByExploring = (bug: PlantedBug, faults: number): void => {
  const law = soundLawFor(bug);
  const budget = { faults, handovers: bug.handovers ?? 0, mostStates: 300_000 };
  const found = explore({ ...law, ...bug.law, step: bug.step ?? step }, budget);
  expect(found.trace).not.toBeNull();
  // The same worlds are sound without the bug, as far as they were visited.
  expect(exploreSound(law, { ...budget, mostStates: found.states }).trace).toBeNull();
};

const findBySimulating = (bug: PlantedBug): void => {
  const law = { ...soundLaw(false), step: bug.step ?? step,
    world: { ...SOUND_WORLD, ...bug.world } };
  expect(seedsFrom(0, 1_000).some((seed) => simulate(seed, law).broken !== null)).toBe(true);
};

describe("planted bugs are found", () => {
  test.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))("%s", (_, bug) => {
    if (bug.faults === null) findBySimulating(bug);
    else findByExploring(bug, bug.faults);
  });
});
