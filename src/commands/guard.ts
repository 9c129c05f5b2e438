/**
 * The guardian of one run. It sleeps in the kernel until the host's lock is free: the run has
 * ended, or whoever wrote has died, however that happened. Then it brings the run to its end, and
 * says so where people look: nobody expects a death in the middle of a switch.
 */
import { ERRORS } from "../engine/errors-table.ts";
import { asVexorError, VexorError } from "../engine/errors.ts";
import { recover } from "../engine/recover.ts";
import { awaitsConfirmation, outcomeOf, touchedCells } from "../engine/run-state.ts";
import { readRun, runIds, type Run } from "../engine/store.ts";
import { takeBack } from "../engine/undo.ts";
import type { Command, Context } from "./context.ts";
import { lockHost, machineryOf, refuseStuck, report } from "./writing.ts";

const sayError = (context: Context, { code, message, hint }: VexorError): void =>
  context.terminal.alarm(`vexor: ${message}; ${hint} (${code})`);

const cutShort = ({ id, snapshot }: Run): VexorError => new VexorError("RUN_CUT_SHORT",
  `run ${id} was cut short: ${snapshot.by} has died over it; it is brought to its end now`);

/** Nobody stands by the guardian but systemd, which starts it again. */
const unguarded = (context: Context) => {
  const { guard, ...machinery } = machineryOf(context);
  return machinery;
};

/** What could not be restored the last time may have become possible. */
const tryAgain = async (context: Context, run: Run): Promise<void> => {
  const result = await takeBack(unguarded(context), run, "not all of it could be taken back");
  refuseStuck(run.id, result);
  context.terminal.note(`Run ${run.id} is taken back.`);
};

const endRun = async (context: Context, id: number): Promise<void> => {
  const run = runIds(context.host).at(-1) === id ? readRun(context.host, id) : null;
  if (run === null || awaitsConfirmation(run.journal) !== null) return;
  const outcome = outcomeOf(run.journal);
  if (outcome === "stuck") return tryAgain(context, run);
  if (outcome !== null) return;
  if (touchedCells(run.journal).size > 0) sayError(context, cutShort(run));
  report(context, await recover(unguarded(context)));
};

export const run: Command = async (context, call) => {
  const unlock = lockHost(context, call, true);
  try {
    await endRun(context, Number(call.args[0]));
    return 0;
  } catch (error) {
    const failure = asVexorError(error);
    sayError(context, failure);
    return ERRORS[failure.code].exit;
  } finally {
    unlock();
  }
};
