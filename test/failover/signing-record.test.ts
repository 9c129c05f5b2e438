/** The text of what an identity has signed: one for each record, and nothing else is one. */
import { describe, expect, test } from "vitest";
import {
  isValueOf, parseSigningRecord, readReceived, recordValue, renderReceived, renderSigningRecord, slotsInValue,
  type SigningRecord,
} from "../../src/failover/signing-record.ts";
import { makeKey } from "../support/keys.ts";

const [own, other] = [makeKey().pubkey, makeKey().pubkey];
const RECORD: SigningRecord = { identity: own, files: [
  { form: "tower", slot: 100, bytes: Buffer.from("a tower") },
  { form: "vote-history", slot: null, bytes: Buffer.from("a history") }] };
const TEXT = renderSigningRecord(RECORD);
const DIGEST = "3f2a9c0d12ab".padEnd(64, "0");

test("a record is read as it was written, whatever the order of its files", () => {
  expect(parseSigningRecord(TEXT, own)).toEqual(RECORD);
  expect(renderSigningRecord({ ...RECORD, files: RECORD.files.toReversed() })).toBe(TEXT);
  expect(TEXT).toContain(`"slot":100,"files":[{"name":"tower-1_9-${own}.bin","slot":100`);
});

describe("no record is", () => {
  const fields = JSON.parse(TEXT) as { files: readonly object[] };
  const without = (change: object): string => JSON.stringify({ ...fields, ...change });
  const file = (change: object): string => without({ files: [{ ...fields.files[0], ...change }, fields.files[1]] });
  const history = `vote_history-${own}.bin`;

  test.each<[string, string]>([
    ["another identity's", renderSigningRecord({ ...RECORD, identity: other })],
    ["one with another identity's file name", file({ name: `tower-1_9-${other}.bin` })],
    ["one with a path", file({ name: `../../tower-1_9-${own}.bin` })],
    ["one with another file", file({ name: "/etc/passwd" })],
    ["one with an unfinished save", file({ name: `tower-1_9-${own}.bin.new` })],
    ["one with a file twice", without({ files: [fields.files[1], fields.files[1]] })],
    ["one in another order", without({ files: fields.files.toReversed() })],
    ["one without any file", without({ files: [], slot: null })],
    ["one with more in it", without({ more: 1 })],
    ["one with more in a file", file({ mode: 0o777 })],
    ["one of another version", TEXT.replace("record/1", "record/2")],
    ["one with another newest slot", without({ slot: 101 })],
    ["one with a negative slot", without({ slot: -1, files: [{ ...fields.files[0], slot: -1 }] })],
    ["base64 in another spelling", file({ bytes: `${Buffer.from("a tower").toString("base64")}\n` })],
    ["one that is cut", TEXT.slice(0, -1)],
    ["nothing", ""], ["null", "null"], ["a list", "[]"],
    ["one that goes on", `${TEXT} `],
    ["a key twice", TEXT.replace(`{"name":"${history}"`, `{"name":"x","name":"${history}"`)],
    ["one longer than 12 MiB", renderSigningRecord({ identity: own,
      files: [{ form: "tower", slot: 1, bytes: Buffer.alloc(12 * 1024 ** 2) }] })],
  ])("%s", (_, text) => expect(parseSigningRecord(text, own)).toBeNull());
});

test("a value tells how new each file is, and which record it is of", () => {
  const value = recordValue(DIGEST, RECORD.files);
  expect(value).toBe("tower 100, vote history none (3f2a9c0d12ab)");
  expect(slotsInValue(value)).toEqual([{ form: "tower", slot: 100 }, { form: "vote-history", slot: null }]);
  expect(slotsInValue(recordValue(DIGEST, [{ form: "vote-history", slot: 7 }]))).toEqual([{ form: "vote-history", slot: 7 }]);
  expect([isValueOf(value, DIGEST), isValueOf(value, "0".repeat(64)), isValueOf(null, DIGEST)]).toEqual([true, false, false]);
  for (const text of ["", "tower 100", "(3f2a9c0d12ab)", `${value} `, value.replace("100", "-1")]) expect(slotsInValue(text)).toBeNull();
});

test("what was received is read as it was written, and nothing else is", () => {
  const received = { group: "g", identity: own, digest: DIGEST, slots: [{ form: "tower" as const, slot: 100 }] };
  const text = renderReceived(received);
  expect(readReceived(text)).toEqual(received);
  for (const damaged of ["", "null", text.trim(), text.replace("100", "1.5"), text.replace(DIGEST, "../mark"),
    text.replace("tower", "keypair"), text.replace("record/1", "record/2"), text.replace("{", "{\"a\":1,")]) {
    expect(readReceived(damaged), damaged).toBeNull();
  }
});
