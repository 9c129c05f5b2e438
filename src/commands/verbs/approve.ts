/**
 * An operator's approval of a plan. The root helper makes that plan from the commit that it accepts
 * itself: what is approved is what is printed here, whatever the agent says.
 */
import { excludedAddressesIn } from "../../agent/drift-response.ts";
import type { Approval } from "../../engine/run/approval.ts";
import { approvalOf, approve } from "../../engine/run/approvals.ts";
import { policyOf } from "../../engine/settings/agent-settings.ts";
import { isWriting } from "../../engine/plan/decide.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Address, Plan } from "../../engine/model/model.ts";
import { isPlanIdPrefix, shortPlanId } from "../../engine/plan/plan-id.ts";
import { quote } from "../../formats/quote.ts";
import { anchorOf, readAccepted } from "../../engine/source/accepted.ts";
import { readCommit } from "../../engine/source/git-objects.ts";
import type { Proof } from "../../engine/source/types.ts";
import { formatTime } from "../../engine/model/time.ts";
import { rollbackReason } from "../../engine/run/revision-history.ts";
import { renderPlan } from "../../render/plan.ts";
import { shownJson } from "../../render/shown-json.ts";
import { printable } from "../../render/style.ts";
import { statusIfAnswered, tellAgent } from "../shared/agent-client.ts";
import {
  flag, type Invocation, type Command, type Context, type OpenSource,
} from "../shared/context.ts";
import { consent, refuseWithoutRoot, withHostLock } from "../shared/locked-run.ts";

const PLAN_MS = 120_000;
const WAITS = 2;

const nothing = (why: string, hint: string): VexorError =>
  new VexorError("NOTHING_TO_APPROVE", why, { hint });

const askedFor = (call: Invocation): string | null => {
  const asked = call.args[0] ?? null;
  if (asked === null && flag(call, "yes")) {
    throw new VexorError("USAGE", "vexor approve --yes wants the id of the plan",
      { hint: "vexor approve shows the plan that waits, and its id." });
  }
  if (asked === null || isPlanIdPrefix(asked)) return asked;
  throw new VexorError("USAGE", `${quote(asked)} is not a plan's id: 12 to 32 of its digits`,
    { hint: "vexor approve shows the plan that waits, and its id." });
};

interface ProvenPlan {
  readonly plan: Plan;
  readonly proof: Proof;
}

/** The newest revision, and the one that the agent goes on with where that was rolled back. */
async function* revisions(context: Context, opened: OpenSource): AsyncGenerator<Proof> {
  const { source } = await context.loadAgentSettings();
  const anchor = anchorOf(readAccepted(context.host), policyOf(source, context.hostName));
  const newest = (await opened.source.seen(anchor))?.proof ?? null;
  if (newest) yield newest;
  const good = await context.loadGood();
  if (good && good.commit !== null && good.commit !== newest?.commit) yield good;
}

const isMeant = (
  { host }: Context, { id, source: { commit, named } }: Plan, asked: string | null,
): boolean => (asked !== null ? id.startsWith(asked) : commit === null
  || rollbackReason(host, { commit, unsignedId: named?.unsignedId }) === null);

/** The plan that is asked for; where root makes another one, that. */
const planWaiting = async (
  context: Context, opened: OpenSource, asked: string | null, except: readonly Address[],
): Promise<ProvenPlan> => {
  let first: ProvenPlan | null = null;
  let refused = new VexorError("SOURCE_UNREACHABLE", "nothing was ever fetched");
  for await (const proof of revisions(context, opened)) {
    try {
      const { plan } = await context.operate({ op: "plan", proof, except }, PLAN_MS,
        () => undefined);
      if (!plan) continue;
      if (isMeant(context, plan, asked)) return { plan, proof };
      first ??= { plan, proof };
    } catch (error) {
      if (!(error instanceof VexorError)) throw error;
      refused = error;
    }
  }
  if (first) return first;
  throw refused;
};

