/** Binary files, read whole but never beyond a bound: what is named may be a disk or a pipe. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { VexorError } from "../engine/errors.ts";

const { O_NOCTTY, O_NONBLOCK, O_RDONLY } = constants;

/** `path` is what errors call the file. Throws HOST_READ, or what open and read throw. */
export const boundedBytes = (file: string, path: string, limit: number): Uint8Array => {
  const fd = openSync(file, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  try {
    if (!fstatSync(fd).isFile()) throw new VexorError("HOST_READ", `${path} is no regular file`);
    const bytes = Buffer.alloc(limit + 1);
    for (let size = 0; ; ) {
      const count = readSync(fd, bytes, size, bytes.length - size, null);
      size += count;
      if (size > limit) throw new VexorError("HOST_READ", `${path} has more than ${limit} bytes`);
      if (count === 0) return bytes.subarray(0, size);
    }
  } finally {
    closeSync(fd);
  }
};
