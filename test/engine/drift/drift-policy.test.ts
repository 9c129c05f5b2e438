/** Corrections, break-glass and the decision on drift, on a clock that only the test moves. */
import { describe, expect, test } from "vitest";
import { decideDrift, type DriftDecision } from "../../../src/engine/drift/drift-policy.ts";
import {
  breakGlassFor, breakGlassState, withBreakGlass, withoutBreakGlass, type BreakGlass,
  type BreakGlassOverrides,
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
const play = (times: readonly number[], from: CorrectionHistories = {}, breakGlass: BreakGlassOverrides = []) => {
  let corrections = from;
  const answers: DriftDecision[] = [];
  for (const now of times) {
    const told = decideDrift(A, "correct", { corrections, breakGlass }, now);
    answers.push(told.answer);
    corrections = told.answer === "correct" ? withCorrection(told.corrections, A, now) : told.corrections;
  }
  return { answers, corrections };
};

describe("a setting that another process keeps setting", () => {
  test("is a fourth drift in ten minutes, which is left alone", () => {
    expect(play([0, MINUTE, 2 * MINUTE, 3 * MINUTE]).answers)
      .toEqual(["correct", "correct", "correct", "yield"]);
  });

  test("is not three corrections that are far apart", () => {
    const times = Array.from({ length: 50 }, (_, at) => at * (LIMIT.withinMs / 3 + 1));
    expect(new Set(play(times).answers)).toEqual(new Set(["correct"]));
  });

  test("stays yielded, however long nothing happens", () => {
    const { corrections } = play([0, 1, 2, 3]);
    expect(play([HOUR, 1000 * HOUR], corrections).answers).toEqual(["yield", "yield"]);
    expect(play([HOUR], forget(corrections, A)).answers).toEqual(["correct"]);
  });

  test("does not affect another setting", () => {
    const { corrections } = play([0, 1, 2, 3]);
    expect(isYielding(corrections, A)).toBe(true);
    expect(isYielding(withDrift(corrections, B, 3), B)).toBe(false);
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
    let corrections: CorrectionHistories = {};
    for (let day = 0; day < 365; day++) {
      const now = day * 24 * HOUR;
      const address = `sysctl/net.${day}`;
      corrections = withCorrection(withDrift(withoutOld(corrections, now), address, now), address, now);
    }
    expect(Object.keys(corrections).length).toBe(1);
    expect(corrections).toEqual(JSON.parse(JSON.stringify(corrections)));
  });
});

describe("a break-glass", () => {
  const override: BreakGlass = { address: A, since: HOUR, until: 5 * HOUR, why: "load test", by: "ana" };

  test("keeps a change by hand until its time is up, and then alarms instead of correcting", () => {
    const at = (now: number) => decideDrift(A, "correct", { corrections: {}, breakGlass: [override] }, now).answer;
    expect([HOUR, 3 * HOUR, 5 * HOUR - 1].map(at)).toEqual(["keep", "keep", "keep"]);
    expect([5 * HOUR, 100 * HOUR].map(at)).toEqual(["expired", "expired"]);
  });

  test("is not extended by a clock that is set back a year", () => {
    expect(breakGlassState(override, HOUR - 365 * 24 * HOUR)).toBe("expired");
  });

  test("is for one setting, one at a time, and ends when an operator ends it", () => {
    const longer = { ...override, until: 9 * HOUR };
    const overrides = withBreakGlass(withBreakGlass([], override), longer);
    expect(overrides).toEqual([longer]);
    expect(breakGlassFor(overrides, B)).toBeNull();
    expect(withoutBreakGlass(overrides, A)).toEqual([]);
  });

  test("does not count as a correction", () => {
    const { corrections } = play([HOUR, HOUR + 1, HOUR + 2, HOUR + 3, HOUR + 4], {}, [override]);
    expect(corrections).toEqual({});
  });
});

test("a setting that is only reported is never corrected, and so never yielded", () => {
  let corrections: CorrectionHistories = {};
  for (let now = 0; now < 10; now++) {
    const told = decideDrift(A, "report", { corrections, breakGlass: [] }, now);
    expect(told.answer).toBe("report");
    ({ corrections } = told);
  }
  expect(corrections).toEqual({});
});
