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
  awaitsConfirmation, isUndoing, isVerified, outcomeOf, touchedCells, uptimeBy,
} from "./run-state.ts";
import { Journal, clearStateTemps, readRun, runIds, type Run } from "./store.ts";
import { sayTime } from "../model/time.ts";
import { sayWhose } from "./run-owner.ts";
import { rollBack, uptimeOf, type Machinery, type UndoResult } from "./undo.ts";

export type Recovery =
  | { readonly did: "nothing" }
  | { readonly did: "waits"; readonly run: number; readonly deadline: Date }
  | { readonly did: "untouched" | "finished"; readonly run: number }
  | { readonly did: "undone"; readonly run: number; readonly result: UndoResult };

const newestRun = (machinery: Machinery): Run | null => {
  for (const id of runIds(machinery.host).toReversed()) {
    const run = readRun(machinery.host, id);
    if (run) return run;
  }
  return null;
};

const end = (machinery: Machinery, run: Run, outcome: Outcome): void =>
  new Journal(machinery.host, run.id).add({ type: "end", outcome });

/** Its ledger was durable before it counted as verified: only the last line is missing. */
const finish = (machinery: Machinery, run: Run): void => end(machinery, run, "applied");

const undone = async (machinery: Machinery, run: Run, why: string): Promise<Recovery> =>
  ({ did: "undone", run: run.id, result: await rollBack(machinery, run, why) });

const whyExpired = (machinery: Machinery, run: Run, deadline: Date): string | null => {
  if (!isOfThisBoot(machinery.host, run.snapshot)) return "rebooted before it was confirmed";
  const [by, uptime] = [uptimeBy(run.journal), uptimeOf(machinery.host)];
  const isOver = by !== null && uptime !== null ? uptime >= by : machinery.host.now() >= deadline;
  return isOver ? "not confirmed in time" : null;
};

type Fate =
  | { readonly is: "ended" | "verified" | "untouched" }
  | { readonly is: "waits"; readonly deadline: Date }
  | { readonly is: "undo"; readonly why: string };

const fateOf = (machinery: Machinery, run: Run | null): Fate => {
  if (run === null || outcomeOf(run.journal) !== null) return { is: "ended" };
  const deadline = awaitsConfirmation(run.journal);
  if (deadline && !isUndoing(run.journal)) {
    const why = whyExpired(machinery, run, deadline);
    return why === null ? { is: "waits", deadline } : { is: "undo", why };
  }
  if (isVerified(run.journal) && !isUndoing(run.journal)) return { is: "verified" };
  return touchedCells(run.journal).size === 0 ? { is: "untouched" }
    : { is: "undo", why: "interrupted" };
};

/** The run that `recover` would roll back; null when it would only write its own records. */
export const toRollBack = (machinery: Machinery): Run | null => {
  const run = newestRun(machinery);
  return fateOf(machinery, run).is === "undo" ? run : null;
};

/** Brings the newest run to an end if it has none. The caller holds the lock. */
export const recover = async (asked: Machinery): Promise<Recovery> => {
  const machinery = { ...asked, host: withReserve(asked.host) };
  await endOrphans(machinery.host, machinery.tell);
  const run = newestRun(machinery);
  const newest = runIds(machinery.host).at(-1) ?? 0;
  const fate = fateOf(machinery, run);
  if (fate.is !== "ended" || newest !== (run?.id ?? 0)) {
    clearStateTemps(machinery.host, newest);
    clearReserveTemps(machinery.host);
  }
  if (run === null || fate.is === "ended") return { did: "nothing" };
  switch (fate.is) {
    case "waits": return { did: "waits", run: run.id, deadline: fate.deadline };
    case "undo": return undone(machinery, run, fate.why);
    case "verified":
      finish(machinery, run);
      return { did: "finished", run: run.id };
    case "untouched":
      end(machinery, run, "nothing-done");
      return { did: "untouched", run: run.id };
  }
};

/** Throws when the newest run could not be rolled back whole, whenever that was tried. */
export const refuseStuckRun = (machinery: Machinery): void => {
  const run = newestRun(machinery);
  if (!run || outcomeOf(run.journal) !== "stuck") return;
  throw new VexorError("RUN_UNFINISHED", `run ${run.id} could not be rolled back completely`);
};

/** Nothing new starts while a run is stuck or waits for its confirmation. */
export const refuseUnresolved = (machinery: Machinery): void => {
  refuseStuckRun(machinery);
  const run = newestRun(machinery);
  if (!run) return;
  const deadline = awaitsConfirmation(run.journal);
  if (deadline) {
    throw new VexorError("RUN_WAITS", `run ${run.id} of ${sayWhose(run)} waits for confirmation `
      + `until ${sayTime(deadline)}`);
  }
};

/** Confirms the run that waits; returns its number. */
export const confirmRun = (machinery: Machinery): number => {
  const run = newestRun(machinery);
  if (!run || awaitsConfirmation(run.journal) === null || isUndoing(run.journal)) {
    throw new VexorError("NOTHING_TO_CONFIRM", "no run waits for confirmation");
  }
  const journal = new Journal(machinery.host, run.id);
  journal.add({ type: "confirmed" });
  finish(machinery, run);
  return run.id;
};
