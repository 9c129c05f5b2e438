/** The judge of the pairs of hosts sees each thing that it is there for. */
import { describe, expect, test } from "vitest";
import { judge, judgeEnd, recordSince, type PairRecord, type RegisterWrite, type Signed, type Verdict } from "../support/pair-judge.ts";

const NAMES = { a: "val-a", b: "val-b" } as const;
const AT = 1_000_000;

const entry = (more: object): string => JSON.stringify({ epoch: 1, seq: 0, holder: NAMES.a, writer: "a1", state: "held", ...more });

/** val-a takes, renews, offers; val-b takes; each signs meanwhile. */
const texts = [
  { writer: "", state: "offered" }, { epoch: 3 }, { epoch: 3, seq: 1 }, { epoch: 3, seq: 2, state: "offered" },
  { epoch: 4, holder: NAMES.b, writer: "b1" }, { epoch: 4, seq: 1, holder: NAMES.b, writer: "b1" },
];

const writes: readonly RegisterWrite[] = texts.map((text, at) => ({ revision: 10 + at, replaced: at === 0 ? 0 : 9 + at,
  text: entry(text), heard: AT + 10_000 * at, life: 0 }));

const vote = (host: string, slot: number, more: Partial<Signed> = {}): Signed => ({ host, identity: "K", slot, kind: "vote",
  previous: slot - 1, mono: AT + 10_000 + slot * 100, ...more });

/** The first 150 slots are val-a's, and from 310 on val-b's. */
const signed: readonly Signed[] = [
  ...Array.from({ length: 150 }, (_, at) => vote(NAMES.a, 10 + at)),
  ...Array.from({ length: 100 }, (_, at) => vote(NAMES.b, 310 + at)),
];

const good: PairRecord = { identity: "K", signed, writes };
const verdicts = (change: Partial<PairRecord>): readonly Verdict[] => [...new Set(judge({ ...good, ...change }).map(({ verdict }) => verdict))];
const changed = (at: number, text: object, more: Partial<RegisterWrite> = {}): PairRecord["writes"] =>
  writes.map((one, index) => (index === at ? { ...one, text: entry({ ...texts[at], ...text }), ...more } : one));
const before = (at: number, ...more: readonly RegisterWrite[]): PairRecord["writes"] => [...writes.slice(0, at), ...more, ...writes.slice(at)];

describe("the judge", () => {
  test("acquits a host that knows all, and one that begins behind the bound", () => {
    const old = signed.slice(0, 150);
    expect(verdicts({ signed: [...old, vote(NAMES.b, 161, { previous: 159, mono: AT + 45_000 })] })).toEqual([]);
    expect(verdicts({ signed: [...old, vote(NAMES.b, 207, { previous: null, mono: AT + 45_000 })] })).toEqual([]);
  });

  test("acquits a handover, what is sent again, other identities, and a second take of one host", () => {
    expect(judge(good)).toEqual([]);
    expect(verdicts({ signed: [...signed, vote(NAMES.b, 20, { again: true, mono: AT + 60_000 }), vote(NAMES.a, 700, { identity: "U" })] })).toEqual([]);
    expect(verdicts({ writes: [...writes, { revision: 16, replaced: 15, life: 0, heard: AT + 90_000,
      text: entry({ epoch: 6, holder: NAMES.b, writer: "b2" }) }] })).toEqual([]);
  });

  test.each<[string, Partial<PairRecord>, Verdict]>([
    ["two votes for one slot", { signed: [...signed, vote(NAMES.b, 100, { previous: 7, mono: AT + 60_000 })] }, "signed twice"],
    ["a vote and a vote to skip", { signed: [...signed, vote(NAMES.b, 100, { previous: 99, choice: "skip", mono: AT + 60_000 })] }, "signed twice"],
    ["two blocks of one slot", { signed: [...signed, vote(NAMES.a, 90, { kind: "block", root: "x" }),
      vote(NAMES.b, 90, { kind: "block", root: "y", mono: AT + 60_000 })] }, "signed twice"],
    ["a first vote that knows not of the last one of the other host", { signed: [...signed.slice(0, 150),
      vote(NAMES.b, 190, { previous: 150, mono: AT + 45_000 })] }, "forgets"],
    ["a first vote without a history, before the bound", { signed: [...signed.slice(0, 150), vote(NAMES.b, 206, { previous: null, mono: AT + 45_000 })] },
      "forgets"],
    ["one vote of the old host among those of the new one", { signed: [...signed, vote(NAMES.a, 350)] }, "overlap"],
    ["one vote of the new host among those of the old one", { signed: [...signed, vote(NAMES.b, 50)] }, "overlap"],
    ["the old host's vote after the take, before the new one's first", { signed: [...signed, vote(NAMES.a, 305)] }, "signed after its loss"],
    ["a vote before any take", { signed: [vote(NAMES.a, 1, { mono: AT - 1 }), ...signed] }, "signed before its take"],
    ["a host that has never held it", { signed: [...signed, vote("val-c", 900)] }, "a stranger"],
    ["an epoch of two hosts", { writes: changed(5, { holder: NAMES.a }) }, "epoch shared"],
    ["an epoch of two processes of one host", { writes: changed(5, { writer: "b2" }) }, "epoch shared"],
    ["takes without an end", { writes: [...writes, ...Array.from({ length: 11 }, (_, at) => ({ revision: 16 + at, replaced: 15 + at, life: 0,
      heard: AT + 90_000 + 500 * at, text: entry({ epoch: 5 + 2 * at, writer: `a${at}` }) }))] }, "churn"],
    ["an epoch that falls", { writes: changed(5, { epoch: 3, holder: NAMES.a, writer: "a1", seq: 3 }) }, "epoch fell"],
    ["a write over a text that it has not seen", { writes: changed(2, {}, { replaced: 10 }) }, "not compared"],
    ["a renewal that skips one", { writes: changed(2, { seq: 4 }) }, "not a successor"],
    ["a renewal of what was offered", { writes: before(4, { revision: 13, replaced: 13, life: 0, heard: AT + 31_000,
      text: entry({ epoch: 3, seq: 3 }) }) }, "not a successor"],
  ])("sees %s", (_, change, verdict) => {
    expect(verdicts(change)).toContain(verdict);
  });

  test("an etcd that was restored may show what was, and no epoch in it may become another host's", () => {
    const restored = writes.slice(0, 3).map((one) => ({ ...one, life: 1 }));
    expect(verdicts({ writes: [...writes, ...restored] })).toEqual([]);
    const late = restored.map((one) => ({ ...one, heard: AT + 49_000 }));
    const since = recordSince({ ...good, writes: [...writes, ...late] }, AT + 48_000);
    expect([judge(since), since.signed.length > 0]).toEqual([[], true]);
    expect(verdicts({ writes: [...writes, ...restored, { revision: 13, replaced: 12, life: 1, heard: AT + 99_000,
      text: entry({ epoch: 4, holder: NAMES.b, writer: "b7" }) }] })).toContain("epoch shared");
  });

  test.each<[readonly string[], Readonly<Record<string, number>>, boolean]>([
    [["val-a"], { "val-a": 0 }, false], [[], { "val-a": 0, "val-b": 0 }, true], [[], { "val-a": 2, "val-b": 0 }, false],
    [["val-a", "val-b"], { "val-a": 2, "val-b": 0 }, true], [[], {}, true],
  ])("at the end %j sign and status says %j: stuck is %s", (signers, codes, isStuck) => {
    expect(judgeEnd({ signers, codes }, 0).length > 0).toBe(isStuck);
  });
});
