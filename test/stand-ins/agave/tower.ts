/**
 * Agave's tower: the votes that still bind a validator, and the file that keeps them across
 * restarts. `tower-1_9-<identity>.bin` is bincode of an enum (variant 1), a signature by the
 * identity, and the signed bytes: node, threshold depth and size, a vote state of 1.14.11 of which
 * only votes and root are filled in, the last vote as a compact tower sync, its timestamp.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { osError, type Keypair } from "../common/keypair.ts";
import { replaceRecord } from "./replace-record.ts";

export interface Lockout {
  readonly slot: number;
  readonly confirmations: number;
}

export interface Tower {
  readonly votes: readonly Lockout[];
  readonly root: number;
  readonly timestamp: { readonly slot: number; readonly seconds: number };
}

const DEPTH = 31;
const THRESHOLD_DEPTH = 8n;
const THRESHOLD_SIZE = 2 / 3;
const CURRENT = 1;
const TOWER_SYNC = 3;
const PRIOR_VOTERS = 32;
const PRIOR_VOTER_BYTES = 32 + 8 + 8;
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

export const lastOf = (tower: Tower): number | null => tower.votes.at(-1)?.slot ?? null;

/** Votes that no longer bind go, the deepest becomes the root, the others are bound for longer. */
export const voted = (tower: Tower, slot: number): Tower => {
  const bound = [...tower.votes];
  for (let last = bound.at(-1); last && last.slot + 2 ** last.confirmations < slot;) {
    bound.pop();
    last = bound.at(-1);
  }
  const rooted = bound.length === DEPTH ? bound.shift() : undefined;
  bound.push({ slot, confirmations: 1 });
  const votes = bound.map((vote, at) => ({
    slot: vote.slot,
    confirmations: vote.confirmations + Number(bound.length > at + vote.confirmations),
  }));
  const timestamp = { slot, seconds: Math.floor(Date.now() / 1000) };
  return { votes, root: rooted?.slot ?? tower.root, timestamp };
};

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const u64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

const f64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};

/** LEB128: also what the short vector's length is written in, for so few votes. */
const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
};

const voteState = ({ votes, root }: Tower): Buffer =>
  Buffer.concat([
    Buffer.alloc(32 + 32 + 1), // Node, withdrawer, commission: the default, whatever identity the tower has.
    u64(votes.length),
    ...votes.flatMap(({ slot, confirmations }) => [u64(slot), u32(confirmations)]),
    Buffer.from([1]), u64(root),
    u64(0), // Authorized voters.
    Buffer.alloc(PRIOR_VOTERS * PRIOR_VOTER_BYTES), u64(PRIOR_VOTERS - 1), Buffer.from([1]),
    u64(0), // Epoch credits.
    u64(0), u64(0), // The vote state's own timestamp.
  ]);

const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();

const lastVote = ({ votes, root, timestamp }: Tower): Buffer => {
  const offsets = votes.map(({ slot, confirmations }, at) =>
    Buffer.concat([
      varint(slot - (votes[at - 1]?.slot ?? root)), Buffer.from([confirmations]),
    ]));
  const last = votes.at(-1)?.slot ?? 0;
  return Buffer.concat([
    u32(TOWER_SYNC), u64(root), varint(votes.length), ...offsets,
    hashOf(`bank ${last}`), Buffer.from([1]), u64(timestamp.seconds), hashOf(`block ${last}`),
  ]);
};

/** The file's bytes. */
const encodeTower = (tower: Tower, identity: Keypair): Buffer => {
  const data = Buffer.concat([
    identity.publicKey, u64(THRESHOLD_DEPTH), f64(THRESHOLD_SIZE),
    voteState(tower), lastVote(tower), u64(tower.timestamp.slot), u64(tower.timestamp.seconds),
  ]);
  return Buffer.concat([u32(CURRENT), identity.sign(data), u64(data.length), data]);
};

const UNREADABLE = "Serialization Error: io error: failed to fill whole buffer";

/** Throws what Agave says of a file that is cut short, signed by another, or of another node. */
const decodeTower = (bytes: Buffer, { publicKey, address }: Keypair): Tower => {
  const dataAt = 4 + 64 + 8;
  if (bytes.length < dataAt || bytes.readUInt32LE(0) !== CURRENT) throw new Error(UNREADABLE);
  const data = bytes.subarray(dataAt, dataAt + Number(bytes.readBigUInt64LE(4 + 64)));
  const key = createPublicKey({
    key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki",
  });
  if (!verify(null, data, key, bytes.subarray(4, 4 + 64))) {
    throw new Error("The signature on the saved tower is invalid");
  }
  if (!data.subarray(0, 32).equals(publicKey)) {
    throw new Error(`The tower does not match this validator: node_pubkey is ${address}`);
  }
  const votesAt = 32 + 8 + 8 + 32 + 32 + 1;
  const count = Number(data.readBigUInt64LE(votesAt));
  const votes = Array.from({ length: count }, (_, at) => ({
    slot: Number(data.readBigUInt64LE(votesAt + 8 + 12 * at)),
    confirmations: data.readUInt32LE(votesAt + 16 + 12 * at),
  }));
  const root = Number(data.readBigUInt64LE(votesAt + 8 + 12 * count + 1));
  const seconds = Number(data.readBigInt64LE(data.length - 8));
  return { votes, root, timestamp: { slot: votes.at(-1)?.slot ?? 0, seconds } };
};

const towerPath = (directory: string, identity: string): string =>
  join(directory, `tower-1_9-${identity}.bin`);

/** Null: there is none. */
export const loadTower = (directory: string, identity: Keypair): Tower | null => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(towerPath(directory, identity.address));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Error(`IO Error: ${osError(error)}`, { cause: error });
  }
  return decodeTower(bytes, identity);
};

/** What is left without an fsync. */
export const tearTower = (directory: string, identity: string): void => {
  const path = towerPath(directory, identity);
  truncateSync(path, Math.floor(statSync(path).size / 2));
};

/** Temp file and rename; Agave itself does not sync. */
export const saveTower = (
  directory: string, tower: Tower, identity: Keypair, syncs = false,
): void => replaceRecord(towerPath(directory, identity.address), encodeTower(tower, identity), syncs);
