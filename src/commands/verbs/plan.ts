import { VexorError } from "../../engine/model/errors.ts";
import { isWriting } from "../../engine/plan/decide.ts";
import type { Plan } from "../../engine/model/model.ts";
import { renderPlan } from "../../render/plan.ts";
import { shownJson } from "../../render/shown-json.ts";
import {
  flag, text, type BaseCommand, type BaseContext, type Invocation,
} from "../shared/context.ts";
import { planDeclared, planElsewhere } from "../shared/load-and-plan.ts";

const TO_DO = 2;
const ONLY_LEFT = 3;

const detailedExit = (plan: Plan): number => {
  if (plan.items.some(isWriting) || plan.summary.drift > 0) return TO_DO;
  return plan.summary.blocked > 0 || plan.summary.impossible > 0 ? ONLY_LEFT : 0;
};

const planRecorded = async (
  context: BaseContext, call: Invocation, path: string,
): Promise<Awaited<ReturnType<typeof planDeclared>>> => {
  if (text(call, "root") !== null) {
    throw new VexorError("USAGE", "--facts and --root are two machines",
      { hint: "Name one of them." });
  }
  const { recordedMachine } = await import("../shared/facts-file.ts");
  return planElsewhere(context, call, recordedMachine(context, path));
};

export const run: BaseCommand = async (context, call) => {
  const facts = text(call, "facts");
  const { plan, isAgents } = facts === null ? await planDeclared(context, call)
    : await planRecorded(context, call, facts);
  const { terminal } = context;
  const out = text(call, "out");
  if (out !== null) context.writeText(out, `${JSON.stringify(plan, null, 2)}\n`);
  const next = isAgents ? "agent" : "apply";
  const view = { style: terminal.style, all: flag(call, "all"),
    ...(facts === null ? { next } as const : {}) };
  terminal.print(flag(call, "json") ? `${shownJson(plan)}\n` : await renderPlan(plan, view));
  if (out !== null) {
    terminal.note(facts === null ? `Saved to ${out}; vexor apply ${out} carries out exactly this.`
      : `Saved to ${out}; only a plan that ${plan.host} makes itself can be applied there.`);
  }
  return flag(call, "detailed-exitcode") ? detailedExit(plan) : 0;
};
