import { confirmRun } from "../engine/recover.ts";
import { flag, type Command } from "./context.ts";
import { disarm } from "./countdown.ts";
import { machineryOf, whileLocked } from "./writing.ts";

export const run: Command = async (context, call) => whileLocked(context, call, async () => {
  const confirmed = confirmRun(machineryOf(context));
  await disarm(context, confirmed);
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.confirmed/1", run: confirmed })}\n`
    : `Run ${confirmed} is confirmed and stays.\n`);
  return 0;
});
