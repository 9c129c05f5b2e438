/** Keypairs as `solana-keygen` makes them. */
import { generateKeyPairSync } from "node:crypto";
import { encodeBase58 } from "../../src/engine/base58.ts";

export interface Key {
  readonly pubkey: string;
  /** As `solana-keygen` writes it. */
  readonly text: string;
}

export const makeKey = (): Key => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const seed = privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32);
  const half = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return { pubkey: encodeBase58(half), text: JSON.stringify([...seed, ...half]) };
};
