/** Without a vote history: until when nothing that was voted for is open. */
import { describe, expect, test } from "vitest";
import type { Host, Query, QueryReply } from "../../../src/ports/host.ts";
import type { IdentityChangeParams } from "../../../src/resources/identity/change-params.ts";
import { awaitBoundFinal } from "../../../src/resources/identity/empty-history.ts";
import type { RunningUnit } from "../../../src/resources/identity/running-client.ts";

const CLIENT = { unit: "sol.service", rpcPort: 8899, ports: ["tcp/8899"], places: {} } as unknown as RunningUnit;
const OTHERS = ["https://one.example/", "https://two.example/", "https://three.example/"] as const;
const SLOT_MS = 200;

interface Node {
  /** How far it is behind the cluster's slot, and its newest final slot behind that. */
  readonly behind?: number;
  readonly lag?: number;
  readonly stalledAt?: number;
  /** It answers nothing, from this slot on. */
  readonly silentFrom?: number;
}

const DOWN: Node = { silentFrom: 0 };

/** All nodes start at slot 1,000 and go on by the clock; the client is the first. */
const hostThat = (...nodes: readonly Node[]) => {
  let now = 0;
  const said: string[] = [];
  const slot = (): number => 1000 + Math.floor(now / SLOT_MS);
  const rpcs = OTHERS.slice(0, nodes.length - 1);
  const answer = ({ to, body }: Query): QueryReply => {
    const node = nodes[rpcs.findIndex((one) => one === to) + 1] ?? {};
    const { behind = 0, lag = 3, stalledAt = Infinity, silentFrom = Infinity } = node;
    if (slot() >= silentFrom) return { status: null, body: "", problem: "no answer" };
    const isFinal = (body ?? "").includes("finalized");
    const newest = slot() - behind;
    return { status: 200, problem: null, body: JSON.stringify({ result: isFinal ? Math.min(newest - lag, stalledAt) : newest }) };
  };
  const host = { now: () => new Date(now), sleep: (ms: number) => { now += ms; return Promise.resolve(); },
    port: () => ({ ask: (queries: readonly Query[]) => queries.map(answer) }) } as unknown as Host;
  const wait = (more: readonly string[] = rpcs) => awaitBoundFinal(host, CLIENT,
    { rpcs: more, voter: "Staked" } as unknown as IdentityChangeParams, (text) => void said.push(text));
  return { wait, said, slot };
};

describe("without a vote history", () => {
  test.each<[string, readonly Node[], number]>([
    ["48 slots beyond the newest that either node has seen are final", [{}, {}], 1048 + 3],
    ["the node that is ahead counts", [{ behind: 10 }, {}], 1048 + 3 + 10],
    ["both nodes say so", [{}, { lag: 30 }], 1048 + 30],
    ["all three nodes say so", [{}, {}, { lag: 40 }], 1048 + 40],
    ["a node that is behind lowers no bound", [{}, { behind: 200 }, {}], 1048 + 3 + 200],
    ["two of three others say so, and the third is down", [{}, { lag: 20 }, DOWN, {}], 1048 + 20],
    ["two of three others say so, and the third does not finalize", [{}, {}, { stalledAt: 0 }, { lag: 9 }], 1048 + 9],
    ["the client says so, too", [{ lag: 60 }, {}, {}], 1048 + 60],
  ])("an identity is taken up once %s", async (_, nodes, slot) => {
    const scene = hostThat(...nodes);
    await scene.wait();
    expect(scene.slot()).toBeGreaterThanOrEqual(slot);
    expect(scene.slot()).toBeLessThan(slot + 3);
    expect(scene.said[0]).toMatch(/^Staked has no vote history here: \d+ slots \(\d+ s\) until slot 1048 is final for \S/);
  });

  test.each<[string, readonly Node[], RegExp]>([
    ["no other node is named", [{}], /no other node says which slots are final/],
    ["the other node is silent", [{}, DOWN], /voted for is unknown: one.example does not tell its newest one/],
    ["one of two is silent", [{}, {}, DOWN], /unknown: two.example does not tell/],
    ["two of three are silent", [{}, DOWN, {}, DOWN], /unknown: one.example does not tell/],
    ["the client is silent", [DOWN, {}, {}], /unknown: the client does not tell/],
    ["the cluster does not finalize", [{ stalledAt: 990 }, { stalledAt: 990 }],
      /slot 1048 has not become final within 3000 slots .*the newest final slot of the client is 990/],
    ["the other node sees no finality", [{}, { stalledAt: 1020 }], /final slot of one.example is 1020/],
    ["one of two sees no finality", [{}, {}, { stalledAt: 1020 }], /final slot of two.example is 1020/],
    ["one of two goes down in between", [{}, {}, { silentFrom: 1010 }], /final slot of two.example is unknown/],
    ["one lies of a slot that is far ahead", [{}, {}, { behind: -5000 }],
      /two.example says that its newest slot is 6000, and the client's is 1000/],
  ])("an identity is not taken up where %s", async (_, nodes, why) => {
    await expect(hostThat(...nodes).wait()).rejects.toThrow(why);
  });

  test("the client itself is no other node", async () => {
    await expect(hostThat({}).wait(["http://localhost:8899/x"])).rejects.toThrow(/no other node says/);
  });
});
