import { printAnswer, tellAgent } from "./asking.ts";
import type { BareCommand } from "./context.ts";

export const run: BareCommand = async (context, call) => {
  printAnswer(context, call, await tellAgent(context, { call: "resume" }));
  return 0;
};
