/** Whether the machine is still what a plan was made for. */
import { isDurable } from "../model/targets.ts";
import { isUnexpected, movedSinceError } from "../run/compare-before-write.ts";
import { isWriting } from "./decide.ts";
import { VexorError } from "../model/errors.ts";
import type { Plan, PlanItem, Snapshot } from "../model/model.ts";
import { decisionOf, makePlan, type PlanRequest } from "./plan.ts";
import { formatValue } from "../model/rules.ts";

const fingerprint = (item: PlanItem): string => JSON.stringify(decisionOf(item));

const filesIn = (plan: Plan): string =>
  JSON.stringify(plan.changes.filter((change) => isDurable(change.target))
    .map(({ target, from, to }) => [target, from, to]));

/**
 * Compares with the host as it is now, not with a serial number: any moved value, file or owner
 * voids a plan. The plan made afresh is the one that is carried out: a saved plan is untrusted
 * text, and only says which decisions the operator agreed to. Threads that came or went since
 * change no decision.
 */
export const replanOrRefuse = (request: PlanRequest, plan: Plan): Plan => {
  const writing = plan.items.filter(isWriting);
  const agreed = new Set(plan.items.map((item) => item.address));
  const fresh = makePlan({ ...request, declaration: plan.declaration },
    (item) => agreed.has(item.address));
  const now = new Map(fresh.items.map((item) => [item.address, item]));
  for (const item of writing) {
    const found = now.get(item.address);
    if (found && fingerprint(found) === fingerprint(item)) continue;
    throw new VexorError("PLAN_STALE", `${item.address} was ${formatValue(item.live)} `
      + `(${item.origin}) when the plan was made; now it is ${formatValue(found?.live ?? null)} `
      + `(${found?.origin ?? "unknown"})`);
  }
  const more = fresh.items.find((item) => isWriting(item)
    && !writing.some((one) => one.address === item.address));
  if (more) {
    throw new VexorError("PLAN_STALE", `${more.address} needed nothing when the plan was made`);
  }
  if (filesIn(fresh) !== filesIn(plan)) {
    throw new VexorError("PLAN_STALE", "a boot file is not what the plan expects to find");
  }
  return fresh;
};

/** Before anything is written: what a value was decided from must be what an undo would restore. */
export const assertTargetsUnchanged = ({ changes }: Plan, { targets }: Snapshot): void => {
  const seen = new Set<string>();
  for (const change of changes) {
    const found = targets[change.target] ?? null;
    if (!seen.has(change.target) && isUnexpected(change, found)) {
      throw movedSinceError("PLAN_STALE", change, found);
    }
    seen.add(change.target);
  }
};
