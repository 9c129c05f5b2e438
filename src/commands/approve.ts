import { approve } from "../engine/approvals.ts";
import { VexorError } from "../engine/errors.ts";
import { byWhom, printStatus, tellAgent } from "./asking.ts";
import type { Command } from "./context.ts";
import { whileLocked } from "./writing.ts";

export const run: Command = async (context, call) => {
  const plan = call.args[0] ?? "";
  const hint = "vexor status shows the plan that waits.";
  if (!/^[0-9a-f]{12}$/.test(plan)) {
    throw new VexorError("USAGE", `${JSON.stringify(plan)} is no plan's id`, { hint });
  }
  const { plan: waits } = await tellAgent(context, { call: "status" });
  if (waits?.id !== plan || waits.closedBy !== "approval") {
    throw new VexorError("NOTHING_TO_APPROVE", `plan ${plan} does not wait for an approval`);
  }
  await whileLocked(context, call, async () => approve(context.host, plan, byWhom(context)));
  printStatus(context, call, await tellAgent(context, { call: "approve", plan }));
  return 0;
};
