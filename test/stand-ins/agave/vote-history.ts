/**
 * Agave's vote history, from 4.3 on: `vote_history-<identity>.bin` is an enum (variant 0), a
 * signature by the identity, and behind a length the signed bytes: node, the slots voted for, the
 * block notarized in each, fallbacks, skips, finalizations, every vote, certificates, ready parents,
 * the root. Sets have no order of their own.
 */
import { createHash } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Keypair } from "../common/keypair.ts";

type SlotVote = { readonly slot: number; readonly vote: "notarize" | "skip" };

export interface VoteHistory {
  readonly votes: readonly SlotVote[];
  readonly root: number;
}

const CURRENT = 0;
const [NOTARIZE, FINALIZE, SKIP] = [0, 1, 2] as const;

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

const list = (items: readonly Buffer[]): Buffer => Buffer.concat([u64(items.length), ...items]);
const blockId = (slot: number): Buffer => createHash("sha256").update(`block ${slot}`).digest();
const block = (slot: number): Buffer => Buffer.concat([u64(slot), blockId(slot)]);

const votesFor = ({ slot, vote }: SlotVote): readonly Buffer[] => (vote === "skip"
  ? [Buffer.concat([u32(SKIP), u64(slot)])]
  : [Buffer.concat([u32(NOTARIZE), block(slot)]), Buffer.concat([u32(FINALIZE), u64(slot)])]);

export const encodeHistory = ({ votes, root }: VoteHistory, node: Uint8Array): Buffer => {
  const [notarized, skipped] = (["notarize", "skip"] as const).map((asked) =>
    votes.filter(({ vote }) => vote === asked).map(({ slot }) => slot)) as [number[], number[]];
  return Buffer.concat([
    node,
    list(votes.map(({ slot }) => u64(slot))),
    list(notarized.map(block)), // In each slot, the block notarized.
    list([]), list([]), // Fallbacks: notarize, skip.
    list(skipped.map(u64)),
    list(notarized.map(u64)), // Finalized.
    list(votes.map((one) => Buffer.concat([u64(one.slot), list(votesFor(one))]))),
    list(notarized.map(block)), // With a certificate.
    list([Buffer.concat([u64(root + 1), list([block(root)])])]),
    u64(root),
  ]);
};

export const signHistory = (data: Uint8Array, identity: Keypair): Buffer =>
  Buffer.concat([u32(CURRENT), identity.sign(data), u64(data.length), data]);

/** Temp file and rename, without fsync, as Agave does it. */
export const saveHistory = (
  directory: string, history: VoteHistory, identity: Keypair,
): void => {
  const path = join(directory, `vote_history-${identity.address}.bin`);
  writeFileSync(`${path}.new`, signHistory(encodeHistory(history, identity.publicKey), identity));
  renameSync(`${path}.new`, path);
};
