/**
 * The identity of a running client as a target: its public key. It is changed through the program
 * that runs (`/proc/PID/exe`, whatever has become of its file), as the user that it runs as, and
 * read back; a key that must not sign any more is watched until its votes have stopped, one that
 * shall sign until they have begun.
 */
import { runningPrograms } from "../../detectors/clients/running-programs.ts";
import { identityOf } from "../../detectors/clients/live-identity.ts";
import { assertClock } from "../../engine/run/clock.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver, ReportProgress } from "../../engine/resource.ts";
import { STOPPED_PATH } from "../../failover/signing-record.ts";
import { permitIn } from "../shared/failover-permit.ts";
import { isKeeperInForce } from "../shared/failover-role.ts";
import { shellPath, shellWord } from "../../formats/shell-word.ts";
import type { SwapAdapter } from "./adapters.ts";
import { readChangeParams, type IdentityChangeParams } from "./change-params.ts";
import { noteSigned } from "./note-signed.ts";
import { bootsAs, restartAndWait, restartShell, restoreLink } from "./restart.ts";
import { awaitClient, liveIdentity, runningClientOf, type RunningUnit,
  type RunningIdentity } from "./running-client.ts";
import {
  giveUp, isUnsettled, markSettled, setIdentity, tellAgain, type Swap,
} from "./set-identity.ts";
import { assertSafe, type SafeChain } from "./vote-record.ts";
import { failed, awaitVotesBegun, awaitVotesStopped } from "./vote-monitor.ts";
import { awaitHistoryUsed, isUnproven } from "../shared/vote-history-proof.ts";
import { until } from "../shared/poll.ts";

const UP_MS = 60_000;
const VERIFY_MS = 10_000;
const POLL_MS = 100;
const STRAY_MS = 15_000;

const isByRegister = ({ epoch }: IdentityChangeParams): boolean => epoch !== "";

/** The keeper's permission ends with its hold of the register: it is looked at last of all. */
const assertPermitted = (host: HostReader, change: IdentityChangeParams, value: string): void => {
  if (value !== change.voter) return;
  if (!isByRegister(change)) {
    // Of before the group was made, as a rollback brings it.
    if (!isKeeperInForce(host)) return;
    throw failed(`only the keeper of this host takes ${value} up, while it holds the register`);
  }
  if (permitIn(host)?.epoch === Number(change.epoch)) return;
  throw failed(`the keeper does not permit any more to take ${value} up`);
};

/** An undo takes nothing up: the other host may have, since. */
const isLeftToRegister = ({ voter, epoch }: IdentityChangeParams, value: string): boolean =>
  value === voter && epoch === "0";

const verify = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, value: string,
  chain: SafeChain | null, report: ReportProgress,
): Promise<void> => {
  let found: string | null = null;
  const holds = (): boolean => (found = identityOf(host, client)) === value;
  if (!await until(host, VERIFY_MS, holds, POLL_MS)) {
    throw failed(`${change.unit} reports ${found ?? "no identity"}; it should be ${value}`);
  }
  const isGivenUp = value !== change.voter;
  if (isGivenUp && isByRegister(change)) return noteSigned(host, client, change, report);
  if (change.account === "") return;
  if (isGivenUp) return awaitVotesStopped(host, client, change, report);
  if (chain === null || chain.lastVote === null) return;
  if (chain.history) await awaitHistoryUsed(host, chain.history, change.unit, report, chain);
  // Whether it votes is the keeper's to watch: what it has taken up it does not lose by waiting.
  if (!isByRegister(change)) await awaitVotesBegun(host, client, change, chain);
};

/**
 * A set-identity that a killed run has left behind may still reach the client: it goes first. It is
 * root's or of the client's user; another user's reaches no client, and holds nothing up. One that
 * does not tell what it is may be it, unless it is the client itself.
 */
const awaitStrayEnd = async (host: Host, unit: string): Promise<void> => {
  const isStray = (): boolean => {
    const programs = runningPrograms(host, () => true);
    const mayTell = new Set([0, ...programs.flatMap((one) =>
      (one.unit === unit ? one.uid ?? [] : []))]);
    return programs.some((one) => one.uid !== null && mayTell.has(one.uid)
      && (one.isSilent ? one.unit !== unit : one.argv.includes("set-identity")));
  };
  if (!await until(host, STRAY_MS, () => !isStray(), POLL_MS)) {
    throw failed("another set-identity is running, and does not end");
  }
};

const findKey = (
  host: HostReader, { keys }: IdentityChangeParams, value: string,
): string | undefined => keys.find((path) => host.port("keys").keypair(path).pubkey === value);

const keyOf = (host: HostReader, change: IdentityChangeParams, value: string): string => {
  const key = findKey(host, change, value);
  if (key !== undefined) return key;
  throw failed(`none of ${change.keys.join(", ")} is a sound keypair of ${value}`);
};

/**
 * One that died of it starts again, and reads its link then: where the link led to who it was, it
 * does so again; and nothing turns it while the client starts.
 */
