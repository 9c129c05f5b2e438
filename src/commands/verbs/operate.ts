/**
 * The root helper: one typed operation on standard input, its progress and its result on standard
 * output, and the end. It does not trust the agent: the host file is proven again from its bytes,
 * and the plan that is applied is made here and must be the one that was meant.
 */
import {
  operationRefusal, type OperationResult, type OperationMessage, type Operation,
  type UnconfirmedRun,
} from "../../agent/operation.ts";
import { countdownOf, countdownSeconds, timesOf } from "../../agent/health-hold.ts";
import { samplesOfCommands } from "../../detectors/clients/health-samples.ts";
import { applyPlan } from "../../engine/run/apply.ts";
import type { Approval } from "../../engine/run/approval.ts";
import { approvalOf, endOtherApprovals, useUpApproval } from "../../engine/run/approvals.ts";
import { isWriting } from "../../engine/plan/decide.ts";
import { formatDuration } from "../../formats/duration.ts";
import { ERRORS } from "../../engine/model/errors-table.ts";
import { excludeTogether } from "../../engine/plan/excluded.ts";
import { commandsOf } from "../../engine/run/health.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { assertHost } from "../../engine/host-file/host-file.ts";
import type { Address, HostFile, Plan, PlanItem, Change } from "../../engine/model/model.ts";
import { makePlan, type PlanRequest } from "../../engine/plan/plan.ts";
import { confirmRun } from "../../engine/run/recover.ts";
import { isRetryPermitted, useUpRetry } from "../../engine/run/retries.ts";
import type { Proof } from "../../engine/source/types.ts";
import { confirmByUptime } from "../../engine/run/run-state.ts";
import { readLedger, type RecordedRun } from "../../engine/run/store.ts";
import {
  isCorrectionBeside, rollbackOf, unconfirmedRun,
} from "../../engine/run/revision-history.ts";
import { undoGuarded, uptimeOf } from "../../engine/run/undo.ts";
import { isAgents, formatRunOwner } from "../../engine/run/run-owner.ts";
import { flag, type Invocation, type Command, type Context } from "../shared/context.ts";
import { confirmation, disarm } from "../shared/confirm-timer.ts";
import { signedFacts } from "../shared/recorded-facts.ts";
import { invalid, readOperation } from "./operation-input.ts";
import { assertSound, requestFor } from "../shared/load-and-plan.ts";
import { keepOffBusyCpus } from "../agent/housekeeping.ts";
import {
  runContextOf, rightsFor, throwIfRollbackFailed, assertNoOpenRunHere, rolledBack, withHostLock,
} from "../shared/locked-run.ts";

const send = (context: Context, line: OperationMessage): void =>
  context.terminal.print(`${JSON.stringify(line)}\n`);

const requestOf = async (context: Context, proof: Proof): Promise<PlanRequest> => {
  const { declaration, id, named } = await (await context.proofVerifier()).prove(proof);
  assertHost(declaration, context.hostName, false);
  await assertSound(declaration);
  keepOffBusyCpus(context.host, declaration);
  const request = requestFor(context, declaration, proof.path);
  return { ...request, source: { file: proof.path, commit: id,
    ...(named ? { named } : {}) } };
};

const planFor = (request: PlanRequest, except: readonly Address[]): Plan => {
  const aside = excludeTogether(request, except);
  return makePlan(request, ({ address }) => !aside.has(address));
};

/** What the plan leaves out is shown beside it, as it is found. */
const asideOf = (request: PlanRequest, except: readonly Address[]): readonly PlanItem[] => {
  const aside = excludeTogether(request, except);
  return aside.size === 0 ? [] : makePlan(request, ({ address }) => aside.has(address)).items;
};

const waitingNow = (context: Context): UnconfirmedRun | null => {
  const waits = unconfirmedRun(context.host);
  return waits && { run: waits.run.id, deadline: waits.deadline.toISOString(),
    commit: waits.run.plan.source.commit };
};

type OperationOf<K extends Operation["op"]> = Extract<Operation, { op: K }>;

/**
 * With the lock: an interrupted run is brought to its end before another plan is made on top of it.
 */
const plan = async (
  context: Context, call: Invocation, asked: OperationOf<"plan">,
): Promise<OperationResult> => {
  const request = await requestOf(context, asked.proof);
  return withHostLock(context, call, async () => {
    const now = { ...request, ledger: readLedger(context.host) };
    const made = planFor(now, asked.except);
    endOtherApprovals(context.host, made.id);
    const { settingsProblem } = await context.proofVerifier();
    return { plan: made, aside: asideOf(now, asked.except), waiting: waitingNow(context),
      ...(settingsProblem ? { settings: operationRefusal(settingsProblem) } : {}) };
  });
};

