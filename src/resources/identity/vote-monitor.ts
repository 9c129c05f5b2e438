/**
 * Votes, as the proof of what an identity does: the chain shows them, wherever they come from. A
 * client reports another identity at once; that it votes, or has stopped, shows in the next slots.
 */
import { readClusterView, type ClusterView } from "../../detectors/solana/cluster-view.ts";
import { identityOf, ownRpc } from "../../detectors/clients/live-identity.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { IdentityChangeParams } from "./change-params.ts";
import { runningClientOf, type RunningUnit } from "./running-client.ts";

const APART_MS = 900;
const STOP_MS = 10_000;
const BEGIN_MS = 30_000;
export const POLL_MS = 400;

export const failed = (message: string, hint?: string): VexorError =>
  new VexorError("IDENTITY_SWAP", message, hint === undefined ? {} : { hint });

export const viewOf = (
  host: HostReader, client: RunningUnit, { account, rpcs }: IdentityChangeParams,
): ClusterView | null =>
  (account === "" ? null : readClusterView(host, { port: ownRpc(client) ?? 0, voteAccount: account,
    leader: null, others: rpcs }));

const LOOKS = 4;

/** One that has just started may not have listened yet where it answers. */
const asItIsNow = (host: HostReader, client: RunningUnit): RunningUnit =>
  runningClientOf(host, client.unit) ?? client;

/** On a busy machine a client may answer late: one silence says nothing of the account's votes. */
export const patientView = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, again = asItIsNow,
): Promise<ClusterView | null> => {
  for (let left = LOOKS; ; left--) {
    const view = viewOf(host, left === LOOKS ? client : again(host, client), change);
    if (view === null || view.vote !== null || view.votesUnknown === null || left <= 1) return view;
    await host.sleep(POLL_MS);
  }
};

const lastVote = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams,
): Promise<number | null> =>
  (await patientView(host, client, change))?.vote?.lastVote ?? null;

/** Whether the account's last vote moves while no client here votes; null when that is unknown. */
const stillVotes = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, known?: number | null,
): Promise<boolean | null> => {
  const before = known === undefined ? await lastVote(host, client, change) : known;
  if (before === null) return null;
  await host.sleep(APART_MS);
  const after = await lastVote(host, client, change);
  return after === null ? null : after !== before;
};

/** This machine's own last votes may still be landing: only who goes on voting is another one. */
const LANDING_SAMPLES = 4;

/** `before` is the last vote as it was a moment ago: each question costs a process. */
export const assertNotVoter = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, before: number | null,
): Promise<void> => {
  for (let sample = 0; sample < LANDING_SAMPLES; sample++) {
    const votes = await stillVotes(host, client, change, sample === 0 ? before : undefined);
    if (votes === false) return;
    if (votes === null) {
      throw failed(`it is unknown whether ${change.voter} votes from another machine now`,
        "The client's RPC, or clusterRpc:, must answer getVoteAccounts.");
    }
  }
  throw failed(`${change.voter} votes from another machine at this very moment`,
    "Demote it there first: two machines that sign for one identity are slashed.");
};

/**
 * Until the last vote has stopped moving: a client reports its new identity before its votes stop.
 */
export const awaitVotesStopped = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams,
): Promise<void> => {
  for (let left = STOP_MS; left > 0; left -= APART_MS) {
    if (await stillVotes(host, client, change) !== true) return;
  }
  throw failed(`${change.voter} was given up, and still votes ${STOP_MS / 1000} s later`);
};

/**
 * The owner of the account, once a client tells: a client that has just started may be busy. If
 * none tells, a run fails, and a rollback leaves the account as it is.
 */
export const voterOf = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, goesBack: boolean,
): Promise<string | null> => {
  for (const end = host.now().getTime() + BEGIN_MS; host.now().getTime() < end;) {
    const view = await patientView(host, client, change);
    if (view === null || view.vote !== null || view.votesUnknown === null) {
      return view?.vote?.node ?? null;
    }
  }
  if (goesBack) return null;
  throw failed(`${change.unit} was restarted, and for ${BEGIN_MS / 1000} s it was unknown whether `
    + `${change.voter} votes`);
};

/** A client that has taken the identity and cannot vote with it does not validate. */
export const awaitVotesBegun = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, since: number | null,
): Promise<void> => {
  if (since === null) return;
  for (const end = host.now().getTime() + BEGIN_MS; host.now().getTime() < end;) {
    const now = await lastVote(host, client, change);
    if (now !== null && now > since) return;
    const who = identityOf(host, client);
    if (who !== change.voter) {
      throw failed(`${change.unit} had taken ${change.voter} up, and is ${who ?? "gone"} now`);
    }
    await host.sleep(POLL_MS);
  }
  throw failed(
    `${change.unit} has taken ${change.voter} up, and does not vote: its last vote is still `
    + `slot ${since} after ${BEGIN_MS / 1000} s`);
};
