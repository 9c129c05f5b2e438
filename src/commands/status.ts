import { askAgent, printAnswer } from "./asking.ts";
import { flag, type BareCommand } from "./context.ts";

export const run: BareCommand = async (context, call) => {
  if (flag(call, "watch")) return (await import("./status-watch.ts")).watchStatus(context, call);
  const answer = await askAgent(context, { call: "status" });
  printAnswer(context, call, answer);
  return answer.condition.exit;
};
