/**
 * The vote account of a running client as a target: its address. Writing it turns the link and
 * restarts the client, which must be healthy, have read that account, be who it was, and vote.
 */
import { identityOf } from "../../detectors/clients/live-identity.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import { runningAccount } from "../../detectors/solana/vote-account.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver, ReportProgress } from "../../engine/resource.ts";
import { readChangeParams, type IdentityChangeParams } from "./change-params.ts";
import { restartAndWait, restartShell, repointLink } from "./restart.ts";
import { awaitClient, runningClientOf, type RunningUnit,
  type RunningIdentity } from "./running-client.ts";
import { failed, voterOf, awaitVotesBegun } from "./vote-monitor.ts";
import { assertSafe, type SafeChain } from "./vote-record.ts";
import { awaitHistoryUsed } from "../shared/vote-history-proof.ts";
import { isBooting } from "../shared/systemd.ts";

const UP_MS = 60_000;

/** What it says of a client that has read something else than what stands there now. */
const UNKNOWN = "unknown";

/** Where nothing runs, it is what the next start will read. */
const accountOf = (host: HostReader, { unit, linkPath }: IdentityChangeParams): string => {
  const client = runningClientOf(host, unit);
  if (client) return runningAccount(host, client) ?? UNKNOWN;
  return unitProcesses(host, unit).length > 0 ? UNKNOWN
    : host.port("keys").keypair(linkPath).pubkey ?? UNKNOWN;
};

/** What does not answer may be the very reason for going back: it is restarted all the same. */
const upFor = async (
  host: Host, change: IdentityChangeParams, value: string,
): Promise<RunningIdentity | null> => {
  const goesBack = value !== change.account;
  const up = await awaitClient(host, change.unit, goesBack ? 0 : UP_MS);
  if (up || goesBack) return up;
  throw failed(`${change.unit} does not say who it is: it is not restarted`);
};

const verify = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, chain: SafeChain | null,
  goesBack: boolean, report: ReportProgress,
): Promise<void> => {
  const found = runningAccount(host, client);
  if (found !== change.account) {
    throw failed(`${change.unit} uses the vote account ${found ?? "unknown"}; it should be `
      + change.account);
  }
  const who = identityOf(host, client);
  if (who !== change.voter) {
    throw failed(`${change.unit} was ${change.voter}, and is ${who ?? "gone"} now`);
  }
  if (chain === null || chain.lastVote === null) return; // it was unknown before, too
  const owner = await voterOf(host, client, change, goesBack);
  if (owner !== change.voter) return;
  if (chain.history) await awaitHistoryUsed(host, chain.history, change.unit, report, chain);
  await awaitVotesBegun(host, client, change, chain);
};

/** Votes of the account before are its own until it has been restarted with the other one. */
const watches = (
  host: HostReader, change: IdentityChangeParams, value: string, { client }: RunningIdentity,
): boolean =>
  change.requireSilence && (value === change.account
    || runningAccount(host, client) === change.account);

const changeVoteAccount = async (
  host: Host, change: IdentityChangeParams, value: string, report: ReportProgress,
): Promise<void> => {
  const { unit, linkPath } = change;
  if (accountOf(host, change) === value && host.port("keys").keypair(linkPath).pubkey === value
    && runningClientOf(host, unit)) return;
  if (!runningClientOf(host, unit) && await isBooting(host)) {
    repointLink(host, change, value); // boot starts it with what stands there then
    return;
  }
  const up = await upFor(host, change, value);
  const asked = { ...change, account: value };
  const chain = up
    ? await assertSafe(host, up.client,
      { ...asked, requireSilence: watches(host, change, value, up) }, report)
    : null;
  const client = await restartAndWait(host, change, value, report);
  await verify(host, client, asked, chain, value !== change.account, report);
};

export const voteAccountDriver: TargetDriver = {
  scheme: "vote",
  read: (host, name, params) => (host.isTree ? null
    : accountOf(host, readChangeParams(name, params))),
  write: async (host, name, value, report = () => undefined, params) => {
    if (value !== null) await changeVoteAccount(
      host, readChangeParams(name, params), value, report);
  },
  consequences: (name, params) =>
    ({ signs: true, interrupts: readChangeParams(name, params).unit }),
  writablePaths: () => ["/"], // a link in a directory of the client's user's
  shell: (name, value, params) => {
    const { unit, linkPath, keys, previousLinkText, account } = readChangeParams(name, params);
    const text = value === account ? keys[0] ?? "" : previousLinkText;
    return restartShell(text, linkPath, unit);
  },
};
