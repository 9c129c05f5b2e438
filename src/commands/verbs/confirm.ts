import { confirmRun } from "../../engine/run/recover.ts";
import { flag, type Command } from "../shared/context.ts";
import { disarm } from "../shared/confirm-timer.ts";
import { runContextOf, withHostLock } from "../shared/locked-run.ts";

export const run: Command = async (context, call) => withHostLock(context, call, async () => {
  const confirmed = confirmRun(runContextOf(context));
  await disarm(context, confirmed);
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.confirmed/1", run: confirmed })}\n`
    : `Run ${confirmed} is confirmed and stays.\n`);
  return 0;
});
