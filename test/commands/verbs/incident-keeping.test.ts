/** Incidents that become whole: with the peer's part, a while later, once a dead peer is back, or by a later keeper. */
import { beforeEach, describe, expect, test } from "vitest";
import { IncidentKeeping } from "../../../src/commands/verbs/failover/incident-keeping.ts";
import type { KeeperRecord } from "../../../src/failover/event.ts";
import { isAsRecorded, readIncident, type Incident } from "../../../src/failover/incident.ts";
import { startKeeper } from "../../../src/failover/keeper-state.ts";
import type { Mark } from "../../../src/failover/register.ts";
import { DEFAULT_TIMING } from "../../../src/failover/timing.ts";

const OPTIONS = { timing: DEFAULT_TIMING, failsafe: false };
const KEEPER = startKeeper({ host: "a", peer: "b", writer: "w", now: 0, remembered: { epoch: 5, seq: 8 } });

const record = (host: string, seq: number): KeeperRecord => ({ format: "vexor.failover-event/1", at: "2026-11-30T00:00:00.000Z", uptime: 1,
  host, epoch: 5, seq, what: "alarm", code: "clock" });

let now: number;
let files: Map<string, string>;
let own: readonly KeeperRecord[];
let theirs: readonly KeeperRecord[] | null;
let asked: Mark[];

const keeping = (): IncidentKeeping => new IncidentKeeping({ options: OPTIONS, keeper: () => KEEPER,
  peer: { events: async (mark) => {
    asked.push(mark);
    return theirs;
  } },
  edges: { clock: { now: () => now, wall: () => 1_000_000 + now }, events: () => own.map((one) => JSON.stringify(one)).join("\n"),
    keepIncident: (name, text) => void files.set(name, text), incidents: () => [...files.keys()], incident: (name) => files.get(name) ?? null } });

const happen = async (to: IncidentKeeping): Promise<void> => {
  to.heard(KEEPER, { type: "nudged", now });
  to.changed("signing", "demoting");
  await new Promise((done) => { setImmediate(done); });
};
const written = (): readonly (Incident | null)[] => [...files.values()].map(readIncident);
const hosts = (incident: Incident | null | undefined): string | undefined => incident?.timeline?.records.map(({ host, seq }) => `${host}${seq}`).join(" ");

beforeEach(() => {
  [now, files, own, theirs, asked] = [1_000, new Map(), [record("a", 7), record("a", 9)], [record("b", 8)], []];
});

describe("an incident", () => {
  test("is kept at once without asking, then has both hosts' part, and a minute later what came of it", async () => {
    const incidents = keeping();
    await happen(incidents);
    expect([written()[0]?.timeline, asked]).toEqual([undefined, []]);
    await incidents.look(true);
    expect([hosts(written()[0]), written()[0]?.timeline?.isWhole]).toEqual(["a7 b8 a9", false]);
    await incidents.look(true);
    [now, theirs] = [now + 60_000, [record("b", 8), record("b", 10)]];
    await incidents.look(true);
    expect([hosts(written()[0]), written()[0]?.timeline?.isWhole]).toEqual(["a7 b8 a9 b10", true]);
    await incidents.look(true);
    expect(asked).toEqual([{ epoch: 5, seq: 8 }, { epoch: 5, seq: 8 }]);
    expect(isAsRecorded(written()[0]!)).toBe(true);
  });

  test("of a peer that is dead has this host's part, and the other one once that is back", async () => {
    const incidents = keeping();
    await happen(incidents);
    for (let at = 0; at < 20; at++) await incidents.look(false);
    expect([hosts(written()[0]), written()[0]?.timeline, asked.length]).toMatchObject(["a7 a9", { isWhole: false, hasPeer: false }, 0]);
    now += 3_600_000;
    await incidents.look(true);
    expect([hosts(written()[0]), written()[0]?.timeline]).toMatchObject(["a7 b8 a9", { isWhole: true, hasPeer: true }]);
  });

  test("that a keeper before has left open is completed by the next one; a whole one is not touched", async () => {
    await happen(keeping());
    const next = keeping();
    next.takeUp();
    await next.look(true);
    expect(written()[0]?.timeline).toMatchObject({ isWhole: true, hasPeer: true });
    const last = keeping();
    last.takeUp();
    await last.look(true);
    expect(asked).toHaveLength(1);
  });

  test("is not asked for without end of a peer that knows no such question", async () => {
    theirs = null;
    const incidents = keeping();
    await happen(incidents);
    for (let at = 0; at < 20; at++) await incidents.look(true);
    expect([asked.length, written()[0]?.timeline]).toMatchObject([5, { isWhole: true, hasPeer: false }]);
  });

  test("keeps what the peer had told when it tells no more", async () => {
    const incidents = keeping();
    await happen(incidents);
    await incidents.look(true);
    [now, theirs] = [now + 60_000, null];
    for (let at = 0; at < 6; at++) await incidents.look(true);
    expect([hosts(written()[0]), written()[0]?.timeline]).toMatchObject(["a7 b8 a9", { isWhole: true, hasPeer: true }]);
  });

  test("that is not there any more does not come back", async () => {
    const incidents = keeping();
    await happen(incidents);
    files.clear();
    await incidents.look(true);
    await incidents.look(true);
    expect([files.size, asked.length]).toEqual([0, 0]);
  });
});
