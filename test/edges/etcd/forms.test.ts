/** The two forms in which etcd speaks, and the traps of each. */
import { describe, expect, test } from "vitest";
import { errorIn, txnBody, txnIn } from "../../../src/edges/etcd/gateway.ts";
import { statusAnswer, txnAnswer, txnRequest } from "../../../src/edges/etcd/messages.ts";
import { replyOf, wantsLogin } from "../../../src/edges/etcd/reply.ts";
import { glanceTxn, readTxn, writeTxn } from "../../../src/edges/etcd/txn.ts";
import { bytesField, numberField, textField, WireMessage } from "../../../src/edges/etcd/wire.ts";
import fc from "../../support/property.ts";

const HEADER = { cluster_id: "14841639068965178418", member_id: "1", revision: "7", raft_term: "2" };
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("JSON", () => {
  test("tables are numbers: etcd takes a name that it does not know for the first one", () => {
    expect(txnBody(writeTxn("k", { text: "a", revision: "5" }, "b"))).toEqual({
      compare: [{ key: "aw==", result: 0, target: 2, mod_revision: "5" }, { key: "aw==", result: 0, target: 3, value: "YQ==" }],
      success: [{ request_put: { key: "aw==", value: "Yg==" } }], failure: [{ request_range: { key: "aw==" } }] });
    expect(txnBody(writeTxn("k", null, "b")).compare).toEqual([{ key: "aw==", result: 0, target: 1, create_revision: "0" }]);
    expect(txnBody(readTxn("k"))).toMatchObject({ compare: [{ result: 2, target: 0, version: "0" }], success: [{ request_put: { key: "aw==", ignore_value: true } }] });
    expect(txnBody(glanceTxn("k")).success).toEqual([{ request_range: { key: "aw==" } }]);
  });

  const range = (kvs?: unknown): object => ({ header: HEADER, responses: [{ response_range: { header: { revision: "7" }, ...(kvs === undefined ? {} : { kvs }) } }] });

  test("what is left out is false, nothing or empty", () => {
    expect(txnIn(range())).toEqual({ succeeded: false, clusterId: HEADER.cluster_id, revision: "7", stands: null });
    expect(txnIn(range([{ key: "aw==", mod_revision: "6" }])).stands).toEqual({ text: "", revision: "6" });
  });

  test.each<[string, unknown]>([["a text", "true"], ["a number", 1], ["null", null]])("success that is %s is none", (_, succeeded) => {
    expect(txnIn({ ...range([{ value: base64("a"), mod_revision: "6" }]), succeeded }).succeeded).toBe(false);
  });

  test("both spellings of names are read", () => {
    expect(txnIn({ header: { clusterId: "77", revision: "9" }, succeeded: true, responses: [{ responsePut: {} }] }))
      .toEqual({ succeeded: true, clusterId: "77", revision: "9", stands: null });
    expect(txnIn({ header: { clusterId: "77", revision: "9" }, responses: [{ responseRange: { kvs: [{ value: base64("ü"), modRevision: "18446744073709551615" }] } }] }).stands)
      .toEqual({ text: "ü", revision: "18446744073709551615" });
  });

  test.each<[string, unknown]>([
    ["nothing", undefined], ["no header", { succeeded: true }], ["no cluster", { header: { revision: "7" }, succeeded: true }],
    ["a number that has lost digits", { header: { ...HEADER, cluster_id: 1e19 }, succeeded: true }],
    ["failure without what stands", { header: HEADER }], ["a revision that is not one", range([{ value: "", mod_revision: "six" }])],
    ["a value that is not base64", range([{ value: 5, mod_revision: "6" }])], ["a page", "<html>"],
  ])("an answer with %s is not used", (_, json) => {
    expect(() => txnIn(json)).toThrow();
  });

  test.each<[number, unknown, object]>([
    [403, { error: "denied", code: 7, message: "etcdserver: permission denied" }, { code: 7, message: "etcdserver: permission denied" }],
    [403, { code: 7, message: "etcdserver: permission denied", details: [] }, { code: 7, message: "etcdserver: permission denied" }],
    [503, { error: "etcdserver: no leader", code: 14 }, { code: 14, message: "etcdserver: no leader" }],
    [401, undefined, { code: 16, message: "HTTP status 401" }], [502, "<html>", { code: 2, message: "HTTP status 502" }],
  ])("an error of status %d is read with its code: %j", (status, json, error) => {
    expect(errorIn(status, json)).toEqual(error);
  });
});

