/**
 * A tower's bytes: as Agave 1.14 had it, which all later versions still write. Towers of 1.7 differ
 * in their last vote only.
 */
import { bincode, type Bincode } from "../../formats/bincode.ts";
import { FormatError } from "../../formats/format-error.ts";

const [PUBKEY, HASH, U64, LOCKOUT, EPOCH_CREDITS] = [32, 32, 8, 12, 24] as const;
const PRIOR_VOTERS = 32 * (PUBKEY + 2 * U64) + U64 + 1;
const TIMESTAMP = 2 * U64;

interface Tower {
  readonly node: Uint8Array;
  readonly lastVote: number | null;
  readonly root: number | null;
  readonly voted: readonly number[];
}

const damaged = (what: string): FormatError => new FormatError(what);

/** 0 is 1.7.14, which files without a version are, too; 1 is 1.14.11. */
export const NEWEST_TOWER = 1;

const lockouts = (source: Bincode): readonly number[] => source.list(LOCKOUT, () => {
  const slot = source.u64();
  source.u32();
  return slot;
});

const slotOption = (source: Bincode): number | null => source.option(source.u64);

/** The voted slots and the root, out of the vote state of 1.14. */
const voteState = (source: Bincode) => {
  source.skip(2 * PUBKEY + 1); // node, withdrawer, commission: a tower leaves them empty
  const slots = lockouts(source);
  const root = slotOption(source);
  source.list(U64 + PUBKEY, () => source.skip(U64 + PUBKEY)); // authorized voters
  source.skip(PRIOR_VOTERS);
  source.list(EPOCH_CREDITS, () => source.skip(EPOCH_CREDITS));
  source.skip(TIMESTAMP);
  return { slots, root };
};

const timestampOption = (source: Bincode): void => void source.option(() => source.skip(U64));

const plainVote = (source: Bincode): readonly number[] => {
  const slots = source.list(U64, source.u64);
  source.skip(HASH);
  timestampOption(source);
  return slots;
};

const voteStateUpdate = (source: Bincode): readonly number[] => {
  const slots = lockouts(source);
  slotOption(source);
  source.skip(HASH);
  timestampOption(source);
  return slots;
};

/** Slots as distances from the root, or from the slot before; no root is written as all ones. */
const compactVote = (source: Bincode, hashes: number): readonly number[] => {
  const root = source.bytes(U64);
  const hasRoot = root.some((byte) => byte !== 0xff);
  let slot = hasRoot ? bincode(root).u64() : 0;
  const slots = source.shortList(() => {
    slot += source.varint();
    source.u8();
    return slot;
  });
  source.skip(HASH);
  timestampOption(source);
  source.skip((hashes - 1) * HASH);
  return slots;
};

const VOTES: readonly ((source: Bincode) => readonly number[])[] = [
  plainVote, voteStateUpdate,
  (source) => compactVote(source, 1),
  (source) => compactVote(source, 2), // TowerSync: the block's id as well
];

const lastVoteOf = (source: Bincode, version: number): readonly number[] => {
  if (version < NEWEST_TOWER) return plainVote(source);
  const form = source.u32();
  const read = VOTES[form];
  if (!read) throw damaged(`its last vote is of form ${form}; known are 0 to ${VOTES.length - 1}`);
  return read(source);
};

/** Throws FormatError, in words for the end of a sentence. */
export const readTower = (data: Uint8Array, version: number): Tower => {
  const source = bincode(data);
  const node = source.bytes(PUBKEY);
  source.skip(2 * U64); // thresholds
  const { slots, root } = voteState(source);
  const lastVote = lastVoteOf(source, version).at(-1) ?? null;
  source.skip(TIMESTAMP);
  const newest = slots.at(-1) ?? null;
  if (newest !== null && newest !== lastVote) {
    throw damaged(`it was voting for slot ${newest}, and its last vote is for ${lastVote}`);
  }
  return { node, lastVote, root, voted: slots };
};
