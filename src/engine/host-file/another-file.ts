/** A file that was named by mistake: its text is another owner's, and no message repeats it. */
import { VexorError, type ErrorCode } from "../model/errors.ts";
import { quote } from "../../formats/quote.ts";
import type { YamlDocument } from "./host-file-source.ts";
import { suggest } from "./suggest.ts";

/** To find what was meant takes as long as the list of keys. */
const MOST_KEYS = 200;

/** What every file of a kind has. */
export interface NeededKey {
  readonly key: string;
  /** `a host file`. */
  readonly means: string;
}

/**
 * Root may be given the path of any file, and errors go to logs. A file without the key that all
 * its kind have is another file, unless one of its keys is nearly that one: it is not quoted.
 */
export const refuseAnother = (
  code: ErrorCode, document: YamlDocument, { key, means }: NeededKey,
): VexorError | null => {
  const { value } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const keys = Object.keys(value).slice(0, MOST_KEYS);
  if (Object.hasOwn(value, key) || keys.some((one) => suggest(one, [key]) !== null)) return null;
  const isEmpty = keys.length === 0;
  return new VexorError(code, `the file is not ${means}: it has no key ${quote(key)}`,
    { hint: isEmpty ? `Write ${key}: first.` : "Name another file, or add that key.",
      place: document.placeOf([]) });
};
