/**
 * Votes, as the proof of what an identity does: the chain shows them, wherever they come from. A
 * client reports another identity at once; that it votes, or has stopped, shows in the next slots.
 */
import { readClusterView, type ClusterView } from "../../detectors/solana/cluster-view.ts";
import { identityOf, ownRpc } from "../../detectors/clients/live-identity.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { inSlots, limitOf, slotMsOf, type SlotPace } from "../shared/slots.ts";
import type { IdentityChangeParams } from "./change-params.ts";
import { runningClientOf, type RunningUnit } from "./running-client.ts";
import { SILENT_SLOTS, untilSilent } from "../shared/silence.ts";

/** Votes land some slots late, and a client's voter follows what the client reports of itself. */
const LANDING_SLOTS = 16;
const STOP_SLOTS = 64;
const LOOK_SLOTS = 8;
const BEGIN_SLOTS = 150;
/** For a client that has just started, and answers nothing yet. */
const UNKNOWN_MS = 30_000;
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

/** What was seen at last, and whether the account votes; null where that does not show. */
interface Silence {
  readonly view: ClusterView | null;
  readonly votes: boolean | null;
}

/** Until the account is silent; `seen` is what was seen a moment ago: a look costs a process. */
const awaitSilence = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, report: ReportProgress,
  seen?: ClusterView,
): Promise<Silence> => {
  let view = seen ?? await patientView(host, client, change);
  const first = view?.slot ?? 0;
  const isOver = limitOf(host, STOP_SLOTS, view ?? { slotMs: null });
  for (;;) {
    const left = view === null ? null : untilSilent(view);
    if (view === null || left === null) return { view, votes: null };
    if (left === 0) return { view, votes: false };
    if (isOver()) {
      const hasGoneOn = (view.vote?.lastVote ?? 0) > first + LANDING_SLOTS;
      return { view, votes: hasGoneOn ? true : null };
    }
    report(`waiting until ${change.voter} has not voted for ${inSlots(SILENT_SLOTS, view)}: `
      + `${left} are left`);
    // A look costs a process, and before those slots have passed none can show the end.
    await host.sleep(Math.max(POLL_MS, Math.min(left, LOOK_SLOTS) * slotMsOf(view)));
    view = await patientView(host, client, change);
  }
};

/** Returns what was seen at last. */
export const assertNotVoter = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, seen: ClusterView,
  report: ReportProgress,
): Promise<ClusterView> => {
  const { view, votes } = await awaitSilence(host, client, change, report, seen);
  if (votes === false && view !== null) return view;
  if (votes === true) {
    throw failed(`${change.voter} votes from another machine at this very moment`,
      "Demote it there first: two machines that sign for one identity are slashed.");
  }
  throw failed(`it is unknown whether ${change.voter} votes from another machine now`,
    "The client's RPC, or clusterRpc:, must answer getVoteAccounts, and the cluster finalize.");
};

/**
 * Until its votes have stopped: a client reports its new identity before that. Where they do not
 * show, or the cluster stands still, the client's word counts: an identity may always be given up.
 */
export const awaitVotesStopped = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, report: ReportProgress,
): Promise<void> => {
  const { view, votes } = await awaitSilence(host, client, change, report);
  if (votes !== true) return;
  throw failed(`${change.voter} was given up, and still votes `
    + `${inSlots(STOP_SLOTS, view ?? { slotMs: null })} later`);
};

/**
 * The owner of the account, once a client tells: a client that has just started may be busy. If
 * none tells, a run fails, and a rollback leaves the account as it is.
 */
export const voterOf = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, goesBack: boolean,
): Promise<string | null> => {
  for (const end = host.now().getTime() + UNKNOWN_MS; host.now().getTime() < end;) {
    const view = await patientView(host, client, change);
    if (view === null || view.vote !== null || view.votesUnknown === null) {
      return view?.vote?.node ?? null;
    }
  }
  if (goesBack) return null;
  throw failed(`${change.unit} was restarted, and for ${UNKNOWN_MS / 1000} s it was unknown `
    + `whether ${change.voter} votes`);
};

/** A client that has taken the identity and cannot vote with it does not validate. */
export const awaitVotesBegun = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams,
  { lastVote: since, slotMs }: SlotPace & { readonly lastVote: number | null },
): Promise<void> => {
  if (since === null) return;
  for (const isOver = limitOf(host, BEGIN_SLOTS, { slotMs }); !isOver();) {
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
    + `slot ${since} after ${inSlots(BEGIN_SLOTS, { slotMs })}`);
};