/** The agent waits for its windows; here they are kept also by one that does not. */
const refuseOutsideWindows = async (context: Context, { maintenance }: HostFile): Promise<void> => {
  if (!maintenance) return;
  const { closedByWindow } = await import("../../agent/gates.ts");
  const closed = closedByWindow(maintenance, context.host.now().getTime());
  if (closed) throw new VexorError("OUTSIDE_WINDOW", closed.why);
};

interface ApprovedPlan {
  readonly plan: Plan;
  /** Null where it needs none. */
  readonly approval: Approval | null;
}

const approvalFor = async (context: Context, plan: Plan): Promise<Approval | null> => {
  const { needsApproval } = await context.proofVerifier();
  if (!needsApproval || !plan.items.some(isWriting)) return null;
  const approval = approvalOf(context.host, plan.id);
  if (approval) return approval;
  throw new VexorError("NOT_APPROVED", `no person has approved plan ${plan.id} for this apply`);
};

/**
 * What was rolled back is not written without an operator's word; drift of the other settings of
 * that revision is corrected.
 */
const refuseRolledBack = ({ host }: Context, { source, items }: Plan): void => {
  const { commit, named } = source;
  const rolledBack = commit === null ? null
    : rollbackOf(host, { commit, unsignedId: named?.unsignedId });
  if (commit === null || rolledBack === null || isRetryPermitted(host, commit)) return;
  const ledger = readLedger(host);
  if (items.filter(isWriting).every((item) => isCorrectionBeside(item, rolledBack, ledger))) return;
  throw new VexorError("REVISION_ROLLED_BACK", rolledBack.why);
};

/** The plan that was meant, made again; the caller holds the lock. */
const planMeant = async (
  context: Context, request: PlanRequest, asked: OperationOf<"apply">,
): Promise<ApprovedPlan> => {
  assertNoOpenRunHere(context);
  const plan = planFor({ ...request, ledger: readLedger(context.host) }, asked.except);
  if (plan.id !== asked.plan) {
    throw new VexorError("PLAN_STALE", `plan ${asked.plan} was meant; now it is ${plan.id}`);
  }
  if (plan.mode === "observe") throw invalid("mode is observe: nothing may be written");
  if (!plan.items.some(isWriting)) throw invalid("the plan writes nothing, and makes no run");
  refuseRolledBack(context, plan);
  await refuseOutsideWindows(context, plan.declaration);
  return { plan, approval: await approvalFor(context, plan) };
};

const apply = async (
  context: Context, call: Invocation, asked: OperationOf<"apply">,
): Promise<OperationResult> => {
  const request = await requestOf(context, asked.proof);
  return withHostLock(context, call, async () => {
    const { plan, approval } = await planMeant(context, request, asked);
    // From the plan's own declaration: who asks cannot leave it out.
    const seconds = countdownOf(plan, readLedger(context.host));
    const confirm = seconds === null ? null : confirmation(context, `${seconds}s`);
    // Before the run: a crash may cost a word, and never lets one be used twice.
    if (approval) useUpApproval(context.host);
    useUpRetry(context.host);
    const result = await applyPlan(runContextOf(context), request, plan, {
      by: "vexor-agent", begunBy: "agent", isFresh: true,
      progress: (progress) => send(context, { progress }), interrupted: context.heedSignals(),
      ...(approval ? { approval } : {}), ...(confirm ? { confirm } : {}) });
    if (result.undone) throwIfRollbackFailed(result.run, result.undone);
    if (result.failure) throw rolledBack(result.failure, `run ${result.run} was rolled back`);
    return { run: result.run, waits: confirm !== null,
      impossible: Object.fromEntries(result.impossible) };
  });
};

/** The waiting run that was meant, if it still waits. Throws RUN_OF_ANOTHER for an operator's. */
const ownWaiting = ({ host }: Context, id: number): RecordedRun | null => {
  const run = unconfirmedRun(host)?.run;
  if (run?.id !== id) return null;
  if (isAgents(run)) return run;
  throw new VexorError("RUN_OF_ANOTHER", `run ${id} is ${formatRunOwner(run)}'s, not the agent's`);
};

