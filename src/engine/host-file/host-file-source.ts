/** What reading a host file needs from outside: files, and YAML with places. */
import type { SourceLocation } from "../model/errors.ts";

/** Keys and indexes from the root of a document. */
export type Pointer = readonly (string | number)[];

/** What a host file may cost: bytes of one file, nesting, aliases. */
export const LIMITS = { bytes: 256 * 1024, depth: 32, aliases: 16 } as const;

export interface YamlDocument {
  readonly value: unknown;
  /**
   * Where the pointer's key stands, or its value; of the deepest part that exists. Items of a list
   * have no key: their value's place counts. Computed when asked, so that good files pay nothing.
   */
  placeOf(pointer: Pointer, part?: "key" | "value"): SourceLocation;
}

/**
 * Reads exactly one YAML document as JSON-like data. A plain scalar is a number only where its
 * decimal text is that number (`10`, not `010`, `0x10`, `1_0`, `1.0` or anything above 2^53): all
 * else is text, digit for digit. Throws YAML_SYNTAX and HOST_FILE_LIMIT, with the place.
 */
export type YamlReader = (text: string, file: string) => YamlDocument;

export interface FileSource {
  /**
   * UTF-8 text; null when absent. `file` is its name in errors. Throws HOST_FILE_MISSING when it is
   * not a regular file or cannot be read, HOST_FILE_LIMIT beyond `LIMITS.bytes`, YAML_SYNTAX when
   * it is not UTF-8.
   */
  read(path: string, file: string): string | null;
  /** Absolute path with every link followed; null when it leads nowhere. */
  realpath(path: string): string | null;
  exists(path: string): boolean;
  /** SHA-256 of a text, in hex. */
  digest(text: string): string;
}
