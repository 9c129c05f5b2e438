import { Cron } from "croner";
import { describe, expect, test } from "vitest";
import {
  assertWindows, closedBy, closedByCountdown, type GateFacts,
} from "../../src/agent/gates.ts";
import { GATES } from "../../src/agent/state-machine.ts";
import type { Maintenance, Window } from "../../src/engine/host-file/agent-spec.ts";
import { secondsOf } from "../../src/formats/duration.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import type { RecordedRun } from "../../src/engine/run/store.ts";
import fc from "../support/property.ts";

const OPEN: GateFacts = { mode: "enforce", maintenance: null, suspended: null, rolledBack: null,
  needsApproval: false, approved: false, planId: "p" };
const at = (time: string): number => Date.parse(time);
const closedAt = (time: string, maintenance: Maintenance) =>
  closedBy({ ...OPEN, maintenance }, at(time));
const until = (time: string, maintenance: Maintenance): string | null => {
  const end = closedAt(time, maintenance)?.until ?? null;
  return end === null ? null : new Date(end).toISOString();
};

describe("windows", () => {
  const office: Window = { cron: "0 9 * * 1-5", duration: "8h", timeZone: "Europe/Amsterdam" };

  test.each([
    // 9:00 in Amsterdam is 8:00 UTC in winter and 7:00 in summer.
    ["2026-01-07T07:59:59Z", true], ["2026-01-07T08:00:00Z", false],
    ["2026-01-07T15:59:59Z", false], ["2026-01-07T16:00:00Z", true],
    ["2026-07-08T06:59:59Z", true], ["2026-07-08T07:00:00Z", false],
    ["2026-01-10T10:00:00Z", true], // a Saturday
  ])("at %s, closed: %s", (time, isClosed) => {
    expect(closedAt(time, { allow: [office] }) !== null).toBe(isClosed);
  });

  test("a closed gate says when it opens", () => {
    expect(until("2026-01-09T20:00:00Z", { allow: [office] })).toBe("2026-01-12T08:00:00.000Z");
  });

  test("deny wins over allow, and says when it ends", () => {
    const both = { allow: [office], deny: [{ cron: "30 8 * * *", duration: "1h", why: "epoch" }] };
    expect(closedAt("2026-01-07T08:29:00Z", both)).toBeNull();
    expect(until("2026-01-07T08:45:00Z", both)).toBe("2026-01-07T09:30:00.000Z");
    expect(closedAt("2026-01-07T08:45:00Z", both)?.why).toContain("epoch");
  });

  test("a window that is longer than the time between its starts never closes", () => {
    const always = { allow: [{ cron: "0 * * * *", duration: "2h" }] };
    for (const hour of [0, 5, 23]) {
      const time = `2026-03-29T${String(hour).padStart(2, "0")}:59:00Z`;
      expect(closedAt(time, always)).toBeNull();
    }
  });

  test("starts that follow each other in time are one window", () => {
    const deny = [{ cron: "0,30 9 * * *", duration: "45m" }];
    expect(until("2026-01-07T09:10:00Z", { deny })).toBe("2026-01-07T10:15:00.000Z");
  });

  test("a window that starts each minute is open, and ends no sooner than it may", () => {
    for (const duration of ["1h", "366d"]) {
      const deny = [{ cron: "* * * * *", duration }];
      const end = closedAt("2026-03-29T00:59:30Z", { deny })?.until ?? 0;
      expect(end).toBeGreaterThan(at("2026-03-29T00:59:30Z"));
      expect(closedBy({ ...OPEN, maintenance: { deny } }, end)).not.toBeNull();
    }
  });

  test("a window includes the moment of its start and excludes the moment of its end", () => {
    const seen = new Set<boolean>();
    fc.assert(fc.property(
      fc.constantFrom("*/7 * * * *", "30 2 * * *", "0 9 * * 1-5", "15 1,2,3 * * 7", "0 0 1 * *"),
      fc.constantFrom("1s", "10m", "1h", "8h", "3d"),
      fc.constantFrom("UTC", "Europe/Amsterdam", "America/New_York"),
      fc.constantFrom("2026-03-08T05:00:00Z", "2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z",
        "2026-11-01T05:00:00Z"), fc.integer({ min: -60, max: 7200 }), fc.constantFrom(0, 1, 999),
      (cron, duration, timeZone, day, half, ms) => {
        const now = at(day) + half * 30_000 + ms;
        const starts = new Cron(cron, { timezone: timeZone, paused: true, legacyMode: true });
        const from = now - (secondsOf(duration) ?? 0) * 1000;
        const next = starts.nextRun(new Date(from))?.getTime() ?? Infinity;
        const isOpen = closedBy({ ...OPEN,
          maintenance: { allow: [{ cron, duration, timeZone }] } }, now) === null;
        expect(isOpen).toBe(next <= now);
        seen.add(isOpen);
      },
    ), { numRuns: 500 });
    expect(seen.size).toBe(2);
  });

  test("the night when the clock changes has its window, too", () => {
    const night = { allow: [{ cron: "30 2 * * *", duration: "1h", timeZone: "Europe/Amsterdam" }] };
    const open = (day: string): boolean => Array.from({ length: 24 * 12 }, (_, step) =>
      closedAt(new Date(at(`${day}T00:00:00Z`) + step * 300_000).toISOString(), night))
      .some((closed) => closed === null);
    expect(open("2026-03-29")).toBe(true); // 2:30 does not exist
    expect(open("2026-10-25")).toBe(true); // 2:30 comes twice
  });

  test.each([
    [{ cron: "61 * * * *", duration: "1h" }, /61/],
    [{ cron: "0 0 31 2 *", duration: "1h" }, /no such time/],
    [{ cron: "0 9 * * *", duration: "1h", timeZone: "Europe/Atlantis" }, /Atlantis/i],
  ])("%j is refused", (window, why) => {
    const refuse = (): void => assertWindows({ deny: [window] });
    expect(refuse).toThrow(VexorError);
    expect(refuse).toThrow(why);
  });
});

test("each gate that has a name can be the one that is closed", () => {
  const closing: readonly Partial<GateFacts>[] = [
    { mode: "observe" }, { suspended: { why: "incident", by: "ana" } }, { rolledBack: "run 3" },
    { needsApproval: true }, { maintenance: { deny: [{ cron: "* * * * *", duration: "1h" }] } },
  ];
  const run = { id: 3, snapshot: { by: "ana" } } as RecordedRun;
  const found = [...closing.map((change) => closedBy({ ...OPEN, ...change }, 0)),
    closedByCountdown({ run, deadline: new Date(0) })];
  expect(found.map((closed) => closed?.by).sort()).toEqual([...GATES].sort());
});

test("the first closed gate says why, and an operator's gates do not open by themselves", () => {
  const never = { ...OPEN, suspended: { why: "incident", by: "ana" }, rolledBack: "run 3",
    needsApproval: true };
  const order: readonly (readonly [Partial<GateFacts>, string])[] = [
    [{ mode: "observe" }, "observe"], [{}, "suspended"], [{ suspended: null }, "rolled-back"],
    [{ suspended: null, rolledBack: null }, "approval"],
  ];
  for (const [change, by] of order) {
    const closed = closedBy({ ...never, ...change }, 0);
    expect(closed).toMatchObject({ by, until: null });
  }
  expect(closedBy({ ...OPEN, needsApproval: true, approved: true }, 0)).toBeNull();
});