describe("Protocol Buffers", () => {
  test("requests have the bytes that protoc's own encoder gives them", () => {
    expect(txnRequest(writeTxn("k", { text: "a", revision: "300" }, "b")).toString("hex"))
      .toBe("0a0a080010021a016b30ac02" + "0a0a080010031a016b3a0161" + "12081206" + "0a016b120162" + "1a050a030a016b");
    expect(txnRequest(readTxn("k")).toString("hex")).toBe("0a09080210001a016b2000" + "12071205" + "0a016b2801" + "1a050a030a016b");
  });

  test("every number of 64 bits and every text comes back", () => {
    fc.assert(fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 500 }), (value, text, field) => {
      const message = new WireMessage(Buffer.concat([numberField(field, value), bytesField(field + 1, textField(field, text))]));
      expect([message.number(field), message.message(field + 1)?.text(field)]).toEqual([value, text.toWellFormed()]);
    }));
  });

  test("any bytes are a message or refused, and never more than that", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      for (const read of [txnAnswer, statusAnswer]) {
        try {
          expect(read(Buffer.from(bytes))).toHaveProperty("clusterId", expect.stringMatching(/^\d+$/));
        } catch (error) {
          expect(error).toHaveProperty("name", "FormatError");
        }
      }
    }), { numRuns: 2000 });
  });

  const header = bytesField(1, numberField(1, 77n), numberField(3, 9n));

  test("what is left out is false, nothing or empty", () => {
    const range = bytesField(3, bytesField(1));
    expect(txnAnswer(Buffer.concat([header, range]))).toEqual({ succeeded: false, clusterId: "77", revision: "9", stands: null });
    const pair = bytesField(3, bytesField(1, bytesField(2, numberField(3, 6n))));
    expect(txnAnswer(Buffer.concat([header, pair])).stands).toEqual({ text: "", revision: "6" });
    expect(() => txnAnswer(Buffer.from(header))).toThrow();
    expect(() => txnAnswer(Buffer.concat([numberField(2, 1n)]))).toThrow();
  });

  test("fields that are not known are passed over", () => {
    const fixed = Buffer.from([0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7d, 1, 2, 3, 4]);
    expect(statusAnswer(Buffer.concat([fixed, header, textField(2, "3.5.30"), numberField(9, 5n)]))).toEqual({ version: "3.5.30", clusterId: "77" });
  });
});

test.each<[number, string, object]>([
  [7, "etcdserver: permission denied", { kind: "refused", problem: { code: "ETCD_DENIED", message: "etcd does not let this host: etcdserver: permission denied" } }],
  [3, "etcdserver: user name is empty", { problem: { code: "ETCD_DENIED" } }],
  [3, "etcdserver: authentication failed, invalid user ID or password", { problem: { code: "ETCD_DENIED" } }],
  [9, "etcdserver: authentication is not enabled", { problem: { code: "ETCD_DENIED" } }],
  [16, "etcdserver: invalid auth token", { problem: { code: "ETCD_DENIED" } }],
  [3, "etcdserver: request is too large", { problem: { code: "ETCD_REFUSED" } }],
  [8, "grpc: received message larger than max (2621588 vs. 2097152)", { problem: { code: "ETCD_REFUSED" } }],
  [8, "etcdserver: mvcc: database space exceeded", { problem: { code: "ETCD_REFUSED" } }],
  [8, "etcdserver: too many requests", { kind: "failed", mayStand: false }],
  [14, "etcdserver: no leader", { kind: "failed", mayStand: false }],
  [14, "etcdserver: request timed out", { kind: "failed", mayStand: true }],
  [14, "etcdserver: leader changed", { kind: "failed", mayStand: true }],
  [4, "Deadline exceeded", { kind: "failed", mayStand: true }], [2, "anything", { kind: "failed", mayStand: true }],
  [13, "etcdserver: no leader", { kind: "failed", mayStand: true }], [14, "two\nlines \u001b[31m", { why: "two lines \ufffd[31m" }],
])("etcd's error %d %j is what it means for the key", (code, message, reply) => {
  expect(replyOf({ code, message })).toMatchObject(reply);
});

test("a token that has ended is not taken for a right that is missing", () => {
  expect([16, 3, 3, 7].map((code, at) => wantsLogin({ code, message: ["invalid auth token", "etcdserver: revision of auth store is old", "other", "denied"][at] ?? "" })))
    .toEqual([true, true, false, false]);
});
