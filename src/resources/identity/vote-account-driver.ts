/**
 * The vote account of a running client as a target: its address. Writing it turns the link and
 * restarts the client, which must be well, have read that account, be who it was, and vote.
 */
import { identityOf } from "../../detectors/clients/live-identity.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import { runningAccount } from "../../detectors/solana/vote-account.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver, ReportProgress } from "../../engine/resource.ts";
import { swapOf, type Swap } from "./change-params.ts";
import { restarted, restartShell, turn } from "./restart.ts";
import { awaitClient, runningIn, type Running, type Up } from "./running-client.ts";
import { failed, refuseUnsafe, voterOf, votesHaveBegun } from "./vote-monitor.ts";
import { isBooting } from "../shared/systemd.ts";

const UP_MS = 60_000;

/** What it says of a client that has read something else than what stands there now. */
const UNKNOWN = "unknown";

/** Where nothing runs, it is what the next start will read. */
const accountOf = (host: HostReader, { unit, boot }: Swap): string => {
  const client = runningIn(host, unit);
  if (client) return runningAccount(host, client) ?? UNKNOWN;
  return unitProcesses(host, unit).length > 0 ? UNKNOWN
    : host.port("keys").keypair(boot).pubkey ?? UNKNOWN;
};

/** What does not answer may be the very reason for going back: it is restarted all the same. */
const upFor = async (host: Host, swap: Swap, value: string): Promise<Up | null> => {
  const goesBack = value !== swap.account;
  const up = await awaitClient(host, swap.unit, goesBack ? 0 : UP_MS);
  if (up || goesBack) return up;
  throw failed(`${swap.unit} does not say who it is: it is not restarted`);
};

const verify = async (
  host: Host, client: Running, swap: Swap, since: number | null, goesBack: boolean,
): Promise<void> => {
  const found = runningAccount(host, client);
  if (found !== swap.account) {
    throw failed(`${swap.unit} uses the vote account ${found ?? "unknown"}; it should be `
      + swap.account);
  }
  const who = identityOf(host, client);
  if (who !== swap.voter) {
    throw failed(`${swap.unit} was ${swap.voter}, and is ${who ?? "gone"} now`);
  }
  if (since === null) return; // nobody could tell before, either
  const owner = await voterOf(host, client, swap, goesBack);
  if (owner === swap.voter) await votesHaveBegun(host, client, swap, since);
};

/** Votes of the account before are its own until it has been restarted with the other one. */
const watches = (host: HostReader, swap: Swap, value: string, { client }: Up): boolean =>
  swap.watch && (value === swap.account || runningAccount(host, client) === swap.account);

const carryOut = async (
  host: Host, swap: Swap, value: string, report: ReportProgress,
): Promise<void> => {
  const { unit, boot } = swap;
  if (accountOf(host, swap) === value && host.port("keys").keypair(boot).pubkey === value
    && runningIn(host, unit)) return;
  if (!runningIn(host, unit) && await isBooting(host)) {
    turn(host, swap, value); // boot starts it with what stands there then
    return;
  }
  const up = await upFor(host, swap, value);
  const asked = { ...swap, account: value };
  const since = up
    ? await refuseUnsafe(host, up.client, { ...asked, watch: watches(host, swap, value, up) },
      report)
    : null;
  const client = await restarted(host, swap, value, report);
  await verify(host, client, asked, since, value !== swap.account);
};

export const voteAccountDriver: TargetDriver = {
  scheme: "vote",
  read: (host, name, params) => (host.isTree ? null : accountOf(host, swapOf(name, params))),
  write: async (host, name, value, report = () => undefined, params) => {
    if (value !== null) await carryOut(host, swapOf(name, params), value, report);
  },
  writablePaths: () => ["/"], // a link in a directory of the client's user's
  shell: (name, value, params) => {
    const { unit, boot, keys, was, account } = swapOf(name, params);
    const text = value === account ? keys[0] ?? "" : was;
    return restartShell(text, boot, unit);
  },
};
