/**
 * What became of a revision on this machine, from the records of its runs: there is no separate
 * list that could disagree with them.
 */
import { isWriting } from "../plan/decide.ts";
import { VexorError } from "../model/errors.ts";
import type { Address, Ledger, PlanItem } from "../model/model.ts";
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

/** A revision that is not to be applied again by itself. */
export interface RevisionRollback {
  readonly why: string;
  /** What its rolled-back runs had written: only an operator has these written again. */
  readonly addresses: ReadonlySet<Address>;
}

/** What it wrote; of a run that rolls back, also what it found it had to leave alone. */
const addressesOf = ({ plan: { items, undoes } }: RecordedRun): readonly Address[] =>
  items.filter((item) => undoes !== undefined || isWriting(item)).map(({ address }) => address);

/** What a run says of the revision; null where it ends the search, for the run holds. */
const saidOf = (run: RecordedRun, by: number | undefined): string | null => {
  if (by !== undefined) return formatRolledBackBy(run.id, by);
  const outcome = outcomeOf(run.journal);
  return outcome === "rolled-back" || outcome === "rollback-failed" ? formatRolledBack(run) : null;
};

/**
 * Null when the newest run of the revision was not rolled back, or it was never tried. Corrections
 * beside what was rolled back do not lift that; one of the very same setting is a retry, and does.
 */
export const rollbackOf = (host: HostReader, revision: RevisionName): RevisionRollback | null => {
  const undone = new Map<number, number>();
  const addresses = new Set<Address>();
  const corrected = new Set<Address>();
  let why: string | null = null;
  const add = (run: RecordedRun, said: string): void => {
    why ??= said;
    for (const address of addressesOf(run)) addresses.add(address);
  };
  for (const run of recentRuns(host, Infinity)) {
    const { id, plan, journal } = run;
    if (plan.undoes) {
      if (outcomeOf(journal) !== "applied" || undone.has(id)) continue;
      undone.set(plan.undoes.run, id);
      // Newer than any run of it: a person's last word on this revision.
      const isBack = readableRun(host, plan.undoes.run)?.plan.undoes === undefined;
      if (isOf(run, revision) && isBack) add(run, formatRolledBackBy(plan.undoes.run, id));
    } else if (isOf(run, revision) && !wasOvertaken(journal)) {
      const said = saidOf(run, undone.get(id));
      if (said !== null) add(run, said);
      else if (!isCorrection(run)) break;
      else if (why === null) for (const address of addressesOf(run)) corrected.add(address);
    }
  }
  const isRetried = [...corrected].some((address) => addresses.has(address));
  return why === null || isRetried ? null : { why, addresses };
};

/** Why this revision is not to be applied again by itself. */
export const rollbackReason = (host: HostReader, revision: RevisionName): string | null =>
  rollbackOf(host, revision)?.why ?? null;

/** It sets one setting back to what Vexor had set, and nothing that was rolled back. */
export const isCorrectionBeside = (
  { action, address, to }: PlanItem, { addresses }: RevisionRollback, { claims }: Ledger,
): boolean =>
  action === "drift" && !addresses.has(address) && claims[address]?.value === to;

/** The newest run, if it waits for its confirmation. */
export const unconfirmedRun = (
  host: HostReader,
): { readonly run: RecordedRun; readonly deadline: Date } | null => {
  const [run] = recentRuns(host);
  const deadline = run ? awaitsConfirmation(run.journal) : null;
  return run && deadline ? { run, deadline } : null;
};
