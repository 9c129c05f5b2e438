/** Whether a host goes on from itself: only from what it held, and signed by, and only with no other host between. */
import { expect, test } from "vitest";
import { OwnHold } from "../../src/commands/verbs/failover/own-hold.ts";
import { startKeeper, type KeeperPhase, type KeeperState } from "../../src/failover/keeper-state.ts";
import { firstRegister, taken, type Register } from "../../src/failover/register.ts";
import { renderSignedEpoch, signedEpochIn } from "../../src/failover/signed-epoch.ts";

const ME = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2";
const [A, B] = [{ host: "a", peer: "b", writer: "a1" }, { host: "b", peer: "a", writer: "b1" }];
const MADE = firstRegister({ host: "a", peer: "b", group: "g", identity: ME, lineage: "1" });
const OURS = taken(MADE, A, null);

const at = (phase: KeeperPhase, register: Register): KeeperState => ({
  ...startKeeper({ ...A, now: 0, remembered: { epoch: 0, seq: 0 } }), phase, seen: { register, revision: "1", cluster: "1" } });

/** What a keeper that has seen `stood` finds once it has taken. */
const resumes = (stood: Register, signed: number | null): readonly boolean[] => {
  const hold = new OwnHold(() => signed);
  hold.saw(at("standby", stood));
  const mine = at("taking", taken(stood, { ...A, writer: "a2" }, null));
  hold.saw(mine);
  return [hold.canResume(at("standby", stood)), hold.hasResumed(mine)];
};

test("a host goes on from its own hold, by which it was let sign", () => {
  expect(resumes(OURS, OURS.epoch)).toEqual([true, true]);
  expect(resumes({ ...OURS, state: "offered", handover: { to: "b", digest: null, slot: null } }, OURS.epoch)).toEqual([true, true]);
});

test("not from a hold that it has never signed by: what the other host has signed may not be here", () => {
  expect(resumes(OURS, null)).toEqual([false, false]);
  expect(resumes(OURS, OURS.epoch - 2)).toEqual([false, false]);
  expect(resumes(MADE, null)).toEqual([false, false]);
});

test("not from what the other host has held since, whatever its number", () => {
  const theirs = taken(OURS, B, null);
  expect(resumes(theirs, OURS.epoch)).toEqual([false, false]);
  expect(taken(theirs, A, null).epoch).toBe(taken(OURS, A, null).epoch);
});

test("the word of an epoch counts whole, and for these keys alone", () => {
  const text = renderSignedEpoch({ identity: ME, epoch: 7 });
  expect(signedEpochIn(text, ME)).toBe(7);
  for (const other of [text.slice(0, -3), text.replace("7", "7.5"), "", text.replace("7", "\"7\"")]) expect(signedEpochIn(other, ME)).toBeNull();
  expect(signedEpochIn(text, "another")).toBeNull();
});
