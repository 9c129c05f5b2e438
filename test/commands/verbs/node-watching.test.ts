/** A host that has taken waits where the account votes on: something signs that no fence has ended. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NodeWatching } from "../../../src/commands/verbs/failover/node-watching.ts";
import { startKeeper, type KeeperState } from "../../../src/failover/keeper-state.ts";
import type { NodeAnswer } from "../../../src/failover/node-lines.ts";
import { DEFAULT_TIMING } from "../../../src/failover/timing.ts";

const [SLOT_MS, FINAL_LAG] = [400, 32];
const slot = (): number => Math.floor(Date.now() / SLOT_MS);

const taking = (): KeeperState => ({
  ...startKeeper({ host: "a", peer: "b", writer: "a1", now: Date.now(), remembered: { epoch: 4, seq: 0 } }),
  phase: "taking", seen: { revision: "9", cluster: "c", register: { format: "vexor.register/1", group: "g", lineage: "c", identity: "i", epoch: 5,
    seq: 0, holder: "a", writer: "a1", state: "held", handover: null } } });

let signsUntil: number;
let watching: NodeWatching;
let keeper: KeeperState;

const answer = (): NodeAnswer => ({ isHealthy: true, identity: "u", processed: slot(), finalized: slot() - FINAL_LAG,
  votes: { node: "i", lastVote: Math.floor(Math.min(Date.now(), signsUntil) / SLOT_MS) - 1 } });

beforeEach(() => {
  vi.useFakeTimers({ now: 10_000_000 });
  const asker = { ask: async ({ own, witnesses }: { own: number | null; witnesses: readonly string[] }) =>
    [own === null ? null : answer(), ...witnesses.map(answer)] as const, close: () => undefined };
  keeper = taking();
  watching = new NodeWatching({ clock: { now: () => Date.now() }, askers: { own: asker, witnesses: asker } as never,
    settings: { timing: DEFAULT_TIMING, identity: { pubkey: "i", voteAccount: "v", clusterRpc: ["https://one.example", "https://two.example"] } },
    findOwn: async () => ({ pid: 1, rpcPort: 8899, hasTicket: null }), markOf: () => "same" });
  watching.facts(keeper);
  watching.start();
});
afterEach(() => {
  watching.stop();
  vi.useRealTimers();
});

/** After how many seconds of this take the bound is final; null where it is not within these. */
const finalAfter = async (seconds: number, isOwnVoting = false): Promise<number | null> => {
  for (let second = 0; second < seconds; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    watching.facts(keeper);
    if (watching.isBoundFinal(keeper, isOwnVoting)) return second;
  }
  return null;
};

test("the bound of a peer that has stopped becomes final, and no alarm tells of the votes of before", async () => {
  signsUntil = Date.now();
  expect(await finalAfter(60)).toBeGreaterThan(30);
  expect(watching.alarm()).toBeNull();
});

test("no bound is final while the account votes on, and an alarm says so; once the votes stop, one is", async () => {
  signsUntil = Number.POSITIVE_INFINITY;
  expect(await finalAfter(300)).toBeNull();
  expect(watching.alarm()).toBe("duplicate");
  signsUntil = Date.now();
  expect(await finalAfter(90)).toBeGreaterThan(15);
});

test("the votes of this host's own client, which was adopted, hold nothing up", async () => {
  signsUntil = Number.POSITIVE_INFINITY;
  expect(await finalAfter(60, true)).toBeGreaterThan(30);
  expect(watching.alarm()).toBeNull();
});
