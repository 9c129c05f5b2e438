/** The times of a failover: which settings are refused, and by which formula. */
import { expect, test } from "vitest";
import {
  DEFAULT_TIMING, shortestTake, timingProblems, type FailoverTiming,
} from "../../src/failover/timing.ts";

test("the defaults are safe together", () => {
  expect(timingProblems(DEFAULT_TIMING)).toEqual([]);
});

test("the shortest time until a take is the one of the worst clocks", () => {
  expect(shortestTake(DEFAULT_TIMING)).toBe(42_167);
  expect(shortestTake({ ...DEFAULT_TIMING, clockError: 0 })).toBe(35_000);
  expect(shortestTake({ ...DEFAULT_TIMING, clockError: 0.001 })).toBe(35_066);
});

test.each<[Partial<FailoverTiming>, keyof FailoverTiming, number]>([
  [{ takeAfter: 42_166 }, "takeAfter", 42_167],
  [{ takeAfter: 30_000 }, "takeAfter", 42_167],
  [{ holdFor: 29_000, takeAfter: 60_000 }, "holdFor", 29_500],
  [{ watchdog: 12_000 }, "watchdog", 12_501],
  [{ killAfter: 10_000 }, "killAfter", 10_501],
  [{ renewEvery: 3_000 }, "demoteAfter", 13_500],
  [{ answerWithin: 3_000 }, "demoteAfter", 15_000],
  [{ fence: 18_000, takeAfter: 90_000 }, "holdFor", 30_500],
  [{ takeAfter: Number.NaN }, "takeAfter", 42_167],
])("%j is refused by %s, of which %i ms is the least", (change, key, least) => {
  expect(timingProblems({ ...DEFAULT_TIMING, ...change })).toContainEqual(
    expect.objectContaining({ key, least }));
});
