/**
 * What a kind of setting brings to the host file, beside its part of the schema: its key there,
 * which entries speak of the same thing, and what no schema can say of them. Methods are handed
 * values that the schema has passed.
 */
import type { Pointer } from "./host-file-source.ts";
import type { VexorError } from "../model/errors.ts";
import type { HostFile } from "../model/model.ts";

/** The key of an entry in a map, or its place in a list. */
export type EntryKey = string | number;

export interface SectionProblem {
  /** Where in the section. */
  readonly at: Pointer;
  readonly error: VexorError;
}

/** Something that holds, and that a person should know. */
export interface SectionRemark {
  /** Where in the section. */
  readonly at: Pointer;
  readonly message: string;
}

/** Where in a section one setting is asked for. */
export interface SettingPlace {
  /** Of its value, or of the map that holds it: a permission stands in there. */
  readonly at: Pointer;
  /** Of the map with its reason, where that is another one. */
  readonly whyAt?: Pointer;
  /** Of all that goes when it is declared no longer, where that is more than `at`. */
  readonly whole?: Pointer;
}

export interface Section {
  readonly key: string;
  /**
   * Entries with the same one speak of the same thing: files that build on one another are merged
   * by it. Without it the section is one value, and the last file's counts.
   */
  idOf?(entry: unknown, step: EntryKey): string;
  /** False where no two entries of one file can be the same: told faster than by their ids. */
  mayRepeat?(section: unknown): boolean;
  /** The one form of values that mean the same; `text` is that of the whole file. */
  normalise?(section: unknown, text: string): unknown;
  /** The first thing wrong that the schema cannot tell. */
  problemIn?(section: unknown): SectionProblem | null;
  /** The first thing wrong that only the whole file shows, once merged; placed from its root. */
  problemBeside?(section: unknown, whole: HostFile): SectionProblem | null;
  remarksOn?(section: unknown): readonly SectionRemark[];
  /** An entry's key is the rest of its setting's address: messages name it so. */
  readonly isAddressed?: true;
  /** For a key at the top of the file that may belong in this section. */
  hintFor?(strayKey: string): string | null;
  /** Of the setting whose address ends so; null where no entry is about that one alone. */
  settingAt?(section: unknown, name: string): SettingPlace | null;
  /** An entry about one setting alone, where others may be about several. */
  entryFor?(name: string, value: string): object;
  /** Another section asks something of this kind. */
  isAskedIn?(declaration: HostFile): boolean;
}

export type Sections = readonly Section[];
