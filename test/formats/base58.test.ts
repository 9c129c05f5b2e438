import { expect, test } from "vitest";
import { decodePubkey } from "../../src/detectors/solana/pubkeys.ts";
import { encodeBase58 } from "../../src/formats/base58.ts";
import fc from "../support/property.ts";

test("any 32 bytes come back as they were", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
    expect([...decodePubkey(encodeBase58(bytes), "it")]).toEqual([...bytes]);
  }));
  expect(encodeBase58(new Uint8Array(32))).toBe("1".repeat(32));
});

test("a misspelt key says which character is wrong, and where", () => {
  const key = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2";
  for (const wrong of ["0", "O", "I", "l", "-", " ", "é"]) {
    const bent = `${key.slice(0, 5)}${wrong}${key.slice(6)}`;
    expect(() => decodePubkey(bent, "identity.pubkey")).toThrow(/identity\.pubkey.*6/);
  }
  expect(() => decodePubkey(key.slice(0, 20), "it")).toThrow(/32/);
  expect(() => decodePubkey("", "it")).toThrow();
});
