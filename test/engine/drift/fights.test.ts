/** Fights, broken glass and the answer to drift, on a clock that only the test moves. */
import { describe, expect, test } from "vitest";
import { decideDrift, type DriftDecision } from "../../../src/engine/drift/drift-policy.ts";
import {
  breakGlass, breakGlassFor, breakGlassState, endBreakGlass, type BreakGlass, type BreakGlassOverrides,
} from "../../../src/engine/drift/break-glass.ts";
import {
  LIMIT, isYielding, withCorrection, withDrift, withoutOld, forget, type CorrectionHistories,
} from "../../../src/engine/drift/correction-limit.ts";
import fc from "../../support/property.ts";

const A = "sysctl/vm.swappiness";
const B = "sysctl/vm.dirty_ratio";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Another process moves the setting at each of these times, and Vexor responds as decided. */
const play = (times: readonly number[], from: CorrectionHistories = {}, glasses: BreakGlassOverrides = []) => {
  let fights = from;
  const answers: DriftDecision[] = [];
  for (const now of times) {
    const told = decideDrift(A, "correct", { fights, glasses }, now);
    answers.push(told.answer);
    fights = told.answer === "correct" ? withCorrection(told.fights, A, now) : told.fights;
  }
  return { answers, fights };
};

describe("a fight over a setting", () => {
  test("is a fourth drift in ten minutes, which is left alone", () => {
    expect(play([0, MINUTE, 2 * MINUTE, 3 * MINUTE]).answers)
      .toEqual(["correct", "correct", "correct", "yield"]);
  });

  test("is not three corrections that are far apart", () => {
    const times = Array.from({ length: 50 }, (_, at) => at * (LIMIT.withinMs / 3 + 1));
    expect(new Set(play(times).answers)).toEqual(new Set(["correct"]));
  });

  test("stays yielded, however long nothing happens", () => {
    const { fights } = play([0, 1, 2, 3]);
    expect(play([HOUR, 1000 * HOUR], fights).answers).toEqual(["yield", "yield"]);
    expect(play([HOUR], forget(fights, A)).answers).toEqual(["correct"]);
  });

  test("does not affect another setting", () => {
    const { fights } = play([0, 1, 2, 3]);
    expect(isYielding(fights, A)).toBe(true);
    expect(isYielding(withDrift(fights, B, 3), B)).toBe(false);
  });

  test("is not hidden by a clock that jumps back a minute", () => {
    expect(play([HOUR, HOUR + 1, HOUR - MINUTE, HOUR - MINUTE + 1]).answers.at(-1)).toBe("yield");
  });

  test("has three corrections at most in any ten minutes", () => {
    fc.assert(fc.property(fc.array(fc.nat(HOUR), { maxLength: 60 }), (times) => {
      const sorted = times.toSorted((a, b) => a - b);
      const { answers } = play(sorted);
      const corrected = sorted.filter((_, at) => answers[at] === "correct");
      for (const from of corrected) {
        const within = corrected.filter((at) => at >= from && at < from + LIMIT.withinMs);
        expect(within.length).toBeLessThanOrEqual(LIMIT.corrections);
      }
    }));
  });

  test("is recorded in a bounded list, also over a year of single drifts", () => {
    let fights: CorrectionHistories = {};
    for (let day = 0; day < 365; day++) {
      const now = day * 24 * HOUR;
      const address = `sysctl/net.${day}`;
      fights = withCorrection(withDrift(withoutOld(fights, now), address, now), address, now);
    }
    expect(Object.keys(fights).length).toBe(1);
    expect(fights).toEqual(JSON.parse(JSON.stringify(fights)));
  });
});

describe("a break-glass", () => {
  const glass: BreakGlass = { address: A, since: HOUR, until: 5 * HOUR, why: "load test", by: "ana" };

  test("keeps a change by hand until its time is up, and then alarms instead of correcting", () => {
    const at = (now: number) => decideDrift(A, "correct", { fights: {}, glasses: [glass] }, now).answer;
    expect([HOUR, 3 * HOUR, 5 * HOUR - 1].map(at)).toEqual(["keep", "keep", "keep"]);
    expect([5 * HOUR, 100 * HOUR].map(at)).toEqual(["expired", "expired"]);
  });

  test("is not extended by a clock that is set back a year", () => {
    expect(breakGlassState(glass, HOUR - 365 * 24 * HOUR)).toBe("expired");
  });

  test("is for one setting, one at a time, and ends once mended", () => {
    const longer = { ...glass, until: 9 * HOUR };
    const glasses = breakGlass(breakGlass([], glass), longer);
    expect(glasses).toEqual([longer]);
    expect(breakGlassFor(glasses, B)).toBeNull();
    expect(endBreakGlass(glasses, A)).toEqual([]);
  });

  test("is not a fight", () => {
    expect(play([HOUR, HOUR + 1, HOUR + 2, HOUR + 3, HOUR + 4], {}, [glass]).fights).toEqual({});
  });
});

test("a setting that is only reported is never corrected, and so never a fight", () => {
  let fights: CorrectionHistories = {};
  for (let now = 0; now < 10; now++) {
    const told = decideDrift(A, "report", { fights, glasses: [] }, now);
    expect(told.answer).toBe("report");
    ({ fights } = told);
  }
  expect(fights).toEqual({});
});
