/** The reader against a writer that was written independently from Agave's sources. */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readTowers, towerOf } from "../../../src/detectors/solana/tower.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { saveTower, voted, type Tower } from "../../stand-ins/agave/tower.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { makeKey } from "../../support/keys.ts";

const directory = mkdtempSync(join(tmpdir(), "vexor-towers-"));
afterAll(() => rmSync(directory, { recursive: true }));
const host = createLinuxHost("");
const [own, other] = [makeKey(), makeKey()];
const path = join(directory, `tower-1_9-${own.pubkey}.bin`);
const NONE: Tower = { votes: [], root: 7, timestamp: { slot: 0, seconds: 0 } };

const save = (...slots: readonly number[]): void =>
  saveTower(directory, slots.reduce(voted, NONE), parseKeypair(own.text));
const found = () => towerOf(readTowers(host, directory, process.getuid?.() ?? 0), own.pubkey);

describe("a tower", () => {
  test("is read with its last vote and root", () => {
    save(100, 101, 105);
    expect(found()).toMatchObject({ problems: [], identity: own.pubkey,
      content: { lastVote: 105, root: 7 } });
    save();
    expect(found()).toMatchObject({ problems: [], content: { lastVote: null } });
  });

  test("of a deep stack of lockouts is read, whatever their number", () => {
    save(...Array.from({ length: 40 }, (_, at) => 1000 + at));
    expect(found()?.content?.lastVote).toBe(1039);
  });

  test("that is torn anywhere is refused with the reason", () => {
    save(200, 201);
    const whole = readFileSync(path);
    for (let size = 0; size < whole.length; size += 7) {
      writeFileSync(path, whole.subarray(0, size));
      expect(found(), `${size} bytes`).toMatchObject({ content: null,
        problems: [{ code: "TOWER_INVALID" }] });
    }
  });

  test("with any bit turned is not signed by its identity", () => {
    save(300, 301);
    const whole = readFileSync(path);
    for (let at = 4; at < whole.length; at += 11) {
      const bent = Buffer.from(whole);
      bent[at] = (bent[at] ?? 0) ^ 1;
      writeFileSync(path, bent);
      expect(found()?.content, `byte ${at}`).toBeNull();
    }
  });

  test("of another identity under this one's name is refused by name", () => {
    save(400);
    const wrong = join(directory, `tower-1_9-${other.pubkey}.bin`);
    renameSync(path, wrong);
    expect(towerOf(readTowers(host, directory, process.getuid?.() ?? 0), other.pubkey)?.problems[0]?.message)
      .toContain(`it is the tower of ${own.pubkey}`);
    renameSync(wrong, path);
  });

  test("left over by an interrupted save is ignored", () => {
    save(500);
    renameSync(path, `${path}.new`);
    expect(found()).toBeNull();
    renameSync(`${path}.new`, path);
  });
});
