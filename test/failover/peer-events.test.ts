/** What a peer tells of its record: which part, in which order beside this host's own, and what of a hostile one comes through. */
import { describe, expect, test } from "vitest";
import { merged, type KeeperRecord } from "../../src/failover/event.ts";
import {
  eventsAnswer, eventsAround, eventsQuestion, LONGEST_EVENTS, MOST_EVENTS, parseEventsAnswer, parseEventsQuestion,
} from "../../src/failover/peer-events.ts";
import { parseQuestion } from "../../src/failover/word.ts";
import { renderRecords } from "../../src/render/handover.ts";
import fc from "../support/property.ts";

const [A, B] = [{ group: "pair", host: "a", peer: "b" }, { group: "pair", host: "b", peer: "a" }];
const ASKED = eventsQuestion(A, { epoch: 5, seq: 9 }, "0".repeat(32));
const BEGUN = Date.parse("2026-11-30T00:00:00.000Z");

const record = (host: string, epoch: number, seq: number | undefined, second = 0): KeeperRecord => ({
  format: "vexor.failover-event/1", at: new Date(BEGUN + second * 1_000).toISOString(), uptime: second, host, epoch,
  ...seq === undefined ? {} : { seq }, what: "phase", from: "standby", to: "taking" });

const names = (records: readonly KeeperRecord[]): readonly string[] => records.map(({ host, epoch, seq }) => `${host}${epoch}.${seq}`);

describe("the records of two hosts are one", () => {
  test("in the order of the register, also where the other host's clock is an hour off", () => {
    for (const off of [-3_600, 0, 3_600]) {
      const own = [record("a", 5, 7, 10), record("a", 5, 8, 12), record("a", 6, 3, 20)];
      const theirs = [record("b", 5, 8, 13 + off), record("b", 6, 0, 15 + off)];
      const all = names(merged(own, theirs));
      expect(all.filter((one) => one !== "b5.8" && one !== "a5.8")).toEqual(["a5.7", "b6.0", "a6.3"]);
      expect(all.indexOf("a5.7")).toBe(0);
      expect(all.indexOf("b5.8")).toBeLessThan(all.indexOf("b6.0"));
    }
  });

  test("in which each host's own stay in their order, and none is lost, whatever the other one says", () => {
    const some = (host: string): fc.Arbitrary<readonly KeeperRecord[]> => fc.array(
      fc.tuple(fc.nat(3), fc.option(fc.nat(3), { nil: undefined }), fc.integer({ min: -100, max: 100 }))
        .map(([epoch, seq, second]) => record(host, epoch, seq, second)), { maxLength: 12 });
    fc.assert(fc.property(some("a"), some("b"), (own, theirs) => {
      const all = merged(own, theirs);
      expect(all.filter(({ host }) => host === "a")).toEqual(own);
      expect(all.filter(({ host }) => host === "b")).toEqual(theirs);
    }));
  });

  test("by wall clocks where a keeper of before has written no more than its epoch", () => {
    expect(names(merged([record("a", 5, undefined, 1), record("a", 5, undefined, 3)], [record("b", 5, 40, 2)])))
      .toEqual(["a5.undefined", "b5.40", "a5.undefined"]);
  });
});

describe("a host tells", () => {
  test("what is around the mark: the last before it, and some after", () => {
    const all = Array.from({ length: 1_000 }, (_, at) => record("b", 5, at, at));
    const told = eventsAround(all, { epoch: 5, seq: 499 });
    expect([told.length, told[0]?.seq, told.at(-1)?.seq]).toEqual([MOST_EVENTS, 412, 539]);
    expect(eventsAround(all, { epoch: 9, seq: 0 }).at(-1)?.seq).toBe(999);
    expect(eventsAround(all.slice(0, 3), { epoch: 1, seq: 0 })).toHaveLength(3);
    expect(eventsAround([], { epoch: 1, seq: 0 })).toEqual([]);
  });

  test("no more than one answer bears, however long its texts are", () => {
    const all = Array.from({ length: 200 }, (_, at): KeeperRecord => ({ ...record("b", 5, at), what: "unanswered", why: "\"\\\n".repeat(9_000) }));
    expect(JSON.stringify(eventsAround(all, { epoch: 9, seq: 0 })).length).toBeLessThanOrEqual(LONGEST_EVENTS);
    expect(eventsAround(all, { epoch: 9, seq: 0 }).length).toBeGreaterThan(20);
  });
});

