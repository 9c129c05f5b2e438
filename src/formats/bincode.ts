/**
 * Bincode, as Agave writes it: little-endian integers of fixed width, lengths in eight bytes, an
 * enum's variant in four, an option's tag in one. Every read is checked: the file may be torn.
 */
import { FormatError } from "./format-error.ts";

const SHORT_LENGTH_BYTES = 3;
const SLOT_BYTES = 10;

export interface Bincode {
  /** Bytes not read yet. */
  left(): number;
  bytes(count: number): Uint8Array;
  skip(count: number): void;
  u8(): number;
  u32(): number;
  /** An integer of eight bytes; a slot beyond 2^53 is torn, not late. */
  u64(): number;
  /** Items behind a length in eight bytes; `width` is what one takes at least. */
  list<T>(width: number, item: () => T): readonly T[];
  /** Items behind a length in seven-bit groups (Solana's short_vec). */
  shortList<T>(item: () => T): readonly T[];
  /** Seven-bit groups, least first (serde_varint). */
  varint(): number;
  option<T>(item: () => T): T | null;
}

const torn = (what: string): FormatError => new FormatError(what);

const wholeNumber = (value: number): number => {
  if (Number.isSafeInteger(value)) return value;
  throw torn("it has a number beyond 2^53 where a slot or a length is due");
};

/** Its readers throw FormatError, in words for the end of a sentence. */
export const bincode = (source: Uint8Array): Bincode => {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  let at = 0;
  const left = (): number => source.length - at;
  const take = (count: number): number => {
    if (count > left()) throw torn(`it ends after ${source.length} bytes, within a value`);
    at += count;
    return at - count;
  };
  const u8 = (): number => view.getUint8(take(1));
  const u64 = (): number => wholeNumber(Number(view.getBigUint64(take(8), true)));
  const groups = (most: number): number => {
    let value = 0;
    for (let index = 0; index < most; index++) {
      const group = u8();
      value += (group & 0x7f) * 2 ** (7 * index);
      if (group < 0x80) return wholeNumber(value);
    }
    throw torn("it has a length or an offset without an end");
  };
  const times = <T>(count: number, width: number, item: () => T): readonly T[] => {
    if (count * width > left()) throw torn(`it has a list of ${count} entries and ends before`);
    return Array.from({ length: count }, item);
  };
  return {
    left, u8, u64,
    bytes: (count) => source.subarray(take(count), at),
    skip: (count) => void take(count),
    u32: () => view.getUint32(take(4), true),
    list: (width, item) => times(u64(), width, item),
    shortList: (item) => times(groups(SHORT_LENGTH_BYTES), 1, item),
    varint: () => groups(SLOT_BYTES),
    option: (item) => {
      const tag = u8();
      if (tag > 1) throw torn(`it has ${tag} where 0 or 1 is due`);
      return tag === 1 ? item() : null;
    },
  };
};
