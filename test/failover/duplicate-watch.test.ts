/** An account that votes while both keepers say that their hosts do not sign. */
import { describe, expect, test } from "vitest";
import {
  heardPeer, isDuplicate, NO_DUPLICATE, sawVotes, type DuplicateWatch,
} from "../../src/failover/duplicate-watch.ts";
import { startKeeper, type KeeperState } from "../../src/failover/keeper-state.ts";

const keeperIn = (epoch = 4, phase: KeeperState["phase"] = "standby"): KeeperState => ({
  ...startKeeper({ host: "a", peer: "b", writer: "a1", now: 0, remembered: { epoch, seq: 2 } }), phase });

type Act = (before: DuplicateWatch) => DuplicateWatch;

const says = (now: number, epoch = 4, isYes = true, keeper = keeperIn()): Act => (before) => heardPeer(before, keeper,
  { word: { isYes, mark: { epoch, seq: 9 }, canTake: false, phase: null }, askedAt: now - 50, now });
const shows = (at: number, tip: number | null, lastVote: number | null, keeper = keeperIn()): Act =>
  (before) => sawVotes(before, keeper, { at, tip, lastVote });

const after = (...acts: readonly Act[]): boolean =>
  isDuplicate(acts.reduce((watch, act) => act(watch), NO_DUPLICATE), 20_000);

const QUIET = [says(1_000), shows(2_000, 500, 499)];

describe("is an alarm:", () => {
  test("a vote for a slot that there was not yet, when both had stopped", () => {
    expect(after(...QUIET, shows(12_000, 560, 549), says(13_000))).toBe(true);
  });

  test("also where the peer is silent in between", () => {
    expect(after(...QUIET, shows(12_000, 560, 549), shows(18_000, 590, 580), says(19_000))).toBe(true);
  });
});

test.each<[string, readonly Act[]]>([
  ["votes that were signed before land late", [...QUIET, shows(12_000, 560, 548), says(13_000)]],
  ["the votes do not show", [...QUIET, shows(12_000, 560, null), says(13_000)]],
  ["the newest slot was noted before both had stopped", [says(1_000), shows(900, 400, 399), shows(2_000, 500, 470), says(3_000)]],
  ["the newest slot is unknown", [says(1_000), shows(2_000, null, 900), says(3_000)]],
  ["the peer's last word is from before the vote was seen", [...QUIET, shows(12_000, 560, 549), says(12_040)]],
  ["the peer has taken the register meanwhile", [...QUIET, shows(12_000, 560, 549), says(13_000, 6, false)]],
  ["the peer has taken it, signed and offered it again", [...QUIET, shows(12_000, 560, 549), says(13_000, 6)]],
  ["the peer may sign, or watches only", [says(1_000, 4, false), shows(2_000, 500, 499), shows(12_000, 560, 549), says(13_000, 4, false)]],
  ["this host has begun to sign", [...QUIET, shows(12_000, 560, 549, keeperIn(5, "signing")), says(13_000, 5, true, keeperIn(5, "signing"))]],
  ["this host takes", [...QUIET, shows(12_000, 560, 549, keeperIn(5, "taking")), says(13_000, 5, true, keeperIn(5, "taking"))]],
])("is none: %s", (_, acts) => {
  expect(after(...acts)).toBe(false);
});

test("an alarm ends some time after the last proof", () => {
  const proven = [...QUIET, shows(12_000, 560, 549), says(13_000)].reduce((watch, act) => act(watch), NO_DUPLICATE);
  expect([isDuplicate(proven, 72_000), isDuplicate(proven, 73_001)]).toEqual([true, false]);
});