describe("of a question", () => {
  const text = JSON.stringify(ASKED);

  test("the peer's own counts alone, and a keeper of before takes it for none", () => {
    expect(parseEventsQuestion(text, B)).toEqual(ASKED);
    expect(parseQuestion(text, B)).toBeNull();
    for (const wrong of [text.replace('"a"', '"c"'), text.replace("pair", "others"), text.replace("question/1", "question/2"),
      text.replace('"seq":9', '"seq":-1'), text.replace('"seq":9', '"seq":"9"'), text.replace("0".repeat(32), "0"), "", "null", "[]"]) {
      expect(parseEventsQuestion(wrong, B), wrong).toBeNull();
    }
  });
});

describe("of an answer", () => {
  const whole = record("b", 5, 8);
  const answer = (events: unknown, change: object = {}): string =>
    JSON.stringify({ ...eventsAnswer(ASKED, B, []), events, ...change });
  const read = (...events: readonly unknown[]): readonly KeeperRecord[] | null => parseEventsAnswer(answer(events), ASKED, A);

  test.each<KeeperRecord>([
    { ...whole, what: "started", version: "0.2.0" }, { ...whole, what: "phase", from: "signing", to: "demoting" },
    { ...whole, what: "alarm", code: "duplicate" }, { ...whole, what: "unanswered", why: "deadline" },
    { ...whole, what: "asked", ask: "hand-over" }, record("b", 5, undefined),
    { ...whole, what: "acted", act: "demote", ms: 812, end: "stopped", slot: 419 },
  ].map((one) => one as KeeperRecord))("what its keeper has noted comes through: %j", (one) => {
    expect(read(one)).toEqual([JSON.parse(JSON.stringify({ ...one, ...one.what === "phase" ? {} : { from: undefined, to: undefined } }))]);
  });

  test.each<[string, string]>([
    ["another question", answer([], { nonce: "1".repeat(32) })], ["another host", answer([], { from: "c" })],
    ["another group", answer([], { group: "others" })], ["more than are given", answer(Array(MOST_EVENTS + 1).fill(whole))],
    ["no list", answer({ length: 1 })], ["another format", answer([], { format: "vexor.keeper-question/1" })], ["no JSON", "{"], ["null", "null"],
  ])("nothing counts that is of %s", (_, text) => {
    expect(parseEventsAnswer(text, ASKED, A)).toBeNull();
  });

  test.each<[string, object]>([
    ["is of this host", { host: "a" }], ["has another format", { format: "vexor.failover-event/2" }], ["has no time", { at: "yesterday" }],
    ["has a time that is none", { at: "2026-99-99T00:00:00.000Z" }], ["counts below zero", { epoch: -1 }], ["has a seq in words", { seq: "8" }],
    ["is of a kind that is not known here", { what: "foretold" }], ["has a phase that there is not", { to: "asleep" }],
    ["raises an alarm that is no word", { what: "alarm", code: "\u001b[2J" }], ["has a text without an end", { what: "unanswered", why: "x".repeat(201) }],
    ["has acted in no known way", { what: "acted", act: "reboot", ms: 1, end: "signs", slot: null }],
  ])("one that %s is left out, and the others count", (_, change) => {
    expect(read({ ...whole, ...change }, whole, null, 7)).toEqual([whole]);
  });

  test("no text steers a terminal, and no field comes through that is not known", () => {
    const [one] = read({ ...whole, what: "unanswered", why: "a\u001b[2J\nb", more: "x".repeat(9) }) ?? [];
    expect(one).not.toHaveProperty("more");
    expect(renderRecords(one ? [one] : [])).toMatch(/^[\x20-\x7e\ufffd]+\n$/);
  });
});
