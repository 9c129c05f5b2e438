/** Whether what was applied holds: the same plan, made again, is empty, and stays so. */
import { throwIfInterrupted, type ApplyContext } from "./apply-context.ts";
import { claimsOf, kindOf } from "../model/claims.ts";
import { VexorError } from "../model/errors.ts";
import type { Ledger, PlanItem } from "../model/model.ts";
import type { Resource } from "../resource.ts";
import { isWriting } from "../plan/decide.ts";
import { makePlan, surveyAll, type SurveyedResource } from "../plan/plan.ts";

/** The kinds that the run writes. */
const writtenKinds = ({ resources, plan }: ApplyContext): readonly Resource[] => {
  const kinds = new Set(plan.items.filter(isWriting).map((item) => kindOf(item.address)));
  return resources.filter(({ kind }) => kinds.has(kind));
};

const longestSettle = (context: ApplyContext): number =>
  Math.max(0, ...writtenKinds(context).map((one) => one.settleMs));

const SETTLED: ReadonlySet<string> = new Set(["none", "impossible"]);
const NOT_HELD = "The write was taken, and the value is another one: the kernel keeps it so, or "
  + "something sets it. vexor explain ADDRESS tells what does; else leave the setting out.";
const POLL_MS = 50;
const WATCH_MS = 500;

/** What was as declared, and is blocked since by others: an undo would not send them away. */
const isBlockedSince = (
  { request, plan, host }: ApplyContext, ledger: Ledger, now: PlanItem,
): boolean => {
  const before = plan.items.find(({ address }) => address === now.address);
  if (before?.action !== "none" || now.action !== "blocked") return false;
  const kind = kindOf(now.address);
  return request.resources.find((one) => one.kind === kind)
    ?.survey(host, { declaration: plan.declaration, claims: claimsOf(ledger, kind) })
    .reading(now.address).blocker?.isBeside === true;
};

/** Why what was applied does not hold; null while it does. */
const firstUnmet = (context: ApplyContext, ledger: Ledger): string | null => {
  const { request, plan, impossible } = context;
  const holding = (item: PlanItem): boolean => item.action === "none"
    || (isWriting(item) && item.action !== "release");
  const written = new Set(plan.items
    .filter((item) => holding(item) && !impossible.has(item.address))
    .map((item) => item.address));
  const fresh = makePlan({ ...request, declaration: plan.declaration, ledger });
  const off = fresh.items.find((item) => written.has(item.address) && !SETTLED.has(item.action)
    && !isBlockedSince(context, ledger, item));
  return off ? `${off.address} does not hold: ${off.reason}` : null;
};

/** Verify is the same diff being empty, with time for what takes effect late. */
export const verify = async (context: ApplyContext, ledger: Ledger): Promise<void> => {
  const { host } = context;
  const deadline = host.now().getTime() + longestSettle(context);
  for (;;) {
    const off = firstUnmet(context, ledger);
    if (off === null) return;
    if (host.now().getTime() >= deadline) {
      throw new VexorError("HOST_WRITE", off, { hint: NOT_HELD });
    }
    await throwIfInterrupted(context);
    await host.sleep(POLL_MS);
  }
};

/** And staying empty, for as long as the host file asks, with everything healthy. */
export const holdStable = async (context: ApplyContext, ledger: Ledger): Promise<void> => {
  const { host, request, plan, options } = context;
  const resources = writtenKinds(context);
  const holdMs = Math.max(0, ...resources.map((one) => one.holdMs?.(plan.declaration) ?? 0));
  if (holdMs === 0) return;
  const surveyed = (): readonly SurveyedResource[] =>
    surveyAll({ ...request, resources, declaration: plan.declaration, ledger });
  options.progress(`watching for ${Math.ceil(holdMs / 1000)} s`);
  for (const end = host.now().getTime() + holdMs; host.now().getTime() < end;) {
    await throwIfInterrupted(context);
    await host.sleep(WATCH_MS);
    const off = firstUnmet(context, ledger)
      ?? surveyed().map(({ survey }) => survey.unhealthy?.() ?? null).find((why) => why !== null);
    if (off != null) throw new VexorError("HOST_WRITE", off, { hint: NOT_HELD });
  }
};
