/**
 * Telling a running client of an identity, by its own program. A client that fails half-way has
 * some of its parts on the new key and others on the old one, whatever it says of itself. So a
 * change that did not end is never taken for "as before": Vexor sends the client its key once
 * more, or restarts it; and a file in /run outlives a death of Vexor meanwhile.
 */
import { foreignSocket } from "../../detectors/clients/live-identity.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import { RUNTIME } from "../../engine/run/store.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { ownProgram } from "../shared/own-program.ts";
import { ADAPTERS, type Records, type SwapAdapter } from "./adapters.ts";
import type { IdentityChangeParams } from "./change-params.ts";
import { restoreLink } from "./restart.ts";
import { awaitClient, runningClientOf, type RunningUnit,
  type RunningIdentity } from "./running-client.ts";
import { awaitVotesStopped, failed } from "./vote-monitor.ts";
import { until } from "../shared/poll.ts";

const RUN_MS = 60_000;
const QUICK_MS = 10_000;
const STOP_MS = 60_000;
const START_MS = 1_800_000;
const POLL_MS = 200;
const TRIES = 3;

const DIRECTORY = `${RUNTIME}/root/identity`;
const unsettledPath = (unit: string): string => `${DIRECTORY}/${unit}`;

/** A process that began later has read one key for all of its parts. */
export const isUnsettled = (host: HostReader, { unit, pids: [pid = 0] }: RunningUnit): boolean =>
  host.stat(unsettledPath(unit)) !== null
  && host.port("processes").startedAfter(pid, unsettledPath(unit)) !== true;

const markUnsettled = (host: Host, unit: string): void => {
  host.makeDir(DIRECTORY);
  host.replace(unsettledPath(unit), "", 0o600);
};

/** Once it has said who it is after a command that went well. */
export const markSettled = (host: Host, unit: string): void => host.remove(unsettledPath(unit));

const assertOwnSocket = (host: HostReader, client: RunningUnit): void => {
  const why = foreignSocket(host, client);
  if (why !== null) throw new VexorError("ADMIN_SOCKET", why);
};

/** The key of the identity, and what the client needs beside it. */
export interface Swap extends Records {
  readonly how: SwapAdapter;
  readonly key: string;
}

/** What went wrong; `isRefusal`: before anything was changed. */
interface Failure {
  readonly error: VexorError;
  readonly isRefusal: boolean;
}

const runSwapCommand = async (
  host: Host, client: RunningUnit, swap: Swap,
): Promise<Failure | null> => {
  assertOwnSocket(host, client);
  const { how, key } = swap;
  const { argv: argvOf, explain, refuses } = ADAPTERS[how];
  const { asItsUser, exe } = ownProgram(host, client);
  const argv = argvOf(exe, client, key, swap);
  const { code, stderr, stdout, timedOut } = await host.run([...asItsUser, ...argv], RUN_MS);
  if (code === 0) return null;
  const says = timedOut ? `no answer within ${RUN_MS / 1000} s` : (stderr || stdout).trim();
  return { error: explain(says.slice(-400), argv.slice(1).join(" ")),
    isRefusal: !timedOut && refuses.test(says) };
};

const isSame = (host: HostReader, { unit, pids: [pid] }: RunningUnit): boolean =>
  runningClientOf(host, unit)?.pids[0] === pid;

const bootsAs = (host: HostReader, { linkPath }: IdentityChangeParams, identity: string): boolean =>
  linkPath !== "" && host.port("keys").keypair(linkPath).pubkey === identity;

/** A process that is new has one key for all of its parts: the one that its link leads to. */
const restart = async (
  host: Host, { client: { unit }, identity }: RunningIdentity, change: IdentityChangeParams,
  verb: "restart" | "stop",
): Promise<void> => {
  const old = unitProcesses(host, unit);
  const isThere = (): boolean => unitProcesses(host, unit).some((pid) => old.includes(pid));
  restoreLink(host, change, identity);
  await host.run(["systemctl", verb, "--no-block", unit], QUICK_MS);
  const isGone = await until(host, STOP_MS, () => !isThere());
  if (!isGone) await host.run(["systemctl", "kill", "--signal=SIGKILL", unit], QUICK_MS);
  if (verb === "restart") await awaitClient(host, unit, START_MS);
};

/** True once it has taken that key with all of its parts; false where it has gone, or refuses. */
const insist = async (
  host: Host, client: RunningUnit, swap: Swap, report: ReportProgress,
): Promise<boolean> => {
  for (let left = TRIES; left > 0 && isSame(host, client); left--) {
    report(`telling ${client.unit} again: which of its parts have which identity is unknown`);
    await host.sleep(POLL_MS);
    if (await runSwapCommand(host, client, swap) === null) return true;
  }
  return false;
};

const settle = async (
  host: Host, up: RunningIdentity, change: IdentityChangeParams, swap: Swap | null,
  report: ReportProgress,
): Promise<boolean> => {
  const { client } = up;
  if (swap !== null && await insist(host, client, swap, report)) return true;
  if (!isSame(host, client)) return false;
  report(`restarting ${client.unit}: which of its parts have which identity is unknown`);
  await restart(host, up, change, "restart");
  return false;
};

interface Telling {
  readonly to: Swap;
  /** The key that signs nothing, of the two: where it is unknown which one is used. */
  readonly safe: Swap | null;
}

/** Ends with an error only once all of the client is known to be one identity. */
export const setIdentity = async (
  host: Host, up: RunningIdentity, change: IdentityChangeParams, { to, safe }: Telling,
  report: ReportProgress,
): Promise<void> => {
  const { client } = up;
  markUnsettled(host, client.unit);
  const failure = await runSwapCommand(host, client, to);
  if (failure === null) return;
  if (!failure.isRefusal && await settle(host, up, change, safe, report)
    && safe?.key === to.key) return;
  markSettled(host, client.unit);
  throw failure.error;
};

/** A client that an earlier change has left between two identities receives its own key again. */
export const tellAgain = async (
  host: Host, up: RunningIdentity, change: IdentityChangeParams, same: Swap | null,
  report: ReportProgress,
): Promise<void> => {
  await settle(host, up, change, same, report);
  const { unit } = up.client;
  const now = await awaitClient(host, unit, RUN_MS);
  if (now?.identity === up.identity) return markSettled(host, unit);
  throw failed(`${unit} was ${up.identity}, and is ${now?.identity ?? "gone"} now`);
};

/** What it says of itself is not yet true of its votes. */
const haveStopped = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, report: ReportProgress,
): Promise<boolean> => {
  try {
    await awaitVotesStopped(host, client, change, report);
    return true;
  } catch (error) {
    if (error instanceof VexorError) return false;
    throw error;
  }
};

/**
 * It votes as `up.identity` without all of its votes. It receives the other key, or is restarted
 * where it starts as that one, or else stopped: it never goes on.
 */
export const giveUp = async (
  host: Host, up: RunningIdentity, change: IdentityChangeParams, back: Swap | null,
  report: ReportProgress,
): Promise<void> => {
  const { client, identity } = up;
  report(`${client.unit} gives ${identity} up`);
  const isTold = back !== null && await insist(host, client, back, report);
  if (isTold && await haveStopped(host, client, change, report)) {
    return markSettled(host, client.unit);
  }
  if (!isSame(host, client)) return;
  const verb = bootsAs(host, change, identity) ? "stop" : "restart";
  report(`${client.unit} does not give ${identity} up: systemctl ${verb} ${client.unit}`);
  await restart(host, up, change, verb);
};
