/**
 * Whether Firedancer has written all of its votes, once it has stopped. Nothing says that it
 * writes a vote down before it sends it. So the chain is asked: the account must have been silent
 * for a while, and the file must hold its last vote or a later one. Votes that never came to the
 * chain do not show there; so no client starts as that identity, and the one that takes it up
 * later waits for the slots to be final.
 */
import { readClusterView, readSlots } from "../../detectors/solana/cluster-view.ts";
import { soundTower, type TowerFact } from "../../detectors/solana/tower.ts";
import { errorOf, VexorError } from "../../engine/model/errors.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { SILENT_SLOTS, untilSilent } from "../shared/silence.ts";
import { inSlots, limitOf, slotMsOf, type SlotPace } from "../shared/slots.ts";

/** Beyond the silence that is awaited. */
const MOST_SLOTS = 150;
const LOOK_SLOTS = 8;
const LEAST_LOOK_MS = 400;
/** No client answers there: it has stopped. */
const NO_PORT = 0;

export interface ExportedVotes {
  readonly voter: string;
  readonly account: string;
  readonly rpcs: readonly string[];
}

interface Sight extends SlotPace {
  readonly lastVote: number | null;
  /** Null where it is unknown. */
  readonly left: number | null;
}

/** By other nodes alone. */
const lookAt = (host: HostReader, { account, rpcs }: ExportedVotes): Sight => {
  const view = readClusterView(host, { port: NO_PORT, voteAccount: account, leader: null,
    others: rpcs });
  if (view.contradiction !== null) throw new VexorError("CLUSTER_CONTRADICTED", view.contradiction);
  const slots = readSlots(host, NO_PORT, rpcs).flatMap(({ processed }) => processed ?? []);
  const slot = slots.length === 0 ? null : Math.max(...slots);
  return { slotMs: view.slotMs, lastVote: view.vote?.lastVote ?? null,
    left: untilSilent({ ...view, slot }) };
};

const wrong = (why: string, hint: string): VexorError =>
  new VexorError("VOTE_HISTORY_INVALID", why, { hint });

const awaitSilence = async (
  host: Host, asked: ExportedVotes, report: ReportProgress,
): Promise<number> => {
  let seen = lookAt(host, asked);
  for (const isOver = limitOf(host, MOST_SLOTS, seen); seen.left !== 0 || seen.lastVote === null;) {
    if (isOver()) {
      throw wrong(`whether ${asked.voter} has voted further is unknown: ${seen.left === null
        ? "no other node tells" : `its last vote is slot ${seen.lastVote ?? "none"}, and no later `
          + "one has become final"}`, "clusterRpc: names nodes that answer getVoteAccounts.");
    }
    report(`waiting until ${asked.voter} has not voted for ${inSlots(SILENT_SLOTS, seen)}`);
    await host.sleep(Math.max(LEAST_LOOK_MS,
      Math.min(seen.left ?? LOOK_SLOTS, LOOK_SLOTS) * slotMsOf(seen)));
    seen = lookAt(host, asked);
  }
  return seen.lastVote;
};

/** Throws VOTE_HISTORY_INVALID where it is not, and where that does not show. */
export const assertExportWhole = async (
  host: Host, asked: ExportedVotes, exported: { readonly fact: TowerFact | null;
    readonly uid: number; readonly directory: string }, report: ReportProgress,
): Promise<void> => {
  const { fact, uid, directory } = exported;
  const [problem] = fact?.problems ?? [];
  if (problem) throw errorOf(problem);
  if (fact === null) {
    throw wrong(`there is no vote history of ${asked.voter} in ${directory}`,
      "The client writes one where its TOML has [tiles.votor] write_vote_history_file = true.");
  }
  const { lastVote: newest } = soundTower(host, fact, uid);
  const last = await awaitSilence(host, asked, report);
  if (newest !== null && newest >= last) return;
  throw wrong(`${fact.path}: its last vote is slot ${newest ?? "none"}; the chain shows one for `
    + String(last), "It is not carried: a client would vote against the votes that it lacks.");
};
