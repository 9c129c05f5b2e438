/** Gives back what Vexor has set: the plan of a host file that declares nothing. */
import { makePlan } from "../engine/plan.ts";
import { goThrough } from "./apply.ts";
import { choiceOf } from "./choosing.ts";
import type { Command } from "./context.ts";
import { bareRequest } from "./planning.ts";
import { refuseUnresolvedRun, whileLocked } from "./writing.ts";

export const run: Command = async (context, call) => {
  await whileLocked(context, call, async () => refuseUnresolvedRun(context));
  const request = bareRequest(context);
  if (Object.keys(request.ledger.claims).length === 0) {
    context.terminal.note("Vexor has set nothing here: there is nothing to release.");
  }
  const choice = choiceOf(call);
  const plan = makePlan(request, choice.chosen);
  choice.assertMet(context.resources.map(({ kind }) => kind));
  return goThrough(context, call, { request, plan }, {
    agent: "It applies again what git declares. To end it for good: sudo systemctl disable --now "
      + "vexor-agent", inGit: "remove the settings from the host file in git" });
};
