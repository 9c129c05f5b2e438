/** When a host gives the identity up, when it takes it, and what it waits for: row by row. */
import { describe, expect, test } from "vitest";
import {
  DEFAULT_LIMITS, unfitness, UNWATCHED, watchFitness, type FitnessSample, type Unfitness,
} from "../../src/failover/fitness.ts";
import { startKeeper, type KeeperState } from "../../src/failover/keeper-state.ts";
import { mayGoOn, policyFor, type Hindrance, type PolicyFacts } from "../../src/failover/policy.ts";
import { firstRegister, type Handover, type Register } from "../../src/failover/register.ts";
import { isBoundFinal, slotBound, type SlotView } from "../../src/failover/slot-bound.ts";
import { isStalled, watchFinality } from "../../src/failover/stall.ts";

const FIT: FitnessSample = { processRuns: true, isHealthy: true, slotsBehind: 3 };

const fitnessAfter = (...samples: readonly FitnessSample[]): Unfitness | null =>
  unfitness(samples.reduce((row, sample) => watchFitness(row, sample, DEFAULT_LIMITS), UNWATCHED),
    DEFAULT_LIMITS);

const times = (count: number, sample: Partial<FitnessSample>): readonly FitnessSample[] =>
  Array.from({ length: count }, () => ({ ...FIT, ...sample }));

describe("a validator is unfit after five failures in a row, and not before", () => {
  test.each<[Partial<FitnessSample>, Unfitness]>([
    [{ processRuns: false }, "process-dead"],
    [{ slotsBehind: 101 }, "behind"],
    [{ isHealthy: false }, "rpc-unhealthy"],
    [{ isHealthy: null }, "rpc-unhealthy"],
  ])("%j: %s", (sample, expected) => {
    expect(fitnessAfter(...times(4, sample))).toBeNull();
    expect(fitnessAfter(...times(5, sample))).toBe(expected);
    expect(fitnessAfter(...times(4, sample), FIT, ...times(4, sample))).toBeNull();
  });

  test.each([{ slotsBehind: 100 }, { slotsBehind: null }])("%j is not a failure", (sample) => {
    expect(fitnessAfter(...times(20, sample))).toBeNull();
  });
});

const HELD: Register = { format: "vexor.register/1", group: "g", lineage: "c", identity: "i", epoch: 4,
  seq: 2, holder: "b", writer: "b1", state: "held", handover: null };

const keeperIn = (phase: KeeperState["phase"], register: Register = HELD): KeeperState => ({
  ...startKeeper({ host: "a", peer: "b", writer: "a1", now: 0, remembered: { epoch: 4, seq: 2 } }),
  phase, seen: { register, revision: "9", cluster: "c" } });

const READY: PolicyFacts = { isDryRun: false, isUnplannedAllowed: true, isStillSigning: false, hasFailed: false, isTakeStuck: false, unfit: null, isCaughtUp: true, isVoting: false,
  isClusterStalled: false, isAdmitted: true, isHandoverAsked: false, isPeerReady: true,
  stateDigest: null, isOwnToResume: false, isBoundFinal: true };

describe("a client that was not made to stop", () => {
  const demoting = { ...keeperIn("demoting"), heldFrom: 10 };
  const asked = { ...READY, isHandoverAsked: true };

  test("may go on where an operator alone had wanted it to stop", () => {
    expect(mayGoOn(demoting, asked)).toBe(true);
  });

  test.each<[string, KeeperState, PolicyFacts]>([
    ["the validator is not well", demoting, { ...asked, unfit: "process-dead" }],
    ["it was no operator", demoting, READY],
    ["the register is not held", { ...demoting, heldFrom: null }, asked],
    ["a kill has begun", { ...demoting, phase: "killing" }, asked],
    ["the host is a standby", { ...demoting, phase: "standby" }, asked],
  ])("may not where %s", (_, keeper, facts) => {
    expect(mayGoOn(keeper, facts)).toBe(false);
  });
});

