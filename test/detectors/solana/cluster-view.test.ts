/** What is made of answers: of sound ones, of rubbish, and of two nodes that know different things. */
import { expect, test } from "vitest";
import { readClusterView, type ClusterView } from "../../../src/detectors/solana/cluster-view.ts";
import type { QueryReply, HostReader, Query, ReaderPorts } from "../../../src/ports/host.ts";

const OWN = "http://127.0.0.1:8899/";
const ELSEWHERE = "https://another.example/";

type Says = (method: string, to: string) => unknown;

const asked = (says: Says): ReaderPorts["questions"] => ({
  ask: (questions: readonly Query[]): readonly QueryReply[] => questions.map(({ to, body }) => {
    const { method } = JSON.parse(body ?? "{}") as { method: string };
    const text = says(method, to);
    return text === undefined ? { status: null, body: "", problem: "no answer in time" }
      : { status: 200, problem: null, body: typeof text === "string" ? text
        : JSON.stringify({ jsonrpc: "2.0", id: 1, result: text }) };
  }) });

/** Of clusters that were seen to have moved. */
const look = (says: Says, other: string | readonly string[] | null = null, kept: string | null = null): ClusterView =>
  readClusterView({ port: () => asked(says), read: () => kept } as unknown as HostReader, { port: 8899, voteAccount: "Vote", leader: "Me",
    others: [other ?? []].flat() });

const votes = (lastVote: number, nodePubkey = "Me"): object =>
  ({ current: [{ votePubkey: "Other", nodePubkey: "X", lastVote: 9e6 }],
    delinquent: [{ votePubkey: "Vote", nodePubkey, lastVote }] });

const HASH = "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY";
const SOUND: Readonly<Record<string, unknown>> = { getGenesisHash: JSON.stringify({ result: HASH }), getAgGenesisCert: { block: { slot: 400 } },
  getRecentPerformanceSamples: [{ numSlots: 300, samplePeriodSecs: 60 }], getBalance: { context: { slot: 1 }, value: 2e9 }, getHealth: "{\"result\":\"ok\"}", getSlot: 500,
  getEpochInfo: { slotIndex: 100, slotsInEpoch: 432_000 }, getLeaderSchedule: { Me: [7, 104, 130] },
  getVoteAccounts: votes(490) };

test("a sound reply gives the cluster's view", () => {
  expect(look((method) => SOUND[method])).toEqual({ health: "ok", slot: 500, finalized: 500, leaderIn: 4,
    phase: "alpenglow", phaseUnknown: null, contradiction: null, genesisHash: HASH, slotMs: 200,
    epochLeft: 431_900, voteBalance: 2e9, vote: { node: "Me", lastVote: 490 }, votesUnknown: null });
});

test("an identity outside the schedule never leads, and without a schedule that is unknown", () => {
  expect(look((method) => (method === "getLeaderSchedule" ? {} : SOUND[method])).leaderIn).toBe("never");
  expect(look((method) => (method === "getLeaderSchedule" ? null : SOUND[method])).leaderIn).toBeNull();
});

const NOT_FOUND = "{\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}";

test("an unknown value is queried elsewhere, and the newer of two votes is used", () => {
  const full = (method: string): unknown =>
    (/getVoteAccounts|getLeaderSchedule/.test(method) ? NOT_FOUND : SOUND[method]);
  expect(look(full)).toMatchObject({ vote: null, leaderIn: null, votesUnknown: "Method not found" });
  expect(look((method, to) => (to === ELSEWHERE ? SOUND[method] : full(method)), ELSEWHERE))
    .toMatchObject({ vote: { node: "Me", lastVote: 490 }, leaderIn: 4 });
  expect(look((method, to) => (to === ELSEWHERE && method === "getVoteAccounts" ? votes(495)
    : SOUND[method]), ELSEWHERE).vote).toEqual({ node: "Me", lastVote: 495 });
  expect(look((method, to) => (to === OWN ? SOUND[method] : undefined), ELSEWHERE).vote)
    .toEqual({ node: "Me", lastVote: 490 });
});

const certs = (own: unknown, elsewhere: unknown): Says => (method, to) => {
  if (method !== "getAgGenesisCert") return SOUND[method];
  return to === OWN ? own : elsewhere;
};
const CERT = { block: { slot: 400 } };

test.each<[string, unknown, unknown, Partial<ClusterView>]>([
  ["a certificate", CERT, undefined, { phase: "alpenglow", phaseUnknown: null }],
  ["none yet", "{\"result\":null}", undefined, { phase: "tower", phaseUnknown: null }],
  ["a node that is older", NOT_FOUND, undefined,
    { phase: "unknown", phaseUnknown: "the client does not tell (Method not found)" }],
  ["an older node, and one that knows", NOT_FOUND, CERT, { phase: "alpenglow" }],
  ["two nodes that contradict each other", CERT, "{\"result\":null}", { phase: "unknown", contradiction:
    "another.example says that the cluster has not moved to Alpenglow, and the client says that it has" }],
  ["a text", "{\"result\":\"yes\"}", undefined, { phase: "unknown" }],
  ["a list", "{\"result\":[]}", undefined, { phase: "unknown" }],
  ["an answer without a result", "{}", undefined, { phase: "unknown" }],
])("the phase of a cluster by %s", (_, own, elsewhere, wanted) => {
  expect(look(certs(own, elsewhere), ELSEWHERE)).toMatchObject(wanted);
});

const THIRD = "http://third.example:8899/key-4711";

