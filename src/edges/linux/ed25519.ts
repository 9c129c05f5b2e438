/**
 * Ed25519 through node:crypto, keys as the bare bytes that Solana uses. A secret half goes by way
 * of PKCS#8: an import as JWK would take any `x` that stands beside it.
 */
import type * as NodeCrypto from "node:crypto";

const PKCS8 = new Uint8Array([
  0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
]);
const SPKI = new Uint8Array([0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0]);
const KEY_BYTES = 32;

/** The bytes that a seed in PKCS#8 takes. */
export const PKCS8_BYTES = PKCS8.length + KEY_BYTES;

// node:crypto takes 2 ms to load in Bun, and most calls need none of it.
const crypto = (): typeof NodeCrypto =>
  process.getBuiltinModule("node:crypto") as typeof NodeCrypto;

const asPkcs8 = (seed: Uint8Array, scratch: Buffer) => {
  scratch.set(PKCS8);
  scratch.set(seed, PKCS8.length);
  return { key: scratch, format: "der", type: "pkcs8" } as const;
};

/** `scratch` holds the secret in PKCS#8 for a moment; the caller owns and wipes it. */
export const publicHalf = (seed: Uint8Array, scratch: Buffer): Uint8Array => {
  const { createPrivateKey, createPublicKey } = crypto();
  const secret = createPrivateKey(asPkcs8(seed, scratch));
  return createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-KEY_BYTES);
};

/**
 * Only the garbage collector frees a key object, and wipes it then: Bun can be asked to, now. That
 * takes longer than all else that is done with a key.
 */
export const forgetKeys = (): void =>
  (globalThis as { Bun?: { gc(now: boolean): void } }).Bun?.gc(true);

export const isSigned = (
  pubkey: Uint8Array, message: Uint8Array, signature: Uint8Array,
): boolean => {
  try {
    const { createPublicKey, verify } = crypto();
    const key = createPublicKey({
      key: Buffer.concat([SPKI, pubkey]), format: "der", type: "spki",
    });
    return verify(null, message, key, signature);
  } catch {
    return false; // 32 bytes that are not a point of the curve: no signature can be made with it
  }
};

const QUESTION = Buffer.from("Do these two halves of a key belong together?");

/** Without a key object: what signs is wiped by the library before it returns. */
export const isPair = (seed: Uint8Array, pubkey: Uint8Array, scratch: Buffer): boolean =>
  isSigned(pubkey, QUESTION, crypto().sign(null, QUESTION, asPkcs8(seed, scratch)));
