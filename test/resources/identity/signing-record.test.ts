/** What a client that has stopped has signed, read as one record: what is in it, and what keeps it from being one. */
import { readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { allClients, type FoundClient } from "../../../src/detectors/clients/descriptors.ts";
import { readStoppedClient } from "../../../src/detectors/clients/clients.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { parseSigningRecord } from "../../../src/failover/signing-record.ts";
import { withPort, type Host } from "../../../src/ports/host.ts";
import { awaitSettledRecord } from "../../../src/resources/identity/signing-record.ts";
import { saveTower, voted, type Tower } from "../../stand-ins/agave/tower.ts";
import { saveHistory } from "../../stand-ins/agave/vote-history.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { makeKey, type Key } from "../../support/keys.ts";
import { saying } from "../../support/programs.ts";
import { makeTree } from "../../support/tree.ts";

const [staked, other] = [makeKey(), makeKey()];
const NONE: Tower = { votes: [], root: 7, timestamp: { slot: 0, seconds: 0 } };
const IDENTITY = { pubkey: staked.pubkey, keypair: "/k/staked.json", tower: "/f/in" };

const lab = (unit: "a.service" | "f.service" = "a.service") => {
  const root = makeTree({ "/l/": "", "/t/": "", "/f/in/": "", "/f/out/": "", "/opt/agave-validator": "", "/opt/firedancer": "", "/etc/passwd": "sol:x:0:0::/:/bin/sh\n",
    "/etc/f.toml": "[paths]\nbase = \"/f\"\nvote_history = \"/f/out\"\n[tiles.votor]\nwrite_vote_history_file = true\n",
    "/etc/systemd/system/f.service": "[Service]\nUser=sol\nExecStart=/opt/firedancer run --config /etc/f.toml\n",
    "/etc/systemd/system/a.service": "[Service]\nUser=sol\nExecStart=/opt/agave-validator --ledger /l --tower /t --identity /k/id.json\n" });
  const slept: (() => void)[] = [];
  let naps = 0;
  const bare: Host = { ...createLinuxHost(root), isTree: false, sleep: async () => {
    naps += 1;
    slept.shift()?.();
  } };
  const host = withPort(bare, "programs", saying(() => "firedancer 26.10.1 (a)"));
  const client = readStoppedClient(host, allClients(), unit) as FoundClient;
  const vote = (slot: number, key: Key = staked): void => saveTower(join(root, "t"), voted(NONE, slot), parseKeypair(key.text));
  const keep = (directory: string, ...slots: readonly number[]): void => saveHistory(join(root, directory),
    { root: 1, votes: slots.map((slot) => ({ slot, vote: "notarize" })) }, parseKeypair(staked.text));
  return { root, slept, vote, keep, naps: () => naps, path: (file: string) => join(root, file.replace("ID", staked.pubkey)),
    read: async (settleMs?: number) => {
      const { record, why } = await awaitSettledRecord(host, client, IDENTITY, settleMs);
      return { why, slot: record?.slot, files: record === null ? [] : parseSigningRecord(record.text, staked.pubkey)?.files ?? [],
        isSealed: record !== null && host.digest(record.text) === record.digest };
    } };
};

const [TOWER, HISTORY] = ["t/tower-1_9-ID.bin", "l/vote_history-ID.bin"];

test("a record has the files of its identity as they are, and their newest slots", async () => {
  const { vote, keep, read, path } = lab();
  vote(1000);
  vote(2000, other);
  keep("l", 900, 1001);
  expect(await read()).toEqual({ why: null, slot: 1001, isSealed: true, files: [
    { form: "tower", slot: 1000, bytes: readFileSync(path(TOWER)) },
    { form: "vote-history", slot: 1001, bytes: readFileSync(path(HISTORY)) }] });
});

test("it is read once it has stood unchanged for two slots: a vote that is still under way is in it", async () => {
  const { vote, read, slept, naps } = lab();
  vote(1000);
  slept.push(() => undefined, () => undefined, () => vote(1001), () => undefined, () => undefined, () => vote(1002));
  expect(await read()).toMatchObject({ slot: 1002 });
  expect(naps()).toBe(6 + 8);
});

test("one that keeps changing is none, and neither is one that goes away", async () => {
  const one = lab();
  one.vote(1);
  one.slept.push(...Array.from({ length: 500 }, (_, at) => () => one.vote(at + 2)));
  expect(await one.read()).toMatchObject({ why: "what the client has signed still changes" });
  const two = lab();
  two.vote(1);
  two.slept.push(() => rmSync(two.path(TOWER)));
  expect(await two.read()).toMatchObject({ why: expect.stringMatching(/^there is no record of votes of/) });
});

describe("no record is made", () => {
  test.each<[string, (one: ReturnType<typeof lab>) => void, RegExp]>([
    ["where there is none", () => undefined, /there is no record of votes of/],
    ["of a torn tower", ({ path }) => truncateSync(path(TOWER), 90), /tower-1_9-\w+\.bin: it ends after 90 bytes/],
    ["of an empty one", ({ path }) => truncateSync(path(TOWER), 0), /it is empty/],
    ["of another identity's under this name", ({ path, vote }) => {
      vote(50, other);
      writeFileSync(path(TOWER), readFileSync(path(TOWER.replace("ID", other.pubkey))));
    }, /it is the tower of/],
    ["of a sound tower beside a torn vote history", ({ path, keep }) => {
      keep("l", 900);
      truncateSync(path(HISTORY), 80);
    }, /vote_history-\w+\.bin: it ends after 80 bytes/],
    ["of a vote history behind a link", ({ path, keep }) => {
      keep("t", 900);
      symlinkSync("../t/vote_history-ID.bin".replace("ID", staked.pubkey), path(HISTORY));
    }, /it is a link/],
    ["of a file that is too large", ({ path }) => writeFileSync(path(TOWER), Buffer.alloc(70_000)), /has 70000 bytes; 65536 are the most/],
  ])("%s", async (what, harm, why) => {
    const one = lab();
    if (what !== "where there is none") one.vote(1000);
    harm(one);
    expect(await one.read(0)).toMatchObject({ why: expect.stringMatching(why), files: [] });
  });
});

describe("of a client that receives its votes from a file", () => {
  test.each([[[900], [900, 1000], 1000], [[900, 1000], [900], 1000], [[], [900], 900], [[900], [], 900]])(
    "the newer of what it was given, %j, and has written itself, %j", async (given, own, slot) => {
      const one = lab("f.service");
      if (given.length > 0) one.keep("f/in", ...given);
      if (own.length > 0) one.keep("f/out", ...own);
      expect(await one.read(0)).toMatchObject({ why: null, slot, files: [{ form: "vote-history" }] });
    });

  test("and none where the one that it writes is torn: that may be the newer one", async () => {
    const one = lab("f.service");
    one.keep("f/in", 900);
    one.keep("f/out", 900, 1000);
    truncateSync(one.path("f/out/vote_history-ID.bin"), 80);
    expect(await one.read(0)).toMatchObject({ why: expect.stringMatching(/it ends after 80 bytes/) });
  });
});
