/**
 * Rolls a run back: a finished one by a plan of its own; one that waits, or whose rollback failed,
 * by its undo.
 */
import { shortOf } from "../../agent/condition.ts";
import { applyPlan } from "../../engine/run/apply.ts";
import { isWriting } from "../../engine/plan/decide.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Plan } from "../../engine/model/model.ts";
import { runToRollBack } from "../../engine/run/recover.ts";
import { lastApplied, makeRollback } from "../../engine/run/rollback.ts";
import { awaitsConfirmation, outcomeOf } from "../../engine/run/run-state.ts";
import { readRun, runIds, type RecordedRun } from "../../engine/run/store.ts";
import { rollbackReason } from "../../engine/run/revision-history.ts";
import { undoGuarded } from "../../engine/run/undo.ts";
import { renderPlan } from "../../render/plan.ts";
import { warnOfAgent, type ByHand } from "../shared/agent-beside.ts";
import { flag, type Invocation, type Command, type Context } from "../shared/context.ts";
import { disarm } from "../shared/confirm-timer.ts";
import { ledgerOnlyRequest } from "../shared/load-and-plan.ts";
import {
  consent, runContextOf, throwIfRollbackFailed, assertNoOpenRunHere, rolledBack, formatUndo,
    withHostLock,
} from "../shared/locked-run.ts";

const needsUndo = (run: RecordedRun): boolean =>
  awaitsConfirmation(run.journal) !== null || outcomeOf(run.journal) === "rollback-failed";

const named = (context: Context, asked: string | undefined): RecordedRun => {
  const newest = runIds(context.host).at(-1);
  if (asked === undefined) {
    const open = newest === undefined ? null : readRun(context.host, newest);
    return open && needsUndo(open) ? open : lastApplied(ledgerOnlyRequest(context));
  }
  if (!/^[1-9]\d{0,8}$/.test(asked)) {
    throw new VexorError("USAGE", `${JSON.stringify(asked)} is not the number of a run`,
      { hint: "vexor history lists them." });
  }
  const run = readRun(context.host, Number(asked));
  if (run) return run;
  throw new VexorError("RUN_UNKNOWN",
    `run ${asked} changed nothing: there is nothing to roll back`);
};

const STAYED_BLOCKED = 3;

interface RolledBack {
  readonly run: number;
  /** The run that did it; null when it was undone in its own journal. */
  readonly by: number | null;
  readonly left: readonly string[];
}

const print = (context: Context, call: Invocation, taken: RolledBack): void => {
  const { run, by, left } = taken;
  const lines = left.map((line) => `  ${line}\n`).join("");
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.rolledback/1", ...taken }, null, 2)}\n`
    : `Run ${run} is rolled back${by ? ` by run ${by}` : ""}.\n${lines}`);
};

const undoOpen = async (context: Context, call: Invocation, run: RecordedRun): Promise<number> => {
  const result = await undoGuarded(runContextOf(context), run, "by hand");
  await disarm(context, run.id);
  throwIfRollbackFailed(run.id, result);
  print(context, call, { run: run.id, by: null, left: formatUndo(result) });
  return 0;
};

const planFor = (context: Context, run: RecordedRun): Plan => {
  const plan = makeRollback(ledgerOnlyRequest(context), run);
  if (plan.items.some(isWriting)) return plan;
  const [why] = plan.items;
  throw new VexorError("RUN_UNKNOWN", `nothing of run ${run.id} is left to roll back`
    + (why ? `: ${why.address}: ${why.reason}` : ""));
};

const show = async (context: Context, call: Invocation, plan: Plan): Promise<void> => {
  const { style } = context.terminal;
  if (!flag(call, "json")) {
    context.terminal.print(await renderPlan(plan, { style, all: false }));
  }
};

/** With the lock; `shown` is what a person has agreed to, where one was asked. */
const undoFinished = async (
  context: Context, call: Invocation, run: RecordedRun, shown: Plan | null,
): Promise<number> => {
  assertNoOpenRunHere(context);
  const { terminal } = context;
  const plan = planFor(context, run);
  if (shown === null) await show(context, call, plan);
  else if (JSON.stringify(shown.changes) !== JSON.stringify(plan.changes)) {
    throw new VexorError("PLAN_STALE", `what rolling back run ${run.id} would change has moved`);
  }
  const result = await applyPlan(runContextOf(context), ledgerOnlyRequest(context), plan,
    { by: context.who, begunBy: "person", isFresh: true, interrupted: context.heedSignals(),
      progress: (step) => terminal.note(`  ${step}`) });
  if (result.failure) {
    if (result.undone) throwIfRollbackFailed(result.run, result.undone, result.failure);
    throw rolledBack(result.failure, `run ${run.id} is still in force`);
  }
  const left = [...result.impossible].map(([address, why]) => `left alone: ${address}: ${why}`);
  print(context, call, { run: run.id, by: result.run, left });
  return left.length > 0 || plan.summary.blocked > 0 ? STAYED_BLOCKED : 0;
};

/** What an agent makes of a rollback, where one follows git on this host. */
const byHand = (
  { host }: Context, { plan: { source: { commit, named: told } }, id }: RecordedRun,
): ByHand => {
  const isNewest = commit !== null && rollbackReason(host,
    { commit, unsignedId: told?.unsignedId }) === null;
  const name = commit === null ? ""
    : [shortOf(commit), told?.subject].filter(Boolean).join(" ");
  return {
    agent: isNewest ? `It does not apply ${name} again by itself; a later commit that still `
      + `declares the values of run ${id} brings them back.`
      : "It applies again what git declares.",
    inGit: commit === null ? "change it in git" : `git revert -S ${shortOf(commit)}`,
  };
};

/** True where recovery has just ended the very run that is meant: no other one is rolled back. */
const recovered = async (context: Context, call: Invocation): Promise<boolean> => {
  const open = runToRollBack(runContextOf(context));
  await withHostLock(context, call, async () => undefined);
  if (open === null || ![undefined, String(open.id)].includes(call.args[0])) return false;
  const now = readRun(context.host, open.id);
  if (now === null || outcomeOf(now.journal) !== "rolled-back") return false;
  print(context, call, { run: open.id, by: null, left: [] });
  return true;
};

/**
 * Shown and asked without the lock: a forgotten prompt must not keep a revert waiting. Without a
 * question, what is planned under the lock is carried out as it is: threads come and go.
 */
export const run: Command = async (context, call) => {
  if (await recovered(context, call)) return 0;
  const target = named(context, call.args[0]);
  const shown = flag(call, "yes") || needsUndo(target) ? null : planFor(context, target);
  if (shown) await show(context, call, shown);
  await warnOfAgent(context, byHand(context, target));
  if (!await consent(context, call, `Roll back run ${target.id}?`)) return 0;
  return withHostLock(context, call, async () => {
    const now = readRun(context.host, target.id) ?? target;
    return needsUndo(now) ? undoOpen(context, call, now) : undoFinished(context, call, now, shown);
  });
};
