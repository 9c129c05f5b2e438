/**
 * What the keeper has done by a plan: it takes the identity up, or gives it up. It runs in a unit
 * of its own, which the keeper can end at any moment, and which ends with the keeper. There is no
 * guardian: whatever it leaves open, the keeper's next one, or a kill, brings to its end.
 */
import { readRunningClient } from "../../../detectors/clients/clients.ts";
import { allClients } from "../../../detectors/clients/descriptors.ts";
import { identityOf } from "../../../detectors/clients/live-identity.ts";
import { asVexorError, VexorError } from "../../../engine/model/errors.ts";
import type { Address, HostFile, PlanItem } from "../../../engine/model/model.ts";
import { isWriting } from "../../../engine/plan/decide.ts";
import { makePlan, type PlanRequest } from "../../../engine/plan/plan.ts";
import { applyPlan } from "../../../engine/run/apply.ts";
import { readRequest, renderAnswer, type Act, type ActAnswer } from "../../../failover/act.ts";
import type { StopProof } from "../../../failover/ports.ts";
import type { FailoverSettings } from "../../../failover/settings.ts";
import type { HostReader } from "../../../ports/host.ts";
import type { Command, Context, Invocation } from "../../shared/context.ts";
import { requestFor } from "../../shared/load-and-plan.ts";
import { runContextOf, withHostLock } from "../../shared/locked-run.ts";

const SETTING: Readonly<Record<Act, Address | null>> = {
  promote: "identity/active", demote: "identity/active", receive: "identity/record", look: null,
};

const SOURCE = "/etc/vexor-agent/failover.json";

/** What the keeper's settings say of the identity, whatever has become of git and its files. */
const declarationOf = (
  { host, group, peer, register: { endpoints }, identity }: FailoverSettings,
): HostFile => {
  const { pubkey, keypair, unstaked, voteAccount, clusterRpc, tower } = identity;
  return {
    apiVersion: "vexor/v1", host,
    identity: { pubkey, keypair, unstaked, voteAccount, clusterRpc,
      ...tower === null ? {} : { tower } },
    failover: { group, peer, register: { endpoints }, dryRun: false },
  };
};

/** Whether a client of this host has the staked identity; null where one does not tell. */
const signsHere = (
  host: HostReader, { units, identity }: FailoverSettings,
): boolean | null => {
  const said = units.flatMap((unit) => {
    const client = readRunningClient(host, allClients(), unit);
    return client === null ? [] : [identityOf(host, client)];
  });
  if (said.includes(identity.pubkey)) return true;
  return said.includes(null) ? null : false;
};

const refused = ({ reason, waysOut: [first] }: PlanItem): VexorError =>
  new VexorError("APPLY_FAILED", reason, first === undefined ? {} : { hint: first });

/** Throws what keeps it from being so. */
const carryOut = async (
  context: Context, address: Address, request: PlanRequest,
): Promise<void> => {
  const plan = makePlan(request, (item) => item.address === address);
  const item = plan.items.find((one) => one.address === address);
  if (item === undefined || item.action === "none") return;
  if (!isWriting(item)) throw refused(item);
  const { startGuardian: _, ...runContext } = runContextOf(context);
  const { failure } = await applyPlan(runContext, request, plan,
    { by: context.who, begunBy: "person", isFresh: true, progress: () => undefined });
  if (failure) throw failure;
};

const outcomeOf = async (
  context: Context, call: Invocation, act: Act, settings: FailoverSettings,
): Promise<Pick<ActAnswer, "isDone" | "why">> => {
  const address = SETTING[act];
  if (address === null) return { isDone: true, why: null };
  try {
    await withHostLock(context, call, () => carryOut(context, address,
      { ...requestFor(context, declarationOf(settings), SOURCE),
        resources: context.resources.filter(({ kind }) => kind === "identity") }));
    return { isDone: true, why: null };
  } catch (error) {
    return { isDone: false, why: asVexorError(error).message };
  }
};

const NO_RECORD: StopProof = { digest: null, slot: null };

export const run: Command = async (context, call) => {
  const request = readRequest(await context.readInput());
  if (request === null) throw new VexorError("USAGE", "only a keeper starts this");
  const { act, settings } = request;
  const outcome = await outcomeOf(context, call, act, settings);
  const signs = signsHere(context.host, settings);
  context.terminal.print(renderAnswer({ ...outcome, signs, ...NO_RECORD }));
  return outcome.isDone ? 0 : 1;
};
