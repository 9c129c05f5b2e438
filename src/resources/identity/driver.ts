/**
 * The identity of a running client as a target: its public key. It is changed through the program
 * that runs (`/proc/PID/exe`, whatever has become of its file), as the user that it runs as, and
 * read back; a key that must not sign any more is watched until its votes have stopped, one that
 * shall sign until they have begun.
 */
import { runningPrograms } from "../../detectors/clients/running-programs.ts";
import { foreignSocket, identityOf } from "../../detectors/clients/live-identity.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver, ReportProgress } from "../../engine/resource.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { ADAPTERS, type SwapAdapter } from "./adapters.ts";
import { readChangeParams, type IdentityChangeParams } from "./change-params.ts";
import { bootsAs, restartAndWait, restartShell, restoreLink } from "./restart.ts";
import { awaitClient, liveIdentity, runningClientOf, type RunningUnit,
  type RunningIdentity } from "./running-client.ts";
import { failed, assertSafe, awaitVotesBegun, awaitVotesStopped } from "./vote-monitor.ts";

const RUN_MS = 60_000;
const UP_MS = 60_000;
const VERIFY_MS = 10_000;
const POLL_MS = 100;
const STRAY_MS = 15_000;

const asItsUser = (host: HostReader, { uid, pids }: RunningUnit): readonly string[] => {
  if (uid === 0 || uid === null) return [];
  const [pid = 0] = pids;
  const status = host.port("processes").processTexts([pid]).get(pid)?.told?.status ?? "";
  const gid = /^Gid:\s+(\d+)/m.exec(status)?.[1] ?? String(uid);
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--no-new-privs", "--"];
};

const verify = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, value: string,
    since: number | null,
): Promise<void> => {
  const end = host.now().getTime() + VERIFY_MS;
  let found = identityOf(host, client);
  while (found !== value) {
    if (host.now().getTime() >= end) {
      throw failed(`${change.unit} reports ${found ?? "no identity"}; it should be ${value}`);
    }
    await host.sleep(POLL_MS);
    found = identityOf(host, client);
  }
  if (change.account === "") return;
  await (value === change.voter ? awaitVotesBegun(host, client, change, since)
    : awaitVotesStopped(host, client, change));
};

/**
 * A set-identity that a killed run has left behind may still reach the client: it goes first. It is
 * root's or of the client's user; another user's reaches no client, and holds nothing up. One that
 * does not tell what it is may be it, unless it is the client itself.
 */
const awaitStrayEnd = async (host: Host, unit: string): Promise<void> => {
  const mayTell = new Set([0, runningClientOf(host, unit)?.uid ?? 0]);
  const isStray = (): boolean => runningPrograms(host, () => true).some((one) =>
    one.uid !== null && mayTell.has(one.uid)
    && (one.isSilent ? one.unit !== unit : one.argv.includes("set-identity")));
  for (const end = host.now().getTime() + STRAY_MS; isStray();) {
    if (host.now().getTime() >= end) {
      throw failed("another set-identity is running, and does not end");
    }
    await host.sleep(POLL_MS);
  }
};

const assertOwnSocket = (host: HostReader, client: RunningUnit): void => {
  const why = foreignSocket(host, client);
  if (why !== null) throw new VexorError("ADMIN_SOCKET", why);
};

const runSwapCommand = async (
  host: Host, client: RunningUnit, how: SwapAdapter, key: string, withTower: boolean,
): Promise<void> => {
  assertOwnSocket(host, client);
  const exe = `/proc/${client.pids[0] ?? 0}/exe`;
  const argv = ADAPTERS[how].argv(exe, client, key, withTower);
  const { code, stderr, stdout, timedOut } =
    await host.run([...asItsUser(host, client), ...argv], RUN_MS);
  if (code === 0) return;
  const says = timedOut ? `no answer within ${RUN_MS / 1000} s` : (stderr || stdout).trim();
  throw ADAPTERS[how].explain(says.slice(-400), argv.slice(1).join(" "));
};

const keyOf = (host: HostReader, { keys }: IdentityChangeParams, value: string): string => {
  const key = keys.find((path) => host.port("keys").keypair(path).pubkey === value);
  if (key !== undefined) return key;
  throw failed(`none of ${keys.join(", ")} is a sound keypair of ${value}`);
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

const changeIdentity = async (
  host: Host, change: IdentityChangeParams, value: string, report: ReportProgress,
): Promise<void> => {
  const { unit, method } = change;
  await awaitStrayEnd(host, unit);
  const up = await awaitClient(host, unit, UP_MS);
  if (!up && method === "restart" && value !== change.voter) {
    return verify(host, await restartAndWait(host, change, value, report), change, value, null);
  }
  if (!up) throw failed(`${unit} does not report its identity: the new one cannot be checked`);
  const { client, identity: found } = up;
  if (found === value && bootsAs(host, change, value)) return;
  const key = keyOf(host, change, value);
  const promotes = value === change.voter;
  const chain = promotes ? await assertSafe(host, client, change, report) : null;
  const since = chain?.lastVote ?? null;
  for (const path of change.keys) host.writer("keys").keepKey(path);
  if (method !== "restart") {
    const insists = chain?.phase === "tower" && change.requireTower
      && client.part?.can?.includes("requireTower") === true;
    return awaitRestart(host, up, change, async () => {
      await runSwapCommand(host, client, method, key, insists);
      await verify(host, client, change, value, since);
    });
  }
  return verify(host, await restartAndWait(host, change, value, report), change, value, since);
};

const PROGRAMS = { agave: "agave-validator", fdctl: "fdctl", firedancer: "firedancer" } as const;

export const identityDriver: TargetDriver = {
  scheme: "identity",
  read: (host, name, params) =>
    (host.isTree ? null : liveIdentity(host, readChangeParams(name, params).unit)),
  write: async (host, name, value, report = () => undefined, params) => {
    if (value !== null) await changeIdentity(host, readChangeParams(name, params), value, report);
  },
  moves: (name, params) => {
    const link = `link:${readChangeParams(name, params).linkPath}`;
    return (target) => target === link;
  },
  writablePaths: () => ["/"], // the client's own program, with whatever it shares with the client
  shell: (name, value, params) => {
    const { unit, method, linkPath, keys } = readChangeParams(name, params);
    return method === "restart" ? restartShell(keys[0] ?? "", linkPath, unit)
      : `${PROGRAMS[method]} set-identity ${shellWord(value ?? "")} # in ${unit}`;
  },
};
