/**
 * How Agave saves what a validator has voted for: a version, the identity's signature, and behind a
 * length the bytes that are signed.
 */
import { bincode } from "../../formats/bincode.ts";
import { FormatError } from "../../formats/format-error.ts";

const SIGNATURE = 64;

interface SignedRecord {
  readonly version: number;
  readonly signature: Uint8Array;
  /** What is signed. */
  readonly data: Uint8Array;
}

/** `newest`: the newest version that is known; null of a file that has none. Throws FormatError. */
export const openSigned = (bytes: Uint8Array, newest: number | null): SignedRecord => {
  if (bytes.length === 0) throw new FormatError("it is empty");
  const source = bincode(bytes);
  const version = newest === null ? 0 : source.u32();
  if (newest !== null && version > newest) {
    throw new FormatError(`it has version ${version}; the newest that is known is ${newest}`);
  }
  const signature = source.bytes(SIGNATURE);
  const data = source.bytes(source.u64());
  if (source.left() === 0) return { version, signature, data };
  throw new FormatError(`it goes on for ${source.left()} bytes after its end`);
};
