import { isWriting } from "../../engine/plan/decide.ts";
import type { Plan } from "../../engine/model/model.ts";
import { renderPlan } from "../../render/plan.ts";
import { shownJson } from "../../render/shown-json.ts";
import { flag, text, type BaseCommand } from "../shared/context.ts";
import { planDeclared } from "../shared/load-and-plan.ts";

const TO_DO = 2;
const ONLY_LEFT = 3;

const detailedExit = (plan: Plan): number => {
  if (plan.items.some(isWriting) || plan.summary.drift > 0) return TO_DO;
  return plan.summary.blocked > 0 || plan.summary.impossible > 0 ? ONLY_LEFT : 0;
};

export const run: BaseCommand = async (context, call) => {
  const { plan, isAgents } = await planDeclared(context, call);
  const { terminal } = context;
  const out = text(call, "out");
  if (out !== null) context.writeText(out, `${JSON.stringify(plan, null, 2)}\n`);
  const view = { style: terminal.style, all: flag(call, "all"),
    next: isAgents ? "agent" : "apply" } as const;
  terminal.print(flag(call, "json") ? `${shownJson(plan)}\n` : await renderPlan(plan, view));
  if (out !== null) terminal.note(`Saved to ${out}; vexor apply ${out} carries out exactly this.`);
  return flag(call, "detailed-exitcode") ? detailedExit(plan) : 0;
};
