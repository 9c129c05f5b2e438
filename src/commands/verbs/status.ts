import { askAgent, printAnswer } from "../shared/agent-client.ts";
import { flag, type BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context, call) => {
  if (flag(call, "watch")) return (await import("./status-watch.ts")).watchStatus(context, call);
  const answer = await askAgent(context, { call: "status" });
  printAnswer(context, call, answer);
  return answer.condition.exit;
};
