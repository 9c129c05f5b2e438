/** What a store makes of several servers, each of which answers by a script. */
import { expect, test } from "vitest";
import { failedAs, refusedAs, type EtcdEndpoint, type EtcdReply } from "../../../src/edges/etcd/reply.ts";
import { EtcdStore } from "../../../src/edges/etcd/store.ts";
import type { TxnAnswer } from "../../../src/edges/etcd/txn.ts";
import { within } from "../../support/pace.ts";

type Step = EtcdReply<TxnAnswer> | "hangs" | "throws";

const answer = (succeeded: boolean, stands: TxnAnswer["stands"] = null): EtcdReply<TxnAnswer> =>
  ({ kind: "answer", answer: { succeeded, clusterId: "77", revision: "9", stands } });
const SILENT = failedAs("unavailable");
const NO_LEADER = failedAs("no leader", false);
const FIRST = { text: "first", revision: "5" };

/** Each call takes the next step; the last one stays. */
const endpoint = (name: string, ...steps: readonly Step[]): EtcdEndpoint & { calls: number; aborted: number } => {
  const own = {
    name, calls: 0, aborted: 0,
    txn: (_: unknown, signal: AbortSignal) => {
      const step = steps[Math.min(own.calls, steps.length - 1)];
      own.calls += 1;
      if (step === "throws") throw Object.assign(new Error("it broke"), { code: "EPIPE" });
      if (step !== "hangs" && step !== undefined) return Promise.resolve(step);
      signal.addEventListener("abort", () => { own.aborted += 1; });
      return new Promise<never>(() => undefined);
    },
    status: () => Promise.resolve(failedAs("unavailable")),
    close: () => undefined,
  };
  return own;
};

const store = (endpoints: readonly EtcdEndpoint[], answerWithinMs = 200): EtcdStore => new EtcdStore(endpoints, { key: "k", answerWithinMs });
const DONE = { outcome: "done", stands: { text: "next", revision: "9" }, clusterId: "77" };

test("a write is done once one server says so, and that server is asked first from then on", async () => {
  const [one, two] = [endpoint("one", SILENT), endpoint("two", answer(true))];
  const both = store([one, two]);
  expect(await both.exchange(FIRST, "next")).toEqual(DONE);
  expect(await both.exchange(FIRST, "next")).toEqual(DONE);
  expect([one.calls, two.calls]).toEqual([1, 2]);
});

test("a call ends in time when no server answers, and none is left waiting", async () => {
  const both = [endpoint("one", "hangs"), endpoint("two", "throws", "hangs")];
  const begun = performance.now();
  expect(await store(both).exchange(FIRST, "next")).toEqual({ outcome: "unknown", why: "one: no answer in time; two: EPIPE: it broke" });
  expect(performance.now() - begun).toBeLessThan(within(250));
  expect(both[0]?.aborted).toBe(both[0]?.calls);
});

test("servers without a leader are asked again until they have one", async () => {
  const both = [endpoint("one", NO_LEADER, NO_LEADER, answer(true)), endpoint("two", NO_LEADER)];
  expect(await store(both, 2000).exchange(FIRST, "next")).toEqual(DONE);
});

test("a closed store ends what waits, and asks no server any more", async () => {
  const one = endpoint("one", "hangs");
  const closed = store([one], 600_000);
  const waits = closed.exchange(FIRST, "next");
  closed.close();
  expect(await waits).toMatchObject({ outcome: "unknown" });
  expect(await closed.exchange(FIRST, "next")).toMatchObject({ outcome: "unknown" });
  expect(one.calls).toBe(1);
});

test.each<[string, readonly Step[], string]>([
  ["its own text, after a try that may have written it", [SILENT, answer(false, { text: "next", revision: "8" })], "unknown"],
  ["its own text, after a try that hung", ["hangs", answer(false, { text: "next", revision: "8" })], "unknown"],
  ["its own text, where no try was carried out before", [NO_LEADER, answer(false, { text: "next", revision: "8" })], "differs"],
  ["another text, after a try that may have written", [SILENT, answer(false, { text: "other", revision: "8" })], "differs"],
  ["what was expected, although it was compared with that", [answer(false, FIRST)], "unknown"],
  ["a refusal, after a try that may have written", [SILENT, refusedAs("ETCD_DENIED", "no")], "unknown"],
  ["a refusal", [NO_LEADER, refusedAs("ETCD_DENIED", "no")], "refused"],
])("a write that finds %s: %s", async (_, steps, outcome) => {
  expect((await store([endpoint("one", ...steps), endpoint("two", ...steps.slice(1), ...steps.slice(-1))], 1000).exchange(FIRST, "next")).outcome).toBe(outcome);
});

test.each<[string, Step, string]>([
  ["what was expected", answer(false, FIRST), "done"],
  ["the text at another revision", answer(false, { ...FIRST, revision: "6" }), "differs"],
  ["another text at the revision", answer(false, { ...FIRST, text: "other" }), "differs"],
  ["nothing", answer(false), "differs"],
  ["a comparison that held and cannot", answer(true), "unknown"],
  ["a refusal", refusedAs("ETCD_DENIED", "no"), "refused"],
])("a read that finds %s: %s", async (_, step, outcome) => {
  expect((await store([endpoint("one", step)]).exchange(FIRST, null)).outcome).toBe(outcome);
});

test("facts say what could be found out", async () => {
  expect(await store([endpoint("one", refusedAs("ETCD_DENIED", "no"), answer(false))]).facts()).toEqual({
    servers: [], silent: [{ endpoint: "one", problem: { code: "ETCD_SILENT", message: "unavailable" } }], rights: "read", why: "no" });
  expect(await store([endpoint("one", refusedAs("ETCD_DENIED", "no"))]).facts()).toMatchObject({ rights: "none", why: "no" });
  expect(await store([endpoint("one", refusedAs("ETCD_REFUSED", "full"))]).facts()).toMatchObject({ rights: null, why: "full" });
  expect(await store([endpoint("one", "hangs")]).facts()).toMatchObject({ rights: null, why: "one: no answer in time" });
});
