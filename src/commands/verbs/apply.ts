/** Plan, show, ask, apply; the engine does the rest. */
import { applyPlan, type ApplyResult } from "../../engine/run/apply.ts";
import type { ApplyOptions } from "../../engine/run/apply-context.ts";
import { isWriting } from "../../engine/plan/decide.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { isDeclaration } from "../../engine/host-file/host-file.ts";
import { PLAN_FORMAT, type Plan, type PlanItem } from "../../engine/model/model.ts";
import { idOf, makePlan, type PlanRequest } from "../../engine/plan/plan.ts";
import { replanOrRefuse } from "../../engine/plan/stale.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { formatTime } from "../../engine/model/time.ts";
import { countOf, renderPlan, formatEvidence } from "../../render/plan.ts";
import { printableLine } from "../../render/style.ts";
import { warnOfAgent, type ByHand } from "../shared/agent-beside.ts";
import { choiceOf } from "../cli/choosing.ts";
import { flag, text, type Invocation, type Command, type Context } from "../shared/context.ts";
import { confirmation, confirmSeconds } from "../shared/confirm-timer.ts";
import { planDeclared, requestFor, type RequestedPlan } from "../shared/load-and-plan.ts";
import {
  consent, runContextOf, throwIfRollbackFailed, assertNoOpenRunHere, rolledBack, formatUndo,
    withHostLock,
} from "../shared/locked-run.ts";
import { replacedBy, formatTakesEffect } from "../../engine/plan/pending.ts";

const STAYED_BLOCKED = 3;

const leavesSomething = ({ summary }: Plan): boolean =>
  summary.blocked > 0 || summary.impossible > 0;

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

const savedPlan = (context: Context, path: string): RequestedPlan => {
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

/** What is shown, asked about and done is the plan made afresh: the file only says what to do. */
const revalidate = (request: PlanRequest, plan: Plan, path: string): Plan => {
  try {
    return replanOrRefuse(request, plan);
  } catch (error) {
    if (error instanceof VexorError) throw error;
    throw new VexorError("PLAN_INVALID", `${path} is not a plan that Vexor made`);
  }
};

const question = (item: PlanItem): string => {
  const [why] = item.evidence;
  const [old, later] = [replacedBy(item), item.takesEffect];
  const what = item.to === old ? `keep ${old} across reboots`
    : `change ${old ?? "nothing"} to ${item.to}${later ? ` at ${formatTakesEffect(later)}` : ""}`;
  return `${item.address}: ${what}?\n  ${item.reason}.${why ? ` ${formatEvidence(why)}.` : ""}\n  `;
};

const chooseEach = async (
  context: Context, call: Invocation, planned: RequestedPlan,
): Promise<RequestedPlan> => {
  const refused = new Set<string>();
  for (const item of planned.plan.items.filter(isWriting)) {
    if (!await consent(context, call, question(item))) refused.add(item.address);
  }
  if (refused.size === 0) return planned;
  return { request: planned.request,
    plan: makePlan(planned.request,
      (item) => !refused.has(item.address) && choiceOf(call).chosen(item)) };
};

/** What the run has written for later. */
const laterIn = (plan: Plan, { impossible }: ApplyResult) =>
  plan.items.flatMap((item) => (isWriting(item) && item.takesEffect && !impossible.has(item.address)
    ? [{ address: item.address, takesEffect: item.takesEffect }] : []));

const outcomeText = (result: ApplyResult, plan: Plan, deadline: Date | null): string => {
  const done = `Applied as run ${result.run}: ${countOf(plan)} written and verified.`;
  const lost = [...result.impossible]
    .map(([address, why]) => `\n  ∅ ${address}: ${why}`).join("");
  const later = laterIn(plan, result).map(({ address, takesEffect }) =>
    `\n  ${address} takes effect at ${formatTakesEffect(takesEffect)}`).join("");
  const said = `${done}${later}${lost}\n`;
  return deadline ? `${said}It is rolled back at ${formatTime(deadline)} unless you run: `
    + "vexor confirm\n" : said;
};

const conclude = (context: Context, call: Invocation, plan: Plan, result: ApplyResult,
  deadline: Date | null): number => {
  const { terminal } = context;
  const { failure, undone } = result;
  if (failure) {
    if (undone) {
      for (const line of formatUndo(undone)) terminal.note(`  ${printableLine(line)}`);
      throwIfRollbackFailed(result.run, undone, failure);
    }
    throw rolledBack(failure, `run ${result.run} was rolled back`,
      { hint: `${failure.hint} vexor show ${result.run} tells every step.` });
  }
  const isLeft = leavesSomething(plan) || result.impossible.size > 0;
  terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.applied/1", run: result.run, plan: plan.id,
      summary: plan.summary, impossible: Object.fromEntries(result.impossible),
      pending: laterIn(plan, result), confirmBy: deadline?.toISOString() ?? null }, null, 2)}\n`
    : outcomeText(result, plan, deadline));
  return isLeft ? STAYED_BLOCKED : 0;
};

const nothingDone = (context: Context, call: Invocation, plan: Plan, why: string): number => {
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.applied/1", run: null, plan: plan.id,
      summary: plan.summary, impossible: {}, pending: plan.pending ?? [], confirmBy: null,
    }, null, 2)}\n` : `${why}\n`);
  return leavesSomething(plan) ? STAYED_BLOCKED : 0;
};

