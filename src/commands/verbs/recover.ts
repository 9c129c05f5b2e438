/**
 * At boot, and when a revert timer fires. Waits for a run that is still at work. Early in a boot
 * (`--early`), what takes programs of a client's is left to the unit that comes later: the boot
 * does not wait for those. That one (`--again`) also tries what could not be rolled back before,
 * for a beacon node may answer by now.
 */
import {
  assertNoFailedRollback, failedRollback, runToRollBack, takesPrograms,
} from "../../engine/run/recover.ts";
import { awaitsConfirmation } from "../../engine/run/run-state.ts";
import { readRun } from "../../engine/run/store.ts";
import { undoGuarded } from "../../engine/run/undo.ts";
import { flag, text, type Command, type Context } from "../shared/context.ts";
import { runContextOf, throwIfRollbackFailed, formatUndo,
  withHostLock } from "../shared/locked-run.ts";

const PATIENCE_MS = 24 * 3600_000;

const expire = async (context: Context, asked: string): Promise<void> => {
  const id = Number(asked);
  const run = Number.isSafeInteger(id) ? readRun(context.host, id) : null;
  if (!run || awaitsConfirmation(run.journal) === null) return;
  const result = await undoGuarded(runContextOf(context), run, "not confirmed in time");
  context.terminal.note(`Run ${id} was not confirmed in time: it is rolled back.`);
  for (const line of formatUndo(result)) context.terminal.note(`  ${line}`);
  throwIfRollbackFailed(id, result);
};

/** The run whose rollback a later unit of this boot does; null where none has to wait. */
const leftForLater = (context: Context): number | null => {
  const runContext = runContextOf(context);
  const run = runToRollBack(runContext);
  return run !== null && takesPrograms(runContext, run) ? run.id : null;
};

const tryAgain = async (context: Context): Promise<void> => {
  const runContext = runContextOf(context);
  const run = failedRollback(runContext);
  if (run === null) return;
  const result = await undoGuarded(runContext, run, "what was left is tried again");
  throwIfRollbackFailed(run.id, result);
  context.terminal.note(`Run ${run.id} is rolled back.`);
};

export const run: Command = async (context, call) => {
  const later = flag(call, "early") ? leftForLater(context) : null;
  if (later !== null) {
    context.terminal.note(`Run ${later} is rolled back later in this boot: that takes programs of `
      + "its clients (vexor-recover-late.service).");
    return 0;
  }
  return withHostLock(context, call, async () => {
    if (flag(call, "again") && !flag(call, "sandboxed")) await tryAgain(context);
    const expired = text(call, "expired");
    if (expired !== null) await expire(context, expired);
    assertNoFailedRollback(runContextOf(context));
    return 0;
  }, PATIENCE_MS);
};
