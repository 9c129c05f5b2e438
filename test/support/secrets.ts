/** Every form in which a secret key could leave, and a search for all of them. */
import { encodeBase58 } from "../../src/formats/base58.ts";
import type { Key } from "./keys.ts";

/** Half a secret is a secret: enough of it to be no chance, and no more, so that cuts are found. */
const SOME = 16;

/** What base64 makes of bytes that begin in any of the three positions of its groups of three. */
const inBase64 = (bytes: Uint8Array): readonly string[] => [0, 1, 2].map((shift) =>
  Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64").slice(shift === 0 ? 0 : 4, 20));

const textsOf = (secret: Uint8Array): readonly string[] => {
  const some = [...secret.subarray(0, SOME)];
  const hex = Buffer.from(secret.subarray(0, SOME)).toString("hex");
  return [hex, hex.toUpperCase(), ...inBase64(secret), ...inBase64(secret).map((text) =>
    text.replaceAll("+", "-").replaceAll("/", "_")), encodeBase58(secret),
  some.join(","), some.join(", "), some.join(" "), some.join("\n")];
};

export const seedOf = ({ text }: Key): Uint8Array =>
  Uint8Array.from((JSON.parse(text) as number[]).slice(0, 32));

/** As text; of the seed, of its second half, and of the whole keypair. */
export const formsOf = (key: Key): readonly string[] => {
  const whole = Uint8Array.from(JSON.parse(key.text) as number[]);
  const seed = seedOf(key);
  return [seed, seed.subarray(SOME), whole].flatMap(textsOf);
};

/** Names of the forms of the secrets that are in these bytes; empty is what is wanted. */
export const secretsIn = (bytes: Uint8Array, keys: readonly Key[]): readonly string[] => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return keys.flatMap((key, at) => {
    const seed = seedOf(key);
    const raw = [seed.subarray(0, SOME), seed.subarray(SOME)].some((half) =>
      buffer.includes(Buffer.from(half)));
    const texts = formsOf(key).filter((form) =>
      buffer.includes(form) || buffer.includes(Buffer.from(form, "utf16le")));
    return [...(raw ? [`key ${at}: raw`] : []),
      ...texts.map((form) => `key ${at}: as ${form.slice(0, 4)}…`)];
  });
};
