/**
 * The identity of a running client as a target: its public key. It is changed through the program
 * that runs (`/proc/PID/exe`, whatever has become of its file), as the user that it runs as, and
 * read back; a key that must not sign any more is watched until its votes have stopped, one that
 * shall sign until they have begun.
 */
import { runningPrograms } from "../../detectors/clients/programs.ts";
import { foreignSocket, identityOf } from "../../detectors/clients/live-identity.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver, ReportProgress } from "../../engine/resource.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { ADAPTERS, type SwapAdapter } from "./adapters.ts";
import { swapOf, type Swap } from "./change-params.ts";
import { bootsAs, restarted, restartShell, turnBack } from "./restart.ts";
import { awaitClient, liveIdentity, runningIn, type Running, type Up } from "./running-client.ts";
import { failed, refuseUnsafe, votesHaveBegun, votesHaveStopped } from "./vote-monitor.ts";

const RUN_MS = 60_000;
const UP_MS = 60_000;
const VERIFY_MS = 10_000;
const POLL_MS = 100;
const STRAY_MS = 15_000;

const asItsUser = (host: HostReader, { uid, pids }: Running): readonly string[] => {
  if (uid === 0 || uid === null) return [];
  const [pid = 0] = pids;
  const status = host.port("processes").processTexts([pid]).get(pid)?.told?.status ?? "";
  const gid = /^Gid:\s+(\d+)/m.exec(status)?.[1] ?? String(uid);
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--no-new-privs", "--"];
};

const verify = async (
  host: Host, client: Running, swap: Swap, value: string, since: number | null,
): Promise<void> => {
  const end = host.now().getTime() + VERIFY_MS;
  let found = identityOf(host, client);
  while (found !== value) {
    if (host.now().getTime() >= end) {
      throw failed(`${swap.unit} reports ${found ?? "no identity"}; it should be ${value}`);
    }
    await host.sleep(POLL_MS);
    found = identityOf(host, client);
  }
  if (swap.account === "") return;
  await (value === swap.voter ? votesHaveBegun(host, client, swap, since)
    : votesHaveStopped(host, client, swap));
};

/**
 * A set-identity that a killed run has left behind may still reach the client: it goes first. It is
 * root's or of the client's user; another user's reaches no client, and holds nothing up. One that
 * does not tell what it is may be it, unless it is the client itself.
 */
const strayHasEnded = async (host: Host, unit: string): Promise<void> => {
  const mayTell = new Set([0, runningIn(host, unit)?.uid ?? 0]);
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

const refuseForeignSocket = (host: HostReader, client: Running): void => {
  const why = foreignSocket(host, client);
  if (why !== null) throw new VexorError("ADMIN_SOCKET", why);
};

const tellClient = async (
  host: Host, client: Running, how: SwapAdapter, key: string, withTower: boolean,
): Promise<void> => {
  refuseForeignSocket(host, client);
  const exe = `/proc/${client.pids[0] ?? 0}/exe`;
  const argv = ADAPTERS[how].argv(exe, client, key, withTower);
  const { code, stderr, stdout, timedOut } =
    await host.run([...asItsUser(host, client), ...argv], RUN_MS);
  if (code === 0) return;
  const says = timedOut ? `no answer within ${RUN_MS / 1000} s` : (stderr || stdout).trim();
  throw ADAPTERS[how].explain(says.slice(-400), argv.slice(1).join(" "));
};

const keyOf = (host: HostReader, { keys }: Swap, value: string): string => {
  const key = keys.find((path) => host.port("keys").keypair(path).pubkey === value);
  if (key !== undefined) return key;
  throw failed(`none of ${keys.join(", ")} is a sound keypair of ${value}`);
};

/**
 * One that died of it starts again, and reads its link then: where the link led to who it was, it
 * does so again; and nothing turns it while the client starts.
 */
const upAgain = async <T>(
  host: Host, { client, identity }: Up, swap: Swap, act: () => Promise<T>,
): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    if (runningIn(host, swap.unit)?.pids[0] !== client.pids[0]) turnBack(host, swap, identity);
    await awaitClient(host, swap.unit, UP_MS);
    throw error;
  }
};

const carryOut = async (
  host: Host, swap: Swap, value: string, report: ReportProgress,
): Promise<void> => {
  const { unit, how } = swap;
  await strayHasEnded(host, unit);
  const up = await awaitClient(host, unit, UP_MS);
  if (!up && how === "restart" && value !== swap.voter) {
    return verify(host, await restarted(host, swap, value, report), swap, value, null);
  }
  if (!up) throw failed(`${unit} does not report its identity: the new one cannot be checked`);
  const { client, identity: found } = up;
  if (found === value && bootsAs(host, swap, value)) return;
  const key = keyOf(host, swap, value);
  const promotes = value === swap.voter;
  const since = promotes ? await refuseUnsafe(host, client, swap, report) : null;
  for (const path of swap.keys) host.writer("keys").keepKey(path);
  if (how !== "restart") {
    const isKept = client.part?.can?.includes("requireTower") === true;
    return upAgain(host, up, swap, async () => {
      await tellClient(host, client, how, key, promotes && swap.tower && isKept);
      await verify(host, client, swap, value, since);
    });
  }
  return verify(host, await restarted(host, swap, value, report), swap, value, since);
};

const PROGRAMS = { agave: "agave-validator", fdctl: "fdctl", firedancer: "firedancer" } as const;

export const identityDriver: TargetDriver = {
  scheme: "identity",
  read: (host, name, params) =>
    (host.isTree ? null : liveIdentity(host, swapOf(name, params).unit)),
  write: async (host, name, value, report = () => undefined, params) => {
    if (value !== null) await carryOut(host, swapOf(name, params), value, report);
  },
  moves: (name, params) => {
    const link = `link:${swapOf(name, params).boot}`;
    return (target) => target === link;
  },
  writablePaths: () => ["/"], // the client's own program, with whatever it shares with the client
  shell: (name, value, params) => {
    const { unit, how, boot, keys } = swapOf(name, params);
    return how === "restart" ? restartShell(keys[0] ?? "", boot, unit)
      : `${PROGRAMS[how]} set-identity ${shellWord(value ?? "")} # in ${unit}`;
  },
};
