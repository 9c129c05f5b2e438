/** A plan that was saved: text that anybody can have written. */
import { isDeclaration } from "../../engine/host-file/host-file.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { PLAN_FORMAT, type Plan } from "../../engine/model/model.ts";
import { idOf, type PlanRequest } from "../../engine/plan/plan.ts";
import { replanOrRefuse } from "../../engine/plan/stale.ts";
import { shellWord } from "../../formats/shell-word.ts";
import type { Context } from "./context.ts";
import { requestFor, type RequestedPlan } from "./load-and-plan.ts";

const isPlan = (value: unknown): value is Plan =>
  typeof value === "object" && value !== null && "format" in value
  && value.format === PLAN_FORMAT && "items" in value && "changes" in value
  && "declaration" in value && isDeclaration(value.declaration);

const OLD_PLAN_FORMAT = "vexor.plan/1";

const isOldPlan = (value: unknown): boolean => typeof value === "object" && value !== null
  && "format" in value && value.format === OLD_PLAN_FORMAT;

const isWhole = (context: Context, plan: Plan): boolean => {
  try {
    return idOf(context.host, plan) === plan.id;
  } catch {
    return false; // there may be anything in such a file
  }
};

/** What is shown, asked about and done is the plan made afresh: the file only says what to do. */
const revalidate = (request: PlanRequest, plan: Plan, path: string): Plan => {
  try {
    return replanOrRefuse(request, plan);
  } catch (error) {
    if (error instanceof VexorError) throw error;
    throw new VexorError("PLAN_INVALID", `${path} is not a plan that Vexor made`);
  }
};

/** A plan of `vexor plan --out`, on the machine as it is now. Throws PLAN_INVALID, PLAN_STALE. */
export const savedPlan = (context: Context, path: string): RequestedPlan => {
  const content = context.readText(path);
  if (content === null) throw new VexorError("PLAN_INVALID", `there is no saved plan ${path}`);
  let plan: unknown;
  try {
    plan = JSON.parse(content);
  } catch {
    throw new VexorError("PLAN_INVALID", `${path} is not a saved plan: it is not JSON`,
      { hint: `A host file is named by -f: vexor apply -f ${shellWord(path)}` });
  }
  if (isOldPlan(plan)) {
    throw new VexorError("PLAN_INVALID", `${path} was made by an earlier version of Vexor: it is a `
      + `${OLD_PLAN_FORMAT}, and this version reads ${PLAN_FORMAT}`,
    { hint: `vexor plan --out ${shellWord(path)}` });
  }
  if (!isPlan(plan)) throw new VexorError("PLAN_INVALID", `${path} is not a ${PLAN_FORMAT}`);
  if (!isWhole(context, plan)) {
    throw new VexorError("PLAN_INVALID", `${path} was changed after it was made`);
  }
  if (plan.undoes) {
    throw new VexorError("PLAN_INVALID", `${path} is the plan of a rollback, which is made afresh`,
      { hint: "vexor rollback RUN" });
  }
  if (plan.host !== context.hostName) {
    throw new VexorError("PLAN_INVALID",
      `${path} is for ${plan.host}; this is ${context.hostName}`);
  }
  const { file, commit } = plan.source;
  const request = requestFor(context, plan.declaration, file, commit);
  return { plan: revalidate(request, plan, path), request };
};
