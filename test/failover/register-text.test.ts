/** The register's text: what a keeper has written is read again, and nothing else is. */
import { describe, expect, test } from "vitest";
import { formatRegister, parseRegister } from "../../src/failover/register-text.ts";
import { offered, renewed, taken, type Register } from "../../src/failover/register.ts";

const FIRST: Register = { format: "vexor.register/1", group: "mainnet-1", lineage: "14841639068965178418",
  identity: "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2", epoch: 3, seq: 0, holder: "val-a", writer: "9f",
  state: "held", handover: null };

test.each<[string, Register]>([
  ["held", FIRST],
  ["renewed", renewed(FIRST)],
  ["offered", offered(FIRST, { to: "val-b", digest: "ab12", slot: 7 })],
  ["offered without a state", offered(FIRST, { to: "val-b", digest: null, slot: null })],
  ["taken", taken(FIRST, { host: "val-b", peer: "val-a", writer: "a0" }, null)],
])("%s: there and back", (_, register) => {
  expect(parseRegister(formatRegister(register))).toEqual(register);
});

describe("what no keeper has written", () => {
  const changed = (change: object): string => JSON.stringify({ ...JSON.parse(formatRegister(FIRST)) as object, ...change });

  test.each([
    ["", "nothing", "null", "[]", "{}"],
    [changed({ format: "vexor.register/2" }), changed({ epoch: -1 }), changed({ seq: 1.5 }), changed({ epoch: "3" })],
    [changed({ holder: "../etc" }), changed({ group: "" }), changed({ identity: "0OIl" }), changed({ writer: "a b" })],
    [changed({ state: "free" }), changed({ handover: {} }), changed({ handover: { to: "b", digest: "…", slot: 1 } })],
    [changed({ more: true }), `${formatRegister(FIRST)} `, formatRegister(FIRST).replace('"seq"', ' "seq"')],
    ["x".repeat(5_000)],
  ])("is none: %s …", (...texts) => {
    for (const text of texts) expect(parseRegister(text), text).toBeNull();
  });
});

test("no two hosts ever take one epoch, whatever each of them has seen", () => {
  const epochs = (host: string, peer: string): readonly number[] => Array.from({ length: 50 }, (_, epoch) =>
    taken({ ...FIRST, epoch }, { host, peer, writer: "1" }, null).epoch);
  const [a, b] = [epochs("val-a", "val-b"), epochs("val-b", "val-a")];
  expect(a.filter((epoch) => b.includes(epoch))).toEqual([]);
  a.forEach((epoch, before) => expect(epoch).toBeGreaterThan(before));
  b.forEach((epoch, before) => expect(epoch).toBeGreaterThan(before));
});
