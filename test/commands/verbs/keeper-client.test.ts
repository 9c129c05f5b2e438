/** A client that signs while its host holds nothing: it is adopted once, when the group is made, or made to stop. */
import { describe, expect, test } from "vitest";
import { KeeperClient } from "../../../src/commands/verbs/failover/keeper-client.ts";
import type { ClientActs } from "../../../src/failover/keeper-edges.ts";
import { firstRegister, renewed, taken, type Register } from "../../../src/failover/register.ts";

const PROOF = { digest: null, slot: null };
const MADE = firstRegister({ group: "g", host: "a", peer: "b", identity: "I", lineage: "1" });
const MADE_FOR_PEER = firstRegister({ group: "g", host: "b", peer: "a", identity: "I", lineage: "1" });
const OWN = taken(MADE, { host: "a", peer: "b", writer: "w" }, null);
const PEERS = taken(MADE_FOR_PEER, { host: "b", peer: "a", writer: "v" }, null);

interface Scene {
  readonly client: KeeperClient;
  readonly did: string[];
  /** Has `demote` succeed from now on. */
  readonly yields: () => void;
}

const SILENT = { note: () => undefined, alarm: () => undefined } as never;

const sceneOf = (signs: boolean | null, isDry = false): Scene => {
  const did: string[] = [];
  let isYielding = false;
  const acted = (what: string) => async () => {
    did.push(what);
    return isYielding ? PROOF : null;
  };
  const acts: ClientActs = { promote: async () => "signs", demote: acted("demote"), kill: acted("kill"),
    receive: async () => null, check: async () => null, lookUp: async () => undefined,
    look: async () => ({ isDone: true, why: null, isUntouched: true, signs, ...PROOF }),
    hasActed: () => false,
    standBy: () => {
      did.push("stand by");
      return true;
    } };
  return { client: new KeeperClient(acts, isDry, SILENT, 10), did, yields: () => { isYielding = true; } };
};

const soon = (): Promise<void> => new Promise((done) => { setTimeout(done, 20); });

describe("a client at the start of its keeper", () => {
  test("that does not sign stands by", async () => {
    const { client, did } = sceneOf(false);
    await client.settle(false);
    expect([did, client.signing]).toEqual([["stand by"], "no"]);
  });

  test.each([[true], [null]])("that may sign (%s) where the host has known the group is made to stop, before anything else", async (signs) => {
    const { client, did, yields } = sceneOf(signs);
    const settled = client.settle(false);
    await soon();
    expect([did.slice(0, 2), client.signing]).toEqual([["demote", "kill"], "still"]);
    yields();
    await settled;
    expect(client.signing).toBe("no");
  });

  test("of a dry run is left alone", async () => {
    const { client, did } = sceneOf(true, true);
    await client.settle(false);
    client.seen(PEERS, "a");
    await soon();
    expect(did).toEqual([]);
  });
});

describe("a client that signed before its group was made", () => {
  const adopted = async (): Promise<Scene> => {
    const scene = sceneOf(true);
    await scene.client.settle(true);
    expect([scene.did, scene.client.signing]).toEqual([[], "adopted"]);
    return scene;
  };

  test("goes on while the register is made for this host, taken by it, and until it is active", async () => {
    const { client, did } = await adopted();
    for (const register of [MADE, OWN, renewed(OWN)]) client.seen(register, "a");
    client.changed("standby", "taking");
    expect([did, client.signing]).toEqual([[], "adopted"]);
    client.changed("taking", "signing");
    client.seen(PEERS, "a");
    await soon();
    expect([did, client.signing]).toEqual([[], "no"]);
  });

  const FOREIGN: readonly (readonly [string, Register])[] = [
    ["is made for the other host", MADE_FOR_PEER], ["is the other host's", PEERS],
    ["was made for this host, and is another's of its name", { ...MADE, holder: "c" }],
  ];
  test.each(FOREIGN)("stops, and takes no other client's place meanwhile, where the register %s", async (_, register) => {
    const { client, did, yields } = await adopted();
    client.seen(register, "a");
    expect(client.signing).toBe("still");
    await soon();
    expect(did.slice(0, 2)).toEqual(["demote", "kill"]);
    yields();
    await new Promise((done) => { setTimeout(done, 300); });
    expect(client.signing).toBe("no");
  });

  test("stops where the hold is lost before this host was active", async () => {
    const { client } = await adopted();
    client.changed("taking", "standby");
    expect(client.signing).toBe("still");
  });
});

test("a client that is to stop, and whose demotion does not come to an end, is killed", async () => {
  const did: string[] = [];
  const never = (): Promise<never> => new Promise(() => undefined);
  const acts = { lookUp: async () => undefined, look: async () => null, demote: never,
    kill: async () => {
      did.push("kill");
      return PROOF;
    } } as unknown as ClientActs;
  const client = new KeeperClient(acts, false, SILENT, 10);
  await client.settle(false);
  expect([did, client.signing]).toEqual([["kill"], "no"]);
}, 10_000);
