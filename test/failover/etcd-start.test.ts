import { expect, test } from "vitest";
import { ERRORS } from "../../src/engine/model/errors-table.ts";
import { judgeStart, type WantedEtcd } from "../../src/failover/etcd-start.ts";
import type { StoreFacts, StoreServer } from "../../src/ports/register.ts";

const server = (endpoint: string, version = "3.5.33", clusterId = "77"): StoreServer => ({ endpoint, version, clusterId });
const facts = (more: Partial<StoreFacts> = {}): StoreFacts =>
  ({ servers: [server("one"), server("two")], silent: [], rights: "write", why: null, ...more });
const WANTED: WantedEtcd = { lowest: null, lineage: "77" };
const denied = { code: "ETCD_DENIED", message: "permission denied" };

test("a safe cluster of the register's lineage, that this host may write, is begun with", () => {
  expect(judgeStart(facts(), WANTED)).toEqual({ problem: null, unsafe: [] });
  expect(judgeStart(facts(), { lowest: null, lineage: null })).toEqual({ problem: null, unsafe: [] });
  expect(judgeStart(facts({ silent: [{ endpoint: "three", problem: { code: "ETCD_SILENT", message: "" } }] }), WANTED).problem).toBe(null);
});

test.each<[string, Partial<StoreFacts>, WantedEtcd, string, RegExp]>([
  ["one server that is too old", { servers: [server("one"), server("two", "3.5.32")] }, WANTED, "ETCD_TOO_OLD", /^two: etcd 3\.5\.32 is below/],
  ["one below a lowered floor", { servers: [server("one", "3.5.31"), server("two", "3.5.29")] }, { ...WANTED, lowest: "3.5.30" }, "ETCD_TOO_OLD", /^two: etcd 3\.5\.29/],
  ["another cluster", { servers: [server("one", "3.5.33", "78")] }, WANTED, "ETCD_LINEAGE", /^one is of the cluster 78; wanted is 77$/],
  ["endpoints of two clusters", { servers: [server("one"), server("two", "3.5.33", "78")] }, { ...WANTED, lineage: null }, "ETCD_LINEAGE", /^two is of the cluster 78/],
  ["no right to write", { rights: "read", why: "permission denied" }, WANTED, "ETCD_DENIED", /may only read the register; wanted is both: permission denied$/],
  ["no right at all", { rights: "none", why: "permission denied" }, WANTED, "ETCD_DENIED", /may neither read nor write/],
  ["a wrong password", { servers: [], silent: [{ endpoint: "one", problem: denied }], rights: "none", why: "authentication failed" }, WANTED, "ETCD_DENIED", /authentication failed/],
  ["no answer", { servers: [], rights: null, why: "one: no answer in time" }, WANTED, "ETCD_SILENT", /^one: no answer in time$/],
  ["no version", { servers: [] }, WANTED, "ETCD_SILENT", /^no server says its version$/],
])("%s is a problem", (_, found, wanted, code, message) => {
  expect(judgeStart(facts(found), wanted).problem).toEqual({ code, message: expect.stringMatching(message) });
  expect(Object.keys(ERRORS)).toContain(code);
});

test("what a lowered floor lets pass is named, server by server, beside any other problem", () => {
  const mixed = { servers: [server("one", "3.5.30"), server("two"), server("three", "3.6.0")], rights: null };
  expect(judgeStart(facts(mixed), { ...WANTED, lowest: "3.5.30" })).toMatchObject({ problem: { code: "ETCD_SILENT" },
    unsafe: [expect.stringMatching(/^one: etcd 3\.5\.30/), expect.stringMatching(/^three: etcd 3\.6\.0/)] });
});
