/** Whether a client votes on from the history that it was given, by what it writes. */
import { describe, expect, test } from "vitest";
import { whyNotContinued } from "../../../src/detectors/solana/vote-history.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { Host } from "../../../src/ports/host.ts";
import { historyOf, readTowers } from "../../../src/detectors/solana/tower.ts";
import { awaitHistoryUsed, givenHistory } from "../../../src/resources/shared/vote-history-proof.ts";
import { encodeHistory, signHistory, withVote, type VoteHistory } from "../../stand-ins/agave/vote-history.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { makeKey } from "../../support/keys.ts";

const [own, other] = [makeKey(), makeKey()];
const key = parseKeypair(own.text);
const history = (root: number, ...slots: readonly number[]): VoteHistory =>
  ({ root, votes: slots.map((slot) => ({ slot, vote: "notarize" })) });
const bytesOf = (one: VoteHistory, signer = key): Buffer =>
  signHistory(encodeHistory(one, key.publicKey), signer);

const GIVEN = history(100, 100, 101, 102);

/** What the file holds at each look; the last one stays. */
const hostThat = (...looks: readonly (VoteHistory | Uint8Array | null)[]): Host => {
  const files = [GIVEN, GIVEN, ...looks].map((one) => (one !== null && "votes" in one ? bytesOf(one) : one));
  let [at, now] = [0, 0];
  return { ...createLinuxHost(""), now: () => new Date(now),
    sleep: (ms) => { now += ms; return Promise.resolve(); },
    listFor: () => [`vote_history-${own.pubkey}.bin`],
    bytesFor: () => files[Math.min(at++, files.length - 1)] ?? null };
};
const proved = async (host: Host): Promise<void> => {
  const fact = historyOf(readTowers(host, "/l", 0, own.pubkey), own.pubkey);
  if (!fact) throw new Error("no history");
  await awaitHistoryUsed(host, givenHistory(host, fact, 0), "sol.service", () => undefined);
};

describe("a client votes on from its history", () => {
  test.each<[string, readonly (VoteHistory | null)[]]>([
    ["at once", [history(100, 100, 101, 102, 140)]],
    ["later", [GIVEN, GIVEN, history(100, 102, 101, 100, 140)]],
    ["with a root that has passed some votes", [history(102, 102, 140)]],
    ["with a root that has passed them all", [history(140, 140, 141)]],
    ["after a moment without a file", [null, history(100, 100, 101, 102, 140)]],
    ["after it was written without a vote", [history(101, 101, 102), history(101, 101, 102, 140)]],
  ])("where it is written %s", async (_, looks) => {
    await expect(proved(hostThat(...looks))).resolves.toBeUndefined();
  });

  test.each<[string, readonly (VoteHistory | Uint8Array | null)[], string, RegExp]>([
    ["begins an empty one", [history(0, 140)], "VOTE_HISTORY_LOST", /begins anew: its root is slot 0, and was slot 100/],
    ["has one without the newest vote", [history(100, 100, 101, 140)], "VOTE_HISTORY_LOST", /lost its vote for slot 102/],
    ["writes nothing", [GIVEN], "VOTE_HISTORY_UNUSED", /has not been written for 150 slots \(60 s\)/],
    ["writes, and does not vote", [history(101, 101, 102)], "VOTE_HISTORY_UNUSED", /has not been written/],
    ["has removed it", [null], "VOTE_HISTORY_UNUSED", /it is gone/],
    ["writes one that another key has signed", [bytesOf(history(100, 100, 101, 102, 140), parseKeypair(other.text))],
      "VOTE_HISTORY_UNUSED", /its signature is not that of/],
  ])("and not where it %s", async (_, looks, code, why) => {
    await expect(proved(hostThat(...looks))).rejects.toMatchObject({ code, message: expect.stringMatching(why) });
  });
});

test.each([
  [history(0, 5), history(0, 4, 5), "it has lost its vote for slot 4"],
  [history(6, 6), history(0, 4, 5), null],
  [history(5, 5, 6), history(5, 5), null],
  [history(5, 6), history(5, 5), "it has lost its vote for slot 5"],
  [history(4, 4, 5), history(5, 5), "it begins anew: its root is slot 4, and was slot 5"],
])("%j after %j: %s", (later, earlier, why) => {
  const slots = ({ root, votes }: VoteHistory) => ({ root, voted: votes.map(({ slot }) => slot) });
  expect(whyNotContinued(slots(later), slots(earlier))).toBe(why);
});

test("what the stand-in makes of its history always goes on, and one that begins anew never does", () => {
  let now = GIVEN;
  const fresh = withVote({ root: 0, votes: [] }, 140, 137);
  const slots = ({ root, votes }: VoteHistory) => ({ root, voted: votes.map(({ slot }) => slot) });
  expect(whyNotContinued(slots(fresh), slots(now))).toMatch(/begins anew/);
  for (let slot = 140; slot < 160; slot++) {
    const next = withVote(now, slot, slot - 3);
    expect(whyNotContinued(slots(next), slots(now))).toBeNull();
    now = next;
  }
  expect(now.root).toBeGreaterThan(150);
});
