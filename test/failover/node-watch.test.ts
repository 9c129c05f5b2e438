/**
 * What a keeper believes of its validator and of the cluster. One node elsewhere lies, in whatever
 * way: it makes no host take an identity, and none give it up.
 */
import { describe, expect, test } from "vitest";
import { startKeeper, type KeeperState } from "../../src/failover/keeper-state.ts";
import { SILENT_NODE, type NodeAnswer } from "../../src/failover/node-lines.ts";
import {
  lookedAt, newestVote, nodeFacts, NOTHING_SEEN, type NodeLook, type NodesSeen,
} from "../../src/failover/node-watch.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";
import { paceFor } from "../../src/failover/watch-pace.ts";
import { witnessesAt } from "../../src/failover/witnesses.ts";
import fc from "../support/property.ts";

const ME = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2";
const OTHER = "Config1111111111111111111111111111111111111";
const IDENTITY = { pubkey: ME, hasTicket: null };
const EVERY_MS = 2_000;
/** A slot of 200 ms; what is final is some way behind. */
const slotAt = (ms: number): number => 1_000 + ms / 200;
const FINAL_LAG = 3;

const answer = (change: Partial<NodeAnswer> = {}): NodeAnswer => ({ isHealthy: null, identity: null, processed: 1_000,
  finalized: 997, votes: { node: ME, lastVote: 995 }, ...change });

const look = (change: Partial<NodeLook> = {}): NodeLook => ({ at: 0, processRuns: true,
  own: answer({ isHealthy: true }), witnesses: [], ...change });

type Say = (at: number) => Partial<NodeAnswer>;

/** Looks every two seconds; each node says what holds then, and what it says in its place. */
const watch = (looks: number, own: Say | null, witnesses: readonly Say[]): NodesSeen => {
  const truth = (at: number): NodeAnswer => answer({ processed: slotAt(at), finalized: slotAt(at) - FINAL_LAG });
  return Array.from({ length: looks }, (_, index) => index * EVERY_MS).reduce((seen, at) => lookedAt(seen,
    look({ at, own: own && { ...truth(at), isHealthy: true, ...own(at) },
      witnesses: witnesses.map((say, index) => ({ name: `w${index}`, answer: { ...truth(at), ...say(at) } })) })),
  NOTHING_SEEN);
};

const honest: Say = () => ({});
const behind = (slots: number): Say => (at) => ({ processed: slotAt(at) - slots, finalized: slotAt(at) - slots - FINAL_LAG });
const LOOKS = 12;
const END = (LOOKS - 1) * EVERY_MS;
const factsOf = (seen: NodesSeen, at = END) => nodeFacts(seen, at, IDENTITY);

