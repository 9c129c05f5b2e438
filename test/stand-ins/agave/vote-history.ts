/**
 * Agave's vote history, from 4.3 on: `vote_history-<identity>.bin` is an enum (variant 0), a
 * signature by the identity, and behind a length the signed bytes: node, the slots voted for, the
 * block notarized in each, fallbacks, skips, finalizations, every vote, certificates, ready parents,
 * the root. Sets have no order of their own.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { osError, type Keypair } from "../common/keypair.ts";
import { replaceRecord } from "./replace-record.ts";

export interface SlotVote {
  readonly slot: number;
  readonly vote: "notarize" | "skip";
}

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

/** Temp file and rename; Agave itself does not sync. */
export const saveHistory = (
  directory: string, history: VoteHistory, identity: Keypair, syncs = false,
): void => replaceRecord(join(directory, `vote_history-${identity.address}.bin`),
  signHistory(encodeHistory(history, identity.publicKey), identity), syncs);

export const newestOf = ({ votes }: VoteHistory): number | null =>
  votes.reduce<number | null>((newest, { slot }) => Math.max(newest ?? slot, slot), null);

const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const DATA_AT = 4 + 64 + 8;

/** Of the votes only what was notarized and what was skipped; throws in Agave's words. */
export const loadHistory = (directory: string, identity: Keypair): VoteHistory =>
  loadHistoryFile(join(directory, `vote_history-${identity.address}.bin`), identity);

/** The same of a file that is named. */
export const loadHistoryFile = (path: string, { publicKey, address }: Keypair): VoteHistory => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`IO Error: ${osError(error)}`, { cause: error });
  }
  if (bytes.length < DATA_AT + 32 || bytes.readUInt32LE(0) !== CURRENT) {
    throw new Error("Deserialization Error: unexpected end of input");
  }
  const data = bytes.subarray(DATA_AT, DATA_AT + Number(bytes.readBigUInt64LE(4 + 64)));
  const key = createPublicKey({
    key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki",
  });
  if (!verify(null, data, key, bytes.subarray(4, 4 + 64))) {
    throw new Error("The signature on the saved vote history is invalid");
  }
  if (!data.subarray(0, 32).equals(publicKey)) {
    throw new Error(`The vote history does not match this validator: node_pubkey is ${address}`);
  }
  const slots = Array.from({ length: Number(data.readBigUInt64LE(32)) }, (_, at) =>
    Number(data.readBigUInt64LE(40 + 8 * at)));
  const skipped = skippedIn(data);
  return { votes: slots.map((slot) => ({ slot, vote: skipped.has(slot) ? "skip" : "notarize" })),
    root: Number(data.readBigUInt64LE(data.length - 8)) };
};

/** What is left without an fsync. */
export const tearHistory = (directory: string, identity: string): void => {
  const path = join(directory, `vote_history-${identity}.bin`);
  truncateSync(path, Math.floor(statSync(path).size / 2));
};

/** Most blocks come in time; which of them do not, each process sees in its own way. */
const choiceAt = (slot: number): SlotVote["vote"] =>
  ((slot + process.pid) % 7 === 0 ? "skip" : "notarize");

/** Behind the voted slots, the blocks notarized and two lists that are empty here. */
const skippedIn = (data: Buffer): ReadonlySet<number> => {
  const voted = Number(data.readBigUInt64LE(32));
  const notarizedAt = 40 + 8 * voted;
  const at = notarizedAt + 8 + 40 * Number(data.readBigUInt64LE(notarizedAt)) + 16;
  return new Set(Array.from({ length: Number(data.readBigUInt64LE(at)) }, (_, index) =>
    Number(data.readBigUInt64LE(at + 8 + 8 * index))));
};

/**
 * With a vote for this slot. The root is the newest final slot that it has voted for, and what came
 * before goes; so one that begins anew has no root for a while.
 */
export const withVote = (
  { votes, root: before }: VoteHistory, slot: number, finalized: number,
): VoteHistory => {
  const root = votes.reduce((newest, one) =>
    (one.slot <= finalized ? Math.max(newest, one.slot) : newest), before);
  return { root, votes: [...votes.filter((one) => one.slot >= root), { slot, vote: choiceAt(slot) }] };
};
