/**
 * A service as a target: `running` or `stopped`. A write is slow, within bounds: stopped means
 * proven (no process left in its cgroup, none of its kind outside), and running means that the
 * client reports itself healthy.
 *
 * All that this takes is in the change's parameters: the undo of a run has no host file, and must
 * act in the same way.
 */
import { askUnitHealth, ownPort } from "../../detectors/clients/client-health.ts";
import { readClients, readStoppedClient } from "../../detectors/clients/clients.ts";
import { readListeners } from "../../detectors/processes/listeners.ts";
import { lockHolders } from "../../detectors/processes/locks.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import { allClients, type FoundClient } from "../../detectors/clients/descriptors.ts";
import { asVexorError, VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver, ReportProgress, WriteOutcome } from "../../engine/resource.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { awaitHistoryUsed, isLost, type GivenHistory } from "../shared/vote-history-proof.ts";
import { assertExportable, historyFileOf, historyProblem } from "./own-history.ts";
import { readService, type ServiceParams } from "./service-params.ts";
import { assertNotBehind } from "./start-interlock.ts";
import { historyToUse } from "./started-history.ts";
import { stillHeld, heldResourcesOf, type HeldResources } from "./held-resources.ts";
import { isBooting } from "../shared/systemd.ts";
import { awaitLeaderGap } from "./leader-gap.ts";
import { assertIs, assertStartsAs, assertStillIs } from "./starting-identity.ts";
import {
  isDown, QUICK_MS, RUNNING, stateOf, STOPPED, systemctl, type UnitState,
} from "./unit-state.ts";
import { reloadUnits } from "../shared/reload.ts";
import { until } from "../shared/poll.ts";

const KILL_MS = 10_000;

const describe = ({ client, unit, pids }: FoundClient): string =>
  `${client} (${unit ?? "no unit"}, pid ${pids[0] ?? "?"})`;

/** Validators that run though they must not, in a unit or outside any. */
const conflictingValidators = (
  host: HostReader, { unit, conflictingUnits }: ServiceParams,
  isMeant: (one: FoundClient) => boolean,
): readonly string[] => {
  const units = conflictingUnits.filter((other) => unitProcesses(host, other).length > 0);
  const found = readClients(host, allClients());
  const family = found.find((one) => one.unit === unit)?.family;
  const others = found.filter((one) => one.state === RUNNING && one.role === "validator"
    && (one.family === family || one.client === "unknown") && isMeant(one));
  return [...new Set([...units, ...others.map(describe)])];
};

const GONE_MS = 5000;

/** Out of the unit's cgroup is not yet out of the way. */
const assertReleased = async (host: Host, unit: string, held: HeldResources): Promise<void> => {
  let left: readonly string[] = [];
  const isFree = await until(host, GONE_MS, () => {
    left = stillHeld(host, held);
    return left.length === 0;
  });
  if (isFree) return;
  throw new VexorError("CLIENT_SERVICE", `${unit} has stopped, and what it had is still taken: `
    + left.join(", "), { hint: "A process of it has left the unit: end that, then apply again." });
};

/** Proven: no process of it is left, in its unit or outside, and what it had is free. */
export const stopService = async (
  host: Host, service: ServiceParams, report: ReportProgress,
): Promise<void> => {
  const { unit, signsAs, gap } = service;
  assertExportable(host, unit);
  if (gap) await awaitLeaderGap(host, unit, gap, report);
  if (signsAs) await assertStillIs(host, unit, signsAs);
  const held = heldResourcesOf(host, unit);
  report(`stopping ${unit}`);
  await systemctl(host, "stop", "--no-block", unit);
  if (!await until(host, service.stopWithin * 1000, () => isDown(host, unit))) {
    report(`${unit} has not stopped within ${service.stopWithin} s: killing it`);
    await systemctl(host, "kill", "--signal=SIGKILL", unit);
    if (!await until(host, KILL_MS, () => isDown(host, unit))) {
      throw new VexorError("CLIENT_SERVICE", `${unit} is still there ${KILL_MS / 1000} s after `
        + "SIGKILL");
    }
  }
  await host.run(["systemctl", "reset-failed", unit], QUICK_MS);
  const alone: ServiceParams = { ...service, conflictingUnits: [] };
  const left = conflictingValidators(host, alone, (one) => one.unit === unit || one.unit === null);
  if (left.length === 0) return assertReleased(host, unit, held);
  throw new VexorError("CLIENT_SERVICE", `${unit} has stopped, and ${left.join(", ")} still runs`,
    { hint: "It runs outside the unit: stop it by hand, then apply again." });
};

