/** The vote history that Firedancer receives: the newer of what it was given and has written itself. */
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { withPort, type Host } from "../../../src/ports/host.ts";
import type { IdentityChangeParams } from "../../../src/resources/identity/change-params.ts";
import { historyToImport } from "../../../src/resources/identity/import-history.ts";
import type { RunningUnit } from "../../../src/resources/identity/running-client.ts";
import { assertSafe } from "../../../src/resources/identity/vote-record.ts";
import { awaitHistoryUsed } from "../../../src/resources/shared/vote-history-proof.ts";
import { saveHistory } from "../../stand-ins/agave/vote-history.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { makeKey } from "../../support/keys.ts";
import { makeTree } from "../../support/tree.ts";

const own = makeKey();
const FILE = `vote_history-${own.pubkey}.bin`;
const [EXPORT, IMPORT] = ["/out", "/in"];
const CLIENT = { unit: "f.service", uid: 0, pids: [], ports: [], rpcPort: 8899, version: "26.10.1", part: { since: { historyImport: "26.10" } },
  places: { historyExport: EXPORT, writesHistory: "true" } } as unknown as RunningUnit;
const CHANGE = { voter: own.pubkey, imports: IMPORT } as unknown as IdentityChangeParams;

const lab = () => {
  const root = makeTree({ [`${EXPORT}/`]: "", [`${IMPORT}/`]: "" });
  let now = 0;
  const host: Host = { ...createLinuxHost(root), now: () => new Date(now), sleep: async (ms) => void (now += ms) };
  const save = (directory: string, root_: number, ...slots: readonly number[]): void =>
    saveHistory(join(root, directory), { root: root_, votes: slots.map((slot) => ({ slot, vote: "notarize" })) }, parseKeypair(own.text));
  const given = () => historyToImport(host, CLIENT, CHANGE, () => undefined);
  return { root, host, save, given, bytes: (directory: string) => readFileSync(join(root, directory, FILE)),
    used: async (write: () => void) => {
      const found = given();
      if (found === null) throw new Error("nothing to import");
      write();
      return awaitHistoryUsed(host, found.history, "f.service", () => undefined);
    } };
};

describe("the history that Firedancer receives", () => {
  test("is what it has written itself, where that is newer: the other one is replaced", () => {
    const { save, given, bytes } = lab();
    save(IMPORT, 1, 90, 100);
    save(EXPORT, 1, 90, 100, 120);
    expect(given()).toMatchObject({ path: `${IMPORT}/${FILE}`, history: { record: { lastVote: 120 } } });
    expect(bytes(IMPORT)).toEqual(bytes(EXPORT));
  });

  test("is what it was given, where that is newer; and none where there is none", () => {
    const { save, given, bytes } = lab();
    expect(given()).toBeNull();
    save(EXPORT, 1, 90);
    save(IMPORT, 1, 90, 100);
    const before = bytes(IMPORT);
    expect(given()?.history.record.lastVote).toBe(100);
    expect(bytes(IMPORT)).toEqual(before);
  });

  test("replaces a damaged one, and none whose votes it lacks", () => {
    const { root, save, given } = lab();
    save(IMPORT, 1, 90);
    truncateSync(join(root, IMPORT, FILE), 80);
    save(EXPORT, 1, 90, 120);
    expect(given()?.history.record.lastVote).toBe(120);
    save(IMPORT, 1, 90, 100);
    expect(given).toThrow(/\/out\/vote_history-\w+.bin does not go on from \/in\/vote_history-\w+.bin: it has lost its vote for slot 100/);
  });

  test("is refused where it is larger than Firedancer takes", () => {
    const { save, given } = lab();
    save(EXPORT, 1, ...Array.from({ length: 300 }, (_, at) => at + 2));
    expect(given).toThrow(/has \d+ bytes; the client takes 32688 at most/);
  });
});

