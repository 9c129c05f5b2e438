/** Names that are not UTF-8 go to the kernel as the bytes that they are. */
import { readdirSync } from "node:fs";
import { decodeName, encodeName, hasOddBytes } from "../../formats/file-names.ts";

export const osPath = (path: string): string | Buffer =>
  (hasOddBytes(path) ? encodeName(path) : path);

const REPLACED = "\ufffd";

/** Sorted. Only where a name was not UTF-8, or looks so, is the directory read once more. */
export const namesIn = (directory: string): readonly string[] => {
  const names = readdirSync(osPath(directory));
  if (!names.some((name) => name.includes(REPLACED))) return names.sort();
  return readdirSync(osPath(directory), { encoding: "buffer" })
    .map((name) => decodeName(name)).sort();
};
