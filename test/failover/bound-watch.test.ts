/** The slot bound of a take: what it must be beyond, and that it comes to an end. */
import { describe, expect, test } from "vitest";
import { isTakeFinal, watchBound, type BoundWatch } from "../../src/failover/bound-watch.ts";
import { startKeeper, type KeeperState } from "../../src/failover/keeper-state.ts";
import type { SlotView } from "../../src/failover/slot-bound.ts";
import fc from "../support/property.ts";

const keeperIn = (phase: KeeperState["phase"], since: number, epoch = 5): KeeperState => ({
  ...startKeeper({ host: "a", peer: "b", writer: "a1", now: since, remembered: { epoch: 4, seq: 2 } }),
  phase, since, seen: { revision: "9", cluster: "c", register: { format: "vexor.register/1", group: "g",
    lineage: "c", identity: "i", epoch, seq: 0, holder: "a", writer: "a1", state: "held", handover: null } } });

const SLOT_MS = 200;
const slotAt = (ms: number): number => Math.floor(ms / SLOT_MS) + 10_000;
const FENCED = 30_000;
/** Votes reach so far beyond the newest slot; a sound node is so far behind it at most. */
const [VOTES_AHEAD, SOUND_LAG, FINAL_LAG] = [40, 8, 5];

interface Node { readonly from: string; readonly lag: number; readonly isLiar: boolean; readonly silentFor?: number }

/** Each node is asked every second, also before the fence; a liar says what it likes. Others may be silent for some seconds. */
const played = (nodes: readonly Node[], lies: () => number, seconds: number) => {
  const newest = new Map<string, SlotView>();
  let watch: BoundWatch | null = null;
  const seen: { readonly at: number; readonly own: number; readonly isFinal: boolean; readonly bound: number | null }[] = [];
  for (let at = FENCED - 20_000; at < FENCED + seconds * 1_000; at += 1_000) {
    for (const { from, lag, isLiar, silentFor = 0 } of nodes) {
      if (at >= FENCED && at < FENCED + silentFor * 1_000) continue;
      const [processed, finalized] = isLiar ? [lies(), lies()] : [slotAt(at) - lag, slotAt(at) - lag - FINAL_LAG];
      newest.set(from, { from, askedAt: at, processed, finalized });
    }
    const views = [...newest.values()];
    watch = watchBound(watch, keeperIn(at < FENCED ? "standby" : "taking", Math.min(at, FENCED)), views);
    seen.push({ at, isFinal: isTakeFinal(watch, views), bound: watch?.bound ?? null, own: newest.get("own")?.finalized ?? 0 });
  }
  return seen;
};

const lag = fc.nat(SOUND_LAG);
const lies = fc.infiniteStream(fc.oneof(fc.nat(20_000), fc.nat())).map((stream) => () => Number(stream.next().value));

describe("a host that has taken without its peer's signing state", () => {
  const LAST = slotAt(FENCED) + VOTES_AHEAD;
  const nodesOf = (own: number, lags: readonly number[], hasLiar: boolean, silentFor = 0): readonly Node[] => [
    { from: "own", lag: own, isLiar: false }, ...hasLiar ? [{ from: "liar", lag: 0, isLiar: true }] : [],
    ...lags.map((one, at) => ({ from: `w${at}`, lag: one, isLiar: false, silentFor }))];

  test("signs only once all that the peer can have voted for is final for its own node, whatever one witness says", () => {
    const own = fc.oneof(lag, fc.integer({ min: SOUND_LAG, max: 300 }));
    const silent = fc.oneof(fc.constant(0), fc.nat(30));
    fc.assert(fc.property(own, fc.array(lag, { minLength: 1, maxLength: 3 }), fc.boolean(), lies, silent, (ownLag, lags, hasLiar, lie, silentFor) => {
      for (const { isFinal, own: final } of played(nodesOf(ownLag, lags, hasLiar, silentFor), lie, 90)) {
        if (isFinal) expect(final).toBeGreaterThanOrEqual(LAST);
      }
    }));
  });

  test("signs some seconds later where none lies, and among three where one does", () => {
    fc.assert(fc.property(lag, lag, lag, lies, fc.boolean(), (own, one, other, lie, hasLiar) => {
      const seen = played(nodesOf(own, hasLiar ? [one, other, 3] : [one, other], hasLiar), lie, 130);
      expect(seen.at(-1)?.isFinal).toBe(true);
    }));
  });

  test("keeps its bound", () => {
    const bounds = new Set(played(nodesOf(0, [2, 3], false), () => 0, 60).map(({ bound }) => bound));
    expect([...bounds]).toEqual([null, slotAt(FENCED + 1_000) + 48]);
  });
});

const view = (from: string, askedAt: number, processed: number, finalized = processed): SlotView =>
  ({ from, askedAt, processed, finalized });
const three = (at: number, slot: number, final = slot): readonly SlotView[] =>
  ["own", "x", "y"].map((from) => view(from, at, slot, final));

describe("a bound", () => {
  test("does not become lower when a node says less", () => {
    const taking = keeperIn("taking", 100);
    const first = watchBound(null, taking, three(200, 500));
    expect(watchBound(first, taking, three(300, 400))?.bound).toBe(548);
  });

  test("goes on while the host begins to sign, and ends when it does neither", () => {
    const first = watchBound(null, keeperIn("taking", 100), three(200, 500));
    const signing = watchBound(first, keeperIn("signing", 900), three(1_000, 600));
    expect([signing?.bound, isTakeFinal(signing, three(1_000, 600))]).toEqual([548, true]);
    expect(watchBound(signing, keeperIn("demoting", 1_100), [])).toBeNull();
    expect(watchBound(null, keeperIn("signing", 900), three(1_000, 600))).toBeNull();
  });

  test("is a new one with a new take: what was final for the last one says nothing", () => {
    const first = watchBound(null, keeperIn("taking", 100), three(200, 500));
    const next = watchBound(first, keeperIn("taking", 900, 7), three(800, 700));
    expect(next).toEqual({ epoch: 7, fencedAt: 910, bound: null });
    expect(isTakeFinal(next, three(800, 700))).toBe(false);
    expect(watchBound(next, keeperIn("taking", 900, 7), three(911, 705))?.bound).toBe(753);
  });
});
