/** Plan, show, ask, apply; the engine does the rest. */
import { applyPlan, type ApplyResult } from "../../engine/run/apply.ts";
import { isWriting } from "../../engine/plan/decide.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Plan, PlanItem } from "../../engine/model/model.ts";
import { makePlan } from "../../engine/plan/plan.ts";
import { formatTime } from "../../engine/model/time.ts";
import { countOf, renderPlan, formatEvidence } from "../../render/plan.ts";
import { printableLine } from "../../render/style.ts";
import { warnOfAgent, type ByHand } from "../shared/agent-beside.ts";
import { choiceOf } from "../cli/choosing.ts";
import { flag, text, type Invocation, type Command, type Context } from "../shared/context.ts";
import { confirmation, confirmSeconds } from "../shared/confirm-timer.ts";
import { savedPlan } from "../shared/saved-plan.ts";
import { planDeclared, requestFor, type RequestedPlan } from "../shared/load-and-plan.ts";
import {
  consent, runContextOf, throwIfRollbackFailed, assertNoOpenRunHere, rolledBack, formatUndo,
    withHostLock,
} from "../shared/locked-run.ts";
import { replacedBy, formatTakesEffect } from "../../engine/plan/pending.ts";

const STAYED_BLOCKED = 3;

const leavesSomething = ({ summary }: Plan): boolean =>
  summary.blocked > 0 || summary.impossible > 0;

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

const report = (
  context: Context, call: Invocation, { plan, result, deadline }: CarriedOut,
): number => {
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

/** The plan that is to be carried out; an exit code where none is, and that has been said. */
const agreedOn = async (
  context: Context, call: Invocation, asked: RequestedPlan, byHand: ByHand,
): Promise<RequestedPlan | number> => {
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
  const agreed = flag(call, "interactive") ? await chooseEach(context, call, asked) : asked;
  const { plan } = agreed;
  if (!plan.items.some(isWriting)) return nothingDone(context, call, plan, "Nothing was chosen.");
  if (!flag(call, "interactive") && !await consent(context, call, "Apply this plan?")) {
    return nothingDone(context, call, plan, "Nothing was changed.");
  }
  return agreed;
};

interface CarriedOut {
  readonly plan: Plan;
  readonly result: ApplyResult;
  readonly deadline: Date | null;
}

/** With the lock. */
const carryOut = async (
  context: Context, call: Invocation, { plan, request }: RequestedPlan, isFresh?: true,
): Promise<CarriedOut> => {
  const within = text(call, "confirm-within");
  const confirm = within === null ? null : confirmation(context, within);
  const result = await applyPlan(runContextOf(context), request, plan, {
    by: context.who, begunBy: "person", ...isFresh ? { isFresh } : {},
    progress: (step) => context.terminal.note(`  ${printableLine(step)}`),
    interrupted: context.heedSignals(), ...confirm ? { confirm } : {} });
  return { plan, result, deadline: confirm?.deadline ?? null };
};

const conclude = (context: Context, call: Invocation, done: CarriedOut | number): number =>
  (typeof done === "number" ? done : report(context, call, done));

/** Waits for a person without the lock: a forgotten prompt must not delay a rollback. */
const askAndApply = async (
  context: Context, call: Invocation, asked: RequestedPlan, byHand: ByHand,
): Promise<CarriedOut | number> => {
  const agreed = await agreedOn(context, call, asked, byHand);
  if (typeof agreed === "number") return agreed;
  return withHostLock(context, call, async () => {
    assertNoOpenRunHere(context);
    const { declaration, source: { file, commit } } = agreed.request;
    return carryOut(context, call,
      { plan: agreed.plan, request: requestFor(context, declaration, file, commit) });
  });
};

/** Without a question: what is planned under the lock is carried out as it is. */
const applyAtOnce = (
  context: Context, call: Invocation, made: () => Promise<RequestedPlan>, byHand: ByHand,
): Promise<CarriedOut | number> => withHostLock(context, call, async () => {
  assertNoOpenRunHere(context);
  const agreed = await agreedOn(context, call, await made(), byHand);
  return typeof agreed === "number" ? agreed : carryOut(context, call, agreed, true);
});

/** Plans, shows, asks, applies. */
export const planAndApply = async (
  context: Context, call: Invocation, made: () => Promise<RequestedPlan>, byHand: ByHand,
): Promise<number> => {
  if (flag(call, "yes")) {
    return conclude(context, call, await applyAtOnce(context, call, made, byHand));
  }
  await withHostLock(context, call, async () => assertNoOpenRunHere(context));
  return conclude(context, call, await askAndApply(context, call, await made(), byHand));
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
  const saved = call.args[0];
  if (saved !== undefined && text(call, "only") !== null) {
    throw new VexorError("USAGE", `${saved} is carried out as it was saved; --only would leave a `
      + "part out", { hint: `vexor plan --only … --out ${saved} saves that part.` });
  }
  return planAndApply(context, call, async () => (saved === undefined
    ? planDeclared(context, call) : savedPlan(context, saved)), BY_HAND);
};
