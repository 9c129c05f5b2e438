import { VexorError } from "../engine/errors.ts";
import { byWhom, printStatus, tellAgent } from "./asking.ts";
import type { Command } from "./context.ts";

export const run: Command = async (context, call) => {
  const plan = call.args[0] ?? "";
  if (!/^[0-9a-f]{12}$/.test(plan)) {
    throw new VexorError("USAGE", `${JSON.stringify(plan)} is no plan's id`,
      { hint: "vexor status shows the plan that waits." });
  }
  printStatus(context, call, await tellAgent(context,
    { call: "approve", plan, by: byWhom(context) }));
  return 0;
};
