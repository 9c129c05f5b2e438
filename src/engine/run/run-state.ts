/** What a run's journal adds up to: pure questions over its entries. */
import type { JournalEntry, JournalEvent, UndoConflict, Outcome } from "../model/model.ts";

type EntryOf<T extends JournalEvent["type"]> = Extract<JournalEntry, { readonly type: T }>;

const lastOf = <T extends JournalEvent["type"]>(
  journal: readonly JournalEntry[], type: T,
): EntryOf<T> | null => (journal.findLast((entry) => entry.type === type) as EntryOf<T> | undefined)
  ?? null;

const targetsIn = (
  journal: readonly JournalEntry[], type: "intent" | "done" | "unwritten",
): ReadonlySet<string> =>
  new Set(journal.flatMap((entry) => (entry.type === type ? entry.targets : [])));

/** Targets that were about to be written, and were not told apart as untouched since. */
export const intendedTargets = (journal: readonly JournalEntry[]): ReadonlySet<string> => {
  const done = doneTargets(journal);
  const unwritten = new Set([...targetsIn(journal, "unwritten"),
    ...journal.flatMap((entry) => (entry.type === "immutable" ? [entry.target] : []))]);
  return new Set([...targetsIn(journal, "intent")]
    .filter((target) => !unwritten.has(target) || done.has(target)));
};

/** Targets whose new value was read back. */
export const doneTargets = (journal: readonly JournalEntry[]): ReadonlySet<string> =>
  targetsIn(journal, "done");

export const isVerified = (journal: readonly JournalEntry[]): boolean =>
  lastOf(journal, "verified") !== null;

export const isUndoing = (journal: readonly JournalEntry[]): boolean =>
  lastOf(journal, "undoing") !== null;

export const outcomeOf = (journal: readonly JournalEntry[]): Outcome | null =>
  lastOf(journal, "end")?.outcome ?? null;

export const failureOf = (journal: readonly JournalEntry[]): string | null =>
  lastOf(journal, "failed")?.message ?? null;

/**
 * Rolled back because another process wrote the same target first: the revision is not at fault.
 */
export const wasOvertaken = (journal: readonly JournalEntry[]): boolean =>
  outcomeOf(journal) === "rolled-back" && lastOf(journal, "failed")?.code === "VALUE_MOVED";

/** Why the run was undone: an undo that is tried again says less than the first. */
export const undoneBecause = (journal: readonly JournalEntry[]): string | null =>
  journal.find((entry) => entry.type === "undoing")?.why ?? null;

export const conflictsOf = (journal: readonly JournalEntry[]): readonly UndoConflict[] =>
  lastOf(journal, "conflicts")?.conflicts ?? [];

/** The deadline in seconds since the boot; null where the run's record does not tell. */
export const confirmByUptime = (journal: readonly JournalEntry[]): number | null =>
  lastOf(journal, "confirm-by")?.uptime ?? null;

/** The deadline of a confirmation that is still awaited. */
export const awaitsConfirmation = (journal: readonly JournalEntry[]): Date | null => {
  const by = lastOf(journal, "confirm-by");
  const settled = lastOf(journal, "confirmed") ?? lastOf(journal, "end");
  return by && isVerified(journal) && !settled ? new Date(by.deadline) : null;
};
