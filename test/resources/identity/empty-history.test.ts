/** Without a vote history: until when nothing that was voted for is open. */
import { describe, expect, test } from "vitest";
import type { Host, Query, QueryReply } from "../../../src/ports/host.ts";
import type { IdentityChangeParams } from "../../../src/resources/identity/change-params.ts";
import { awaitBoundFinal } from "../../../src/resources/identity/empty-history.ts";
import type { RunningUnit } from "../../../src/resources/identity/running-client.ts";

const CLIENT = { unit: "sol.service", rpcPort: 8899, ports: ["tcp/8899"], places: {} } as unknown as RunningUnit;
const OTHER = "https://other.example/";
const SLOT_MS = 200;

interface Node {
  /** How far it is behind the cluster's slot, and its newest final slot behind that. */
  readonly behind?: number;
  readonly lag?: number;
  readonly stalledAt?: number;
  readonly isSilent?: true;
}

/** Both nodes start at slot 1,000 and go on by the clock. */
const hostThat = (own: Node, other: Node) => {
  let now = 0;
  const said: string[] = [];
  const answer = ({ to, body }: Query): QueryReply => {
    const { behind = 0, lag = 3, stalledAt = Infinity, isSilent } = to === OTHER ? other : own;
    if (isSilent) return { status: null, body: "", problem: "no answer" };
    const slot = 1000 + Math.floor(now / SLOT_MS) - behind;
    const isFinal = (body ?? "").includes("finalized");
    return { status: 200, problem: null, body: JSON.stringify({ result: isFinal ? Math.min(slot - lag, stalledAt) : slot }) };
  };
  const host = { now: () => new Date(now), sleep: (ms: number) => { now += ms; return Promise.resolve(); },
    port: () => ({ ask: (queries: readonly Query[]) => queries.map(answer) }) } as unknown as Host;
  const wait = (rpc = OTHER) => awaitBoundFinal(host, CLIENT,
    { rpc, voter: "Staked" } as IdentityChangeParams, (text) => void said.push(text));
  return { wait, said, slot: () => 1000 + Math.floor(now / SLOT_MS) };
};

describe("without a vote history", () => {
  test.each<[string, Node, Node, number]>([
    ["48 slots beyond the newest that either node has seen are final", {}, {}, 1048 + 3],
    ["the node that is ahead counts", { behind: 10 }, {}, 1048 + 3 + 10],
    ["both nodes say so", {}, { lag: 30 }, 1048 + 30],
  ])("an identity is taken up once %s", async (_, own, other, slot) => {
    const scene = hostThat(own, other);
    await scene.wait();
    expect(scene.slot()).toBeGreaterThanOrEqual(slot);
    expect(scene.slot()).toBeLessThan(slot + 3);
    expect(scene.said[0]).toMatch(/^Staked has no vote history here: \d+ slots \(\d+ s\) until slot 1048 is final/);
  });

  test.each<[string, Node, Node, string, RegExp]>([
    ["no other node is named", {}, {}, "", /no other node says which slots are final/],
    ["the other node is silent", {}, { isSilent: true }, OTHER, /which slots have been voted for is unknown/],
    ["the cluster does not finalize", { stalledAt: 990 }, { stalledAt: 990 }, OTHER, /slot 1048 has not become final/],
    ["the other node sees no finality", {}, { stalledAt: 1020 }, OTHER, /slot 1048 has not become final/],
  ])("an identity is not taken up where %s", async (_, own, other, rpc, why) => {
    await expect(hostThat(own, other).wait(rpc)).rejects.toThrow(why);
  });
});
