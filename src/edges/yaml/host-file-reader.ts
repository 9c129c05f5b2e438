/** The files that declare a host, read with a bound: a mistyped path may be a disk or a pipe. */
import {
  closeSync, existsSync, fstatSync, readSync, readlinkSync, realpathSync,
} from "node:fs";
import { resolve } from "node:path";
import { VexorError } from "../../engine/model/errors.ts";
import { LIMITS, type FileSource } from "../../engine/host-file/host-file-source.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { digest } from "../linux/hash.ts";
import { keyPath } from "../linux/key-path.ts";
import { openRegular } from "../linux/regular-file.ts";

const errno = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "EIO";

const missing = (file: string, why: string, code?: string): VexorError =>
  new VexorError("HOST_FILE_MISSING", `${file} ${why}`, code === undefined ? {} : { errno: code });

/** `path` was judged, without links: what has been put in its place since was not. */
const assertFile = (held: number, path: string, file: string): void => {
  if (!fstatSync(held).isFile()) throw missing(file, "is not a regular file");
  if (readlinkSync(`/proc/self/fd/${held}`) === path) return;
  throw missing(file, "was replaced while it was read");
};

const open = (path: string, file: string): number | null => {
  try {
    return openRegular(path, file, 0, (held) => assertFile(held, path, file));
  } catch (error) {
    if (error instanceof VexorError) throw error;
    const code = errno(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw missing(file, `cannot be read: ${code}`, code);
  }
};

const tooLarge = (file: string, bytes: string): VexorError =>
  new VexorError("HOST_FILE_LIMIT",
    `${bytes} bytes; a host file has ${LIMITS.bytes} at most`,
    { place: { file, line: 1, column: 1 } });

const readBounded = (fd: number, file: string): Buffer => {
  const stat = fstatSync(fd);
  if (stat.size > LIMITS.bytes) throw tooLarge(file, String(stat.size));
  const buffer = Buffer.allocUnsafe(LIMITS.bytes + 1);
  let length = 0;
  for (;;) {
    const count = readSync(fd, buffer, length, buffer.length - length, null);
    length += count;
    if (length > LIMITS.bytes) throw tooLarge(file, `more than ${LIMITS.bytes}`);
    if (count === 0) return buffer.subarray(0, length);
  }
};

/** `keepsMark`: with the byte order mark that it may begin with. */
export const asText = (bytes: Buffer, file: string, keepsMark = false): string => {
  if (bytes.length > LIMITS.bytes) throw tooLarge(file, String(bytes.length));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: keepsMark }).decode(bytes);
  } catch {
    throw new VexorError("YAML_SYNTAX", "not UTF-8 text",
      { hint: "Save it as UTF-8.", place: { file, line: 1, column: 1 } });
  }
};

/** Its bytes, by a path without links; null when it is absent. Throws as `FileSource.read` does. */
export const rawHostFile = (path: string, file: string): Buffer | null => {
  const fd = open(path, file);
  if (fd === null) return null;
  try {
    return readBounded(fd, file);
  } catch (error) {
    if (error instanceof VexorError) throw error;
    throw missing(file, `cannot be read: ${errno(error)}`, errno(error));
  } finally {
    closeSync(fd);
  }
};

const read = (path: string, file: string): string | null => {
  const bytes = rawHostFile(path, file);
  return bytes && asText(bytes, file);
};

export const isTrusted = (uid: number): boolean => uid === 0 || uid === process.getuid?.()
  || String(uid) === process.env["SUDO_UID"];

/**
 * Errors quote what a file says. The owner of a link chooses that file, and root can
 * read every file: so another user's link may lead to that user's own files only.
 */
const refuseStrangersLink = (path: string): void => {
  const { links, end, stats } = keyPath("", resolve(path));
  const link = links.find((one) => !isTrusted(one.stats.uid) && one.stats.uid !== stats?.uid);
  if (link === undefined) return;
  throw new VexorError("HOST_FILE_UNTRUSTED", `${path} leads to ${end} by the link ${link.path}, `
    + `which user ${link.stats.uid} has made`,
  { hint: `If that file is meant, name it: -f ${shellWord(end)}` });
};

const realpath = (path: string): string | null => {
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    return null;
  }
  if (process.geteuid?.() === 0 && real !== resolve(path)) refuseStrangersLink(path);
  return real;
};

export const declarationFiles: FileSource = {
  read,
  realpath,
  exists: existsSync,
  digest,
};
