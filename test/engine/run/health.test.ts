import { describe, expect, test } from "vitest";
import { boundsViolation, assessHealth, readMetric, type HealthRound, type HealthSample } from "../../../src/engine/run/health.ts";

const rounds = (...samples: readonly (readonly HealthSample[])[]): readonly HealthRound[] =>
  samples.map((all, index) => ({ at: index * 2_000,
    checks: all.map((sample, at) => ({ check: `c${at}`, sample, says: `${sample}!` })) }));
const TIMES = { start: 0, holdMs: 6_000, withinMs: 40_000 };
const repeat = (count: number, ...sample: readonly HealthSample[]): readonly (readonly HealthSample[])[] =>
  Array.from({ length: count }, () => sample);

describe("a verdict", () => {
  test("is healthy when every check passes, without a gap, for long enough", () => {
    expect(assessHealth(rounds(...repeat(3, "healthy", "healthy")), TIMES).is).toBe("open");
    expect(assessHealth(rounds(...repeat(4, "healthy", "healthy")), TIMES).is).toBe("healthy");
    expect(assessHealth(rounds(...repeat(4, "healthy", "unknown")), TIMES).is).toBe("open");
    expect(assessHealth(rounds(...repeat(3, "healthy"), ["unknown"], ...repeat(3, "healthy")), TIMES).is)
      .toBe("open");
  });

  test("is unknown without checks", () => {
    expect(assessHealth(rounds(...repeat(500)), TIMES)).toMatchObject({ is: "unknown" });
  });

  test("is failing after three failures in a row, not after one", () => {
    expect(assessHealth(rounds(...repeat(2, "healthy", "unhealthy")), TIMES).is).toBe("open");
    expect(assessHealth(rounds(["unhealthy"], ["healthy"], ["unhealthy"], ["unhealthy"]), TIMES).is).toBe("open");
    expect(assessHealth(rounds(...repeat(3, "healthy", "unhealthy")), TIMES))
      .toEqual({ is: "unhealthy", why: "c1: unhealthy!" });
  });

  test("is unknown without answers, which is reported at half time and never decides", () => {
    expect(assessHealth(rounds(...repeat(10, "unknown")), TIMES).is).toBe("open");
    expect(assessHealth(rounds(...repeat(11, "unknown")), TIMES)).toMatchObject({ is: "unknown" });
    expect(assessHealth(rounds(...repeat(500, "unknown")), TIMES)).toMatchObject({ is: "unknown" });
  });
});

test("bounds are compared as numbers", () => {
  expect(boundsViolation(5, { atMost: 5 })).toBeNull();
  expect(boundsViolation(6, { atMost: 5 })).toBe("6, at most 5 is wanted");
  expect(boundsViolation(0, { atLeast: 1 })).toBe("0, at least 1 is wanted");
});

test("a metric is the largest sample of exactly that name", () => {
  const page = ["# HELP slot_total Slots", "slot_total{a=\"x\"} 3", "slot_total{a=\"y\"} 1.5e1",
    "slot 99", "nan NaN", "inf +Inf"].join("\n");
  expect(readMetric(page, "slot_total")).toBe(15);
  expect(readMetric(page, "slot")).toBe(99);
  expect(readMetric(page, "slo")).toBeNull();
  expect(readMetric(page, "nan")).toBeNull();
  expect(readMetric(page, "inf")).toBe(Number.POSITIVE_INFINITY);
});