describe("a standby", () => {
  test("may take what is free", () => {
    expect(policyFor(keeperIn("standby"), READY)).toMatchObject({ mayTake: true, hindrances: [] });
  });

  test.each<[Partial<PolicyFacts>, Hindrance]>([
    [{ isDryRun: true }, "dry-run"],
    [{ isUnplannedAllowed: false }, "unplanned-off"],
    [{ unfit: "rpc-unhealthy" }, "unfit"],
    [{ isCaughtUp: false }, "behind"],
    [{ isClusterStalled: true }, "cluster-stalled"],
    [{ isStillSigning: true }, "still-signs"],
    [{ hasFailed: true }, "promotion-failed"],
    [{ isAdmitted: false }, "not-admitted"],
    [{ isAdmitted: null }, "not-admitted"],
  ])("%j keeps it from that: %s", (facts, hindrance) => {
    expect(policyFor(keeperIn("standby"), { ...READY, ...facts }))
      .toMatchObject({ mayTake: false, hindrances: [hindrance] });
  });

  test("of a dry run names each other reason as well", () => {
    expect(policyFor(keeperIn("standby"), { ...READY, isDryRun: true, isCaughtUp: false, isAdmitted: null }).hindrances)
      .toEqual(["dry-run", "behind", "not-admitted"]);
  });

  const offeredTo = (to: string): Register =>
    ({ ...HELD, state: "offered", handover: { to, digest: "d", slot: 7 } });

  test("takes what is offered to it also where nothing else is permitted", () => {
    const facts = { ...READY, isUnplannedAllowed: false };
    expect(policyFor(keeperIn("standby", offeredTo("a")), facts).mayTake).toBe(true);
    expect(policyFor(keeperIn("standby", offeredTo("b")), facts).mayTake).toBe(false);
  });

  test("takes back what it has offered, and the peer has not taken, also where nothing else is permitted", () => {
    const own = { ...offeredTo("b"), holder: "a" };
    expect(policyFor(keeperIn("standby", own), { ...READY, isUnplannedAllowed: false }).mayTake).toBe(true);
  });

  test("says that it does not take what was made for the other host", () => {
    const made = firstRegister({ group: "g", host: "b", peer: "a", identity: "i", lineage: "c" });
    expect(policyFor(keeperIn("standby", made), READY)).toMatchObject({ hindrances: ["made-for-peer"] });
  });
});

test.each<[string, Handover | null, Partial<PolicyFacts>, boolean]>([
  ["the state that was handed over is here", { to: "a", digest: "d", slot: 7 }, { stateDigest: "d", isBoundFinal: false }, true],
  ["another state is here", { to: "a", digest: "d", slot: 7 }, { stateDigest: "e", isBoundFinal: false }, false],
  ["no state is here", { to: "a", digest: "d", slot: 7 }, { isBoundFinal: false }, false],
  ["no state is here, and all that the other one has voted for is final", { to: "a", digest: "d", slot: 7 }, {}, true],
  ["none was handed over, and the bound is final", null, {}, true],
  ["none was handed over, and the bound is not final", null, { isBoundFinal: false }, false],
  ["the peer was killed: none could be carried", { to: "a", digest: null, slot: null }, { isBoundFinal: false }, false],
])("a host that has taken is ready: %s", (_, handover, facts, expected) => {
  const keeper = keeperIn("taking", { ...HELD, holder: "a", handover });
  expect(policyFor(keeper, { ...READY, ...facts }).isReady).toBe(expected);
});

test.each<[string, Partial<PolicyFacts>, boolean]>([
  ["has not been ready for long, and the peer is", { isTakeStuck: true }, true],
  ["has not been ready for long, and the peer is not", { isTakeStuck: true, isPeerReady: null }, false],
  ["is new", {}, false],
])("a host that has taken hands back: it %s", (_, facts, expected) => {
  expect(policyFor(keeperIn("taking", HELD), { ...READY, ...facts }).handOver).toBe(expected);
});

