import { printStatus, tellAgent } from "./asking.ts";
import type { BareCommand } from "./context.ts";

const NEEDS_SOMEBODY = 2;

export const run: BareCommand = async (context, call) => {
  const status = await tellAgent(context, { call: "status" });
  printStatus(context, call, status);
  const { state, yielded } = status;
  return state === "halted" || yielded.length > 0 ? NEEDS_SOMEBODY : 0;
};
