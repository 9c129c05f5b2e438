import { printStatus, tellAgent } from "./asking.ts";
import type { BareCommand } from "./context.ts";

export const run: BareCommand = async (context, call) => {
  printStatus(context, call, await tellAgent(context, { call: "resume" }));
  return 0;
};
