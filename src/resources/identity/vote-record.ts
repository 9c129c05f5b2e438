/** What binds the next vote of an identity, looked at right before that identity is taken up. */
import type { Phase } from "../../detectors/solana/agreement.ts";
import { readClusterView, type ClusterView } from "../../detectors/solana/cluster-view.ts";
import { ownRpc } from "../../detectors/clients/live-identity.ts";
import { rememberMigrated } from "../../detectors/solana/known-genesis.ts";
import { historyOf, readTowers, towerOf, type TowerFact } from "../../detectors/solana/tower.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { importable, importsRecords } from "../shared/import-record.ts";
import { inSlots, limitOf } from "../shared/slots.ts";
import { givenHistory, type GivenHistory } from "../shared/vote-history-proof.ts";
import type { IdentityChangeParams } from "./change-params.ts";
import { awaitBoundFinal } from "./empty-history.ts";
import { LOCKOUT_SLOTS } from "./guards.ts";
import { historyToImport } from "./import-history.ts";
import type { RunningUnit } from "./running-client.ts";
import { assertNotVoter, failed, patientView, POLL_MS, viewOf } from "./vote-monitor.ts";

const LOCKOUT_LIMIT_SLOTS = 3000;
const FINAL_SLOTS = 150;

/** The record as it is now, held against the newest vote. */
const assertRecord = (
  host: HostReader, { places: { tower, ledger }, uid }: RunningUnit,
  { voter, imports }: IdentityChangeParams, now: Chain,
): TowerFact => {
  const isTower = now.phase === "tower";
  const directory = imports || (isTower ? tower ?? ledger : ledger);
  const records = directory === undefined ? [] : readTowers(host, directory, uid, voter);
  const found = (isTower ? towerOf : historyOf)(records, voter);
  const wrong = (why: string): VexorError =>
    new VexorError(isTower ? "TOWER_INVALID" : "VOTE_HISTORY_INVALID", why);
  if (found === null) {
    throw wrong(`there is no ${isTower ? "tower" : "vote history"} of ${voter} in `
      + `${directory ?? "sight"}`);
  }
  const [problem] = found.problems;
  if (problem) throw wrong(problem.message);
  const last = found.content?.lastVote ?? 0;
  if (now.lastVote === null || last >= now.lastVote) return found;
  throw wrong(`${found.path}: its last vote is slot ${last}; the chain shows one for `
    + String(now.lastVote));
};

/**
 * A client that remembers no vote may vote when none of an older one can bind any more: with towers
 * when so many slots have passed, and after Alpenglow's genesis when so many are final.
 */
const awaitLockoutEnd = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, now: Chain,
  report: ReportProgress,
): Promise<void> => {
  let from: number | null = null;
  const isOver = limitOf(host, LOCKOUT_LIMIT_SLOTS, now);
  while (!isOver()) {
    const view = viewOf(host, client, change);
    const newest = (view?.phase === "tower" ? view.slot : view?.finalized) ?? null;
    from = view?.vote?.lastVote ?? from ?? newest;
    const left = newest === null || from === null ? LOCKOUT_SLOTS : from + LOCKOUT_SLOTS - newest;
    if (left <= 0) return;
    report(`${change.unit} keeps no record of its votes: ${inSlots(left,
      view ?? { slotMs: null })} until ${change.voter} may vote`);
    await host.sleep(POLL_MS);
  }
  throw failed(`${LOCKOUT_SLOTS} slots after the last vote have not passed within `
    + inSlots(LOCKOUT_LIMIT_SLOTS, now));
};

/** What the chain shows right before a key is taken up. */
interface Chain {
  readonly lastVote: number | null;
  readonly phase: Phase;
  /** The newest slot that is final. */
  readonly finalized: number | null;
  readonly slotMs: number | null;
}

export interface SafeChain extends Chain {
  /** The history that the client must vote on from; null where it keeps none. */
  readonly history: GivenHistory | null;
  /** It has no history, and need not have one: nothing that it may have voted for is open. */
  readonly isUnrequired: boolean;
  /** The file that it takes its votes from; null where it finds that by itself. */
  readonly imported: string | null;
}

const wholeView = (
  host: HostReader, client: RunningUnit, { account, rpcs }: IdentityChangeParams,
): ClusterView => readClusterView(host, { port: ownRpc(client) ?? 0, leader: null,
  voteAccount: account || null, others: rpcs });

/** Once no other client votes: git may have lifted that. */
const chainNow = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, report: ReportProgress,
): Promise<Chain> => {
  const seen = await patientView(host, client, change) ?? wholeView(host, client, change);
  // A register has proven the silence already, where one decides.
  const isToWatch = change.requireSilence && change.epoch === "";
  const view = seen.contradiction === null && isToWatch
    ? await assertNotVoter(host, client, change, seen, report) : seen;
  if (view.contradiction !== null) throw new VexorError("CLUSTER_CONTRADICTED", view.contradiction);
  if (view.phase === "alpenglow") rememberMigrated(host, view.genesisHash);
  return { lastVote: view.vote?.lastVote ?? null, phase: view.phase, finalized: view.finalized,
    slotMs: view.slotMs };
};

