/** What goes wrong, as data that people and programs are shown for as long as it does. */
import {
  asVexorError, type CommitName, type ErrorCode, type SourceLocation,
} from "../engine/model/errors.ts";

export interface Trouble {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly place: SourceLocation | null;
  /** The commit it is about. */
  readonly commit: CommitName | null;
  /** Since when it has been so, in ISO 8601. */
  readonly since: string;
}

/** A revision that was rolled back, and that no operator has asked to try again. */
export interface RolledBackCommit {
  readonly revision: string;
  readonly subject: string | null;
  readonly why: string;
}

/** `before`: if it is the same, it has been so since then. */
export const troubleOf = (thrown: unknown, before: Trouble | null, now: number): Trouble => {
  const { code, message, hint, place, commit } = asVexorError(thrown);
  const isSame = before?.code === code && before.commit?.id === commit?.id;
  return { code, message, hint, place, commit,
    since: isSame ? before.since : new Date(now).toISOString() };
};

/** The source's own trouble; all else that may go wrong with what it brought is a refusal. */
const NOT_REACHED: ReadonlySet<ErrorCode> = new Set([
  "SOURCE_UNREACHABLE", "SOURCE_SETUP", "SOURCE_TOOLS", "HOST_READ", "HOST_WRITE",
  "COMMAND_FAILED", "INTERNAL", "AGENT_SETTINGS",
]);

/** A commit was fetched, or a directory read, and it is refused. */
export const isRefusal = ({ code, commit }: Trouble): boolean =>
  commit !== null || !NOT_REACHED.has(code);
