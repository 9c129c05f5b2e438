/** What another process has to say, to its end and with a bound. */
import { readSync } from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";

const LONGEST = 16 * 1024 * 1024;

/** A line ends it where the other end stays open: a socket waits for its answer. */
export const readInput = async (): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.alloc(65_536);
    const count = readSync(0, chunk, 0, chunk.length, null);
    size += count;
    if (size > LONGEST) throw new VexorError("OPERATION_INVALID", "more than 16 MiB of input");
    chunks.push(chunk.subarray(0, count));
    if (count === 0) return Buffer.concat(chunks).toString("utf8");
  }
};