/**
 * Shows, asks, applies. It never asks while it holds the lock: a forgotten prompt must not delay a
 * rollback.
 */
export const confirmAndApply = async (
  context: Context, call: Invocation, asked: RequestedPlan, byHand: ByHand,
): Promise<number> => {
  const { terminal } = context;
  if (!flag(call, "json")) {
    terminal.print(await renderPlan(asked.plan, { style: terminal.style, all: false }));
  }
  if (asked.plan.mode === "observe") {
    return nothingDone(context, call, asked.plan, "mode is observe: nothing was written.");
  }
  if (!asked.plan.items.some(isWriting)) {
    return nothingDone(context, call, asked.plan, "Nothing to do.");
  }
  await warnOfAgent(context, byHand);
  const { plan, request } = flag(call, "interactive")
    ? await chooseEach(context, call, asked) : asked;
  if (!plan.items.some(isWriting)) return nothingDone(context, call, plan, "Nothing was chosen.");
  if (!flag(call, "interactive") && !await consent(context, call, "Apply this plan?")) {
    return nothingDone(context, call, plan, "Nothing was changed.");
  }
  const confirm = text(call, "confirm-within");
  const countdown = confirm === null ? null : confirmation(context, confirm);
  const options: ApplyOptions = { by: context.who, begunBy: "person",
    progress: (step) => terminal.note(`  ${printableLine(step)}`),
    interrupted: context.heedSignals(),
    ...(countdown ? { confirm: countdown } : {}) };
  const result = await withHostLock(context, call, async () => {
    assertNoOpenRunHere(context);
    const { declaration, source: { file, commit } } = request;
    const fresh = requestFor(context, declaration, file, commit);
    return applyPlan(runContextOf(context), fresh, plan, options);
  });
  return conclude(context, call, plan, result, countdown?.deadline ?? null);
};

const BY_HAND: ByHand = {
  agent: "It corrects, or reports, each value that git declares otherwise, and releases each "
    + "setting that git does not declare: the value from before comes back.",
  inGit: "declare it in the host file in git",
};

const refuseContradiction = (call: Invocation): void => {
  const within = text(call, "confirm-within");
  if (within !== null) confirmSeconds(within);
  if (!flag(call, "interactive") || !flag(call, "yes")) return;
  throw new VexorError("USAGE", "--interactive asks for each change, and --yes does not ask",
    { hint: "Keep one of them." });
};

export const run: Command = async (context, call) => {
  refuseContradiction(call);
  await withHostLock(context, call, async () => assertNoOpenRunHere(context));
  const saved = call.args[0];
  if (saved !== undefined && text(call, "only") !== null) {
    throw new VexorError("USAGE", `${saved} is carried out as it was saved; --only would leave a `
      + "part out", { hint: `vexor plan --only … --out ${saved} saves that part.` });
  }
  return confirmAndApply(context, call,
    saved ? savedPlan(context, saved) : await planDeclared(context, call), BY_HAND);
};
