import { byWhom, printAnswer, tellAgent, whyOf } from "./asking.ts";
import type { BareCommand } from "./context.ts";

export const run: BareCommand = async (context, call) => {
  printAnswer(context, call, await tellAgent(context,
    { call: "suspend", why: whyOf(call), by: byWhom(context) }));
  return 0;
};
