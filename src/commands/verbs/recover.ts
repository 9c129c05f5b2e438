/** At boot, and when a revert timer fires. Waits for a run that is still at work. */
import { assertNoFailedRollback } from "../../engine/run/recover.ts";
import { awaitsConfirmation } from "../../engine/run/run-state.ts";
import { readRun } from "../../engine/run/store.ts";
import { undoGuarded } from "../../engine/run/undo.ts";
import { text, type Command, type Context } from "../shared/context.ts";
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

export const run: Command = (context, call) =>
  withHostLock(context, call, async () => {
    const expired = text(call, "expired");
    if (expired !== null) await expire(context, expired);
    assertNoFailedRollback(runContextOf(context));
    return 0;
  }, PATIENCE_MS);
