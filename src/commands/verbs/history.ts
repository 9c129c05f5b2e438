import { VexorError } from "../../engine/model/errors.ts";
import { LOCK, readRun, runIds } from "../../engine/run/store.ts";
import { blankLine, renderHistory, runLine, type LockHolder,
  type RunLine } from "../../render/run.ts";
import { flag, type BaseCommand, type BaseContext } from "../shared/context.ts";

/** A damaged record becomes a line that says so: it must not hide the others. */
const lineOf = (context: BaseContext, id: number, holder: LockHolder): RunLine => {
  try {
    const run = readRun(context.host, id);
    return run ? runLine(run, holder) : blankLine(id, "never started", "");
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    return blankLine(id, "damaged", error.message);
  }
};

export const run: BaseCommand = async (context, call) => {
  // Only the newest run can be at work.
  const lines = runIds(context.host).toReversed().map((id, at) =>
    lineOf(context, id, () => (at === 0 ? context.host.lockHolder(LOCK) : null)));
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.history/2", runs: lines }, null, 2)}\n`
    : renderHistory(lines, context.terminal.style, context.host.now().getTime()));
  return 0;
};