describe("before Firedancer receives it", () => {
  /** The chain's last vote is for slot 100, and of each look at it ten more slots are final. */
  const asking = (host: Host, finalFrom: number): Host => {
    let looks = -1;
    const answer = (method: string): unknown => ({
      getHealth: "ok", getAgGenesisCert: {}, getSlot: finalFrom + 10 * looks,
      getVoteAccounts: { current: [{ votePubkey: "Vote1", nodePubkey: own.pubkey, lastVote: 100 }] },
    })[method] ?? null;
    return withPort(host, "questions", { ask: (questions) => {
      looks += 1;
      return questions.map(({ body }) => ({ status: 200, problem: null,
        body: JSON.stringify({ result: answer((JSON.parse(body ?? "{}") as { method: string }).method) }) }));
    } });
  };
  const safe = async (host: Host, more: Partial<IdentityChangeParams> = {}) => {
    const said: string[] = [];
    const change = { ...CHANGE, unit: "f.service", account: "Vote1", rpcs: [], requireSilence: false, requireTower: true, ...more };
    const chain = await assertSafe(host, CLIENT, change as unknown as IdentityChangeParams, (text) => void said.push(text));
    return { chain, said };
  };

  test("its newest vote must be final, and it must hold the last vote on the chain", async () => {
    const { host, save } = lab();
    save(IMPORT, 1, 90, 100);
    const { chain, said } = await safe(asking(host, 85));
    expect(chain).toMatchObject({ imported: `${IMPORT}/${FILE}`, history: { record: { lastVote: 100 } } });
    expect(said).toContainEqual(expect.stringMatching(/^waiting until slot 100, .* is final$/));
    const stale = lab();
    stale.save(IMPORT, 1, 90, 99);
    await expect(safe(asking(stale.host, 200))).rejects.toThrow(/its last vote is slot 99; the chain shows one for 100/);
  });

  test("git may lift the guard: then it counts all the same, and without one the slot bound does", async () => {
    const { host, save } = lab();
    const lifted = { requireTower: false };
    await expect(safe(asking(host, 200), lifted)).rejects.toThrow(/no other node says which slots are final/);
    await expect(safe(asking(host, 200), { ...lifted, imports: "" })).rejects.toThrow(/no other node says which slots are final/);
    save(IMPORT, 1, 90, 100);
    expect((await safe(asking(host, 200), lifted)).chain.imported).toBe(`${IMPORT}/${FILE}`);
  });

  test("by the register's slot bound an older one, of when this host voted last, holds nothing up; git that has lifted the guard goes on to refuse it", async () => {
    const stale = lab();
    stale.save(IMPORT, 1, 90, 99);
    const bound = { requireTower: false, rpcs: ["https://one.example/"] };
    const { chain } = await safe(asking(stale.host, 85), { ...bound, epoch: "7" });
    expect(chain).toMatchObject({ imported: null, history: null });
    await expect(safe(asking(stale.host, 200), { ...bound, epoch: "" })).rejects.toThrow(/its last vote is slot 99/);
    const newest = lab();
    newest.save(IMPORT, 1, 90, 100);
    expect((await safe(asking(newest.host, 85), { ...bound, epoch: "7" })).chain).toMatchObject({ imported: `${IMPORT}/${FILE}` });
  });
});

describe("that Firedancer votes on from it", () => {
  test("shows in the file that it writes, whatever was in there before", async () => {
    const { save, used } = lab();
    save(EXPORT, 1, 40);
    save(IMPORT, 1, 90, 100);
    await expect(used(() => save(EXPORT, 90, 90, 100, 140))).resolves.toBeUndefined();
  });

  test.each<[string, (one: ReturnType<typeof lab>) => void, string]>([
    ["begins anew", ({ save }) => save(EXPORT, 0, 140), "VOTE_HISTORY_LOST"],
    ["lacks a vote", ({ save }) => save(EXPORT, 1, 90, 140), "VOTE_HISTORY_LOST"],
    ["stays as it was", () => undefined, "VOTE_HISTORY_UNUSED"],
    ["shows no newer vote", ({ save }) => save(EXPORT, 1, 90, 100), "VOTE_HISTORY_UNUSED"],
    ["is emptied", ({ root }) => writeFileSync(join(root, EXPORT, FILE), ""), "VOTE_HISTORY_UNUSED"],
  ])("does not show where that %s", async (_, write, code) => {
    const one = lab();
    one.save(EXPORT, 1, 40);
    one.save(IMPORT, 1, 90, 100);
    await expect(one.used(() => write(one))).rejects.toMatchObject({ code });
  });
});
