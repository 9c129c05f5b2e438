import { VexorError } from "../engine/errors.ts";
import { readRun, runIds } from "../engine/store.ts";
import { blankLine, renderHistory, runLine, type RunLine } from "../render/run.ts";
import { flag, type BareCommand, type BareContext } from "./context.ts";

/** A damaged record becomes a line that says so: it must not hide the others. */
const lineOf = (context: BareContext, id: number): RunLine => {
  try {
    const run = readRun(context.host, id);
    return run ? runLine(run) : blankLine(id, "never started", "");
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    return blankLine(id, "damaged", error.message);
  }
};

export const run: BareCommand = async (context, call) => {
  const lines = runIds(context.host).toReversed().map((id) => lineOf(context, id));
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.history/1", runs: lines }, null, 2)}\n`
    : renderHistory(lines, context.terminal.style, context.host.now().getTime()));
  return 0;
};
