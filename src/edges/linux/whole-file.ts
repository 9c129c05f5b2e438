/**
 * Whole files, into one buffer. Opening is an act (see `regular-file.ts`), so whatever is not the
 * kernel's is looked at before: a pipe or a device under a configuration's name is nothing to read.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";
import { osPath } from "./os-path.ts";
import { isFull, SHORT_READ } from "./short-read.ts";

const READ_LIMIT = 16 * 1024 * 1024;
const { O_NOCTTY, O_NONBLOCK, O_RDONLY } = constants;
const READING = O_RDONLY | O_NOCTTY | O_NONBLOCK;

/** Files of which the kernel gives all it has to the first read. */
const ONE_RECORD = /^\/proc\/(?:sys\/|irq\/|\d+\/(?:task\/\d+\/)?(?:comm|stat|status)$)/;

let buffer = Buffer.allocUnsafe(64 * 1024);

/** Null where there may be more, which a second read of such a file would not show. */
const readShort = (path: string): string | null => {
  const fd = openSync(osPath(path), READING);
  try {
    const size = readSync(fd, buffer, 0, SHORT_READ, null);
    return isFull(size) ? null : buffer.toString("utf8", 0, size);
  } finally {
    closeSync(fd);
  }
};

/** `whole`: the size at which nothing is left; without it the file has to say so. */
const readLong = (path: string, isOne: boolean, whole?: number): string => {
  const fd = openSync(osPath(path), READING);
  try {
    let size = 0;
    for (;;) {
      const count = readSync(fd, buffer, size, buffer.length - size, null);
      size += count;
      if (count === 0 || size === whole || (isOne && size < buffer.length)) {
        return buffer.toString("utf8", 0, size);
      }
      if (size > READ_LIMIT) throw new VexorError("HOST_READ", `${path} is larger than 16 MiB`);
      if (size === buffer.length) {
        const more = Math.max(size, fstatSync(fd).size - size + 1);
        buffer = Buffer.concat([buffer, Buffer.allocUnsafe(Math.min(more, READ_LIMIT))]);
      }
    }
  } finally {
    closeSync(fd);
  }
};

const QUIET = { throwIfNoEntry: false } as const;
/** The device number of /dev/null: a unit or a file of sysctl.d is masked by a link to it. */
const NULL_DEVICE = 0x103;

/** A file of a tree: even below its /proc it is whatever a user has put there. Null: absent. */
export const readOfTree = (path: string): string | null => {
  const stats = statSync(osPath(path), QUIET);
  if (stats === undefined) return null;
  if (stats.isFile()) return readLong(path, false, stats.size);
  if (stats.isCharacterDevice() && stats.rdev === NULL_DEVICE) return "";
  throw new VexorError("HOST_READ", `${path} is not a regular file`,
    { errno: stats.isDirectory() ? "EISDIR" : "EINVAL" });
};

/** A file of the machine itself. Null: absent; where the kernel says so, an error says it. */
export const readWhole = (path: string): string | null => {
  if (path.startsWith("/proc/sys/")) return readShort(path) ?? readLong(path, true);
  if (path.startsWith("/proc/")) return readLong(path, ONE_RECORD.test(path));
  return path.startsWith("/sys/") ? readLong(path, false) : readOfTree(path);
};
