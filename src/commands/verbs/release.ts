/** Gives back what Vexor has set: the plan of a host file that declares nothing. */
import { makePlan } from "../../engine/plan/plan.ts";
import { confirmAndApply } from "./apply.ts";
import { choiceOf } from "../cli/choosing.ts";
import type { Command } from "../shared/context.ts";
import { earlierFiles } from "../shared/earlier-files.ts";
import { ledgerOnlyRequest } from "../shared/load-and-plan.ts";
import { assertNoOpenRunHere, withHostLock } from "../shared/locked-run.ts";

export const run: Command = async (context, call) => {
  await withHostLock(context, call, async () => assertNoOpenRunHere(context));
  const request = ledgerOnlyRequest(context);
  if (Object.keys(request.ledger.claims).length === 0) {
    const earlier = earlierFiles(context.host, request.ledger);
    context.terminal.note(earlier === null
      ? "Vexor has set nothing here: there is nothing to release."
      : `This installation has set nothing. ${earlier.paths.join(", ")}: written by an earlier `
        + `installation, whose record is not in use.\n  To release it, ${earlier.todo}`);
  }
  const choice = choiceOf(call);
  const plan = makePlan(request, choice.chosen);
  choice.assertMet(context.resources.map(({ kind }) => kind));
  return confirmAndApply(context, call, { request, plan }, {
    agent: "It applies again what git declares. To end it for good: sudo systemctl disable --now "
      + "vexor-agent", inGit: "remove the settings from the host file in git" });
};
