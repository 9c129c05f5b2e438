import { byWhom, printStatus, tellAgent, whyOf } from "./asking.ts";
import type { Command } from "./context.ts";

export const run: Command = async (context, call) => {
  printStatus(context, call, await tellAgent(context,
    { call: "suspend", why: whyOf(call), by: byWhom(context) }));
  return 0;
};
