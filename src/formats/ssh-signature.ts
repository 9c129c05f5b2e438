/**
 * Signatures of files as OpenSSH makes them (PROTOCOL.sshsig), with Ed25519 and SHA-512 alone: what
 * `ssh-keygen -Y sign` writes, and `ssh-keygen -Y verify` takes. Nothing is started for one.
 */
import { FormatError } from "./format-error.ts";

/** What a host signs its facts for: its key's signature of anything else does not count. */
export const FACTS_NAMESPACE = "vexor-facts";

/** Of a signature beside the file that was signed. */
export const SIGNATURE_ENDING = ".sig";

const MAGIC = "SSHSIG";
const VERSION = 1;
const TYPE = "ssh-ed25519";
const HASH = "sha512";
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const BEGIN = "-----BEGIN SSH SIGNATURE-----";
const END = "-----END SSH SIGNATURE-----";
const LONGEST = 4096;

export interface SshSignature {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** What it was made for: a signature for another purpose does not count. */
  readonly namespace: string;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Each with its length in front, as SSH sends texts. */
const packed = (...parts: readonly (Uint8Array | string)[]): Uint8Array =>
  Buffer.concat(parts.flatMap((part) => {
    const bytes = typeof part === "string" ? bytesOf(part) : part;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  }));

/** Takes parts off the front. Throws a FormatError where there are fewer bytes than they say. */
class PackedStrings {
  #rest: Buffer;

  constructor(bytes: Uint8Array) {
    this.#rest = Buffer.from(bytes);
  }

  bytes(count: number): Buffer {
    if (count > this.#rest.length) throw new FormatError("it is cut short");
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  number(): number {
    return this.bytes(4).readUInt32BE();
  }

  part(): Buffer {
    return this.bytes(this.number());
  }

  end(): void {
    if (this.#rest.length > 0) throw new FormatError("something follows its end");
  }
}

/** The bytes behind the name of the type, in what names it once more. */
const ofType = (bytes: Uint8Array, length: number): Uint8Array => {
  const packing = new PackedStrings(bytes);
  const type = packing.part().toString("latin1");
  if (type !== TYPE) throw new FormatError(`it is of another kind than ${TYPE}`);
  const own = packing.part();
  packing.end();
  if (own.length !== length) throw new FormatError(`its ${TYPE} part has not ${length} bytes`);
  return own;
};

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const armoured = (text: string): Uint8Array => {
  const lines = text.trim().split("\n").map((line) => line.trim());
  const body = lines.slice(1, -1).join("");
  const isArmoured = text.length <= LONGEST && lines[0] === BEGIN && lines.at(-1) === END
    && BASE64.test(body);
  if (!isArmoured) throw new FormatError(`it does not stand between ${BEGIN} and ${END}`);
  return Buffer.from(body, "base64");
};

/** Throws a FormatError, which says what is wrong with "it". */
export const parseSshSignature = (text: string): SshSignature => {
  const packing = new PackedStrings(armoured(text));
  if (packing.bytes(MAGIC.length).toString("latin1") !== MAGIC || packing.number() !== VERSION) {
    throw new FormatError(`it is not a signature of ${MAGIC}, version ${VERSION}`);
  }
  const key = ofType(packing.part(), KEY_BYTES);
  const namespace = packing.part().toString("utf8");
  packing.part(); // reserved
  const hash = packing.part().toString("latin1");
  if (hash !== HASH) throw new FormatError(`it is made with another sum than ${HASH}`);
  const signature = ofType(packing.part(), SIGNATURE_BYTES);
  packing.end();
  return { key, namespace, signature };
};

/** What the key signs, in place of the text: `sum` is the SHA-512 of that. */
export const signedMessage = (namespace: string, sum: Uint8Array): Uint8Array =>
  Buffer.concat([bytesOf(MAGIC), packed(namespace, "", HASH, sum)]);

/** What a fingerprint is the SHA-256 of. */
export const keyBlobOf = (key: Uint8Array): Uint8Array => packed(TYPE, key);

/** The Ed25519 keys of a text with one key a line; other lines count as none. */
export const publicKeysIn = (text: string): readonly Uint8Array[] =>
  text.split("\n").flatMap((line) => {
    const [, encoded] = /^ssh-ed25519\s+([A-Za-z0-9+/]{68})(?:\s|$)/.exec(line.trim()) ?? [];
    try {
      return encoded === undefined ? [] : [ofType(Buffer.from(encoded, "base64"), KEY_BYTES)];
    } catch {
      return [];
    }
  });
