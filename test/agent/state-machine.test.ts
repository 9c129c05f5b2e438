/** The loop against its diagram: every arrow is walked, and nothing else ever happens. */
import { describe, expect, test } from "vitest";
import {
  start, step, type ClosedGate, type Effect, type Event, type MachineState, type PlanFacts,
} from "../../src/agent/state-machine.ts";
import { TRANSITIONS } from "../../src/agent/transitions.ts";
import fc from "../support/property.ts";

const PACE = { pollMs: 60_000, retryMs: 5_000 };
const arrows: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = TRANSITIONS;

const closed = fc.option(fc.record<ClosedGate>({
  by: fc.constantFrom("observe", "suspended", "window", "approval", "rolled-back"),
  why: fc.constant("because"), until: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
}));
const plan: fc.Arbitrary<PlanFacts> = fc.record({
  id: fc.constantFrom("aaaaaaaaaaaa", "bbbbbbbbbbbb"), commit: fc.constant("c0ffee"),
  writes: fc.integer({ min: 0, max: 2 }), blocked: fc.integer({ min: 0, max: 1 }), closed,
});
const why = fc.constant("something is wrong");
const run = fc.integer({ min: 1, max: 9 });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.constantFrom<Event>({ type: "poll" }, { type: "sync" }, { type: "drift-noticed" },
    { type: "gate-opened" }, { type: "confirmed" }, { type: "healthy" }, { type: "undone" },
    { type: "decided-elsewhere" }),
  fc.constant<Event>({ type: "fetched", revision: "c0ffee" }),
  fc.record({ type: fc.constantFrom("fetch-failed" as const, "plan-failed" as const, "no-reply" as const,
    "failed" as const, "rollback-failed" as const, "unhealthy" as const, "health-unknown" as const), why }),
  fc.record({ type: fc.constant("planned" as const), plan }),
  fc.record({ type: fc.constant("applied" as const), run, waits: fc.boolean() }),
  fc.record({ type: fc.constant("waiting" as const), run }),
  fc.record({ type: fc.constant("awaited" as const), closed: fc.record<ClosedGate>({
    by: fc.constant("countdown"), why, until: fc.integer({ min: 1, max: 1_000_000 }) }) }),
);
/** Events that the present state knows come often, or random walks never get far. */
const walk = fc.array(fc.tuple(event, fc.nat(1000)), { maxLength: 60 });

const WORK: ReadonlySet<Effect["do"]> =
  new Set(["fetch", "plan", "apply", "check", "confirm", "undo"]);
const isWork = (effect: Effect): boolean => WORK.has(effect.do);

/** Follows a walk from a start, and tells each step. */
const follow = (
  events: readonly (readonly [Event, number])[],
  see: (before: MachineState, event: Event, after: MachineState, effects: readonly Effect[]) => void,
): void => {
  let now = 1_000;
  let { machine } = start(now, false, null);
  for (const [one, ms] of events) {
    now += ms;
    const next = step(machine, one, now, PACE);
    see(machine, one, next.machine, next.effects);
    machine = next.machine;
  }
};

describe("the diagram", () => {
  test("no event ever leads to a state without an arrow", () => {
    fc.assert(fc.property(walk, (events) => follow(events, (before, { type }, after) => {
      const arrow = arrows[before.state]?.[type];
      if (arrow === undefined) expect(after.state).toBe(before.state);
      else expect([...arrow, ...type === "drift-noticed" ? [before.state] : []]).toContain(after.state);
    })), { numRuns: 2_000 });
  });

  test("every arrow is walked", () => {
    const walked = new Set<string>();
    const note = (before: MachineState, { type }: Event, after: MachineState): void => {
      walked.add(`${before.state} ${type} ${after.state}`);
    };
    // From every state that is reached, by every event, so that rare corners count too.
    const reached = new Map<string, MachineState>();
    const samples = fc.sample(event, { numRuns: 400 });
    let frontier: MachineState[] = [start(0, false, null).machine, start(0, true, null).machine,
      start(0, true, "looping").machine];
    while (frontier.length > 0) {
      const fresh: MachineState[] = [];
      for (const before of frontier) {
        for (const one of samples) {
          const { machine: after } = step(before, one, 5, PACE);
          note(before, one, after);
          const key = [after.state, after.hasRevision, Math.min(after.consecutiveApplies, 5),
            after.plan?.writes === 0 && after.plannedAt > 0].join(" ");
          if (!reached.has(key)) fresh.push(after);
          reached.set(key, after);
        }
      }
      frontier = fresh;
    }
    const drawn = Object.entries(arrows).flatMap(([from, events]) =>
      Object.entries(events).flatMap(([type, to]) => to.map((one) => `${from} ${type} ${one}`)));
    expect(drawn.filter((arrow) => !walked.has(arrow))).toEqual([]);
  });
});

describe("the loop", () => {
  test("applies nothing through a closed gate, nor without something to write", () => {
    fc.assert(fc.property(walk, (events) => follow(events, (_, __, ___, effects) => {
      for (const effect of effects) {
        if (effect.do !== "apply") continue;
        expect(effect.plan.closed).toBeNull();
        expect(effect.plan.writes).toBeGreaterThan(0);
      }
    })), { numRuns: 2_000 });
  });

  test("has one task at a time, and only in a state that works", () => {
    const busy = new Set(["fetching", "planning", "applying", "verifying", "confirming", "rolling-back"]);
    fc.assert(fc.property(walk, (events) => follow(events, (before, _, after, effects) => {
      const work = effects.filter(isWork);
      expect(work.length).toBeLessThanOrEqual(1);
      if (after.state !== before.state) expect(work.length).toBe(busy.has(after.state) ? 1 : 0);
    })), { numRuns: 2_000 });
  });

  test("always wakes up again from idle and gated", () => {
    fc.assert(fc.property(walk, (events) => follow(events, (before, _, after, effects) => {
      if (!["idle", "gated"].includes(after.state) || before.state === after.state) return;
      expect(effects.filter((effect) => effect.do === "wake" && effect.at !== null))
        .not.toEqual([]);
    })), { numRuns: 2_000 });
  });

  test("does what is asked for in the middle of a turn after it", () => {
    const { machine } = start(0, true, null);
    const asked = step(machine, { type: "sync" }, 1, PACE).machine;
    const planning = step(asked, { type: "fetched", revision: "c" }, 2, PACE).machine;
    const { machine: rested, effects } = step(planning, { type: "planned",
      plan: { id: "p", commit: "c", writes: 0, blocked: 0, closed: null } }, 3, PACE);
    expect(rested.state).toBe("idle");
    expect(effects).toContainEqual({ do: "wake", as: "poll", at: 3 });
  });

  test("waits longer after failures in a row, up to a bound, until a success", () => {
    let { machine } = start(0, false, null);
    const pauses: number[] = [];
    for (let now = 0; pauses.length < 12;) {
      const failed = step(machine, { type: "fetch-failed", why: "no route" }, now, PACE);
      const wake = failed.effects.find((effect) => effect.do === "wake");
      pauses.push((wake?.at ?? 0) - now);
      now = wake?.at ?? 0;
      machine = step(failed.machine, { type: "poll" }, now, PACE).machine;
    }
    expect(pauses.slice(0, 4)).toEqual([5_000, 10_000, 20_000, 40_000]);
    expect(Math.max(...pauses)).toBe(600_000);
    expect(step(machine, { type: "fetched", revision: "c" }, 0, PACE).machine.fetchFailures).toBe(0);
  });
});
