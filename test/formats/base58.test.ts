import { expect, test } from "vitest";
import { decodePubkey } from "../../src/detectors/solana/pubkeys.ts";
import { encodeBase58 } from "../../src/formats/base58.ts";
import fc from "../support/property.ts";

/** The programs' addresses are Solana's own; the texts are those of the IETF's draft of base58. */
test.each([
  ["0761481d357474bb7c4d7624ebd3bdb3d8355e73d11043fc0da3538000000000",
    "Vote111111111111111111111111111111111111111"],
  ["06a1d8179137542a983437bdfe2a7ab2557f535c8a78722b68a49dc000000000",
    "Stake11111111111111111111111111111111111111"],
  ["06ddf6e1d765a193d9cbe146ceeb79ac1cb485ed5f5b37913a8cf5857eff00a9",
    "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"],
  [Buffer.from("Hello World!").toString("hex"), "2NEpo7TZRRrLZSi2U"],
  [Buffer.from("The quick brown fox jumps over the lazy dog.").toString("hex"),
    "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"],
  ["0000287fb4cd", "11233QC4"],
  ["", ""],
])("the bytes %s are spelt %s", (hex, spelt) => {
  expect(encodeBase58(Buffer.from(hex, "hex"))).toBe(spelt);
  if (hex.length === 64) expect(Buffer.from(decodePubkey(spelt, "it")).toString("hex")).toBe(hex);
});

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
  expect(() => decodePubkey("", "it")).toThrow(/^it .*\b0\b.*32/);
});