describe("one node elsewhere that lies", () => {
  const slot = fc.oneof(fc.constant(null), fc.nat(4_000), fc.nat());
  const lie = fc.record({ processed: slot, finalized: slot,
    votes: fc.constantFrom<NodeAnswer["votes"]>(null, "absent", { node: ME, lastVote: 9 }, { node: OTHER, lastVote: 99_999_999 }) });
  const lies = fc.infiniteStream(lie).map((stream): Say => {
    const said: Partial<NodeAnswer>[] = [];
    return (at) => (said[at] ??= stream.next().value as Partial<NodeAnswer>);
  });
  const lag = fc.nat(8);
  const others = fc.array(lag, { minLength: 1, maxLength: 3 });

  test("never makes a host unfit that follows the cluster, nor fit one that is behind", () => {
    fc.assert(fc.property(lies, others, lag, (liar, lags, own) => {
      expect(factsOf(watch(LOOKS, behind(own), [liar, ...lags.map(behind)])).unfit).toBeNull();
      if (lags.length < 2) return;
      expect(factsOf(watch(LOOKS, behind(own + 110), [liar, ...lags.map(behind)])).unfit).toBe("behind");
    }));
  });

  test("never makes a host caught up that is behind; among three, it keeps none from it either", () => {
    fc.assert(fc.property(lies, others, lag, (liar, lags, own) => {
      expect(factsOf(watch(LOOKS, behind(own + 110), [liar, ...lags.map(behind)])).isCaughtUp).toBe(false);
      if (lags.length < 2) return;
      expect(factsOf(watch(LOOKS, behind(own), [liar, ...lags.map(behind)])).isCaughtUp).toBe(true);
    }));
  });

  test("neither hides a stall of the cluster, nor makes one up", () => {
    const frozen = (slots: number): Say => () => ({ processed: 1_000 - slots, finalized: 990 - slots });
    fc.assert(fc.property(lies, others, (liar, lags) => {
      expect(factsOf(watch(LOOKS, frozen(0), [liar, ...lags.map(frozen)])).isClusterStalled).toBe(true);
      expect(factsOf(watch(LOOKS, honest, [liar, ...lags.map(behind)])).isClusterStalled).toBe(false);
      expect(factsOf(watch(LOOKS, null, [liar, honest, honest])).isClusterStalled).toBe(false);
    }));
  });

  test("never has an account taken for admitted that is another identity's", () => {
    const owned: Say = () => ({ votes: { node: OTHER, lastVote: 1_000 } });
    fc.assert(fc.property(lies, others, (liar, lags) => {
      expect(factsOf(watch(LOOKS, owned, [liar, ...lags.map(() => owned)])).isAdmitted).not.toBe(true);
    }));
  });
});

test.each<[string, Parameters<typeof watch>, object]>([
  ["all is well", [LOOKS, honest, [honest, honest]], { unfit: null, isCaughtUp: true, isClusterStalled: false, isAdmitted: true }],
  ["its node does not answer", [LOOKS, () => SILENT_NODE, [honest, honest]], { unfit: "rpc-unhealthy", isCaughtUp: false, isClusterStalled: false, isAdmitted: true }],
  ["its node says no", [LOOKS, () => ({ isHealthy: false }), [honest, honest]], { unfit: "rpc-unhealthy", isCaughtUp: false }],
  ["nothing could be asked", [LOOKS, null, []], { unfit: null, isCaughtUp: false, isClusterStalled: true, isAdmitted: null }],
  ["one other node answers", [LOOKS, honest, [honest, () => SILENT_NODE]], { unfit: null, isCaughtUp: false, isClusterStalled: false, isAdmitted: true }],
  ["no other node answers", [LOOKS, honest, [() => SILENT_NODE, () => SILENT_NODE]], { unfit: null, isCaughtUp: false, isClusterStalled: true, isAdmitted: null }],
  ["two know no such account", [LOOKS, () => ({ votes: null }), [() => ({ votes: "absent" }), () => ({ votes: "absent" })]], { isAdmitted: false }],
  ["one of three names another owner", [LOOKS, honest, [() => ({ votes: { node: OTHER, lastVote: 9 } }), honest]], { isAdmitted: null }],
  ["it is of another cluster, far ahead", [LOOKS, behind(-600), [honest, honest]], { unfit: null, isCaughtUp: false }],
])("a host: %s", (_, watched, expected) => {
  expect(factsOf(watch(...watched))).toMatchObject(expected);
});

test("facts get old: a host that sees nothing any more does not take", () => {
  const seen = watch(LOOKS, honest, [honest, honest]);
  expect(factsOf(seen, END + 11_000).isCaughtUp).toBe(true);
  expect(factsOf(seen, END + 13_000).isCaughtUp).toBe(false);
  expect(factsOf(seen, END + 16_000).isClusterStalled).toBe(true);
  expect(factsOf(seen, END + 91_000).isAdmitted).toBeNull();
});

