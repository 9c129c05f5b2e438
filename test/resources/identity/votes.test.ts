/** What is a valid reply about votes, on a machine where some answers come late or never. */
import { describe, expect, test } from "vitest";
import { readClusterView, type ClusterView } from "../../../src/detectors/solana/cluster-view.ts";
import type { QueryReply, Host, Query } from "../../../src/ports/host.ts";
import type { IdentityChangeParams } from "../../../src/resources/identity/change-params.ts";
import type { RunningUnit } from "../../../src/resources/identity/running-client.ts";
import { assertSafe } from "../../../src/resources/identity/vote-record.ts";
import {
  assertNotVoter, patientView, voterOf, awaitVotesBegun, awaitVotesStopped,
} from "../../../src/resources/identity/vote-monitor.ts";

const CLIENT = { unit: "sol.service", pids: [1], ports: ["tcp/8899"],
  rpcPort: 8899, places: {}, uid: 1000 } as unknown as RunningUnit;
const SWAP = { unit: "sol.service", account: "Vote1", voter: "Node1", rpcs: [] } as unknown as IdentityChangeParams;

const OTHER = "https://other.example/";

/** The last vote; the slot goes on by ten from look to look, and all but three of them are final. */
type Look = number | "silence" | "no such method" | { readonly lastVote: number; readonly finalized: number };

const SLOTS_PER_LOOK = 10;
const SAMPLES = [{ numSlots: 300, samplePeriodSecs: 60 }];

const answerTo = ({ to, body }: Query, look: Look, slot: number): QueryReply => {
  if (look === "silence" || !to.includes(":8899")) return { status: null, body: "", problem: "timed out" };
  const { method, params } = JSON.parse(body ?? "{}") as { method: string; params: readonly object[] };
  const { lastVote, finalized } = typeof look === "object" ? look : { lastVote: look, finalized: slot - 3 };
  const votes = look === "no such method" ? { error: { message: "Method not found" } }
    : { result: { current: [{ votePubkey: "Vote1", nodePubkey: "Node1", lastVote }] } };
  const isProcessed = JSON.stringify(params).includes("processed");
  const others: Readonly<Record<string, unknown>> = { getHealth: "ok", getSlot: isProcessed ? slot : finalized,
    getRecentPerformanceSamples: SAMPLES };
  return { status: 200, body: JSON.stringify(method === "getVoteAccounts" ? votes : { result: others[method] ?? 1 }), problem: null };
};

/** Each look at the cluster is answered by the next one of these; the last one stays. */
const hostThat = (...looks: readonly Look[]) => {
  let now = 0;
  let looked = 0;
  const host = { now: () => new Date(now), list: () => [], read: () => null, link: () => null,
    stat: () => null, resolve: () => null,
    sleep: (ms: number) => { now += ms; return Promise.resolve(); },
    port: () => ({ processTexts: () => new Map(), // nothing runs on it
      ask: (questions: readonly Query[]) => {
        const look = looks[Math.min(looked, looks.length - 1)] ?? "silence";
        looked += 1;
        return questions.map((one) => answerTo(one, look, looked * SLOTS_PER_LOOK));
      } }) } as unknown as Host;
  return { host, looked: () => looked, waited: () => now };
};

/** So many looks in which the account votes for the newest slot but one. */
const voting = (looks: number): readonly Look[] =>
  Array.from({ length: looks }, (_, at) => SLOTS_PER_LOOK * (at + 1) - 1);

const seen = (host: Host): ClusterView =>
  readClusterView(host, { port: 8899, voteAccount: "Vote1", leader: null, others: [] });
const report = (): void => undefined;

