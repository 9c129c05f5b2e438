import { VexorError } from "../../engine/model/errors.ts";
import { printAnswer, tellAgent } from "../shared/agent-client.ts";
import { flag, text, type BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context, call) => {
  const waits = flag(call, "wait");
  if (!waits && text(call, "timeout") !== null) {
    throw new VexorError("USAGE", "--timeout says how long --wait waits",
      { hint: `vexor sync --wait --timeout ${text(call, "timeout")}` });
  }
  if (flag(call, "retry")) await (await import("./retry.ts")).permitNewest(context);
  const status = await tellAgent(context, { call: "sync", retry: flag(call, "retry") });
  if (waits) return (await import("./sync-wait.ts")).waitForSync(context, call, status);
  printAnswer(context, call, status);
  return 0;
};
