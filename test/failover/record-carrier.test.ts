/** Bringing the peer's signing record here: what counts, what is asked for again, and when it is in place. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { RecordCarrier } from "../../src/failover/record-carrier.ts";
import { renderSigningRecord, type ReceivedRecord } from "../../src/failover/signing-record.ts";
import { makeKey } from "../support/keys.ts";

const [own, other] = [makeKey().pubkey, makeKey().pubkey];
const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");
const recordOf = (slot: number, identity = own): string =>
  renderSigningRecord({ identity, files: [{ form: "tower", slot, bytes: Buffer.from(`${slot}`) }] });
const FIRST = recordOf(100);
const DIGEST = digestOf(FIRST);

interface LabOptions {
  readonly answers?: readonly (string | null | (() => Promise<string | null>))[];
  readonly place?: () => Promise<boolean>;
  readonly isFull?: boolean;
  readonly isMarked?: boolean;
  readonly lastStop?: string;
}

const lab = ({ answers = [FIRST], place = async () => true, isFull = false, isMarked = true, lastStop }: LabOptions = {}) => {
  let now = 0;
  const asked: string[] = [];
  const placed: string[] = [];
  const received: ReceivedRecord[] = [];
  const kept = new Map<string, string>();
  const carrier = new RecordCarrier({
    group: "g", identity: own, retryMs: 2_000, now: () => now,
    peer: { record: async (digest) => {
      asked.push(digest);
      const answer = answers[Math.min(asked.length, answers.length) - 1] ?? null;
      return typeof answer === "function" ? answer() : answer;
    } },
    store: { digestOf, read: (digest) => kept.get(digest) ?? null,
      keep: (text) => {
        if (!isFull) kept.set(digestOf(text), text);
        return !isFull;
      },
      signedEpoch: () => null,
      isLastStop: (digest) => digest === lastStop,
      receive: (record) => received.push(record) > 0,
      isPlaced: (identity, digest) => isMarked && identity === own && placed.includes(digest) },
    place: async (digest) => {
      placed.push(digest);
      return place();
    },
  });
  return { carrier, asked, placed, received, kept, after: (ms: number) => void (now += ms) };
};

const turn = (): Promise<void> => new Promise((done) => void setImmediate(done));

test("a record is fetched, kept, put in place, and only then here", async () => {
  let isPlaced: (is: boolean) => void = () => undefined;
  const { carrier, asked, placed, received, kept } = lab({ place: () => new Promise((done) => void (isPlaced = done)) });
  const arrivals: (string | null)[] = [];
  carrier.onArrival(() => arrivals.push(carrier.digest()));
  for (const _ of [1, 2, 3]) carrier.carry(DIGEST);
  await turn();
  expect(arrivals).toEqual([]);
  expect([asked, placed, [...kept.values()], carrier.digest()]).toEqual([[DIGEST], [DIGEST], [FIRST], null]);
  expect(received).toEqual([{ group: "g", identity: own, digest: DIGEST, slots: [{ form: "tower", slot: 100 }] }]);
  isPlaced(true);
  await turn();
  carrier.carry(DIGEST);
  await turn();
  expect([asked.length, placed.length, carrier.digest(), arrivals]).toEqual([1, 1, DIGEST, [DIGEST]]);
});

describe("nothing is kept or put in place of", () => {
  test.each<[string, LabOptions, string]>([
    ["a text with another digest", { answers: [recordOf(99)] }, DIGEST],
    ["no answer", { answers: [null] }, DIGEST],
    ["an answer that fails", { answers: [() => Promise.reject(new Error("broken"))] }, DIGEST],
    ["another identity's record, though the register names it", { answers: [recordOf(100, other)] }, digestOf(recordOf(100, other))],
    ["a text that is not a record, though the register names it", { answers: ["{}"] }, digestOf("{}")],
    ["a full disk", { isFull: true }, DIGEST],
  ])("%s", async (_, options, digest) => {
    const { carrier, placed, received, kept } = lab(options);
    carrier.carry(digest);
    await turn();
    expect([placed, received, [...kept], carrier.digest()]).toEqual([[], [], [], null]);
  });
});

test("what was not brought is asked for again, in turn, and only while it is wanted", async () => {
  const { carrier, asked, after } = lab({ answers: [null, recordOf(99), FIRST] });
  for (const wait of [0, 1_000, 1_000, 1_999, 1]) {
    after(wait);
    carrier.carry(DIGEST);
    await turn();
  }
  expect([asked.length, carrier.digest()]).toEqual([3, DIGEST]);
});

test("what is on the disk is not fetched again, and put in place again", async () => {
  const outcomes = [false, true];
  const { carrier, asked, placed, after } = lab({ place: async () => outcomes.shift() ?? false });
  for (const wait of [0, 2_000]) {
    after(wait);
    carrier.carry(DIGEST);
    await turn();
  }
  expect([asked.length, placed.length, carrier.digest()]).toEqual([1, 2, DIGEST]);
});

test("it is not in place by the word of a plan that has seen another record, or none", async () => {
  const { carrier, placed } = lab({ isMarked: false });
  carrier.carry(DIGEST);
  await turn();
  expect([placed, carrier.digest()]).toEqual([[DIGEST], null]);
});

test("another offer is not kept waiting by one that failed", async () => {
  const { carrier, asked } = lab({ answers: [null, FIRST] });
  carrier.carry("0".repeat(64));
  await turn();
  carrier.carry(DIGEST);
  await turn();
  expect([asked.length, carrier.digest()]).toEqual([2, DIGEST]);
});

test("the peer is given what this host has offered, and nothing else", async () => {
  const [mine, old] = [recordOf(200), recordOf(150)];
  const { carrier, kept } = lab({ lastStop: digestOf(mine) });
  for (const text of [mine, old]) kept.set(digestOf(text), text);
  expect(carrier.give(digestOf(mine))).toBeNull();
  carrier.carry(DIGEST);
  await turn();
  carrier.offered(digestOf(mine));
  expect([carrier.give(digestOf(mine)), carrier.digest()]).toEqual([mine, digestOf(mine)]);
  expect([carrier.give(DIGEST), carrier.give(digestOf(old))]).toEqual([null, null]);
});

test("a record that arrives late does not replace what this host has offered since", async () => {
  let isPlaced: (is: boolean) => void = () => undefined;
  const { carrier } = lab({ lastStop: "1".repeat(64), place: () => new Promise((done) => void (isPlaced = done)) });
  carrier.carry(DIGEST);
  await turn();
  carrier.offered("1".repeat(64));
  isPlaced(true);
  await turn();
  expect(carrier.digest()).toBe("1".repeat(64));
});

test("what this host has signed is in place once it offers that; what it passes back is not", async () => {
  const signed = lab({ lastStop: DIGEST });
  signed.carrier.offered(DIGEST);
  expect(signed.carrier.digest()).toBe(DIGEST);
  const handed = lab({ answers: [null], lastStop: "0".repeat(64) });
  handed.carrier.carry(DIGEST);
  await turn();
  handed.carrier.offered(DIGEST);
  expect(handed.carrier.digest()).toBeNull();
  const placed = lab();
  placed.carrier.carry(DIGEST);
  await turn();
  placed.carrier.offered(DIGEST);
  expect(placed.carrier.digest()).toBe(DIGEST);
});