describe("votes", () => {
  test("are not reported as stopped when no client answers", async () => {
    const { host } = hostThat("silence", "silence", 7);
    expect((await patientView(host, CLIENT, SWAP))?.vote).toEqual({ node: "Node1", lastVote: 7 });
  });

  test("of a client whose RPC was absent are queried where it listens now", async () => {
    const early = { ...CLIENT, ports: ["udp/8001"] } as unknown as RunningUnit;
    const { host } = hostThat(7);
    const listening = { ...CLIENT, ports: ["udp/8001", "tcp/8899"] } as unknown as RunningUnit;
    expect((await patientView(host, early, SWAP, () => listening))?.vote).toMatchObject({ lastVote: 7 });
    expect((await patientView(host, early, SWAP, () => early))?.vote).toBeNull();
  });

  test.each([["silence", 4], ["no such method", 4], [7, 1]] as const)(
    "%s is queried %i times at most", async (look, most) => {
      const { host, looked } = hostThat(look);
      await patientView(host, CLIENT, SWAP);
      expect(looked()).toBe(most);
    });

  test("that go on while some answers are missing have not stopped", async () => {
    const looks = voting(100).map((look, at) => (at % 3 === 1 ? "silence" : look));
    await expect(awaitVotesStopped(hostThat(...looks).host, CLIENT, SWAP, report)).rejects
      .toThrow("was given up, and still votes 64 slots (13 s) later");
  });

  test("have stopped after 32 slots without one, and not after nine, however they landed", async () => {
    const { host, looked } = hostThat(9, 9, "silence", 27, 27, 27, 27);
    await awaitVotesStopped(host, CLIENT, SWAP, report);
    expect(looked()).toBe(6);
  });

  test("that stand still while nothing becomes final have neither stopped nor gone on", async () => {
    const stalled = Array.from({ length: 100 }, () => ({ lastVote: 9, finalized: 8 }));
    const given = hostThat(...stalled);
    await awaitVotesStopped(given.host, CLIENT, SWAP, report);
    expect(given.waited()).toBeGreaterThanOrEqual(64 * 200);
    const { host } = hostThat(...stalled);
    await expect(assertNotVoter(host, CLIENT, SWAP, seen(host), report)).rejects.toThrow(/unknown whether Node1 votes from another/);
  });

  test("of another machine end a change: not those that are still landing, and not without an answer", async () => {
    const landing = hostThat(9, 14, 14, 14, 14);
    expect((await assertNotVoter(landing.host, CLIENT, SWAP, seen(landing.host), report)).vote?.lastVote).toBe(14);
    const silent = hostThat(1, 1, 1, 1);
    for (let look = 0; look < 3; look++) seen(silent.host);
    const at = seen(silent.host);
    expect(await assertNotVoter(silent.host, CLIENT, SWAP, at, report)).toBe(at);
    const { host } = hostThat(...voting(100));
    await expect(assertNotVoter(host, CLIENT, SWAP, seen(host), report)).rejects.toThrow(/votes from another machine at this very moment/);
    const none = hostThat("no such method").host;
    await expect(assertNotVoter(none, CLIENT, SWAP, seen(none), report)).rejects.toThrow(/unknown whether Node1 votes/);
  });

  test("of a client without an answer for long are waited for, and not reported as stopped", async () => {
    const late = hostThat(...Array.from({ length: 20 }, () => "silence" as const), 7);
    expect(await voterOf(late.host, CLIENT, SWAP, false)).toBe("Node1");
    const never = hostThat("silence").host;
    await expect(voterOf(never, CLIENT, SWAP, false)).rejects.toThrow("it was unknown whether");
    expect(await voterOf(never, CLIENT, SWAP, true)).toBeNull();
  });

  test("that do not begin are reported as missing", async () => {
    await expect(awaitVotesBegun(hostThat(5).host, CLIENT, SWAP, { lastVote: 5, slotMs: 200 })).rejects.toThrow(/sol.service/);
  });

  test.each([[true], [false]])("are not begun where two nodes contradict each other, with guards: %s", async (guards) => {
    const { host } = hostThat(7);
    const { ask } = host.port("questions");
    const lying = { ...host, port: () => ({ ...host.port("questions"), ask: (questions: readonly Query[]) =>
      ask(questions).map((answer, at) => ((questions[at]?.body ?? "").includes("getAgGenesisCert")
        ? { ...answer, status: 200, body: JSON.stringify({ result: questions[at]?.to === OTHER ? null : {} }) } : answer)) }) } as unknown as Host;
    await expect(assertSafe(lying, CLIENT, { ...SWAP, rpcs: [OTHER], requireSilence: guards, requireTower: guards }, report))
      .rejects.toMatchObject({ code: "CLUSTER_CONTRADICTED" });
  });
});
