/** Keypairs as `solana-keygen` makes them. */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { encodeBase58 } from "../../src/formats/base58.ts";
import { random } from "./random.ts";

export interface Key {
  readonly pubkey: string;
  /** As `solana-keygen` writes it. */
  readonly text: string;
}

const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });

export const makeKey = (seed: Uint8Array = random.bytes(32)): Key => {
  const half = createPublicKey(privateKeyOf(seed)).export({ format: "der", type: "spki" })
    .subarray(-32);
  return { pubkey: encodeBase58(half), text: JSON.stringify([...seed, ...half]) };
};
