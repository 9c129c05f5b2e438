/**
 * What the keeper has done by a plan: it takes the identity up, or gives it up. It runs in a unit
 * of its own, which the keeper can end at any moment, and which ends with the keeper. There is no
 * guardian: whatever it leaves open, the keeper's next one, or a kill, brings to its end.
 */
import { readRunningClient } from "../../../detectors/clients/clients.ts";
import { allClients } from "../../../detectors/clients/descriptors.ts";
import { identityOf } from "../../../detectors/clients/live-identity.ts";
import { unitProcesses } from "../../../detectors/systemd/unit-processes.ts";
import { asVexorError, VexorError } from "../../../engine/model/errors.ts";
import type { Address, HostFile } from "../../../engine/model/model.ts";
import { isWriting } from "../../../engine/plan/decide.ts";
import { makePlan, type PlanRequest } from "../../../engine/plan/plan.ts";
import { applyPlan } from "../../../engine/run/apply.ts";
import { readRequest, renderAnswer, type Act, type ActAnswer } from "../../../failover/act.ts";
import type { StopProof } from "../../../failover/register.ts";
import { readStopped, STOPPED_PATH } from "../../../failover/signing-record.ts";
import type { FailoverSettings } from "../../../failover/settings.ts";
import type { HostReader } from "../../../ports/host.ts";
import type { Command, Context, Invocation } from "../../shared/context.ts";
import { requestFor } from "../../shared/load-and-plan.ts";
import { checksHere } from "./checks-here.ts";
import { runContextOf, withHostLock } from "../../shared/locked-run.ts";

/** The setting that each of them is a plan of, and its kind. */
const IDENTITY: Readonly<Record<Act, Address | null>> = {
  promote: "identity/active", demote: "identity/active", receive: "identity/record",
  look: null, check: null,
};
const VALIDATOR: Readonly<Record<Act, Address | null>> = {
  promote: "client/duty", demote: "client/duty", receive: "client/record",
  look: null, check: null,
};

/** Of the time until a kill: so long a demotion waits for the host's lock. */
const LOCK_SHARE = 0.25;

const SOURCE = "/etc/vexor-agent/failover.json";

/** What the keeper's settings say of the identity, whatever has become of git and its files. */
const declarationOf = (settings: FailoverSettings): HostFile => {
  const { host, group, peer, register: { endpoints }, identity, validator, units } = settings;
  const failover = { group, peer, register: { endpoints }, dryRun: false };
  if (validator !== undefined) {
    const { keys, beaconNodes: [beaconNode] } = validator;
    return { apiVersion: "vexor/v1", host,
      failover: { ...failover, validator: { unit: units[0] ?? "", keys, beaconNode } } };
  }
  const { pubkey, keypair, unstaked, voteAccount, clusterRpc, tower } = identity;
  return {
    apiVersion: "vexor/v1", host,
    identity: { pubkey, keypair, unstaked, voteAccount, clusterRpc,
      ...tower === null ? {} : { tower } },
    failover,
  };
};

/** Whether a client of this host has the staked identity; null where one does not tell. */
const signsHere = (
  host: HostReader, { units, identity, validator }: FailoverSettings,
): boolean | null => {
  // Its client signs as soon as it runs.
  if (validator !== undefined) return units.some((unit) => unitProcesses(host, unit).length > 0);
  const said = units.flatMap((unit) => {
    const client = readRunningClient(host, allClients(), unit);
    if (client === null) return unitProcesses(host, unit).length === 0 ? [] : [null];
    return [identityOf(host, client)];
  });
  if (said.includes(identity.pubkey)) return true;
  return said.includes(null) ? null : false;
};

type ActOutcome = Pick<ActAnswer, "isDone" | "why" | "isUntouched">;

const untouched = (why: string | null): ActOutcome =>
  ({ isDone: why === null, why, isUntouched: true });

const carryOut = async (
  context: Context, address: Address, request: PlanRequest,
): Promise<ActOutcome> => {
  const plan = makePlan(request, (item) => item.address === address);
  const item = plan.items.find((one) => one.address === address);
  if (item === undefined || item.action === "none") return untouched(null);
  if (!isWriting(item)) return untouched(item.reason);
  const { startGuardian: _, ...runContext } = runContextOf(context);
  const { failure } = await applyPlan(runContext, request, plan,
    { by: context.who, begunBy: "person", isFresh: true,
      progress: (step) => context.terminal.note(step) });
  return { isDone: failure === null, why: failure?.message ?? null, isUntouched: false };
};

const outcomeOf = async (
  context: Context, call: Invocation, act: Act, settings: FailoverSettings,
): Promise<ActOutcome> => {
  const address = (settings.validator === undefined ? IDENTITY : VALIDATOR)[act];
  if (address === null) return untouched(null);
  const [kindOfIt] = address.split("/");
  try {
    return await withHostLock(context, call, () => carryOut(context, address,
      { ...requestFor(context, declarationOf(settings), SOURCE),
        resources: context.resources.filter(({ kind }) => kind === kindOfIt) }),
    act === "demote" ? settings.timing.killAfter * LOCK_SHARE : undefined);
  } catch (error) {
    const { code, message } = asVexorError(error);
    return { isDone: false, why: message, isUntouched: code === "LOCKED" };
  }
};

const NO_RECORD: StopProof = { digest: null, slot: null };

/** Of an earlier stop it would say too little: the client may have signed since. */
const recordOf = (host: HostReader, { isUntouched }: ActOutcome): StopProof =>
  (isUntouched ? null : readStopped(host.read(STOPPED_PATH) ?? "")) ?? NO_RECORD;

export const run: Command = async (context, call) => {
  const request = readRequest(await context.readInput());
  if (request === null) throw new VexorError("USAGE", "only a keeper starts this");
  const { act, settings } = request;
  const { host, terminal } = context;
  if (act === "check") {
    terminal.print(`${JSON.stringify(checksHere(host, settings, Date.now()))}\n`);
    return 0;
  }
  // What it will have signed is more than what it had at its last stop, however this ends.
  if (act === "promote") host.remove(STOPPED_PATH);
  const outcome = await outcomeOf(context, call, act, settings);
  const signs = signsHere(host, settings);
  terminal.print(renderAnswer({ ...outcome, signs,
    ...signs === false ? recordOf(host, outcome) : NO_RECORD }));
  return outcome.isDone ? 0 : 1;
};
