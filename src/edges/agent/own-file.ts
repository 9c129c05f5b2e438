/**
 * A file of the agent's own, as anything that runs as the agent may have left it: a pipe would be
 * waited for, a link leads elsewhere, a large file fills the memory. It is found first, looked at,
 * and then that very file is opened.
 */
import {
  closeSync, constants, fstatSync, lstatSync, openSync, readSync, unlinkSync,
} from "node:fs";
import { VexorError } from "../../engine/errors.ts";

const { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** Node has no name for it: such a descriptor touches nothing. */
const O_PATH = 0o10_000_000;

const using = <T>(fd: number, act: (fd: number) => T): T => {
  try {
    return act(fd);
  } finally {
    closeSync(fd);
  }
};

const read = (fd: number, longest: number): string => {
  const bytes = Buffer.alloc(longest + 1);
  let size = 0;
  for (let count = 1; count > 0 && size < bytes.length; size += count) {
    count = readSync(fd, bytes, size, bytes.length - size, null);
  }
  if (size > longest) throw new VexorError("HOST_READ", `it has more than ${longest} bytes`);
  return bytes.toString("utf8", 0, size);
};

/** Null where there is none. Throws HOST_READ for what is not a file of at most `longest` bytes. */
export const readOwnFile = (path: string, longest: number): string | null => {
  try {
    return using(openSync(path, O_PATH | O_NOFOLLOW), (held) => {
      const stat = fstatSync(held);
      if (!stat.isFile()) throw new VexorError("HOST_READ", "it is not a regular file");
      if (stat.size > longest) {
        throw new VexorError("HOST_READ", `it has ${stat.size} bytes, more than ${longest}`);
      }
      return using(openSync(`/proc/self/fd/${held}`, O_RDONLY | O_NONBLOCK | O_NOCTTY),
        (fd) => read(fd, stat.size));
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    const why = error instanceof VexorError ? message : code ?? message;
    throw new VexorError("HOST_READ", `${path} cannot be read: ${why}`);
  }
};

/** Takes away what is neither a file nor a directory: the next record takes its place. */
export const clearOddity = (path: string): void => {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat && !stat.isFile() && !stat.isDirectory()) unlinkSync(path);
};