/** Of the client and two other nodes, each with answers of its own beside the sound ones. */
const three = (...more: readonly Readonly<Record<string, unknown>>[]): ClusterView =>
  look((method, to) => {
    const own = more[[OWN, ELSEWHERE, THIRD].indexOf(to)] ?? {};
    return method in own ? own[method] : SOUND[method];
  }, [ELSEWHERE, THIRD]);

const [NOT_MOVED, SILENT, OLD] = [{ getAgGenesisCert: "{\"result\":null}" }, { getAgGenesisCert: undefined },
  { getAgGenesisCert: NOT_FOUND }] as const;
const DOWN = Object.fromEntries([...Object.keys(SOUND)].map((method) => [method, undefined]));

test.each<[string, ReturnType<typeof three>, Partial<ClusterView>]>([
  ["all agree", three(), { phase: "alpenglow", contradiction: null }],
  ["one is down", three({}, DOWN), { phase: "alpenglow", contradiction: null }],
  ["the client is too old to tell", three(OLD), { phase: "alpenglow", contradiction: null }],
  ["both others are down", three({}, DOWN, DOWN),
    { phase: "unknown", contradiction: null, phaseUnknown: "of 3 nodes only the client tells" }],
  ["only one tells", three(OLD, SILENT), { phase: "unknown", phaseUnknown: "of 3 nodes only third.example:8899 tells" }],
  ["one is behind or lies", three({}, {}, NOT_MOVED), { phase: "unknown", contradiction:
    "third.example:8899 says that the cluster has not moved to Alpenglow, and the client says that it has" }],
  ["both others contradict each other, and the client does not tell", three(OLD, NOT_MOVED), { phase: "unknown",
    contradiction: "another.example says that the cluster has not moved to Alpenglow, and third.example:8899 says that it has" }],
  ["one is on another cluster", three({}, {}, { getGenesisHash: JSON.stringify({ result: HASH.replace("4", "5") }) }),
    { phase: "unknown", contradiction: `the client is on the cluster with the genesis ${HASH}, and third.example:8899 on `
      + `the one with ${HASH.replace("4", "5")}` }],
  ["one names another owner of the account", three({}, { getVoteAccounts: votes(9e8, "You") }), { contradiction:
    "the client says that the vote account belongs to Me, and another.example that it belongs to You" }],
  ["one sees another leader slot", three({}, { getLeaderSchedule: { Me: [102] } }), { contradiction: null, leaderIn: 2 }],
  ["one sees no leader slot", three({}, { getLeaderSchedule: {} }), { leaderIn: 4 }],
  ["the client does not tell what is final", three({ getSlot: NOT_FOUND }, { getSlot: 480 }, { getSlot: 470 }), { finalized: 470 }],
])("of three nodes, where %s", (_, found, wanted) => expect(found).toMatchObject(wanted));

test("the client's own RPC by another name does not count as a second witness", () => {
  const says: Says = (method, to) => (to === OWN ? SOUND[method] : { getAgGenesisCert: null }[method]);
  expect(look(says, ["http://localhost:8899/", "http://[::1]:8899/x"])).toMatchObject({ phase: "alpenglow", contradiction: null });
});

test.each<[string, unknown, string, Partial<ClusterView>]>([
  ["that does not tell", NOT_FOUND, HASH, { phase: "alpenglow", phaseUnknown: null }],
  ["that has not caught up to it", "{\"result\":null}", HASH, { phase: "unknown",
    phaseUnknown: "the client says that the cluster has not moved to Alpenglow, and this machine has seen it move to "
      + "Alpenglow before" }],
  ["of another cluster", "{\"result\":null}", HASH.replace("4", "5"), { phase: "tower" }],
  ["where nothing sound is kept", "{\"result\":null}", "0O", { phase: "tower" }],
])("a move to Alpenglow that was seen once counts with a node %s", (_, cert, kept, wanted) => {
  expect(look(certs(cert, undefined), null, `x\n${kept}\n`)).toMatchObject(wanted);
});

test.each<[unknown, number | null]>([
  [[{ numSlots: 150, samplePeriodSecs: 60 }], 400], [[{ numSlots: 0, samplePeriodSecs: 60 }], null],
  [[{ numSlots: 1, samplePeriodSecs: 60 }], null], [[], null], ["soon", null], [[{ numSlots: "1" }], null],
])("the samples %j tell how long a slot lasts: %s ms", (samples, wanted) => {
  expect(look((method) => (method === "getRecentPerformanceSamples" ? samples : SOUND[method])).slotMs)
    .toBe(wanted);
});

const RUBBISH: readonly (readonly [string, unknown])[] = [
  ["nobody", undefined], ["no JSON", "<html>502</html>"], ["a number", 5], ["a text", "\"ok\""], ["nothing", null],
  ["a list", [1, 2]], ["lists of nothing", { current: [null, 5, "x"], delinquent: [[]] }],
  ["no lists", { current: 5, delinquent: "x", slotIndex: "1", Me: "soon" }],
  ["a vote without end", { current: [{ votePubkey: "Vote", nodePubkey: 5, lastVote: 1e300 }] }],
  ["an error that is none", "{\"error\":7}"],
];

test.each(RUBBISH)("rubbish in every reply, %s, is malformed and crashes nothing", (_, answer) => {
  const found = look(() => answer, ELSEWHERE);
  expect(found.health).not.toBe("ok");
  expect(found.vote).toBeNull();
  expect(found.epochLeft).toBeNull();
  expect(found.leaderIn).toBeNull();
});