/**
 * A client too old to know the genesis is asked for its files: what it has just given up comes back
 * by its tower, unless a vote history lies there. A plan is stricter, and goes by the chain alone.
 */
const phaseByFiles = (
  host: HostReader, { part, places: { ledger }, uid }: RunningUnit, { voter }: IdentityChangeParams,
  now: Chain,
): Chain => {
  if (now.phase !== "unknown" || ledger === undefined) return now;
  const isTowers = part?.capabilities?.includes("requireTower") === true
    && historyOf(readTowers(host, ledger, uid), voter) === null;
  return isTowers ? { ...now, phase: "tower" } : now;
};

/**
 * Until the newest vote of the record is final here: what is final can no vote contradict, also one
 * of a client that loses the record after it has received the identity.
 */
const awaitFinal = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, newest: number,
  now: Chain, report: ReportProgress,
): Promise<void> => {
  let final = now.finalized;
  for (const isOver = limitOf(host, FINAL_SLOTS, now); (final ?? -1) < newest;) {
    if (isOver()) {
      throw failed(`the newest vote of ${change.voter}, for slot ${newest}, is not final: the `
        + `newest final slot is ${final ?? "unknown"}`, "While the cluster does not finalize, only "
        + "a person can decide: guards: {tower: {skip: true, why: …}} lifts this.");
    }
    report(`waiting until slot ${newest}, which ${change.voter} has voted for last, is final`);
    await host.sleep(POLL_MS);
    final = wholeView(host, client, change).finalized;
  }
};

const keepsHistory = ({ part }: RunningUnit): boolean =>
  part?.capabilities?.includes("voteHistory") === true;

/** The record in a file that the client receives; what it writes itself shows that it was used. */
const importing = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, now: SafeChain,
  report: ReportProgress,
): Promise<SafeChain> => {
  const file = now.phase === "tower" ? null : historyToImport(host, client, change, report);
  const { path } = assertRecord(host, client, change, now);
  if (file === null) return { ...now, imported: path };
  await awaitFinal(host, client, change, file.history.record.lastVote ?? 0, now, report);
  return { ...now, imported: path, history: file.history };
};

/**
 * Once the bound is final an older one takes nothing away: of that what the identity signed
 * elsewhere since, nothing is open. Git that has lifted a guard has said nothing of a file.
 */
const isOlderByBound = (
  found: TowerFact | null, { epoch }: IdentityChangeParams, { lastVote }: Chain,
): boolean => found !== null && epoch !== ""
  && (found.content === null || (found.content.lastVote ?? -1) < (lastVote ?? -1));

/** Git has lifted the guard: a history that is here counts, and without one the bound does. */
const withoutGuard = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, now: SafeChain,
  report: ReportProgress,
): Promise<SafeChain> => {
  const { ledger } = client.places;
  if (now.phase === "alpenglow" && importsRecords(client)) {
    const here = change.imports === "" ? null
      : importable(host, client, change.imports, change.voter);
    const counts = here !== null && !isOlderByBound(here, change, now);
    if (counts) return importing(host, client, change, now, report);
    await awaitBoundFinal(host, client, change, report, now);
    return now;
  }
  if (now.phase !== "alpenglow" || !keepsHistory(client) || ledger === undefined) return now;
  const found = historyOf(readTowers(host, ledger, client.uid, change.voter), change.voter);
  if (found === null || isOlderByBound(found, change, now)) {
    await awaitBoundFinal(host, client, change, report, now);
    return { ...now, isUnrequired: true };
  }
  const last = found.content?.lastVote ?? -1;
  if (found.content !== null && last >= (now.lastVote ?? -1)) {
    return { ...now, history: givenHistory(host, found, client.uid) };
  }
  throw failed(`${found.path} is here, and is not the newest: the client would vote from it`,
    "Move it aside by hand; without a file Vexor waits until all that may have been voted for is "
    + "final.");
};

/**
 * Before a client takes up the identity: no other client votes with it, and the history that binds
 * its next vote is here. Git may have lifted either. Returns what the chain shows, to tell new
 * votes from old ones.
 */
export const assertSafe = async (
  host: Host, client: RunningUnit, change: IdentityChangeParams, report: ReportProgress,
): Promise<SafeChain> => {
  const now = { history: null, imported: null, isUnrequired: false,
    ...phaseByFiles(host, client, change, await chainNow(host, client, change, report)) };
  if (!change.requireTower) return withoutGuard(host, client, change, now, report);
  if (now.phase === "unknown") {
    throw failed("it is unknown whether a tower or a vote history binds the next vote",
      "The client's RPC, or clusterRpc:, must answer getAgGenesisCert.");
  }
  const kept = now.phase === "tower" ? "requireTower" : "voteHistory";
  if (importsRecords(client) && change.imports !== "") {
    return importing(host, client, change, now, report);
  }
  if (client.part?.capabilities?.includes(kept) !== true) {
    await awaitLockoutEnd(host, client, change, now, report);
    return now;
  }
  // Own votes that land while we watch are in the record already.
  const found = assertRecord(host, client, change, now);
  if (now.phase === "tower") return now;
  const history = givenHistory(host, found, client.uid);
  await awaitFinal(host, client, change, history.record.lastVote ?? 0, now, report);
  return { ...now, history };
};
