import { describe, expect, test } from "vitest";
import { beyond, judge, metricOn, type Round, type Sample } from "../../src/engine/run/health.ts";

const rounds = (...samples: readonly (readonly Sample[])[]): readonly Round[] =>
  samples.map((all, index) => ({ at: index * 2_000,
    checks: all.map((sample, at) => ({ check: `c${at}`, sample, says: `${sample}!` })) }));
const TIMES = { start: 0, holdMs: 6_000, withinMs: 40_000 };
const repeat = (count: number, ...sample: readonly Sample[]): readonly (readonly Sample[])[] =>
  Array.from({ length: count }, () => sample);

describe("a verdict", () => {
  test("is healthy when every check passes, without a gap, for long enough", () => {
    expect(judge(rounds(...repeat(3, "well", "well")), TIMES).is).toBe("open");
    expect(judge(rounds(...repeat(4, "well", "well")), TIMES).is).toBe("well");
    expect(judge(rounds(...repeat(4, "well", "unknown")), TIMES).is).toBe("open");
    expect(judge(rounds(...repeat(3, "well"), ["unknown"], ...repeat(3, "well")), TIMES).is)
      .toBe("open");
  });

  test("is unknown without checks", () => {
    expect(judge(rounds(...repeat(500)), TIMES)).toMatchObject({ is: "unsure" });
  });

  test("is failing after three failures in a row, not after one", () => {
    expect(judge(rounds(...repeat(2, "well", "failing")), TIMES).is).toBe("open");
    expect(judge(rounds(["failing"], ["well"], ["failing"], ["failing"]), TIMES).is).toBe("open");
    expect(judge(rounds(...repeat(3, "well", "failing")), TIMES))
      .toEqual({ is: "failing", why: "c1: failing!" });
  });

  test("is unknown without answers, which is reported at half time and never decides", () => {
    expect(judge(rounds(...repeat(10, "unknown")), TIMES).is).toBe("open");
    expect(judge(rounds(...repeat(11, "unknown")), TIMES)).toMatchObject({ is: "unsure" });
    expect(judge(rounds(...repeat(500, "unknown")), TIMES)).toMatchObject({ is: "unsure" });
  });
});

test("bounds are compared as numbers", () => {
  expect(beyond(5, { atMost: 5 })).toBeNull();
  expect(beyond(6, { atMost: 5 })).toBe("6, at most 5 is wanted");
  expect(beyond(0, { atLeast: 1 })).toBe("0, at least 1 is wanted");
});

test("a metric is the largest sample of exactly that name", () => {
  const page = ["# HELP slot_total Slots", "slot_total{a=\"x\"} 3", "slot_total{a=\"y\"} 1.5e1",
    "slot 99", "nan NaN", "inf +Inf"].join("\n");
  expect(metricOn(page, "slot_total")).toBe(15);
  expect(metricOn(page, "slot")).toBe(99);
  expect(metricOn(page, "slo")).toBeNull();
  expect(metricOn(page, "nan")).toBeNull();
  expect(metricOn(page, "inf")).toBe(Number.POSITIVE_INFINITY);
});
