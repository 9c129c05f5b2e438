/**
 * Kernel files and their last text. Each is opened once: reading a kept descriptor again costs a
 * tenth of opening the file, and keeps the kernel from dropping the inode under an inotify watch.
 */
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { isFull, SHORT_READ } from "../linux/short-read.ts";

interface OpenKernelFile {
  /** Null when it is not there: the next look tries again. */
  fd: number | null;
  /** It is there and this process may not read it, which will not change. */
  isClosed: boolean;
  /** Null when there was nothing to read. */
  text: Buffer | null;
}

const buffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Opening what is not there, or closed to us, costs ten times as much as asking. */
const open = (path: string, kept: OpenKernelFile): number | null => {
  if (kept.isClosed || !existsSync(path)) return null;
  try {
    return openSync(path, "r");
  } catch (error) {
    kept.isClosed = (error as NodeJS.ErrnoException).code === "EACCES";
    return null;
  }
};

const close = ({ fd }: OpenKernelFile): void => {
  if (fd !== null) closeSync(fd);
};

/** Bytes in the buffer; null when the file is gone, whose descriptor is then given up. */
const read = (path: string, kept: OpenKernelFile): number | null => {
  kept.fd ??= open(path, kept);
  if (kept.fd === null) return null;
  try {
    const size = readSync(kept.fd, buffer, 0, SHORT_READ, 0);
    return isFull(size) ? readSync(kept.fd, buffer, 0, buffer.length, 0) : size;
  } catch {
    close(kept);
    kept.fd = null;
    return null;
  }
};

const differs = (text: Buffer | null, length: number | null): boolean => {
  if (text === null || length === null) return (text === null) !== (length === null);
  return text.length !== length || buffer.compare(text, 0, length, 0, length) !== 0;
};

export const createKernelFiles = () => {
  const files = new Map<string, OpenKernelFile>();

  /** Whether the text is another one than at the last look; from now on, it is the last. */
  const hasChanged = (path: string): boolean => {
    const kept = files.get(path);
    if (!kept) return false;
    const length = read(path, kept);
    if (!differs(kept.text, length)) return false;
    kept.text = length === null ? null : Buffer.from(buffer.subarray(0, length));
    return true;
  };

  return {
    has: (path: string): boolean => files.has(path),
    hasChanged,
    /** Its text does not show whether it has changed: it is not ours to read. */
    isSecret: (path: string): boolean => files.get(path)?.text === null,
    /** Those that would have changed, without taking note of it. */
    peek: (): readonly string[] => {
      const changed: string[] = [];
      for (const [path, kept] of files) {
        if (differs(kept.text, read(path, kept))) changed.push(path);
      }
      return changed;
    },
    /** Only these from now on; those that were watched before keep their last text. */
    keep: (paths: readonly string[]): void => {
      const wanted = new Set(paths);
      for (const [path, kept] of files) {
        if (wanted.has(path)) continue;
        close(kept);
        files.delete(path);
      }
      for (const path of wanted) {
        if (files.has(path)) continue;
        files.set(path, { fd: null, isClosed: false, text: null });
        hasChanged(path);
      }
    },
  };
};

export type KernelFiles = ReturnType<typeof createKernelFiles>;