const whyDown = (unit: string, { active, sub, result, restarts }: UnitState): string =>
  `${unit} did not stay up: ${active} (${sub}), result ${result}, ${restarts} restarts`;

/** Why it is not up; null once it is. Throws when it has failed, and will not come up again. */
const startupProblem = async (
  host: Host, { unit, health }: ServiceParams, restarts: number,
): Promise<string | null> => {
  const state = await stateOf(host, unit);
  if (state.active === "failed" || state.restarts > restarts) {
    throw new VexorError("CLIENT_SERVICE", whyDown(unit, state));
  }
  if (state.active !== "active") return `${unit} is ${state.active}`;
  const { isHealthy, says } = askUnitHealth(host, unit, health);
  return isHealthy ? null : says;
};

/** Another process on that port would answer in the client's place, and pass for it. */
const assertPortFree = (host: HostReader, { unit, health }: ServiceParams): void => {
  const port = `tcp/${ownPort(health) ?? ""}`;
  const isOwn = unitProcesses(host, unit).length > 0;
  if (isOwn || !readListeners(host).some((one) => one.port === port)) return;
  throw new VexorError("CLIENT_SERVICE",
    `${unit} is not started: another process listens on ${port}, which it needs`);
};

/** It would start, say that its ledger is locked, and be started again by systemd for ever. */
const assertLedgerFree = (host: HostReader, unit: string): void => {
  const ledger = readStoppedClient(host, allClients(), unit)?.places.ledger;
  const own = new Set(unitProcesses(host, unit));
  const holders = ledger === undefined ? []
    : lockHolders(host, `${ledger}/ledger.lock`).filter((pid) => !own.has(pid));
  if (holders.length === 0) return;
  throw new VexorError("CLIENT_TWO",
    `${unit} is not started: pid ${holders.join(", ")} holds its ledger ${ledger ?? ""}`);
};

interface StartedService extends ServiceParams {
  /** Who it was, where it has never stopped: it may have another key than it starts with. */
  readonly wentOnAs: string | undefined;
}

/** It signs, and must not, or what it signs could not be carried: each moment makes that worse. */
const kill = async (host: Host, unit: string): Promise<void> => {
  await host.run(["systemctl", "stop", "--no-block", unit], QUICK_MS);
  await host.run(["systemctl", "kill", "--signal=SIGKILL", unit], QUICK_MS);
};

const dutyProblem = async (
  host: Host, { unit, startsAs, wentOnAs }: StartedService, history: string | null,
): Promise<string | null> => {
  try {
    if (startsAs) assertIs(host, unit, [startsAs, ...wentOnAs ? [wentOnAs] : []]);
    return historyProblem(host, unit, history);
  } catch (error) {
    await kill(host, unit);
    throw error;
  }
};

const waitUntilHealthy = async (
  host: Host, service: StartedService, restarts: number, report: ReportProgress,
): Promise<string | null> => {
  const { unit, healthyWithin, steadyFor } = service;
  const history = historyFileOf(host, unit);
  let why: string | null = "";
  let since = Infinity;
  const isHealthy = await until(host, (healthyWithin + steadyFor) * 1000, async () => {
    why = await startupProblem(host, service, restarts)
      ?? await dutyProblem(host, service, history);
    const now = host.now().getTime();
    since = why === null ? Math.min(since, now) : Infinity;
    const isSteady = now - since >= steadyFor * 1000;
    if (why !== null) report(`waiting for ${unit}: ${why}`);
    else if (isSteady) report(`${unit} is healthy`);
    else report(`${unit} is up; it must stay so for ${steadyFor} s`);
    return isSteady;
  });
  return isHealthy ? null : why ?? "it did not stay healthy";
};

