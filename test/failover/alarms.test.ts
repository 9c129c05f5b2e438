/** Alarms that last: each begins once and ends once, whichever others come and go meanwhile. */
import { expect, test } from "vitest";
import { alarmsOf, StandingAlarms, type KeeperWarning } from "../../src/failover/alarms.ts";

test("two that are said in turn begin once each, both stand, and each ends by its name", () => {
  const alarms = new StandingAlarms();
  const begun: KeeperWarning[] = [];
  for (let now = 0; now <= 60_000; now += 5_000) {
    for (const code of ["clock", "blind"] as const) if (alarms.raise(code, now)) begun.push(code);
    expect([alarms.standing(now), alarms.ended(now)]).toEqual([["clock", "blind"], []]);
  }
  alarms.raise("blind", 65_000);
  expect([begun, alarms.standing(70_000), alarms.ended(70_000), alarms.ended(70_000)]).toEqual([["clock", "blind"], ["blind"], ["clock"], []]);
  expect([alarms.raise("clock", 71_000), alarms.standing(71_000)]).toEqual([true, ["blind", "clock"]]);
  expect([alarms.ended(90_000), alarms.standing(90_000)]).toEqual([["blind", "clock"], []]);
});

test("of a keeper of before the one that it has told is all", () => {
  expect([alarmsOf({ alarm: "clock" }), alarmsOf({ alarm: null }), alarmsOf({ alarm: "clock", alarms: ["clock", "vacant"] })])
    .toEqual([["clock"], [], ["clock", "vacant"]]);
});
