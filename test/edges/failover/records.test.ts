/** Signing records on the disk: whole ones under their digests, and the newest few. */
import { readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recordStore } from "../../../src/edges/failover/records.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { readReceived, RECEIVED_PATH, renderSigningRecord } from "../../../src/failover/signing-record.ts";
import { failingHost } from "../../support/failing-host.ts";
import { makeKey } from "../../support/keys.ts";
import { makeTree } from "../../support/tree.ts";

const own = makeKey().pubkey;
const recordOf = (slot: number): string =>
  renderSigningRecord({ identity: own, files: [{ form: "tower", slot, bytes: Buffer.from(`tower ${slot}`) }] });
const PLACE = "var/lib/vexor-agent/failover/records";

const lab = () => {
  const root = makeTree({ "/var/lib/vexor-agent/": "" });
  const host = createLinuxHost(root);
  return { root, host, store: recordStore(host), names: () => readdirSync(join(root, PLACE)) };
};

test("a record is there under its digest, for root alone, and the second time as well", () => {
  const { root, store, names } = lab();
  const digest = store.digestOf(recordOf(100));
  expect(store.read(digest)).toBeNull();
  for (const _ of [1, 2]) expect(store.keep(recordOf(100))).toBe(true);
  expect([store.read(digest), names()]).toEqual([recordOf(100), [digest]]);
  expect(statSync(join(root, PLACE, digest)).mode & 0o777).toBe(0o600);
});

test("a torn one, and a name that is not a digest, is none", () => {
  const { root, store } = lab();
  const digest = store.digestOf(recordOf(100));
  store.keep(recordOf(100));
  truncateSync(join(root, PLACE, digest), 50);
  expect([store.read(digest), store.read("../mark.json"), store.read("")]).toEqual([null, null, null]);
  expect(store.keep(recordOf(100))).toBe(true);
  expect(store.read(digest)).toBe(recordOf(100));
});

test("the three with the newest slots stay, and the one that came last", () => {
  const { store, names } = lab();
  for (const slot of [400, 100, 300, 200, 50]) store.keep(recordOf(slot));
  expect(names().toSorted()).toEqual([400, 300, 50].map((slot) => store.digestOf(recordOf(slot))).toSorted());
});

test("a full disk is reported", () => {
  const { host } = lab();
  const store = recordStore(failingHost(host, { at: 1, kind: { errno: "ENOSPC", forGood: true } }));
  expect([store.keep(recordOf(100)), store.receive({ group: "g", identity: own, digest: "0".repeat(64), slots: [] })]).toEqual([false, false]);
});

test("what is received is left for plans", () => {
  const { host, store } = lab();
  const record = { group: "g", identity: own, digest: store.digestOf(recordOf(1)), slots: [{ form: "tower" as const, slot: 1 }] };
  expect(store.receive(record)).toBe(true);
  expect(readReceived(host.read(RECEIVED_PATH) ?? "")).toEqual(record);
});
