/**
 * Protocol Buffers, as far as the few messages of etcd need them: fields of numbers and bytes, by
 * their numbers. What is not asked for is passed over, as each reader of that format does.
 */
import { FormatError } from "../../formats/format-error.ts";

const NUMBER = 0;
const BYTES = 2;
/** Of kinds that are passed over. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
const LONGEST_NUMBER = 10;

const digitsOf = (value: bigint): readonly number[] => (value < 128n ? [Number(value)]
  : [Number(value & 127n) | 128, ...digitsOf(value >> 7n)]);

export const numberField = (field: number, value: bigint): Uint8Array =>
  Uint8Array.from([...digitsOf(BigInt(field * 8 + NUMBER)), ...digitsOf(value)]);

export const bytesField = (field: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const value = Buffer.concat(parts);
  const head = [...digitsOf(BigInt(field * 8 + BYTES)), ...digitsOf(BigInt(value.length))];
  return Buffer.concat([Uint8Array.from(head), value]);
};

export const textField = (field: number, text: string): Uint8Array =>
  bytesField(field, Buffer.from(text));

const cutShort = (): FormatError => new FormatError("a message ends too early");

/** One message, field by field. */
class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  number(): bigint {
    let value = 0n;
    for (let count = 0; count < LONGEST_NUMBER; count += 1) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw cutShort();
      this.#at += 1;
      value |= BigInt(byte & 127) << BigInt(7 * count);
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new FormatError("a number is too long");
  }

  bytes(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw cutShort();
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  value(kind: number): bigint | Buffer {
    if (kind === NUMBER) return this.number();
    const length = kind === BYTES ? Number(this.number()) : FIXED[kind];
    if (length === undefined) throw new FormatError(`a field of the unknown kind ${kind}`);
    return this.bytes(length);
  }
}

/** The fields of one message. A field that is not there has its type's empty value. */
export class WireMessage {
  readonly #fields = new Map<number, (bigint | Buffer)[]>();

  /** Throws FormatError. */
  constructor(bytes: Buffer) {
    const reader = new WireReader(bytes);
    while (!reader.isAtEnd) {
      const tag = Number(reader.number());
      const field = Math.floor(tag / 8);
      const values = this.#fields.get(field) ?? [];
      values.push(reader.value(tag % 8));
      this.#fields.set(field, values);
    }
  }

  number(field: number): bigint {
    const value = this.#fields.get(field)?.at(-1);
    return typeof value === "bigint" ? value : 0n;
  }

  text(field: number): string {
    return this.#buffers(field).at(-1)?.toString("utf8") ?? "";
  }

  message(field: number): WireMessage | null {
    return this.messages(field).at(-1) ?? null;
  }

  messages(field: number): readonly WireMessage[] {
    return this.#buffers(field).map((one) => new WireMessage(one));
  }

  #buffers(field: number): readonly Buffer[] {
    return (this.#fields.get(field) ?? []).filter((one): one is Buffer => typeof one !== "bigint");
  }
}
