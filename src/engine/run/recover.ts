/**
 * What the next start does about an earlier one that did not end: a run that was verified is
 * finished, one that waits for confirmation waits on, anything else is undone.
 */
import { isOfThisBoot } from "./boot.ts";
import { VexorError } from "../model/errors.ts";
import type { Outcome } from "../model/model.ts";
import { endOrphans } from "./programs.ts";
import { clearReserveTemps, withReserve } from "./reserve.ts";
import {
  awaitsConfirmation, isUndoing, isVerified, outcomeOf, intendedTargets, confirmByUptime,
} from "./run-state.ts";
import { Journal, clearStateTemps, readRun, runIds, type RecordedRun } from "./store.ts";
import { formatTime } from "../model/time.ts";
import { formatRunOwner } from "./run-owner.ts";
import { undoGuarded, uptimeOf, type RunContext, type UndoResult } from "./undo.ts";

export type Recovery =
  | { readonly did: "nothing" }
  | { readonly did: "waits"; readonly run: number; readonly deadline: Date }
  | { readonly did: "untouched" | "finished"; readonly run: number }
  | { readonly did: "undone"; readonly run: number; readonly result: UndoResult };

const newestRun = (context: RunContext): RecordedRun | null => {
  for (const id of runIds(context.host).toReversed()) {
    const run = readRun(context.host, id);
    if (run) return run;
  }
  return null;
};

const end = (context: RunContext, run: RecordedRun, outcome: Outcome): void =>
  new Journal(context.host, run.id).add({ type: "end", outcome });

/** Its ledger was durable before it counted as verified: only the last line is missing. */
const finish = (context: RunContext, run: RecordedRun): void => end(context, run, "applied");

const rollBack = async (context: RunContext, run: RecordedRun, why: string): Promise<Recovery> =>
  ({ did: "undone", run: run.id, result: await undoGuarded(context, run, why) });

const whyExpired = (context: RunContext, run: RecordedRun, deadline: Date): string | null => {
  if (!isOfThisBoot(context.host, run.snapshot)) return "rebooted before it was confirmed";
  const [by, uptime] = [confirmByUptime(run.journal), uptimeOf(context.host)];
  const isOver = by !== null && uptime !== null ? uptime >= by : context.host.now() >= deadline;
  return isOver ? "not confirmed in time" : null;
};

type RecoveryDecision =
  | { readonly is: "ended" | "verified" | "untouched" }
  | { readonly is: "waits"; readonly deadline: Date }
  | { readonly is: "undo"; readonly why: string };

const decideRecovery = (context: RunContext, run: RecordedRun | null): RecoveryDecision => {
  if (run === null || outcomeOf(run.journal) !== null) return { is: "ended" };
  const deadline = awaitsConfirmation(run.journal);
  if (deadline && !isUndoing(run.journal)) {
    const why = whyExpired(context, run, deadline);
    return why === null ? { is: "waits", deadline } : { is: "undo", why };
  }
  if (isVerified(run.journal) && !isUndoing(run.journal)) return { is: "verified" };
  return intendedTargets(run.journal).size === 0 ? { is: "untouched" }
    : { is: "undo", why: "interrupted" };
};

/** The run that `recover` would roll back; null when it would only write its own records. */
export const runToRollBack = (context: RunContext): RecordedRun | null => {
  const run = newestRun(context);
  return decideRecovery(context, run).is === "undo" ? run : null;
};

/** Its rollback may have programs of others at work for minutes. */
export const takesPrograms = ({ drivers }: RunContext, run: RecordedRun): boolean => {
  const intended = intendedTargets(run.journal);
  return run.plan.changes.some((change) =>
    intended.has(change.target) && drivers.runsPrograms(change));
};

/** The newest run, where its rollback has failed; a new one does not begin before that is done. */
export const failedRollback = (context: RunContext): RecordedRun | null => {
  const run = newestRun(context);
  return run !== null && outcomeOf(run.journal) === "rollback-failed" ? run : null;
};

/** Brings the newest run to an end if it has none. The caller holds the lock. */
export const recover = async (asked: RunContext): Promise<Recovery> => {
  const context = { ...asked, host: withReserve(asked.host) };
  await endOrphans(context.host, context.report);
  const run = newestRun(context);
  const newest = runIds(context.host).at(-1) ?? 0;
  const decision = decideRecovery(context, run);
  if (decision.is !== "ended" || newest !== (run?.id ?? 0)) {
    clearStateTemps(context.host, newest);
    clearReserveTemps(context.host);
  }
  if (run === null || decision.is === "ended") return { did: "nothing" };
  switch (decision.is) {
    case "waits": return { did: "waits", run: run.id, deadline: decision.deadline };
    case "undo": return rollBack(context, run, decision.why);
    case "verified":
      finish(context, run);
      return { did: "finished", run: run.id };
    case "untouched":
      end(context, run, "no-op");
      return { did: "untouched", run: run.id };
  }
};

/** Throws when the newest run could not be rolled back whole, whenever that was tried. */
export const assertNoFailedRollback = (context: RunContext): void => {
  const run = failedRollback(context);
  if (run === null) return;
  throw new VexorError("RUN_UNFINISHED", `run ${run.id} could not be rolled back completely`);
};

/** Nothing new starts while a rollback has failed or a run waits for its confirmation. */
export const assertNoOpenRun = (context: RunContext): void => {
  assertNoFailedRollback(context);
  const run = newestRun(context);
  if (!run) return;
  const deadline = awaitsConfirmation(run.journal);
  if (deadline) {
    throw new VexorError(
      "RUN_WAITS", `run ${run.id} of ${formatRunOwner(run)} waits for confirmation `
      + `until ${formatTime(deadline)}`);
  }
};

/** Confirms the run that waits; returns its number. */
export const confirmRun = (context: RunContext): number => {
  const run = newestRun(context);
  if (!run || awaitsConfirmation(run.journal) === null || isUndoing(run.journal)) {
    throw new VexorError("NOTHING_TO_CONFIRM", "no run waits for confirmation");
  }
  const journal = new Journal(context.host, run.id);
  journal.add({ type: "confirmed" });
  finish(context, run);
  return run.id;
};