/** Who has been asked to stop cannot be asked to go on: a start would wait for it, or for ever. */
const finishStop = async (
  host: Host, service: ServiceParams, report: ReportProgress,
): Promise<void> => {
  const { active } = await stateOf(host, service.unit);
  if (active === "deactivating") await stopService(host, service, report);
};

/** One that votes without its history may sign against its own votes: it is stopped at once. */
const votesOn = async (
  host: Host, service: ServiceParams, given: GivenHistory, report: ReportProgress,
): Promise<void> => {
  try {
    await awaitHistoryUsed(host, given, service.unit, report);
  } catch (error) {
    if (isLost(error)) {
      await stopService(host, service, report).catch((failure: unknown) => {
        report(`${service.unit} is not stopped: ${asVexorError(failure).message}`);
      });
    }
    throw error;
  }
};

/** A start that systemd has begun. */
interface BegunStart {
  readonly service: StartedService;
  /** How often systemd had started it anew by then. */
  readonly restarts: number;
  /** The votes that it must be seen to use. */
  readonly given: GivenHistory | null;
}

const begin = async (
  host: Host, service: ServiceParams, report: ReportProgress,
): Promise<BegunStart> => {
  const { unit, startsAs } = service;
  assertNotBehind(host, unit);
  if (startsAs) assertStartsAs(host, unit, startsAs);
  await finishStop(host, service, report);
  const others = conflictingValidators(host, service, (one) => one.unit !== unit);
  if (others.length > 0) {
    throw new VexorError("CLIENT_TWO", `${unit} is not started: ${others.join(", ")} runs`);
  }
  assertPortFree(host, service);
  assertLedgerFree(host, unit);
  const given = historyToUse(host, unit);
  const wentOnAs = unitProcesses(host, unit).length > 0 ? service.signsAs : undefined;
  await host.run(["systemctl", "reset-failed", unit], QUICK_MS);
  const { restarts, isOutdated } = await stateOf(host, unit);
  if (isOutdated) await reloadUnits(host);
  await systemctl(host, "start", "--no-block", unit);
  return { service: { ...service, wentOnAs }, restarts, given };
};

/** Until it is healthy and steady, also while the machine boots. */
const finish = async (
  host: Host, { service, restarts }: Omit<BegunStart, "given">, report: ReportProgress,
): Promise<void> => {
  const why = await waitUntilHealthy(host, service, restarts, report);
  if (why === null) return;
  throw new VexorError("CLIENT_SERVICE",
    `${service.unit} runs, but was not healthy within ${service.healthyWithin} s: ${why}`);
};

/** For a caller that must not leave before it runs, whatever else the machine has yet to start. */
export const startAndWait = async (
  host: Host, service: ServiceParams, report: ReportProgress,
): Promise<void> => finish(host, await begin(host, service, report), report);

const start = async (
  host: Host, service: ServiceParams, report: ReportProgress,
): Promise<WriteOutcome> => {
  const begun = await begin(host, service, report);
  if (await isBooting(host)) return "queued";
  await finish(host, begun, report);
  return begun.given === null ? undefined : votesOn(host, service, begun.given, report);
};

export const serviceDriver: TargetDriver = {
  scheme: "service",
  read: (host, name, params) =>
    (unitProcesses(host, readService(name, params).unit).length > 0 ? RUNNING : STOPPED),
  write: async (host, name, value, report = () => undefined, params) => (host.isTree ? undefined
    : (value === RUNNING ? start : stopService)(host, readService(name, params), report)),
  consequences: (name, params) => ({ interrupts: readService(name, params).unit }),
  shell: (name, value, params) => {
    const unit = shellWord(readService(name, params).unit);
    return `systemctl ${value === RUNNING ? "start" : "stop"} ${unit}`;
  },
};
