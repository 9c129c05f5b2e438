/** What is a valid reply about votes, on a machine where some answers come late or never. */
import { describe, expect, test } from "vitest";
import type { QueryReply, Host, Query } from "../../../src/ports/host.ts";
import type { IdentityChangeParams } from "../../../src/resources/identity/change-params.ts";
import type { RunningUnit } from "../../../src/resources/identity/running-client.ts";
import { assertSafe } from "../../../src/resources/identity/vote-record.ts";
import {
  patientView, voterOf, awaitVotesBegun, awaitVotesStopped,
} from "../../../src/resources/identity/vote-monitor.ts";

const CLIENT = { unit: "sol.service", pids: [1], ports: ["tcp/8899"],
  rpcPort: 8899, places: {}, uid: 1000 } as unknown as RunningUnit;
const SWAP = { unit: "sol.service", account: "Vote1", voter: "Node1", rpcs: [] } as unknown as IdentityChangeParams;

const OTHER = "https://other.example/";

type Look = number | "silence" | "no such method";

const answerTo = ({ to, body }: Query, look: Look): QueryReply => {
  if (look === "silence" || !to.includes(":8899")) return { status: null, body: "", problem: "timed out" };
  const { method } = JSON.parse(body ?? "{}") as { method: string };
  const votes = look === "no such method" ? { error: { message: "Method not found" } }
    : { result: { current: [{ votePubkey: "Vote1", nodePubkey: "Node1", lastVote: look }] } };
  const value = method === "getVoteAccounts" ? votes
    : { result: method === "getHealth" ? "ok" : 1 };
  return { status: 200, body: JSON.stringify(value), problem: null };
};

/** Each look at the cluster is answered by the next one of these; the last one stays. */
const hostThat = (...looks: readonly Look[]): { readonly host: Host; readonly looked: () => number } => {
  let now = 0;
  let looked = 0;
  const host = { now: () => new Date(now), list: () => [], read: () => null, link: () => null,
    stat: () => null, resolve: () => null,
    sleep: (ms: number) => { now += ms; return Promise.resolve(); },
    port: () => ({ processTexts: () => new Map(), // nothing runs on it
      ask: (questions: readonly Query[]) => {
        const look = looks[Math.min(looked, looks.length - 1)] ?? "silence";
        looked += 1;
        return questions.map((one) => answerTo(one, look));
      } }) } as unknown as Host;
  return { host, looked: () => looked };
};

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
    const { host } = hostThat(1, "silence", 2, "silence", 3, 4, "silence", 5, 6, 7, 8, 9, 10, 11, 12, 13,
      14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34);
    await expect(awaitVotesStopped(host, CLIENT, SWAP)).rejects.toThrow("still votes 10 s later");
  });

  test("that have stopped are reported as stopped", async () => {
    const { host, looked } = hostThat(1, 2, "silence", 2, 2);
    await awaitVotesStopped(host, CLIENT, SWAP);
    expect(looked()).toBe(5);
  });

  test("of a client without an answer for long are waited for, and not reported as stopped", async () => {
    const late = hostThat(...Array.from({ length: 20 }, () => "silence" as const), 7);
    expect(await voterOf(late.host, CLIENT, SWAP, false)).toBe("Node1");
    const never = hostThat("silence").host;
    await expect(voterOf(never, CLIENT, SWAP, false)).rejects.toThrow("it was unknown whether");
    expect(await voterOf(never, CLIENT, SWAP, true)).toBeNull();
  });

  test("that do not begin are reported as missing", async () => {
    await expect(awaitVotesBegun(hostThat(5).host, CLIENT, SWAP, 5)).rejects.toThrow(/sol.service/);
  });

  test.each([[true], [false]])("are not begun where two nodes contradict each other, with guards: %s", async (guards) => {
    const { host } = hostThat(7);
    const { ask } = host.port("questions");
    const lying = { ...host, port: () => ({ ...host.port("questions"), ask: (questions: readonly Query[]) =>
      ask(questions).map((answer, at) => ((questions[at]?.body ?? "").includes("getAgGenesisCert")
        ? { ...answer, status: 200, body: JSON.stringify({ result: questions[at]?.to === OTHER ? null : {} }) } : answer)) }) } as unknown as Host;
    await expect(assertSafe(lying, CLIENT, { ...SWAP, rpcs: [OTHER], requireSilence: guards, requireTower: guards }, () => undefined))
      .rejects.toMatchObject({ code: "CLUSTER_CONTRADICTED" });
  });
});
