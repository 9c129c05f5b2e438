/** What a schema wants of a value, and what was found, in the words of a sentence. */
import type { Pointer } from "./host-file-source.ts";
import { quote, withoutPaths, withoutSecrets } from "../../formats/quote.ts";

/** The parts of a schema that a sentence needs. */
export interface SchemaPart {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly "x-wanted"?: string;
  /** For text that breaks the pattern. */
  readonly "x-hint"?: string;
  /** For a value of another type. */
  readonly "x-type-hint"?: string;
  /** Keys that a map does not take on purpose, and the hint that says so. */
  readonly "x-refused"?: Readonly<Record<string, string>>;
  /** An operator may write a secret here by mistake: no message or log may repeat it. */
  readonly "x-secret"?: boolean;
  readonly "x-longest"?: number;
}

export const shown = (value: unknown): string => {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return typeof value === "string" ? quote(withoutSecrets(value)) : String(value);
};

/** The path of a webhook may be what lets a sender in. */
export const shownAt = (at: Pointer, value: unknown): string =>
  (at[0] === "webhooks" && typeof value === "string" ? quote(withoutPaths(value)) : shown(value));

export const list = (words: readonly string[], last: string): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;

/** How the same value is written so that it has the wanted type. */
const asWanted = (types: readonly string[], data: unknown): string | null => {
  if (typeof data === "object") return null;
  if (types.includes("string")) return `Quote it: ${quote(String(data))}.`;
  return types.includes("array") ? `Write it as a list: [${shown(data)}].` : null;
};

/** What the text must be, where quoting the value would not make it that. */
const asWritten = (part: SchemaPart | undefined, data: unknown): string | null => {
  const { "x-wanted": wanted, pattern } = part ?? {};
  if (wanted === undefined || pattern === undefined || typeof data === "object") return null;
  return new RegExp(pattern, "u").test(String(data)) ? null : `Write ${wanted}.`;
};

/** What was found, for a sentence that may end up in a log. A file of one text is another file. */
export const found = (part: SchemaPart | undefined, at: Pointer, data: unknown): string => {
  if (at.length === 0 && typeof data === "string") return "text";
  return part?.["x-secret"] && typeof data === "string" ? "other text, not repeated here"
    : shownAt(at, data);
};

/** The schema says by a pattern, too, how long a text may be. */
export const tooLong = (part: SchemaPart | undefined, data: unknown): string | null => {
  const longest = part?.["x-longest"];
  if (longest === undefined || typeof data !== "string" || data.length <= longest) return null;
  return `have at most ${longest} characters; found ${data.length}`;
};

/** How to write it so that it has the wanted type. */
export const typeHint = (
  part: SchemaPart | undefined, types: readonly string[], data: unknown,
): string | null =>
  part?.["x-type-hint"] ?? asWritten(part, data) ?? asWanted(types, data);