const undo = (
  context: Context, call: Invocation, { run: id, why }: OperationOf<"undo">,
): Promise<OperationResult> =>
  withHostLock(context, call, async () => {
    const run = ownWaiting(context, id);
    if (run === null) return { run: id }; // an operator or the timer has decided already
    throwIfRollbackFailed(id, await undoGuarded(runContextOf(context), run, why));
    await disarm(context, id);
    return { run: id };
  });

/** Throws NOTHING_TO_CONFIRM where an operator or the timer has decided already. */
const stillWaiting = (context: Context, id: number): RecordedRun => {
  const run = ownWaiting(context, id);
  if (run !== null) return run;
  throw new VexorError("NOTHING_TO_CONFIRM", `run ${id} does not wait for confirmation`);
};

/**
 * The commands are those of root's own record of the run: who asks names none. Without the lock,
 * which an expired countdown or an operator would have to wait for.
 */
const check = async (
  context: Context, { run: id }: OperationOf<"check">,
): Promise<OperationResult> => {
  const { plan: { declaration } } = stillWaiting(context, id);
  keepOffBusyCpus(context.host, declaration);
  const ends = await context.runHealthCommands(commandsOf(declaration), `run ${id}`);
  return { run: id, checks: samplesOfCommands(declaration, ends) };
};

/**
 * Root cannot see the health that the agent reports, but knows how long the agent can have watched.
 */
const refuseTooSoon = ({ host }: Context, { id, plan, journal }: RecordedRun): void => {
  const [by, now] = [confirmByUptime(journal), uptimeOf(host)];
  const { holdMs } = timesOf(plan.declaration);
  if (by === null || now === null) return;
  if (now >= by - countdownSeconds(plan.declaration) + holdMs / 1000) return;
  throw new VexorError("NOTHING_TO_CONFIRM", `run ${id} has not been healthy for `
    + `${formatDuration(holdMs / 1000)} yet`);
};

/** The run whose health was watched, and no later run of another. */
const confirm = (
  context: Context, call: Invocation, { run: id }: OperationOf<"confirm">,
): Promise<OperationResult> =>
  withHostLock(context, call, async () => {
    refuseTooSoon(context, stillWaiting(context, id));
    confirmRun(runContextOf(context));
    await disarm(context, id);
    return { run: id };
  });

const performOperation = async (
  context: Context, call: Invocation, asked: Operation,
): Promise<OperationResult> => {
  switch (asked.op) {
    case "plan": return plan(context, call, asked);
    case "accept":
      await requestOf(context, asked.proof);
      return withHostLock(context, call, async () => {
        assertNoOpenRunHere(context); // what it brought may yet be rolled back
        await (await context.proofVerifier()).accept(asked.proof);
        return {};
      });
    case "apply": return apply(context, call, asked);
    case "check": return check(context, asked);
    case "facts":
      return { facts: await signedFacts(context, await requestOf(context, asked.proof)) };
    case "confirm": return confirm(context, call, asked);
    case "undo": return undo(context, call, asked);
  }
};

/** The changes that an operation is going to make; null when it keeps to Vexor's own records. */
const changesToMake = async (
  context: Context, call: Invocation, asked: Operation,
): Promise<readonly Change[] | null> => {
  if (asked.op === "apply") {
    const request = await requestOf(context, asked.proof);
    return withHostLock(context, call, async () =>
      (await planMeant(context, request, asked)).plan.changes);
  }
  if (asked.op !== "undo") return null;
  return withHostLock(context, call, async () => {
    const run = ownWaiting(context, asked.run);
    return run && run.plan.changes;
  });
};

/** The other part judges everything once more, and answers in our place. */
const handedOver = async (
  context: Context, call: Invocation, asked: Operation, text: string,
): Promise<number | null> => {
  if (!flag(call, "sandboxed") || context.host.isTree) return null;
  const changes = await changesToMake(context, call, asked);
  return changes && context.runInSandbox({ verb: ["operate"], input: text,
    ...rightsFor(context, changes), about: `Vexor writes ${changes.length} values` });
};

export const run: Command = async (context, call) => {
  try {
    const text = await context.readInput();
    const asked = readOperation(text);
    const code = await handedOver(context, call, asked, text);
    if (code !== null) return code;
    send(context, { done: await performOperation(context, call, asked) });
    return 0;
  } catch (error) {
    const refused = operationRefusal(error);
    send(context, { refused });
    return ERRORS[refused.code].exit;
  }
};
