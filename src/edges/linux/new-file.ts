/** Files that a verb lays down where there were none. */
import { dirname } from "node:path";
import { VexorError } from "../../engine/model/errors.ts";
import { createFile, makeDirectories } from "./durable-file.ts";

/** Throws HOST_WRITE. */
export const newFile = (path: string, text: string): boolean => {
  try {
    makeDirectories(dirname(path));
    return createFile(path, text);
  } catch (error) {
    if (error instanceof VexorError) throw error;
    const errno = (error as NodeJS.ErrnoException).code ?? "EIO";
    throw new VexorError("HOST_WRITE", `cannot write ${path}: ${errno}`, { errno });
  }
};
