/** What a keeper has seen, played again: law over random events, from any of them on. */
import { describe, expect, test } from "vitest";
import { FlightRecorder, isAsRecorded, readIncident, renderIncident, replay } from "../../src/failover/incident.ts";
import { startKeeper, type KeeperEvent, type KeeperState } from "../../src/failover/keeper-state.ts";
import { step } from "../../src/failover/keeper.ts";
import { firstRegister, taken } from "../../src/failover/register.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";
import { renderReplay } from "../../src/render/incident.ts";
import fc from "../support/property.ts";

const OPTIONS = { timing: DEFAULT_TIMING, failsafe: true };
const MADE = firstRegister({ group: "g", host: "a", peer: "b", identity: "I", lineage: "1" });
const STANDS = [MADE, taken(MADE, { host: "b", peer: "a", writer: "v" }, null), taken(MADE, { host: "a", peer: "b", writer: "w" }, null)]
  .map((register, at) => ({ register, revision: String(at + 1), cluster: "1" }));

type Timeless = KeeperEvent extends infer Event ? Event extends { readonly now: number } ? Omit<Event, "now"> : never : never;

const EVENTS: fc.Arbitrary<Timeless> = fc.oneof(
  fc.record({ type: fc.constant("tick" as const), wall: fc.nat(1e6), mayTake: fc.boolean(), isReady: fc.boolean(),
    handOver: fc.boolean(), peerWord: fc.option(fc.record({ epoch: fc.nat(3), seq: fc.nat(3) })) }),
  fc.record({ type: fc.constantFrom("done" as const, "differs" as const), stands: fc.option(fc.constantFrom(...STANDS)) }),
  fc.constantFrom<Timeless>({ type: "unknown" }, { type: "nudged" }, { type: "stopped", digest: null, slot: 7 },
    { type: "remembered", mark: { epoch: 2, seq: 0 } }));

const play = (events: readonly Timeless[]): { readonly recorder: FlightRecorder; readonly end: KeeperState } => {
  const recorder = new FlightRecorder();
  let keeper = startKeeper({ host: "a", peer: "b", writer: "w", now: 0, remembered: { epoch: 0, seq: 0 } });
  events.forEach((event, at) => {
    const whole = { ...event, now: at * 997 } as KeeperEvent;
    recorder.heard(keeper, whole);
    keeper = step(keeper, whole, OPTIONS).keeper;
  });
  return { recorder, end: keeper };
};

const incidentOf = (events: readonly Timeless[]) => {
  const { recorder, end } = play(events);
  return recorder.incident("2026-11-30T00:00:00.000Z", OPTIONS, end)!;
};

describe("an incident", () => {
  test("plays again to the very state that it was written in, also after its text", () => {
    fc.assert(fc.property(fc.array(EVENTS, { minLength: 1, maxLength: 60 }), (events) => {
      const written = readIncident(renderIncident(incidentOf(events)));
      expect(written).not.toBeNull();
      expect(isAsRecorded(written!)).toBe(true);
      expect(replay(written!).at(-1)?.after).toEqual(written!.end);
    }));
  });

  test("of a long life begins in its middle", () => {
    const events: Timeless[] = Array.from({ length: 3_000 }, (_, at) => ({ type: "tick", wall: at * 997, mayTake: false,
      isReady: false, handOver: false, peerWord: null }));
    const incident = incidentOf(events);
    expect(incident.events.length).toBe(600);
    expect(isAsRecorded(incident)).toBe(true);
  });

  test("of a keeper that decides otherwise is seen", () => {
    const incident = incidentOf([{ type: "done", stands: STANDS[0]! }]);
    expect(isAsRecorded({ ...incident, end: { ...incident.end, phase: "signing" } })).toBe(false);
  });

  test.each(["", "null", "{}", "[]", '{"format":"vexor.failover-incident/1","events":[]}'])("%j is not one", (text) => {
    expect(readIncident(text)).toBeNull();
  });

  test("is shown with what was seen and decided", () => {
    const incident = incidentOf([{ type: "tick", wall: 0, mayTake: true, isReady: true, handOver: false, peerWord: null },
      { type: "done", stands: STANDS[0]! }, { type: "tick", wall: 1_994, mayTake: true, isReady: true, handOver: false, peerWord: { epoch: 1, seq: 0 } }]);
    const text = renderReplay(incident, replay(incident));
    expect(text).toContain("a, written at 2026-11-30");
    expect(text).toMatch(/standby +tick: reads the register/);
    expect(text).toMatch(/standby +done: offered a, epoch 1\.0/);
    expect(text).toMatch(/writes held a, epoch 3\.0/);
  });
});