test("a process is dead after five looks that found none, and looks that show nothing are none of them", () => {
  const dead = look({ processRuns: false, own: SILENT_NODE });
  const blind = look({ processRuns: null, own: null });
  const four = [dead, dead, blind, dead, blind, dead];
  expect(factsOf(four.reduce(lookedAt, NOTHING_SEEN)).unfit).toBeNull();
  expect(factsOf([...four, dead].reduce(lookedAt, NOTHING_SEEN)).unfit).toBe("process-dead");
  expect(factsOf([...four, look(), dead].reduce(lookedAt, NOTHING_SEEN)).unfit).toBeNull();
});

test("the client's own word that its account has not paid keeps it from being admitted", () => {
  const seen = watch(2, honest, [honest]);
  expect([null, true, false].map((hasTicket) => nodeFacts(seen, EVERY_MS, { pubkey: ME, hasTicket }).isAdmitted))
    .toEqual([true, true, false]);
});

test("the newest vote is that of whichever node has seen it, but for a slot that there is not yet", () => {
  const votes = (lastVote: number): Say => () => ({ votes: { node: ME, lastVote } });
  expect(newestVote(watch(1, votes(990), [votes(995), votes(993)]), 0)).toBe(995);
  expect(newestVote(watch(1, votes(990), [votes(1_049), votes(993)]), 0)).toBe(993);
  expect(newestVote(NOTHING_SEEN, 0)).toBeNull();
});

test("two addresses of one host are one witness, and the own node is none", () => {
  const urls = ["https://a.example/key", "https://a.example/other", "http://127.0.0.1:8899/", "http://127.0.0.1:8898", "rubbish"];
  expect(witnessesAt(urls, 8899).map(({ name }) => name)).toEqual(["a.example", "127.0.0.1:8898"]);
});

describe("nodes are asked seldom, and often where it matters", () => {
  const keeper = (change: Partial<KeeperState> = {}): KeeperState => ({
    ...startKeeper({ host: "a", peer: "b", writer: "a1", now: END, remembered: { epoch: 4, seq: 2 } }),
    seen: { revision: "9", cluster: "c", register: { format: "vexor.register/1", group: "g", lineage: "c", identity: "i",
      epoch: 4, seq: 2, holder: "b", writer: "b1", state: "held", handover: null } }, ...change });
  const well = watch(LOOKS, honest, [honest, honest]);
  const lagging = watch(3, behind(150), [honest, honest]);
  const pace = (of: KeeperState | null, seen = well, now = END, isQuiet = false) => {
    const { everyMs, votes } = paceFor({ keeper: of, seen, now, timing: DEFAULT_TIMING, isQuiet });
    return [everyMs, everyMs * votes];
  };

  const unwell = lookedAt(well, look({ at: END, own: { ...SILENT_NODE, isHealthy: false } }));
  const unfit = Array.from({ length: 5 }, () => look({ at: END, own: SILENT_NODE })).reduce(lookedAt, well);

  test.each<[string, readonly number[], readonly number[]]>([
    ["nothing is known", pace(null, NOTHING_SEEN), [2_000, 6_000]],
    ["all is well", pace(keeper()), [6_000, 30_000]],
    ["it signs", pace(keeper({ phase: "signing" })), [6_000, 30_000]],
    ["neither signs", pace(keeper(), well, END, true), [6_000, 6_000]],
    ["it takes", pace(keeper({ phase: "taking" })), [1_000, 2_000]],
    ["what stands is not renewed", pace(keeper({ seenSince: END - 9_000 })), [1_000, 2_000]],
    ["nothing was renewed for minutes", pace(keeper({ seenSince: END - 200_000 })), [6_000, 30_000]],
    ["its node was behind twice", pace(keeper(), lagging, 4_000), [2_000, 6_000]],
    ["its node was not well once", pace(keeper(), unwell), [2_000, 6_000]],
    ["its node has been unfit for a while", pace(keeper(), unfit), [6_000, 30_000]],
    ["nothing was final for a while", pace(keeper({ phase: "signing" }), well, END + 9_000), [2_000, 6_000]],
  ])("%s", (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});
