/**
 * Files that survive a power cut: temp file in the same directory, O_EXCL, all bytes, mode and
 * owner, fsync, rename, fsync of the directory, read back. A failed fsync is never retried: the
 * kernel has marked the pages clean by then.
 */
import {
  closeSync, constants, fchmodSync, fchownSync, fstatSync, fsyncSync, ftruncateSync,
  linkSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, symlinkSync, unlinkSync,
  writeSync, type Stats,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { VexorError } from "../../engine/model/errors.ts";
import { mayWrite } from "../../engine/plan/may-write.ts";
import type { LastLook } from "../../ports/host.ts";
import { othersMayReplaceIn, othersMayWrite } from "./trusted-path.ts";

const {
  O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY,
} = constants;

/** One fixed name per target: what a crash leaves behind, the next write or recovery removes. */
const tempOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}.vexor-tmp`);

const withFile = <T>(path: string, flags: number, mode: number, use: (fd: number) => T): T => {
  const fd = openSync(path, flags, mode);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
};

/** A directory entry has its own durability: the file's fsync says nothing of it. */
export const syncDirectory = (path: string): void =>
  withFile(path, O_RDONLY | O_DIRECTORY, 0, fsyncSync);

const writeAll = (fd: number, content: string | Uint8Array): void => {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at);
};

/** Looks first: a read-only file system refuses to remove even what is not there. */
const removeIfThere = (path: string): boolean => {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
  unlinkSync(path);
  return true;
};

/** Tidying after an error must not hide it; what stays, the next write or recovery tidies. */
const ifPossible = (act: () => void): void => {
  try {
    act();
  } catch {
    // the error that led here is the one to report
  }
};

interface FileAttributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Looked at and not opened: that would wait at a pipe. */
const lookOf = (path: string): FileAttributes | null => {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isFile()) return stat ?? null;
  throw new VexorError("HOST_WRITE", `${path} is not a regular file`);
};

/** The owner of the directory may have put a pipe there by now, at which reading would wait. */
const readsBack = (path: string, content: string | Uint8Array, inode: bigint): boolean =>
  withFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0, (fd) =>
    fstatSync(fd, { bigint: true }).ino === inode && readFileSync(fd).equals(Buffer.from(content)));

const putWhole = (
  path: string, content: string | Uint8Array, look: FileAttributes, last?: LastLook,
): void => {
  const temp = tempOf(path);
  removeIfThere(temp);
  let inode: bigint;
  try {
    inode = withFile(temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600, (fd) => {
      writeAll(fd, content);
      if (process.geteuid?.() === 0) fchownSync(fd, look.uid, look.gid);
      fchmodSync(fd, look.mode & 0o7777);
      fsyncSync(fd);
      return fstatSync(fd, { bigint: true }).ino;
    });
    last?.();
    renameSync(temp, path);
  } catch (error) {
    ifPossible(() => removeIfThere(temp));
    throw error;
  }
  syncDirectory(dirname(path));
  if (!readsBack(path, content, inode)) {
    throw new VexorError("HOST_WRITE", `${basename(path)} does not read back as it was written`);
  }
};

export const replaceFile = (
  path: string, text: string, mode = 0o644, last?: LastLook,
): void => putWhole(path, text, lookOf(path) ?? { mode, uid: 0, gid: 0 }, last);

/**
 * A directory by a descriptor, so that it stays the same one. A user who may turn a step of the way
 * elsewhere would have root write wherever that leads: so such a way ends only in a directory of
 * that very user, who could write there without us.
 */
const inDirectory = <T>(
  path: string, use: (fd: number, stats: Stats) => T,
  whyNot = (uid: number): string | null => othersMayWrite(dirname(path), uid),
): T =>
  withFile(path, O_RDONLY | O_DIRECTORY, 0, (fd) => {
    const stats = fstatSync(fd);
    const step = whyNot(stats.uid);
    if (step === null) return use(fd, stats);
    const owner = stats.uid === 0 ? "root" : `root and user ${stats.uid}`;
    throw new VexorError("HOST_WRITE", `nothing is written to ${path}: users other than ${owner} `
      + `may change ${step}`, { hint: "Name a directory that only its owner may write." });
  });

/** A file in a directory of its owner's. */
export const placeFile = (
  uid: number, path: string, bytes: Uint8Array, mode: number,
): void => inDirectory(dirname(path), (fd, directory) => {
  if (!mayWrite(directory, uid)) {
    throw new VexorError("HOST_WRITE", `user ${uid} may not write in ${dirname(path)}`);
  }
  putWhole(`/proc/self/fd/${fd}/${basename(path)}`, bytes, { mode, uid, gid: directory.gid });
});

/** In a directory that its owner alone may write: it may lie in one that is sticky, as `/tmp`. */
const inOwnDirectory = <T>(path: string, use: (fd: number, stats: Stats) => T): T =>
  inDirectory(path, use, (uid) => othersMayWrite(path, uid));

/** A new entry: as root, for the owner of the directory; else as any program makes a file. */
const inDirectoryOf = <T>(path: string, act: (name: string, owner: Stats | null) => T): T =>
  (process.geteuid?.() === 0 ? inDirectory(dirname(path), (fd, stats) =>
    act(`/proc/self/fd/${fd}/${basename(path)}`, stats),
  (uid) => othersMayReplaceIn(dirname(path), uid)) : act(path, null));

/** A directory with those above it, each its parent's owner's. */
export const makeDirectories = (path: string): void => {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  makeDirectories(dirname(path));
  inDirectoryOf(path, (name, owner) => {
    mkdirSync(name, { mode: 0o755 });
    if (owner === null) return;
    // The directory's owner may have put something else there by now.
    withFile(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0, (fd) =>
      fchownSync(fd, owner.uid, owner.gid));
  });
  syncDirectory(dirname(path));
};

const isLinked = (from: string, to: string): boolean => {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
};

/** A new file, durable and whole; false, and nothing done, where that name is taken. */
export const createFile = (path: string, text: string): boolean =>
  inDirectoryOf(path, (name, owner) => {
    const temp = tempOf(name);
    removeIfThere(temp);
    try {
      withFile(temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644, (fd) => {
        writeAll(fd, text);
        if (owner !== null) fchownSync(fd, owner.uid, owner.gid);
        fsyncSync(fd);
      });
      return isLinked(temp, name);
    } finally {
      ifPossible(() => removeIfThere(temp));
      syncDirectory(dirname(name));
    }
  });

/** A whole new text for a file of that user's, which stays that user's and keeps its mode. */
export const rewriteFile = (
  path: string, text: string, uid: number, last: LastLook,
): void => inOwnDirectory(dirname(path), (fd, directory) => {
  const file = `/proc/self/fd/${fd}/${basename(path)}`;
  const look = lookOf(file);
  if (look?.uid !== uid || !mayWrite(directory, uid)) {
    throw new VexorError("HOST_WRITE", `user ${uid} may not write ${path}`);
  }
  putWhole(file, text, look, last);
});

const turnLink = (path: string, target: string, last?: LastLook): void => {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === false) {
    throw new VexorError("HOST_WRITE", `${basename(path)} is not a symbolic link`);
  }
  const temp = tempOf(path);
  removeIfThere(temp);
  try {
    symlinkSync(target, temp);
    last?.();
    renameSync(temp, path);
  } catch (error) {
    ifPossible(() => removeIfThere(temp));
    throw error;
  }
  syncDirectory(dirname(path));
};

/** Points a symbolic link elsewhere, or makes it: there is always one or the other, whole. */
export const replaceLink = (path: string, target: string, last?: LastLook): void =>
  inDirectory(dirname(path), (fd) =>
    turnLink(`/proc/self/fd/${fd}/${basename(path)}`, target, last));

/** Appends whole lines or nothing: a short write is cut off again. */
export const appendFile = (path: string, text: string): void => {
  const isNew = lookOf(path) === null;
  withFile(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o644, (fd) => {
    const { size } = fstatSync(fd);
    try {
      writeAll(fd, text);
      fsyncSync(fd);
    } catch (error) {
      ifPossible(() => ftruncateSync(fd, size));
      throw error;
    }
  });
  if (isNew) syncDirectory(dirname(path));
};

export const clearTempOf = (path: string): void => {
  removeIfThere(tempOf(path));
};

export const removeFile = (path: string, last?: LastLook): void => {
  clearTempOf(path);
  last?.();
  if (removeIfThere(path)) syncDirectory(dirname(path));
};
