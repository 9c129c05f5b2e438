/** Gives back what Vexor has set: the plan of a host file that declares nothing. */
import type { Ledger } from "../../engine/model/model.ts";
import { makePlan } from "../../engine/plan/plan.ts";
import { planAndApply } from "./apply.ts";
import { choiceOf } from "../cli/choosing.ts";
import type { Command, Context, Invocation } from "../shared/context.ts";
import { earlierFiles } from "../shared/earlier-files.ts";
import { ledgerOnlyRequest, type RequestedPlan } from "../shared/load-and-plan.ts";

const tellNothingSet = ({ host, terminal }: Context, ledger: Ledger): void => {
  const earlier = earlierFiles(host, ledger);
  terminal.note(earlier === null
    ? "Vexor has set nothing here: there is nothing to release."
    : `This installation has set nothing. ${earlier.paths.join(", ")}: written by an earlier `
      + `installation, whose record is not in use.\n  To release it, ${earlier.todo}`);
};

const planOfRelease = (context: Context, call: Invocation): RequestedPlan => {
  const request = ledgerOnlyRequest(context);
  if (Object.keys(request.ledger.claims).length === 0) tellNothingSet(context, request.ledger);
  const choice = choiceOf(call);
  const plan = makePlan(request, choice.chosen);
  choice.assertMet(context.resources.map(({ kind }) => kind));
  return { request, plan };
};

export const run: Command = (context, call) =>
  planAndApply(context, call, async () => planOfRelease(context, call), {
    agent: "It applies again what git declares. To end it for good: sudo systemctl disable --now "
      + "vexor-agent", inGit: "remove the settings from the host file in git" });
