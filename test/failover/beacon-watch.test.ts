/** What is seen of beacon nodes: what no node has said keeps a host from taking. */
import { describe, expect, test } from "vitest";
import {
  beaconAnswersIn, beaconAnswerLine, beaconQuestionIn, beaconQuestionLine, beaconStateIn, type BeaconState,
} from "../../src/failover/beacon-lines.ts";
import { beaconFacts, beaconsAfter, NO_BEACONS_SEEN, saidByProcess, type BeaconLook, type BeaconsSeen } from "../../src/failover/beacon-watch.ts";

const node = (head: number, more: Partial<BeaconState> = {}): BeaconState => ({ head, distance: 0, isSynced: true, ...more });
const look = (at: number, more: Partial<BeaconLook> = {}): BeaconLook =>
  ({ at, clientRuns: true, own: node(at / 1_000), others: [], ...more });
const after = (...looks: readonly BeaconLook[]): BeaconsSeen => looks.reduce(beaconsAfter, NO_BEACONS_SEEN);

const STANDBY = { hasOthers: false, isHolding: false };

describe("a standby", () => {
  test("may take while its own node is synced and the chain goes on", () => {
    expect(beaconFacts(after(look(0), look(6_000)), 6_000, STANDBY)).toMatchObject({ isCaughtUp: true, isClusterStalled: false, unfit: null });
  });

  test.each<[string, Partial<BeaconLook>]>([
    ["that has not answered", { own: null }],
    ["that was not asked", { own: "unasked" }],
    ["that is syncing", { own: node(6, { isSynced: false }) }],
    ["that is behind by its own clock", { own: node(6, { distance: 4 }) }],
    ["that others are ahead of", { own: node(6), others: [node(11)] }],
  ])("does not with a node %s", (_, more) => {
    expect(beaconFacts(after(look(0, more)), 0, STANDBY).isCaughtUp).toBe(false);
  });

  test("does not by a word that is old, nor on a chain that stands still", () => {
    const seen = after(look(0));
    expect(beaconFacts(seen, 21_000, STANDBY).isCaughtUp).toBe(false);
    expect(beaconFacts(after(look(0), look(61_000, { own: node(0) })), 61_000, STANDBY)).toMatchObject({ isCaughtUp: true, isClusterStalled: true });
    expect(beaconFacts(NO_BEACONS_SEEN, 0, STANDBY)).toMatchObject({ isCaughtUp: false, isClusterStalled: true });
  });

  test("does not where the other nodes that it names are silent", () => {
    expect(beaconFacts(after(look(0), look(6_000)), 6_000, { ...STANDBY, hasOthers: true }).isClusterStalled).toBe(true);
  });
});

test("a client is gone once a row of looks has not found it", () => {
  const dead = [0, 1, 2, 3, 4].map((at) => look(at * 1_000, { clientRuns: false }));
  expect(saidByProcess(after(...dead.slice(1)), "me")).toBeNull();
  expect(saidByProcess(after(...dead), "me")).toEqual({ pubkey: "", askedAt: 4_000 });
  expect(saidByProcess(after(...dead, look(5_000)), "me")).toEqual({ pubkey: "me", askedAt: 5_000 });
  expect(beaconFacts(after(...dead), 4_000, { hasOthers: false, isHolding: true }).unfit).toBe("process-dead");
});

describe("lines", () => {
  const BODY = { data: { head_slot: "12", sync_distance: "1", is_syncing: false, is_optimistic: false, el_offline: false } };

  test("a node's own words are read, each of them", () => {
    expect(beaconStateIn(BODY)).toEqual(node(12, { distance: 1 }));
    for (const word of ["is_syncing", "is_optimistic", "el_offline"]) {
      expect(beaconStateIn({ data: { ...BODY.data, [word]: true } })?.isSynced).toBe(false);
    }
    for (const [key, value] of [["head_slot", 12], ["head_slot", "-1"], ["sync_distance", undefined], ["is_syncing", "no"]] as const) {
      expect(beaconStateIn({ data: { ...BODY.data, [key]: value } })).toBeNull();
    }
    expect([beaconStateIn(null), beaconStateIn([]), beaconStateIn({})]).toEqual([null, null, null]);
  });

  test("an answer counts for its own question alone, and whole", () => {
    const asked = { id: 7, beacons: ["http://a", "http://b"] };
    expect(beaconQuestionIn(beaconQuestionLine(asked))).toEqual(asked);
    expect(beaconQuestionIn("{\"id\":7,\"own\":null,\"witnesses\":[],\"voteAccount\":null}")).toBeNull();
    const line = beaconAnswerLine(7, [node(3), null]);
    expect(beaconAnswersIn(line, asked)).toEqual([node(3), null]);
    for (const other of [beaconAnswerLine(8, [node(3), null]), beaconAnswerLine(7, [node(3)]), "", "[]", line.replace("3", "-3"), line.replace("true", "1")]) {
      expect(beaconAnswersIn(other, asked), other).toBeNull();
    }
  });
});
