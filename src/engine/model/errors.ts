/** The one error type that users meet; what there is to meet is in the table. */
import { FormatError } from "../../formats/format-error.ts";
import type { Problem } from "../../ports/host.ts";
import { ERRORS } from "./errors-table.ts";

export type ErrorCode = keyof typeof ERRORS;

export interface SourceLocation {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A commit that an error is about, as its own bytes name it. */
export interface CommitName {
  readonly id: string;
  /** First line of its message, as a quoted text; null when its bytes cannot be read. */
  readonly subject: string | null;
}

export interface ErrorExtras {
  readonly hint?: string;
  readonly place?: SourceLocation;
  /** Where in the host file's declaration it lies: keys and indexes from the root. */
  readonly at?: readonly (string | number)[];
  /** Kernel error name, for example ENOSPC. */
  readonly errno?: string;
  /** The commit that was refused. */
  readonly commit?: CommitName;
}

/** For a catch that must go on: anything else than a VexorError is a bug of ours. */
export const asVexorError = (error: unknown): VexorError =>
  (error instanceof VexorError ? error
    : new VexorError("INTERNAL", error instanceof Error ? error.message : String(error)));

/** The one error type: a code of the table and a sentence with what was found and wanted. */
export class VexorError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly place: SourceLocation | null;
  readonly at: readonly (string | number)[] | null;
  readonly errno: string | null;
  readonly commit: CommitName | null;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message);
    this.name = "VexorError";
    this.code = code;
    this.hint = extras.hint ?? ERRORS[code].hint;
    this.place = extras.place ?? null;
    this.at = extras.at ?? null;
    this.errno = extras.errno ?? null;
    this.commit = extras.commit ?? null;
  }
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

/** What a port found wrong, as the error that a user meets. */
export const errorOf = ({ code, message }: Problem): VexorError =>
  new VexorError(isErrorCode(code) ? code : "INTERNAL", message);

/** Reads a text by its format; what is wrong with the text is this error of a user's. */
export const asError = <A extends readonly unknown[], R>(
  code: ErrorCode, read: (...args: A) => R,
) => (...args: A): R => {
  try {
    return read(...args);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new VexorError(code, error.message, error.hint === null ? {} : { hint: error.hint });
  }
};

const extrasOf = ({ hint, place, at, errno, commit }: VexorError): ErrorExtras =>
  ({ hint, ...(place ? { place } : {}), ...(at ? { at } : {}),
    ...(errno === null ? {} : { errno }), ...(commit ? { commit } : {}) });

/** The same error, about this commit. */
export const aboutCommit = (thrown: unknown, commit: CommitName): VexorError => {
  const error = asVexorError(thrown);
  return new VexorError(error.code, error.message, { ...extrasOf(error), commit });
};

const FEW = 3;

export const formatAddresses = (addresses: readonly string[]): string => (addresses.length <= FEW
  ? addresses.join(", ")
  : `${addresses.slice(0, FEW).join(", ")} and ${addresses.length - FEW} more`);

const READ_ONLY = "It is mounted read-only here, as in a container: set it on the machine itself, "
  + "and leave it out of this host file.";

/** A write that the host refused, with the settings that it was for; any other error as it is. */
export const aboutAddresses = (error: VexorError, addresses: readonly string[]): VexorError =>
  (error.code !== "HOST_WRITE" ? error : new VexorError(error.code,
    `${formatAddresses(addresses)}: ${error.message}`, { ...extrasOf(error),
      ...(error.errno === "EROFS" ? { hint: READ_ONLY } : {}) }));

/** Where it stands, and what it says. */
export const formatPlaced = (
  { place, message }: { readonly place?: SourceLocation | null; readonly message: string },
): string => (place ? `${place.file}:${place.line}:${place.column}: ${message}` : message);
