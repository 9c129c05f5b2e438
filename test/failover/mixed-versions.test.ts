/**
 * What a keeper says to one of the version before, and the other way round: each of its texts as it was written then. No line
 * may ever leave this file.
 */
import { expect, test } from "vitest";
import { checksHere } from "../../src/commands/verbs/failover/checks-here.ts";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import { readHostChecks } from "../../src/failover/checks.ts";
import { handoverPlan } from "../../src/failover/handover-plan.ts";
import { parseRegister } from "../../src/failover/register-text.ts";
import { readRole } from "../../src/failover/role.ts";
import { parseAnswer, parseQuestion, question } from "../../src/failover/word.ts";

const PARTIES = { group: "pair", host: "val-a", peer: "val-b" };
const NONCE = "0".repeat(32);

/** Of the version that only watched. */
const WATCHING = {
  question: '{"format":"vexor.keeper-question/1","ask":"word","group":"pair","from":"val-b","to":"val-a","nonce":"00000000000000000000000000000000","epoch":0}',
  answer: '{"format":"vexor.keeper-answer/1","group":"pair","from":"val-b","to":"val-a","nonce":"00000000000000000000000000000000","isYes":false,"mark":{"epoch":6,"seq":40}}',
  register: '{"format":"vexor.register/1","group":"pair","lineage":"4711","identity":"7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2","epoch":6,"seq":40,"holder":"val-b","writer":"1f","state":"held","handover":null}',
  role: '{"format":"vexor.failover-role/1","group":"pair","epoch":7,"role":"standby"}\n',
};

test("a peer of the version before is answered, and its word counts as one that could not take", () => {
  expect(parseQuestion(WATCHING.question, PARTIES)).toMatchObject({ ask: "word", from: "val-b" });
  expect(parseAnswer(WATCHING.answer, question(PARTIES, "word", NONCE), PARTIES)).toEqual({
    format: "vexor.keeper-answer/1", group: "pair", from: "val-b", to: "val-a", nonce: NONCE, isYes: false,
    mark: { epoch: 6, seq: 40 }, canTake: false, phase: null, checks: null });
});

test("its register and its role are read", () => {
  expect(parseRegister(WATCHING.register)).toMatchObject({ holder: "val-b", epoch: 6 });
  expect(readRole(WATCHING.role)).toMatchObject({ role: "standby", epoch: 7 });
});

/** What a keeper of before reads: one name more, and no handover to this version begins. */
const CHECKED = ["client", "identity", "keys", "boot", "caughtUp", "voteAccount", "admission", "record", "disk", "leaderWindow"];

test("what a host says of itself has the checks that the version before knows, and others apart", () => {
  expect(checksHere(createLinuxHost(""), { host: "val-a", units: [], identity: {} } as never, 0).checks.map(({ name }) => name)).toEqual(CHECKED);
  const before = { format: "vexor.failover-checks/1", host: "val-b", at: 1, version: "0.1.0", genesisHash: "G", checks: [] };
  expect(readHostChecks(JSON.stringify(before))).toEqual({ ...before, more: [] });
  const later = { ...before, more: [{ name: "lock", isGood: true, says: "free" }, { name: "weather", isGood: false, says: "wet" }] };
  expect(readHostChecks(JSON.stringify(later))?.more).toEqual([later.more[0]]);
});

test("what a later version asks that this one does not know gets no answer", () => {
  expect(parseQuestion(WATCHING.question.replace('"word"', '"forecast"'), PARTIES)).toBeNull();
});

test("a handover to a peer that knows no checks does not begin", () => {
  const status = { format: "vexor.failover/1", group: "pair", host: "val-a", isDryRun: false, phase: "signing", phaseMs: 1,
    register: { holder: "val-a", epoch: 5, seq: 1, state: "held", handover: null, unchangedMs: 1 }, leftMs: 9_000, takeInMs: null,
    hindrances: [], alarm: null, unanswered: null, unsafeEtcd: null,
    peer: { host: "val-b", isStandby: true, mark: null, phase: null, answeredMs: 1 } } as const;
  const own = { format: "vexor.failover-checks/1", host: "val-a", at: 1, version: "0.2.0", genesisHash: "G", checks: [] } as const;
  expect(handoverPlan({ status, own, peer: null, roundTripMs: 1 }).hindrances).toEqual(["val-b does not answer"]);
});
