import { printStatus, tellAgent } from "./asking.ts";
import type { Command } from "./context.ts";

export const run: Command = async (context, call) => {
  printStatus(context, call, await tellAgent(context, { call: "resume" }));
  return 0;
};
