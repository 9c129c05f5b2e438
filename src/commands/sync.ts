import { printStatus, tellAgent } from "./asking.ts";
import { flag, type Command } from "./context.ts";

export const run: Command = async (context, call) => {
  printStatus(context, call, await tellAgent(context,
    { call: "sync", retry: flag(call, "retry") }));
  return 0;
};
