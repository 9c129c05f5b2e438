import { printAnswer, tellAgent } from "../shared/agent-client.ts";
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context, call) => {
  printAnswer(context, call, await tellAgent(context, { call: "resume" }));
  return 0;
};
