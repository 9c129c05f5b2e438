/** SHA-256 in hex: by Bun itself where it runs, as node:crypto takes 2 ms to load there. */
import type * as NodeCrypto from "node:crypto";

interface Hasher {
  update(text: string): { digest(form: "hex"): string };
}

const bun = (globalThis as { Bun?: { CryptoHasher: new (name: string) => Hasher } }).Bun;

const hasher = (): Hasher => {
  if (bun) return new bun.CryptoHasher("sha256");
  const { createHash } = process.getBuiltinModule("node:crypto") as typeof NodeCrypto;
  return createHash("sha256");
};

export const digest = (text: string): string => hasher().update(text).digest("hex");
