/** Hashes in hex: by Bun itself where it runs, as node:crypto takes 2 ms to load there. */
import type * as NodeCrypto from "node:crypto";

interface Hasher {
  update(data: string | Uint8Array): { digest(form: "hex"): string };
}

const bun = (globalThis as { Bun?: { CryptoHasher: new (name: string) => Hasher } }).Bun;

const hasher = (name: "md5" | "sha1" | "sha256" | "sha512"): Hasher => {
  if (bun) return new bun.CryptoHasher(name);
  const { createHash } = process.getBuiltinModule("node:crypto") as typeof NodeCrypto;
  return createHash(name);
};

/** SHA-256. */
export const digest = (content: string | Uint8Array): string =>
  hasher("sha256").update(content).digest("hex");

export const sha512 = (content: string): Uint8Array =>
  Buffer.from(hasher("sha512").update(content).digest("hex"), "hex");

/** MD5, which secures nothing. */
export const md5 = (content: string | Uint8Array): string =>
  hasher("md5").update(content).digest("hex");

/** What git names its objects by. */
export const sha1 = (bytes: Uint8Array): string => hasher("sha1").update(bytes).digest("hex");
