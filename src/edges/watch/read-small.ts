/**
 * Small files of /proc, read with one descriptor and one buffer: every microsecond matters here.
 */
import { closeSync, openSync, readSync } from "node:fs";

const buffer = Buffer.allocUnsafeSlow(64 * 1024);

/** The first 64 KiB as bytes; null when it cannot be read, for whatever reason. */
export const readSmall = (path: string): string | null => {
  let fd: number | undefined;
  try {
    fd = openSync(path, "r");
    return buffer.toString("latin1", 0, readSync(fd, buffer, 0, buffer.length, null));
  } catch {
    return null; // gone, or none of ours to read
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

/** Bytes were taken one by one; this is the text that they are. */
export const textFrom = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");
