/**
 * Keypair files: the only place where a secret key is in memory, for less than a millisecond. The
 * file, the key and its PKCS#8 form lie in one buffer that is wiped before anything is returned;
 * the text is parsed byte by byte, since a string could never be wiped. Nothing here says what a
 * file holds, only what is wrong with it: a file with swapped halves has its secret where the
 * public half belongs.
 */
import { closeSync, constants, fstatSync, readSync, type Stats } from "node:fs";
import { encodeBase58 } from "../../formats/base58.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { FileStat, Problem } from "../../ports/host.ts";
import type { KeypairFact } from "../../ports/keys.ts";
import { forgetKeys, isPair, PKCS8_BYTES, publicHalf } from "./ed25519.ts";
import { keyPath, openTo, type KeyPath } from "./key-path.ts";
import { openRegular, refuseKernels } from "./regular-file.ts";
import { rightsOf, withRights } from "./rights.ts";

const { O_NOFOLLOW } = constants;
const FILE_LIMIT = 4096;
const KEY_BYTES = 64;
const SEED_BYTES = 32;
const PRIVATE = 0o600;

const [OPEN, CLOSE, COMMA, ZERO, NINE] = [0x5b, 0x5d, 0x2c, 0x30, 0x39] as const;

const afterBlanks = (text: Uint8Array, from: number): number => {
  let at = from;
  while ([0x20, 0x09, 0x0a, 0x0d].includes(text[at] ?? 0)) at += 1;
  return at;
};

/** The digits from `from` on as one byte; null unless JSON would read 0 to 255 there. */
const byteAt = (text: Uint8Array, from: number): { value: number; end: number } | null => {
  let [value, end] = [0, from];
  for (let char = text[end] ?? 0; char >= ZERO && char <= NINE && end - from < 4; ) {
    value = value * 10 + char - ZERO;
    char = text[++end] ?? 0;
  }
  const isSound = end > from && value <= 255 && (end === from + 1 || text[from] !== ZERO);
  return isSound ? { value, end } : null;
};

/** Fills `key` from a JSON array; what is wrong, quoting nothing of it, or null. */
const parseKey = (text: Uint8Array, key: Uint8Array): string | null => {
  let count = 0;
  let at = afterBlanks(text, 0);
  if (text[at] !== OPEN) return "does not begin with [";
  at = afterBlanks(text, at + 1);
  while (text[at] !== CLOSE || count > 0) {
    const byte = byteAt(text, at);
    if (!byte) return `has no integer from 0 to 255 as number ${count + 1}`;
    if (count < KEY_BYTES) key[count] = byte.value;
    count += 1;
    at = afterBlanks(text, byte.end);
    if (text[at] === CLOSE) break;
    if (text[at] !== COMMA) return `has neither , nor ] after number ${count}`;
    at = afterBlanks(text, at + 1);
  }
  if (afterBlanks(text, at + 1) < text.length) return "goes on after its ]";
  return count === KEY_BYTES ? null : `has ${count} numbers`;
};

const readInto = (fd: number, buffer: Uint8Array): number => {
  let size = 0;
  for (;;) {
    const count = readSync(fd, buffer, size, buffer.length - size, null);
    size += count;
    if (count === 0 || size === buffer.length) return size;
  }
};

type KeypairContent = { readonly pubkey: string } | { readonly problem: Problem };

const wrong = (code: Problem["code"], message: string): { readonly problem: Problem } =>
  ({ problem: { code, message } });

const malformed = (path: string, found: string): { readonly problem: Problem } =>
  wrong("KEYPAIR_FORMAT", `${path} ${found}; a keypair is a JSON array of 64 integers, 0 to 255`);

const tooLong = (path: string, size: string): { readonly problem: Problem } =>
  malformed(path, `has ${size} bytes, ${FILE_LIMIT} at most were expected`);

/** What stands where the public half belongs may be the secret one: it is not shown. */
const mismatched = (path: string, derived: Uint8Array): { readonly problem: Problem } => {
  forgetKeys();
  return wrong("KEYPAIR_MISMATCH", `${path}: the public half is not that of the secret half, which `
    + `is ${encodeBase58(derived)}`);
};

const contentOf = (fd: number, path: string): KeypairContent => {
  // One large buffer: small ones lie on the JavaScript heap, where the collector leaves copies.
  const memory = Buffer.alloc(FILE_LIMIT + 1 + KEY_BYTES + PKCS8_BYTES);
  const file = memory.subarray(0, FILE_LIMIT + 1);
  const key = memory.subarray(file.length, file.length + KEY_BYTES);
  const scratch = memory.subarray(file.length + KEY_BYTES);
  try {
    const size = readInto(fd, file);
    if (size > FILE_LIMIT) return tooLong(path, `more than ${FILE_LIMIT}`);
    const found = size === 0 ? "is empty" : parseKey(file.subarray(0, size), key);
    if (found !== null) return malformed(path, found);
    const [seed, pubkey] = [key.subarray(0, SEED_BYTES), key.subarray(SEED_BYTES)];
    return isPair(seed, pubkey, scratch) ? { pubkey: encodeBase58(pubkey) }
      : mismatched(path, publicHalf(seed, scratch));
  } finally {
    memory.fill(0);
  }
};