const head = (
  { plan, proof }: ProvenPlan, opened: OpenSource, except: readonly Address[],
): string => {
  const { commit } = plan.source;
  const [raw] = proof.commits;
  const read = commit === null || raw === undefined ? null : readCommit(raw, opened.ports.sha1);
  const subject = read?.id === commit && read !== null ? ` ${quote(read.subject)}` : "";
  return (commit === null ? "" : `Commit ${commit}${subject}\n`)
    + (except.length === 0 ? "" : `Left out, as the agent says: ${except.join(", ")}\n`);
};

const show = async (
  context: Context, call: Invocation, made: ProvenPlan, opened: OpenSource,
    except: readonly Address[],
): Promise<void> => {
  const { terminal } = context;
  if (flag(call, "json")) return;
  terminal.print(head(made, opened, except)
    + await renderPlan(made.plan, { style: terminal.style, all: false }));
};

const conclude = (
  context: Context, call: Invocation, plan: Plan | null, approved: Approval | null, says: string,
): void => context.terminal.print(flag(call, "json")
  ? `${shownJson({ format: "vexor.approved/1", plan, approved })}\n` : `${says}\n`);

const formatApproval = ({ by, at }: Approval): string =>
  `Approved by ${printable(by)} at ${formatTime(at)}.`;

/** The agent checks again at once; else it does at its next poll, or when it runs again. */
const wakeAgent = async (context: Context, plan: string): Promise<void> => {
  try {
    await tellAgent(context, { call: "approve", plan });
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    context.terminal.note(`The agent was not told (${printable(error.message)}); it sees the `
      + "approval at its next look.");
  }
};

const give = async (context: Context, call: Invocation, { plan }: ProvenPlan): Promise<number> => {
  if (!await consent(context, call, "Approve this plan for one apply?")) {
    conclude(context, call, plan, null, "Nothing was approved.");
    return 0;
  }
  const { name: by, uid } = context.person;
  const approval: Approval = { plan: plan.id, commit: plan.source.commit, by, uid,
    at: context.host.now().toISOString() };
  await withHostLock(context, call, async () => approve(context.host, approval));
  await wakeAgent(context, plan.id);
  conclude(context, call, plan, approval, `Plan ${plan.id} may be applied once.`);
  return 0;
};

const isWaiting = ({ mode, items }: Plan): boolean => mode !== "observe" && items.some(isWriting);

const showWaiting = (context: Context, call: Invocation, { plan }: ProvenPlan): number => {
  const approved = approvalOf(context.host, plan.id);
  const says = approved ? formatApproval(approved)
    : `To approve it: sudo vexor approve ${shortPlanId(plan.id)}`;
  conclude(context, call, plan, approved,
    isWaiting(plan) ? says : "No plan waits for an approval.");
  return isWaiting(plan) && !approved ? WAITS : 0;
};

export const run: Command = async (context, call) => {
  refuseWithoutRoot(context, call.verb);
  const asked = askedFor(call);
  const settings = await context.loadAgentSettings();
  if (settings.approval !== "required") {
    throw nothing("plans need no approval on this host: agent.yaml does not ask for it",
      "Nothing is to be approved: the agent applies by itself, and vexor status says how it "
      + "stands. To have each plan wait for an operator: approval: required in agent.yaml.");
  }
  const status = await statusIfAnswered(context); // nothing here hangs on its word
  const except = status === null ? [] : excludedAddressesIn(status);
  const opened = await context.openSource(settings.source, null);
  const made = await planWaiting(context, opened, asked ?? status?.plan?.id ?? null, except);
  await show(context, call, made, opened, except);
  if (asked === null) return showWaiting(context, call, made);
  if (!made.plan.id.startsWith(asked)) {
    throw new VexorError("PLAN_STALE", `plan ${asked} was asked for; the plan of this host is now `
      + made.plan.id, { hint: `Read it, then: sudo vexor approve ${shortPlanId(made.plan.id)}` });
  }
  if (!isWaiting(made.plan)) throw nothing(`plan ${made.plan.id} writes nothing`,
    "Nothing is to be approved: vexor status says how the host stands.");
  return give(context, call, made);
};
