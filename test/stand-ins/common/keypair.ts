/**
 * Keypair files as the real clients read them: Agave believes the public half that the file
 * claims, Firedancer derives it and refuses a file whose halves do not belong together.
 */
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { decodeAddress, encodeBase58 } from "./base58.ts";

export interface Keypair {
  readonly address: string;
  readonly publicKey: Uint8Array;
  /** The seed's own public half is the claimed one. */
  readonly consistent: boolean;
  readonly sign: (data: Uint8Array) => Uint8Array;
}

const HALF = 32;
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

export const keypairOf = (bytes: Uint8Array): Keypair => {
  if (bytes.length !== 2 * HALF) throw new Error("signature error: wrong keypair length");
  const der = Buffer.concat([PKCS8, bytes.subarray(0, HALF)]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const derived = createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-HALF);
  const publicKey = Uint8Array.from(bytes.subarray(HALF));
  return {
    address: encodeBase58(publicKey),
    publicKey,
    consistent: Buffer.from(publicKey).equals(derived),
    sign: (data) => sign(null, data, secret),
  };
};

const isByte = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;

export const parseKeypair = (text: string): Keypair => {
  let numbers: unknown;
  try {
    numbers = JSON.parse(text);
  } catch {
    throw new Error("expected value at line 1 column 1");
  }
  if (!Array.isArray(numbers) || !numbers.every(isByte)) {
    throw new Error("invalid type: expected an array of bytes");
  }
  return keypairOf(Uint8Array.from(numbers as number[]));
};

/** The message is what Rust prints for the error number. */
export const osError = (error: unknown): string => {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const texts: Readonly<Record<string, string>> = {
    ENOENT: "No such file or directory (os error 2)",
    EACCES: "Permission denied (os error 13)",
    EISDIR: "Is a directory (os error 21)",
    ENOSPC: "No space left on device (os error 28)",
    EROFS: "Read-only file system (os error 30)",
    ECONNREFUSED: "Connection refused (os error 111)",
    EADDRINUSE: "Address already in use (os error 98)",
  };
  return texts[code] ?? message;
};

export const readKeypair = (path: string): Keypair => {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(osError(error), { cause: error });
  }
  return parseKeypair(text);
};

/** `--vote-account` takes an address or a keypair file. */
export const addressOf = (text: string): string =>
  decodeAddress(text) ? text : readKeypair(text).address;
