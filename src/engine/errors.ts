/** Every error a user can meet: one table, one type. docs/errors.md and a test mirror it. */

interface ErrorKind {
  readonly exit: 1 | 3 | 4 | 5 | 64;
  /** Who can make it work: the same call now, the same call later, or a person. */
  readonly retry: "now" | "later" | "human";
  readonly about: string;
  readonly hint: string;
}

const kind = (
  exit: ErrorKind["exit"], retry: ErrorKind["retry"], about: string, hint: string,
): ErrorKind => ({ exit, retry, about, hint });

export const ERRORS = {
  USAGE: kind(64, "human", "The command line makes no sense.", "See vexor help."),
  NO_TERMINAL: kind(64, "human", "A verb that writes has nobody to ask.", "Add --yes."),
  HOST_FILE_MISSING: kind(1, "human", "The host file cannot be read.", "Name it with -f FILE."),
  HOST_FILE_LIMIT: kind(1, "human", "The host file is too large, too deep or too aliased.",
    "256 KiB, depth 32 and 16 aliases are the limits."),
  YAML_SYNTAX: kind(1, "human", "The host file is not valid YAML.", "Fix the line it names."),
  HOST_FILE_INVALID: kind(1, "human", "The host file breaks the schema.",
    "docs/host-file.md lists every key."),
  EXTENDS_INVALID: kind(1, "human", "An extends: entry leaves the repository or runs in a circle.",
    "Paths are relative to the file that names them, and stay inside the repository."),
  HOST_MISMATCH: kind(1, "human", "The host file is for another machine.",
    "Use this machine's own file; a file for `any` host is taken with -f only."),
  SYSCTL_REFUSED: kind(1, "human", "A sysctl name is malformed or would run code as root.",
    "Vexor never manages such a key."),
  CPU_SET_INVALID: kind(1, "human", "A CPU set is malformed, empty or names absent CPUs.",
    "Write it as the kernel does: 0-3,8 or 0-31:2/4."),
  NO_MATCH: kind(1, "human", "A match: finds nothing on this machine.",
    "`vexor init` lists the devices, drivers and interrupts that exist."),
  UNIT_INVALID: kind(1, "human", "A unit name is malformed or the unit does not exist.",
    "Name it in full, for example agave-validator.service."),
  HOST_READ: kind(1, "human", "Something on the host cannot be read.", "Check its permissions."),
  HOST_WRITE: kind(1, "human", "Something on the host cannot be written.",
    "Check space, mount options and permissions."),
  CELL_FIXED: kind(1, "human", "The kernel does not let this value be changed here.",
    "Drop it from the host file."),
  NOT_ROOT: kind(1, "human", "Writing needs root.", "Run it with sudo."),
  LOCKED: kind(1, "later", "Another run holds this host.", "Wait for it to finish."),
  PLAN_INVALID: kind(1, "human", "The saved plan cannot be read.",
    "Make a new one: vexor plan --out."),
  PLAN_STALE: kind(1, "human", "Reality has moved since the plan was made.", "Plan again."),
  LEDGER_CORRUPT: kind(1, "human", "The ledger cannot be read; nothing is planned without it.",
    "Restore /var/lib/vexor-agent/ledger.json from a backup, or from the newest run's snapshot."),
  RUN_CORRUPT: kind(1, "human", "A run's record cannot be read.",
    "Look at it, then move its directory out of /var/lib/vexor-agent/runs; the others stay."),
  RUN_UNKNOWN: kind(1, "human", "There is no such run.", "vexor history lists them."),
  RUN_UNFINISHED: kind(5, "human", "An earlier run is not resolved; nothing new starts before.",
    "vexor history shows it; vexor rollback RUN tries again."),
  NOTHING_TO_CONFIRM: kind(1, "human", "No run waits for confirmation.",
    "vexor history lists them."),
  NO_SYSTEMD: kind(1, "human", "systemd does not answer, and this needs it.",
    "Without systemd, apply without --confirm-within."),
  COMMAND_FAILED: kind(1, "later", "A command that Vexor started failed.", "See its message."),
  APPLY_FAILED: kind(4, "human", "Apply failed; everything was rolled back.",
    "vexor show RUN tells every step."),
  ROLLBACK_STUCK: kind(5, "human", "The rollback could not finish.",
    "What is left is listed; vexor rollback RUN tries again."),
  INTERNAL: kind(1, "human", "A bug in Vexor.", "Please report it with the command that shows it."),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export interface ErrorExtras {
  readonly hint?: string;
  readonly place?: Place;
  /** Where in the host file's declaration it lies: keys and indexes from the root. */
  readonly at?: readonly (string | number)[];
  /** Kernel error name, for example ENOSPC. */
  readonly errno?: string;
}

/** For a catch that must go on: anything else than a VexorError is a bug of ours. */
export const asVexorError = (error: unknown): VexorError =>
  (error instanceof VexorError ? error
    : new VexorError("INTERNAL", error instanceof Error ? error.message : String(error)));

/** The one error type: a code of the table and a sentence with what was found and wanted. */
export class VexorError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly place: Place | null;
  readonly at: readonly (string | number)[] | null;
  readonly errno: string | null;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message);
    this.name = "VexorError";
    this.code = code;
    this.hint = extras.hint ?? ERRORS[code].hint;
    this.place = extras.place ?? null;
    this.at = extras.at ?? null;
    this.errno = extras.errno ?? null;
  }
}