test.each<[string, Partial<PolicyFacts>, boolean]>([
  ["nothing is wrong", {}, false],
  ["an operator asks", { isHandoverAsked: true }, true],
  ["an operator asks, in a dry run", { isHandoverAsked: true, isDryRun: true }, false],
  ["its process is dead", { unfit: "process-dead" }, true],
  ["it is behind", { unfit: "behind" }, true],
  ["its node says that it is not healthy", { unfit: "rpc-unhealthy" }, true],
  ["it is unfit, and so is the peer", { unfit: "behind", isPeerReady: false }, false],
  ["it is unfit, and the peer does not answer", { unfit: "behind", isPeerReady: null }, false],
  ["it is unfit, and the cluster finalizes nothing", { unfit: "behind", isClusterStalled: true }, false],
  ["its node says nothing, and the account votes", { unfit: "rpc-unhealthy", isVoting: true }, false],
  ["its node says that it is behind, and the account votes", { unfit: "behind", isVoting: true }, false],
  ["its process is dead, and a vote of before shows only now", { unfit: "process-dead", isVoting: true }, true],
  ["its client has started unstaked, and no peer is ready", { unfit: "unstaked", isPeerReady: null, isClusterStalled: true }, true],
  ["its client has started unstaked, and nothing unplanned is permitted", { unfit: "unstaked", isUnplannedAllowed: false }, false],
  ["it is unfit, and nothing unplanned is permitted", { unfit: "behind", isUnplannedAllowed: false }, false],
])("a host that signs gives up: %s", (_, facts, expected) => {
  expect(policyFor(keeperIn("signing"), { ...READY, ...facts }).handOver).toBe(expected);
});

describe("the slot bound", () => {
  const view = (from: string, askedAt: number, processed: number, finalized = 0): SlotView =>
    ({ from, askedAt, processed, finalized });

  test("is beyond the newest slot that anybody knows of once the fence is proven", () => {
    expect(slotBound([view("own", 10, 100), view("x", 11, 103), view("y", 10, 99)], 10)).toBe(151);
  });

  test.each<[string, readonly SlotView[]]>([
    ["one witness is not enough", [view("own", 10, 100), view("x", 11, 103)]],
    ["this host's own node is missing", [view("x", 10, 100), view("y", 11, 103)]],
    ["one was asked before the fence", [view("own", 10, 100), view("x", 9, 103), view("y", 12, 90)]],
  ])("is unknown: %s", (_, views) => {
    expect(slotBound(views, 10)).toBeNull();
  });

  test.each<[string, readonly SlotView[], boolean]>([
    ["own node and a witness", [view("own", 20, 0, 151), view("x", 21, 0, 152)], true],
    ["own node alone", [view("own", 20, 0, 160), view("x", 21, 0, 150)], false],
    ["witnesses alone", [view("own", 20, 0, 150), view("x", 21, 0, 152), view("y", 9, 0, 152)], false],
    ["by an older view that a newer one takes back",
      [view("own", 20, 0, 151), view("x", 20, 0, 152), view("x", 30, 0, 140)], false],
  ])("is final by: %s", (_, views, expected) => {
    expect(isBoundFinal(151, views)).toBe(expected);
  });
});

test("a cluster is stalled once no slot has become final for 15 s, and as long as that is unknown", () => {
  expect(isStalled(null, 0)).toBe(true);
  const seen = watchFinality(null, 500, 1_000);
  expect(isStalled(seen, 16_000)).toBe(false);
  expect(isStalled(watchFinality(seen, 500, 9_000), 16_001)).toBe(true);
  expect(isStalled(watchFinality(seen, null, 9_000), 16_001)).toBe(true);
  expect(isStalled(watchFinality(seen, 499, 9_000), 16_001)).toBe(true);
  expect(isStalled(watchFinality(seen, 501, 9_000), 16_001)).toBe(false);
});
