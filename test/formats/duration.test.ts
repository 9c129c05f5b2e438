/** Times for people: what is left is rounded, what has passed counts whole units. */
import { expect, test } from "vitest";
import { formatAgo } from "../../src/engine/model/time.ts";
import { formatDuration, secondsOf } from "../../src/formats/duration.ts";

test("4 hours are left three seconds after 4 hours were given, and 3 whole ones have passed", () => {
  const hours = 4 * 3_600_000;
  expect([formatAgo(hours, 3_000), formatAgo(hours, 0)]).toEqual(["in 4h", "in 4h"]);
  expect(formatAgo(0, hours - 3_000)).toBe("3h ago");
});

test("whole units are read back as the time that was written", () => {
  for (const text of ["90s", "5m", "4h", "7d"]) {
    expect(formatDuration(secondsOf(text) ?? 0)).toBe(text);
  }
});