const awaitRestart = async <T>(
  host: Host, { client, identity }: RunningIdentity, change: IdentityChangeParams,
  act: () => Promise<T>,
): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    const isAnother = runningClientOf(host, change.unit)?.pids[0] !== client.pids[0];
    if (isAnother) restoreLink(host, change, identity);
    await awaitClient(host, change.unit, UP_MS);
    throw error;
  }
};

/** How it receives a key that signs nothing; null where no such key is here. */
const swapTo = (
  host: HostReader, change: IdentityChangeParams, how: SwapAdapter, value: string,
): Swap | null => {
  const key = findKey(host, change, value);
  return key === undefined ? null
    : { how, key, withTower: false, history: null, isUnrequired: false };
};

interface Live {
  readonly change: IdentityChangeParams;
  readonly value: string;
  readonly how: SwapAdapter;
  readonly up: RunningIdentity;
  readonly chain: SafeChain | null;
  readonly report: ReportProgress;
}

const tellLive = async (host: Host, live: Live): Promise<void> => {
  const { change, value, how, up, chain, report } = live;
  const { client } = up;
  const to = { how, key: keyOf(host, change, value),
    withTower: chain?.phase === "tower" && change.requireTower
      && client.part?.capabilities?.includes("requireTower") === true,
    history: chain?.imported ?? null, isUnrequired: chain?.isUnrequired ?? false };
  const back = swapTo(host, change, how, up.identity);
  assertPermitted(host, change, value);
  await setIdentity(host, up, change, { to, safe: value === change.voter ? back : to }, report);
  try {
    await verify(host, client, change, value, chain, report);
  } catch (error) {
    if (isUnproven(error)) {
      await giveUp(host, { client, identity: value }, change, back, report);
    }
    throw error;
  }
  markSettled(host, client.unit);
};

/** Agave refuses to go from one staked identity to another: it goes by the unstaked one. */
const goesThrough = ({ method, through }: IdentityChangeParams, ...ends: readonly string[]) =>
  method !== "restart" && through !== "" && !ends.includes(through);

const changeIdentity = async (
  host: Host, change: IdentityChangeParams, value: string, report: ReportProgress,
): Promise<void> => {
  const { unit, method } = change;
  await awaitStrayEnd(host, unit);
  const up = await awaitClient(host, unit, UP_MS);
  if (!up && method === "restart" && value !== change.voter) {
    return verify(host, await restartAndWait(host, change, value, report), change, value, null,
      report);
  }
  if (!up) throw failed(`${unit} does not report its identity: the new one cannot be checked`);
  const { client, identity: found } = up;
  if (found === value && bootsAs(host, change, value)) {
    if (method === "restart" || !isUnsettled(host, client)) return;
    return tellAgain(host, up, change, swapTo(host, change, method, value), report);
  }
  if (goesThrough(change, found, value)) {
    await changeIdentity(host, change, change.through, report);
    return changeIdentity(host, change, value, report);
  }
  assertPermitted(host, change, value);
  const chain = value === change.voter ? await assertSafe(host, client, change, report) : null;
  for (const path of change.keys) host.writer("keys").keepKey(path);
  if (method !== "restart") {
    return awaitRestart(host, up, change,
      () => tellLive(host, { change, value, how: method, up, chain, report }));
  }
  return verify(host, await restartAndWait(host, change, value, report), change, value, chain,
    report);
};

const PROGRAMS = { agave: "agave-validator", fdctl: "fdctl", firedancer: "firedancer" } as const;

export const identityDriver: TargetDriver = {
  scheme: "identity",
  read: (host, name, params) =>
    (host.isTree ? null : liveIdentity(host, readChangeParams(name, params).unit)),
  write: async (host, name, value, report = () => undefined, params) => {
    if (value === null) return undefined;
    const change = readChangeParams(name, params);
    if (isLeftToRegister(change, value)) {
      report(`${change.unit} stays as it is: only the keeper has ${value} taken up`);
      return "queued";
    }
    if (isByRegister(change)) host.remove(STOPPED_PATH);
    if (value === change.voter) assertClock(host);
    return changeIdentity(host, change, value, report);
  },
  moves: (name, params) => {
    const link = `link:${readChangeParams(name, params).linkPath}`;
    return (target) => target === link;
  },
  consequences: (name, params) => {
    const { unit, method } = readChangeParams(name, params);
    return method === "restart" ? { signs: true, interrupts: unit } : { signs: true };
  },
  writablePaths: () => ["/"], // the client's own program, with whatever it shares with the client
  shell: (name, value, params) => {
    const { unit, method, linkPath, keys, imports, voter } = readChangeParams(name, params);
    const history = imports === "" || value !== voter ? ""
      : ` --vote-history-file ${shellPath(`${imports}/vote_history-${voter}.bin`)}`;
    return method === "restart" ? restartShell(keys[0] ?? "", linkPath, unit)
      : `${PROGRAMS[method]} set-identity${history} ${shellWord(value ?? "")} # in ${unit}`;
  },
};
