/** The reader of vote histories against a writer that follows the layout of Agave's sources. */
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { historyOf, readTowers, type TowerFact } from "../../../src/detectors/solana/tower.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import {
  encodeHistory, saveHistory, signHistory, type VoteHistory,
} from "../../stand-ins/agave/vote-history.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { makeKey } from "../../support/keys.ts";
import { within } from "../../support/pace.ts";
import { random } from "../../support/random.ts";

const directory = mkdtempSync(join(tmpdir(), "vexor-histories-"));
afterAll(() => rmSync(directory, { recursive: true }));
const host = createLinuxHost("");
const [own, other] = [makeKey(), makeKey()];
const [ownKey, otherKey] = [parseKeypair(own.text), parseKeypair(other.text)];
const path = join(directory, `vote_history-${own.pubkey}.bin`);
const uid = process.getuid?.() ?? 0;

const historyTo = (...slots: readonly number[]): VoteHistory => ({ root: 90,
  votes: slots.map((slot) => ({ slot, vote: slot % 3 === 0 ? "skip" : "notarize" })) });
const save = (...slots: readonly number[]): void => saveHistory(directory, historyTo(...slots), ownKey);
const found = (identity = own.pubkey): TowerFact | null =>
  historyOf(readTowers(host, directory, uid, identity), identity);

/** What is read where the file has these bytes. */
const readAs = (bytes: Uint8Array): TowerFact | null => historyOf(readTowers(
  { ...host, listFor: () => [`vote_history-${own.pubkey}.bin`], bytesFor: () => bytes },
  directory, uid, own.pubkey), own.pubkey);

describe("a vote history", () => {
  test("tells the newest slot that it has a vote for, in whatever order the slots stand", () => {
    save(101, 104, 99, 103);
    expect(found()).toMatchObject({ problems: [], form: "vote-history", path,
      content: { lastVote: 104, root: 90 } });
    save();
    expect(found()).toMatchObject({ problems: [], content: { lastVote: null, root: 90 } });
  });

  test("takes the bytes that Agave's own estimate gives an empty one", () => {
    const lists = 9;
    expect(encodeHistory({ votes: [], root: 0 }, ownKey.publicKey).length)
      .toBe(32 + lists * 8 + 8 + (8 + 8 + 40)); // with the one parent that is ready
  });

  test("is looked into for the identity that is asked for, and for no other", () => {
    save(200);
    expect(historyOf(readTowers(host, directory, uid), own.pubkey))
      .toMatchObject({ content: null, problems: [] });
  });

  test("that an interrupted save has left is not read", () => {
    save(300);
    renameSync(path, `${path}.new`);
    expect(found()).toBeNull();
    renameSync(`${path}.new`, path);
  });

  test("of another identity under this name is refused by name", () => {
    const theirs = signHistory(encodeHistory(historyTo(100), otherKey.publicKey), ownKey);
    expect(readAs(theirs)?.problems).toEqual([{ code: "VOTE_HISTORY_INVALID",
      message: `${path}: it is the vote history of ${other.pubkey}, not of ${own.pubkey}` }]);
  });

  test.each<[string, (whole: Buffer) => Uint8Array, RegExp]>([
    ["without a byte", () => Buffer.alloc(0), /it is empty$/],
    ["of a version that is not known", (whole) => Buffer.concat([Buffer.from([1]), whole.subarray(1)]),
      /it has version 1; the newest that is known is 0$/],
    ["that goes on", (whole) => Buffer.concat([whole, Buffer.from("more")]), /goes on for 4 bytes/],
    ["signed by another", () => signHistory(encodeHistory(historyTo(100), ownKey.publicKey), otherKey),
      /its signature is not that of/],
    ["without its lists", () => signHistory(Buffer.concat([ownKey.publicKey, Buffer.alloc(16)]), ownKey),
      /it ends after \d+ bytes/],
    ["with a list that is longer than all", () =>
      signHistory(Buffer.concat([ownKey.publicKey, Buffer.alloc(8, 1), Buffer.alloc(200)]), ownKey),
    /2\^53|it has a list of/],
    ["with a vote before its root", () =>
      signHistory(encodeHistory({ ...historyTo(80), root: 90 }, ownKey.publicKey), ownKey),
    /a vote for slot 80, and its root is slot 90$/],
  ])("%s is refused, and says why", (_, bytesOf, why) => {
    save(100);
    expect(readAs(bytesOf(readFileSync(path)))).toMatchObject({ content: null,
      problems: [{ code: "VOTE_HISTORY_INVALID", message: expect.stringMatching(why) }] });
  });

  test.each([["a fifo", "mkfifo"], ["a link", "ln -s /etc/passwd"]])(
    "that is %s is refused without being opened for long", async (_, command) => {
      const { execFileSync } = await import("node:child_process");
      rmSync(path, { force: true });
      const [program = "", ...args] = command.split(" ");
      execFileSync(program, [...args, path]);
      expect(found()).toMatchObject({ content: null, problems: [{ code: expect.any(String) }] });
      rmSync(path);
    });

  test("behind a link is refused, for the client's next save would replace the link", () => {
    save(100);
    renameSync(path, join(directory, "elsewhere"));
    symlinkSync(join(directory, "elsewhere"), path);
    expect(found()).toMatchObject({ content: null, problems: [{ code: "VOTE_HISTORY_INVALID",
      message: `${path}: it is a link; wanted is the file itself` }] });
    rmSync(path);
  });

  test("of 18 GB is refused, and not read", () => {
    writeFileSync(path, "");
    truncateSync(path, 18 * 1024 ** 3);
    const begun = process.memoryUsage().rss;
    expect(found()).toMatchObject({ content: null, problems: [{ message: expect.stringContaining(path) }] });
    expect(process.memoryUsage().rss - begun).toBeLessThan(64 * 1024 ** 2);
    rmSync(path);
  });

  /** VEXOR_MUTATIONS=100000 is the whole campaign. */
  test("with anything changed is never accepted", { timeout: within(120_000) }, () => {
    const whole = signHistory(encodeHistory(historyTo(100, 101, 102, 103), ownKey.publicKey), ownKey);
    const cut = (bytes: Buffer): Buffer => bytes.subarray(0, random.below(bytes.length));
    const bent = (bytes: Buffer): Buffer => {
      const copy = Buffer.from(bytes);
      for (let left = 1 + random.below(4); left > 0; left--) {
        copy[random.below(copy.length)] = random.below(256);
      }
      return copy;
    };
    const moved = (bytes: Buffer): Buffer => {
      const [from, to, size] = [random.below(bytes.length), random.below(bytes.length), random.below(64)];
      const copy = Buffer.from(bytes);
      bytes.copy(copy, to, from, from + size);
      return copy;
    };
    const filled = (bytes: Buffer): Buffer =>
      Buffer.concat([bytes.subarray(0, random.below(bytes.length)), random.bytes(random.below(300))]);
    const ways = [cut, bent, moved, filled];
    const times = Number(process.env["VEXOR_MUTATIONS"] ?? 2_000);
    for (let round = 0; round < times; round++) {
      const bytes = random.pick(ways)(whole);
      const fact = readAs(bytes);
      if (bytes.equals(whole)) continue;
      expect(fact?.content, bytes.toString("hex")).toBeNull();
      expect(fact?.problems).toMatchObject([{ code: "VOTE_HISTORY_INVALID" }]);
    }
  });
});