/** The very file that was looked at, opened with the rights of the client that reads it. */
const openKey = (root: string, { end, stats }: KeyPath, path: string, uid: number): number => {
  const open = (): number => openRegular(root + end, path, O_NOFOLLOW, (held) => {
    const now = fstatSync(held);
    if (!now.isFile() || now.ino !== stats?.ino || now.dev !== stats.dev) {
      throw new VexorError("KEYPAIR_KIND", `${path} was replaced while it was read`);
    }
    refuseKernels(held, path);
  });
  return root === "" ? withRights(rightsOf(uid), open) : open();
};

const readContent = (root: string, way: KeyPath, path: string, uid: number): KeypairContent => {
  const { stats } = way;
  if (stats && stats.size > FILE_LIMIT) return tooLong(path, String(stats.size));
  const fd = openKey(root, way, path, uid);
  try {
    return contentOf(fd, path);
  } finally {
    closeSync(fd);
  }
};

const contentOrProblem = (
  root: string, way: KeyPath, path: string, uid: number,
): KeypairContent => {
  try {
    return readContent(root, way, path, uid);
  } catch (error) {
    if (error instanceof VexorError) return { problem: error };
    // Not the error's own words: they are another's, and the key was in reach.
    const { code: errno } = error as NodeJS.ErrnoException;
    return wrong("HOST_READ", `cannot read ${path}: ${errno ?? "unknown"}`);
  }
};

const kindOf = (stats: Stats): FileStat["kind"] => {
  if (stats.isFile()) return "file";
  return stats.isDirectory() ? "dir" : "other";
};

const kindWords = (stats: Stats): string => {
  if (stats.isDirectory()) return "a directory";
  if (stats.isFIFO()) return "a named pipe";
  return stats.isSocket() ? "a socket" : "a device";
};

const statOf = (stats: Stats): FileStat =>
  ({ kind: kindOf(stats), mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid,
    size: stats.size });

const octal = (mode: number): string => mode.toString(8).padStart(4, "0");

/** What is wrong with the file from outside. */
const outside = (
  way: KeyPath, { mode, uid }: FileStat, path: string, owner: number | undefined,
): readonly Problem[] => {
  const open = way.links.length > 0 ? openTo(way, uid) : null;
  return [
    ...(open === null ? [] : [{ code: "KEYPAIR_LINK" as const,
      message: `${path} leads by a link to ${way.end}, and ${open}; only root and the key's owner, `
        + `user ${uid}, may. It was not opened` }]),
    ...(owner === undefined || owner === uid ? [] : [{ code: "KEYPAIR_OWNER" as const,
      message: `${path} belongs to user ${uid}; the client that reads it runs as ${owner}` }]),
    ...((mode & ~PRIVATE) === 0 ? [] : [{ code: "KEYPAIR_MODE" as const,
      message: `${path} has mode ${octal(mode)}; wanted is 0600 or less` }]),
  ];
};

const gone = (way: KeyPath, path: string): Problem => {
  if (way.circles) {
    return { code: "KEYPAIR_LINK", message: `${path} is a link that runs in a circle` };
  }
  const leads = way.links.length > 0 ? `${path} leads by a link to ${way.end}, which` : path;
  return { code: "KEYPAIR_MISSING", message: `${leads} does not exist` };
};

const examined = (
  root: string, way: KeyPath, path: string, owner: number | undefined,
): KeypairFact => {
  const nothing = { path, leadsTo: null, stat: null, pubkey: null };
  if (way.circles || !way.stats) return { ...nothing, problems: [gone(way, path)] };
  const stat = statOf(way.stats);
  const leadsTo = way.links.length > 0 ? way.end : null;
  const found = { path, leadsTo, stat };
  if (stat.kind !== "file") {
    const message = `${path} is ${kindWords(way.stats)}; wanted is a regular file`;
    return { ...found, pubkey: null, problems: [{ code: "KEYPAIR_KIND", message }] };
  }
  const problems = outside(way, stat, path, owner);
  // A stranger has chosen which file that is: root opens none by such a word.
  if (problems.some(({ code }) => code === "KEYPAIR_LINK")) {
    return { ...found, pubkey: null, problems };
  }
  const content = contentOrProblem(root, way, path, owner ?? stat.uid);
  return "pubkey" in content ? { ...found, pubkey: content.pubkey, problems }
    : { ...found, pubkey: null, problems: [...problems, content.problem] };
};

/** `owner` is the uid that must own the file, where that is known. Never throws. */
export const readKeypair = (root: string, path: string, owner?: number): KeypairFact => {
  try {
    return examined(root, keyPath(root, path), path, owner);
  } catch (error) {
    const message = `cannot examine ${path}: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`;
    const problems = [{ code: "HOST_READ" as const, message }];
    return { path, leadsTo: null, stat: null, pubkey: null, problems };
  }
};
