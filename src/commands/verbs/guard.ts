/**
 * The guardian of one run. It sleeps in the kernel until the host's lock is free: the run has
 * ended, or the writer has died, however that happened. Then it brings the run to its end, and
 * reports it in the journal and on terminals, because such a death is unexpected.
 */
import { ERRORS } from "../../engine/model/errors-table.ts";
import { asVexorError, VexorError } from "../../engine/model/errors.ts";
import { runToRollBack } from "../../engine/run/recover.ts";
import { outcomeOf } from "../../engine/run/run-state.ts";
import { readRun, runIds, type RecordedRun } from "../../engine/run/store.ts";
import { undoGuarded, type RunContext } from "../../engine/run/undo.ts";
import { printableLine } from "../../render/style.ts";
import type { Invocation, Command, Context } from "../shared/context.ts";
import {
  recoverInterruptedRun, lockHost, runContextOf, throwIfRollbackFailed,
} from "../shared/locked-run.ts";

/**
 * What could not be restored may become possible; what stays so for this long needs an operator.
 */
const TRIES = 10;
const PAUSE_MS = 6_000;

const logError = (context: Context, { code, message, hint }: VexorError): void =>
  context.terminal.alarm(printableLine(`vexor: ${message}; ${hint} (${code})`));

const cutShort = ({ id, snapshot }: RecordedRun): VexorError => new VexorError("RUN_CUT_SHORT",
  `run ${id} was cut short: ${snapshot.by} has died over it; it is brought to its end now`);

/** Only systemd supervises the guardian, and starts it again. */
const unguarded = (context: Context): RunContext => {
  const { startGuardian, ...runContext } = runContextOf(context);
  return runContext;
};

const tryAgain = async (context: Context, run: RecordedRun): Promise<void> => {
  throwIfRollbackFailed(run.id, await undoGuarded(unguarded(context), run,
    "what was left is tried again"));
  context.terminal.note(`Run ${run.id} is rolled back.`);
};

const endRun = async (context: Context, id: number): Promise<void> => {
  const { host } = context;
  const run = runIds(host).at(-1) === id ? readRun(host, id) : null;
  if (run === null) return;
  if (outcomeOf(run.journal) === "rollback-failed") return tryAgain(context, run);
  const runContext = unguarded(context);
  if (runToRollBack(runContext)) logError(context, cutShort(run));
  await recoverInterruptedRun(context, runContext);
};

/** Null once there is nothing left to do. */
const once = async (context: Context, call: Invocation): Promise<VexorError | null> => {
  const unlock = lockHost(context, call, true);
  try {
    await endRun(context, Number(call.args[0]));
    return null;
  } catch (error) {
    return asVexorError(error);
  } finally {
    unlock();
  }
};

export const run: Command = async (context, call) => {
  for (let tries = 1; ; tries++) {
    const failure = await once(context, call);
    if (failure === null) return 0;
    logError(context, failure);
    if (tries === TRIES) return ERRORS[failure.code].exit;
    await context.host.sleep(PAUSE_MS);
  }
};
