/** What editing a host file needs from outside. */
import type { LoadedHostFile } from "./host-file.ts";
import type { Document } from "./setting-edits.ts";

/**
 * One host file, opened to be edited. Texts are its own, with the byte order mark that it may have.
 */
export interface EditableHostFile {
  readonly path: string;
  readonly text: string;
  /** What a text of it says, itself alone. Throws as a YamlReader does. */
  written(text: string): Document;
  /** The text with what it says turned into `wanted`: all else stays. Throws HOST_FILE_EDIT. */
  edited(text: string, wanted: Document): string;
  /** The host file, as if it had that text. Throws as `loadHostFile` does. */
  load(text: string): LoadedHostFile;
  /**
   * Durable, whole, with its owner and mode. Throws HOST_FILE_UNTRUSTED for a link and another
   * user's file, HOST_FILE_EDIT when it was changed since, HOST_WRITE.
   */
  save(text: string): void;
}
