import { byWhom, printAnswer, tellAgent, whyOf } from "../shared/agent-client.ts";
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context, call) => {
  printAnswer(context, call, await tellAgent(context,
    { call: "suspend", why: whyOf(call), by: byWhom(context) }));
  return 0;
};
