/** What became of a revision on this machine, from the records of its runs: nobody keeps a list. */
import { VexorError } from "./errors.ts";
import type { HostReader } from "./ports.ts";
import { awaitsConfirmation, failureOf, outcomeOf } from "./run-state.ts";
import { readRun, runIds, type Run } from "./store.ts";

/** Enough for any revision that is still of interest. */
const RUNS_BACK = 50;

/** Newest first; damaged records are passed over, for `vexor history` names them. */
export const recentRuns = (host: HostReader, back = RUNS_BACK): readonly Run[] =>
  runIds(host).toReversed().slice(0, back).flatMap((id) => {
    try {
      return readRun(host, id) ?? [];
    } catch (error) {
      if (error instanceof VexorError) return [];
      throw error;
    }
  });

const isTakenBack = ({ journal }: Run): boolean =>
  ["rolled-back", "stuck"].includes(outcomeOf(journal) ?? "");

/**
 * Why this revision is not to be applied again by itself: its newest run was taken back, by Vexor
 * or by a person. Null when it was not, or was never tried.
 */
export const takenBack = (runs: readonly Run[], commit: string): string | null => {
  const run = runs.find(({ plan }) => plan.source.commit === commit && !plan.undoes);
  if (!run) return null;
  if (isTakenBack(run)) {
    return `run ${run.id} of this revision was taken back: ${failureOf(run.journal)
      ?? "it was not confirmed"}`;
  }
  const undone = runs.find(({ plan, journal }) => plan.undoes?.run === run.id
    && outcomeOf(journal) === "applied");
  return undone ? `run ${run.id} of this revision was taken back by run ${undone.id}` : null;
};

/** The newest run, if it waits for its confirmation. */
export const waitingRun = (runs: readonly Run[]): { run: Run; deadline: Date } | null => {
  const [run] = runs;
  const deadline = run ? awaitsConfirmation(run.journal) : null;
  return run && deadline ? { run, deadline } : null;
};
