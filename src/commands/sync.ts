import { printStatus, tellAgent } from "./asking.ts";
import { flag, type BareCommand } from "./context.ts";

export const run: BareCommand = async (context, call) => {
  printStatus(context, call, await tellAgent(context,
    { call: "sync", retry: flag(call, "retry") }));
  return 0;
};
