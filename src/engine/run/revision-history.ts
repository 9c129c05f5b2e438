/**
 * What became of a revision on this machine, from the records of its runs: there is no separate
 * list that could disagree with them.
 */
import { isWriting } from "../plan/decide.ts";
import { VexorError } from "../model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import {
  awaitsConfirmation, failureOf, outcomeOf, undoneBecause, wasOvertaken,
} from "./run-state.ts";
import { readRun, runIds, type RecordedRun } from "./store.ts";

/** Enough for any revision that is still of interest: older records may be gone. */
const RUNS_BACK = 100;

/** A damaged record is passed over, for `vexor history` names it. */
export const readableRun = (host: HostReader, id: number): RecordedRun | null => {
  try {
    return readRun(host, id);
  } catch (error) {
    if (error instanceof VexorError) return null;
    throw error;
  }
};

/** Newest first, each read when it is asked for. */
export function* recentRuns(host: HostReader, back = RUNS_BACK): Generator<RecordedRun> {
  for (const id of runIds(host).toReversed().slice(0, back)) {
    const run = readableRun(host, id);
    if (run) yield run;
  }
}

/** It only set right what had moved: the values are those of the runs that set them first. */
const isCorrection = ({ plan }: RecordedRun): boolean => {
  const written = plan.items.filter(isWriting);
  return written.length > 0 && written.every(({ action }) => action === "drift");
};

/**
 * The newest run that set something, was applied, and that no later run has rolled back; a mere
 * correction only where there is no other.
 */
export const runInForce = (host: HostReader): RecordedRun | null => {
  const undone = new Set<number>();
  let correction: RecordedRun | null = null;
  for (const run of recentRuns(host, Infinity)) {
    if (outcomeOf(run.journal) !== "applied") continue;
    if (run.plan.undoes) undone.add(run.plan.undoes.run);
    else if (undone.has(run.id)) continue;
    else if (!isCorrection(run)) return run;
    else correction ??= run;
  }
  return correction;
};

const formatRolledBack = ({ id, journal }: RecordedRun): string =>
  `run ${id} of this revision was rolled `
  + `back: ${failureOf(journal) ?? undoneBecause(journal) ?? "it was interrupted"}`;

const formatRolledBackBy = (run: number, by: number): string =>
  `run ${run} of this revision was rolled back by run ${by}`;

/** What is known of a revision; `unsignedId` is missing where it was not read from a commit. */
export interface RevisionName {
  readonly commit: string;
  readonly unsignedId?: string | null | undefined;
}

/** Also under another id: who serves a signed commit may write its signature in another way. */
const isOf = ({ plan: { source } }: RecordedRun, { commit, unsignedId }: RevisionName): boolean =>
  source.commit === commit
    || (typeof unsignedId === "string" && source.named?.unsignedId === unsignedId);

/**
 * Why this revision is not to be applied again by itself: its newest run was rolled back, by
 * Vexor or by a person. Null when it was not, or was never tried.
 */
export const rollbackReason = (host: HostReader, revision: RevisionName): string | null => {
  const undone = new Map<number, number>();
  for (const run of recentRuns(host)) {
    const { id, plan, journal } = run;
    const outcome = outcomeOf(journal);
    if (plan.undoes) {
      if (outcome !== "applied" || undone.has(id)) continue;
      undone.set(plan.undoes.run, id);
      // Newer than any run of it: a person's last word on this revision.
      const isBack = readableRun(host, plan.undoes.run)?.plan.undoes === undefined;
      if (isOf(run, revision) && isBack) return formatRolledBackBy(plan.undoes.run, id);
    } else if (isOf(run, revision) && !wasOvertaken(journal)) {
      const by = undone.get(id);
      if (by !== undefined) return formatRolledBackBy(id, by);
      return outcome === "rolled-back" || outcome === "rollback-failed" ? formatRolledBack(run)
        : null;
    }
  }
  return null;
};

/** The newest run, if it waits for its confirmation. */
export const unconfirmedRun = (
  host: HostReader,
): { readonly run: RecordedRun; readonly deadline: Date } | null => {
  const [run] = recentRuns(host);
  const deadline = run ? awaitsConfirmation(run.journal) : null;
  return run && deadline ? { run, deadline } : null;
};
