/** What every verb that writes does around its work: root, lock, recovery, consent. */
import { VexorError, type ErrorExtras } from "../../engine/model/errors.ts";
import { displayTarget } from "../../engine/model/targets.ts";
import {
  recover, assertNoOpenRun, failedRollback, runToRollBack, type Recovery,
} from "../../engine/run/recover.ts";
import { formatValue } from "../../engine/model/rules.ts";
import { LOCK, type RecordedRun } from "../../engine/run/store.ts";
import type { RunContext, UndoResult } from "../../engine/run/undo.ts";
import { flag, type Context, type Invocation, type SandboxedCommand } from "./context.ts";
import { disarm } from "./confirm-timer.ts";
import { guardOf } from "./guardian-unit.ts";
import { untilUnlocked } from "./patience.ts";
import type { Change } from "../../engine/model/model.ts";

export const runContextOf = (context: Context): RunContext => {
  const { host, resources, drivers, terminal } = context;
  return { host, resources, drivers, report: (text) => terminal.note(`  ${text}`),
    startGuardian: guardOf(context) };
};

export const refuseWithoutRoot = (
  context: Pick<Context, "isRoot" | "host">, verb: string,
): void => {
  if (context.isRoot || context.host.isTree) return;
  throw new VexorError("NOT_ROOT", `vexor ${verb} changes this machine and needs root`,
    { hint: `sudo vexor ${verb}` });
};

export const formatUndo = ({ conflicts, failed }: UndoResult): readonly string[] => [
  ...conflicts.map(
    (one) => `left alone: ${displayTarget(one.target)} is ${formatValue(one.found)}, ${one.why}`),
  ...failed.map((error) => `not restored: ${error.message}`),
];

/** `cause`: why it had to be undone at all, where that was not reported before. */
export const throwIfRollbackFailed = (
  run: number, result: UndoResult, cause?: VexorError,
): void => {
  if (result.failed.length === 0) return;
  throw new VexorError(
    "ROLLBACK_FAILED", `${cause ? `${cause.message}; and ` : ""}run ${run} could `
    + `not be rolled back: ${result.failed.map((error) => error.message).join("; ")}`);
};

/**
 * Another process's write in between has its own error: the same verb, called again, plans again.
 */
export const rolledBack = (
  { code, message }: VexorError, end: string, extras: ErrorExtras = {},
): VexorError => new VexorError(code === "VALUE_MOVED" ? code : "APPLY_FAILED",
  `${message}; ${end}`, extras);

const report = (context: Context, recovery: Recovery): void => {
  const { terminal } = context;
  if (recovery.did === "finished") terminal.note(`Run ${recovery.run} was complete; recorded it.`);
  if (recovery.did !== "undone") return;
  terminal.note(`Run ${recovery.run} had been interrupted; rolled it back.`);
  for (const line of formatUndo(recovery.result)) terminal.note(`  ${line}`);
  throwIfRollbackFailed(recovery.run, recovery.result);
};

/** Brings an interrupted run to its end; its revert timer, if it has one, goes with it. */
export const recoverInterruptedRun = async (
  context: Context, runContext: RunContext,
): Promise<void> => {
  const recovery = await recover(runContext);
  if (recovery.did !== "nothing" && recovery.did !== "waits") await disarm(context, recovery.run);
  report(context, recovery);
};

/** `waits`: in the kernel for as long as another process holds it, without handling signals. */
export const lockHost = (context: Context, call: Invocation, waits = false): (() => void) =>
  context.host.lock(LOCK, `vexor ${call.verb}, ${context.who}`, waits);

/** What a process may write, and with which rights, that writes these targets. */
export const rightsFor = (
  { host, drivers, resources }: Context, changes: readonly Change[],
): Pick<SandboxedCommand, "writablePaths" | "writeRights"> => ({
  writablePaths:
    [...new Set(changes.flatMap((change) => drivers.writablePaths(host, change)))].sort(),
  writeRights: resources.flatMap((one) => one.writeRights ?? []),
});

/** For how long one verb waits for another by itself: most runs have ended by then. */
const PATIENCE_MS = 10_000;

const lockInTime = (
  context: Context, call: Invocation, patienceMs: number,
): Promise<() => void> =>
  untilUnlocked(context, patienceMs, async () => lockHost(context, call));

/** Where nothing may be written here, a unit made for that one run rolls it back. */
const recoverInSandbox = async (
  context: Context, call: Invocation, patienceMs: number,
): Promise<void> => {
  const isAgain = flag(call, "again");
  const unlock = await lockInTime(context, call, patienceMs);
  let run: RecordedRun | null;
  try {
    const runContext = runContextOf(context);
    run = runToRollBack(runContext) ?? (isAgain ? failedRollback(runContext) : null);
  } finally {
    unlock();
  }
  if (run === null) return;
  await context.runInSandbox({ verb: ["recover", ...isAgain ? ["--again"] : []], input: "",
    ...rightsFor(context, run.plan.changes), about: `Roll back Vexor run ${run.id}` });
};

const assertNotInterrupted = (run: RecordedRun | null): void => {
  if (run === null) return;
  throw new VexorError("RUN_UNFINISHED", `run ${run.id} has been interrupted, and could not be `
    + "rolled back");
};

/** Holds the host's lock, with any interrupted run brought to its end first. Throws LOCKED. */
export const withHostLock = async <T>(
  context: Context, call: Invocation, work: () => Promise<T>, patienceMs = PATIENCE_MS,
): Promise<T> => {
  refuseWithoutRoot(context, call.verb);
  const isSandboxed = flag(call, "sandboxed");
  if (isSandboxed) await recoverInSandbox(context, call, patienceMs);
  const unlock = await lockInTime(context, call, patienceMs);
  try {
    if (isSandboxed) assertNotInterrupted(runToRollBack(runContextOf(context)));
    await recoverInterruptedRun(context, runContextOf(context));
    return await work();
  } finally {
    unlock();
  }
};

export const assertNoOpenRunHere = (context: Context): void =>
  assertNoOpenRun(runContextOf(context));

/** True to go on. Without a terminal and without --yes it refuses. */
export const consent = async (
  context: Pick<Context, "terminal">, call: Invocation, question: string,
): Promise<boolean> => {
  if (flag(call, "yes")) return true;
  const answer = await context.terminal.ask(`${question} [y/N] `);
  if (answer === null) {
    throw new VexorError("NO_TERMINAL",
      `vexor ${call.verb} cannot ask for consent: there is no terminal`);
  }
  return /^y(es)?$/i.test(answer.trim());
};
