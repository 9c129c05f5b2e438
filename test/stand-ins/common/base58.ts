/** Base58 as Solana writes addresses. */
const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE = 58n;

export const encodeBase58 = (bytes: Uint8Array): string => {
  let number = BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);
  let text = "";
  for (; number > 0n; number /= BASE) text = `${ALPHABET[Number(number % BASE)]}${text}`;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return "1".repeat(zeros < 0 ? bytes.length : zeros) + text;
};

/** The 32 bytes of an address, or null: it is none. */
export const decodeAddress = (text: string): Uint8Array | null => {
  let number = 0n;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    number = number * BASE + BigInt(digit);
  }
  const hex = number.toString(16).padStart(64, "0");
  const bytes = Buffer.from(hex, "hex");
  return bytes.length === 32 && encodeBase58(bytes) === text ? bytes : null;
};
