/** Gives back what Vexor has set: the plan of a host file that declares nothing. */
import { makePlan } from "../engine/plan.ts";
import { goThrough } from "./apply.ts";
import type { Command } from "./context.ts";
import { bareRequest, chosenBy } from "./planning.ts";
import { refuseUnresolvedRun, whileLocked } from "./writing.ts";

export const run: Command = async (context, call) => {
  await whileLocked(context, call, async () => refuseUnresolvedRun(context));
  const request = bareRequest(context);
  return goThrough(context, call, { request, plan: makePlan(request, chosenBy(call)) });
};
