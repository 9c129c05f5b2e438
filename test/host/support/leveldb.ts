/**
 * A reader of LevelDB's files, for what a stopped program has left in them: tables, compressed by
 * snappy or not, and the log of what is not in a table yet. It shares nothing with Vexor, nor with
 * the library that has written them.
 */

/** Key in hex to value in hex. */
export type Records = ReadonlyMap<string, string>;

interface Entry {
  readonly sequence: bigint;
  /** Null for a deletion. */
  readonly value: string | null;
}

const FOOTER = 48;
const SNAPPY = 1;
const VALUE = 1;

/** The number, and where it ends. */
const varint = (bytes: Buffer, from: number): readonly [value: number, end: number] => {
  let [value, shift, at] = [0, 1, from];
  for (;; at++, shift *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * shift;
    if (byte < 128) return [value, at + 1];
  }
};

const unsnapped = (bytes: Buffer): Buffer => {
  const [size, begin] = varint(bytes, 0);
  const out = Buffer.alloc(size);
  let [at, to] = [begin, 0];
  const copy = (length: number, offset: number): void => {
    for (let left = length; left > 0; left--, to++) out[to] = out[to - offset] ?? 0;
  };
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0;
    at += 1;
    if ((tag & 3) === 0) {
      const extra = Math.max(0, (tag >> 2) - 59);
      const length = 1 + (extra === 0 ? tag >> 2 : bytes.readUIntLE(at, extra));
      at += extra;
      bytes.copy(out, to, at, at + length);
      at += length;
      to += length;
    } else if ((tag & 3) === 1) {
      copy(4 + ((tag >> 2) & 7), ((tag >> 5) << 8) + (bytes[at] ?? 0));
      at += 1;
    } else {
      const width = (tag & 3) === 2 ? 2 : 4;
      copy(1 + (tag >> 2), bytes.readUIntLE(at, width));
      at += width;
    }
  }
  return out;
};

const blockAt = (file: Buffer, offset: number, size: number): Buffer => {
  const bytes = file.subarray(offset, offset + size);
  return file[offset + size] === SNAPPY ? unsnapped(bytes) : bytes;
};

const entriesIn = (block: Buffer): readonly (readonly [key: Buffer, value: Buffer])[] => {
  const end = block.length - 4 - 4 * block.readUInt32LE(block.length - 4);
  const found: [Buffer, Buffer][] = [];
  let key = Buffer.alloc(0);
  for (let at = 0; at < end;) {
    const [shared, one] = varint(block, at);
    const [own, two] = varint(block, one);
    const [length, from] = varint(block, two);
    key = Buffer.concat([key.subarray(0, shared), block.subarray(from, from + own)]);
    found.push([key, block.subarray(from + own, from + own + length)]);
    at = from + own + length;
  }
  return found;
};

type Put = (key: string, entry: Entry) => void;

const readTable = (file: Buffer, put: Put): void => {
  const [, second] = varint(file, file.length - FOOTER);
  const [, third] = varint(file, second);
  const [offset, fourth] = varint(file, third);
  const [size] = varint(file, fourth);
  for (const [, handle] of entriesIn(blockAt(file, offset, size))) {
    const [from, end] = varint(handle, 0);
    const [length] = varint(handle, end);
    for (const [internal, value] of entriesIn(blockAt(file, from, length))) {
      const packed = internal.readBigUInt64LE(internal.length - 8);
      put(internal.subarray(0, -8).toString("hex"), { sequence: packed >> 8n,
        value: Number(packed & 255n) === VALUE ? value.toString("hex") : null });
    }
  }
};

const LOG_BLOCK = 32_768;
const LOG_HEADER = 7;
const [FULL, LAST] = [1, 4];

const batchesIn = (file: Buffer): readonly Buffer[] => {
  const found: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let at = 0; at + LOG_HEADER <= file.length;) {
    const left = LOG_BLOCK - at % LOG_BLOCK;
    const [length, type] = [file.readUInt16LE(at + 4), file[at + 6] ?? 0];
    if (left < LOG_HEADER || type === 0) {
      at += left;
      continue;
    }
    parts.push(file.subarray(at + LOG_HEADER, at + LOG_HEADER + length));
    at += LOG_HEADER + length;
    if (type !== FULL && type !== LAST) continue;
    found.push(Buffer.concat(parts));
    parts = [];
  }
  return found;
};

const readLog = (file: Buffer, put: Put): void => {
  for (const batch of batchesIn(file)) {
    let sequence = batch.readBigUInt64LE(0);
    for (let at = 12; at < batch.length; sequence += 1n) {
      const isValue = batch[at] === VALUE;
      const [keyLength, keyFrom] = varint(batch, at + 1);
      const key = batch.subarray(keyFrom, keyFrom + keyLength).toString("hex");
      at = keyFrom + keyLength;
      if (!isValue) {
        put(key, { sequence, value: null });
        continue;
      }
      const [length, from] = varint(batch, at);
      put(key, { sequence, value: batch.subarray(from, from + length).toString("hex") });
      at = from + length;
    }
  }
};

/** Of all the files of a database, by name; the newest entry of each key holds. */
export const readLevelDb = (files: ReadonlyMap<string, Buffer>): Records => {
  const newest = new Map<string, Entry>();
  const put: Put = (key, entry) => {
    if ((newest.get(key)?.sequence ?? -1n) <= entry.sequence) newest.set(key, entry);
  };
  for (const [name, file] of files) {
    if (/\.(?:ldb|sst)$/.test(name)) readTable(file, put);
    else if (name.endsWith(".log")) readLog(file, put);
  }
  return new Map([...newest].flatMap(([key, { value }]) => (value === null ? [] : [[key, value]])));
};
