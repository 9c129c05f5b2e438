/**
 * That a client votes on from the history that it was given. Agave's own OK does not show it: the
 * file is looked at when the client receives an identity, and loaded later by the loop that
 * votes, which begins an empty history where it cannot read the file, without a word. The file
 * itself shows it: the client writes all of it before each vote.
 */
import { soundTower, type SoundTower, type TowerFact } from "../../detectors/solana/tower.ts";
import { whyNotContinued } from "../../detectors/solana/vote-history.ts";
import { errorOf, VexorError } from "../../engine/model/errors.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { inSlots, limitOf, type SlotPace } from "./slots.ts";

/** A root passes a vote some slots later; until then the file shows whether it is known. */
const POLL_MS = 50;
const USED_SLOTS = 150;

/** A vote history as it was before a client was given it. */
export interface GivenHistory {
  readonly fact: TowerFact;
  readonly uid: number | null;
  readonly record: SoundTower;
  /** What is in the file that it writes, where that is another one; null where there is none. */
  readonly before?: Uint8Array | null;
}

/** Throws VOTE_HISTORY_INVALID where the client would not take it. */
export const givenHistory = (
  host: HostReader, fact: TowerFact, uid: number | null,
): GivenHistory => {
  const [problem] = fact.problems;
  if (problem) throw errorOf(problem);
  return { fact, uid, record: soundTower(host, fact, uid) };
};

type Sight = "used" | "unwritten" | { readonly unsound: string } | { readonly lost: string };

const lookAt = (
  host: HostReader, { fact, uid, record, before = record.bytes }: GivenHistory,
): Sight => {
  try {
    const now = soundTower(host, fact, uid);
    if (before !== null && Buffer.compare(now.bytes, before) === 0) return "unwritten";
    const lost = whyNotContinued(now, record);
    if (lost !== null) return { lost };
    return (now.lastVote ?? -1) > (record.lastVote ?? -1) ? "used" : "unwritten";
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    return { unsound: error.message };
  }
};

type Unproven = "VOTE_HISTORY_LOST" | "VOTE_HISTORY_UNUSED";

const unproven = (
  code: Unproven, { fact }: GivenHistory, unit: string, why: string,
): VexorError =>
  new VexorError(code, `${unit} does not vote on from the vote history of `
    + `${fact.identity} (${fact.path}): ${why}`);

/**
 * Until the client has written it anew, with all that it held. Throws VOTE_HISTORY_LOST where it
 * votes without, and VOTE_HISTORY_UNUSED where it does not vote.
 */
export const awaitHistoryUsed = async (
  host: Host, given: GivenHistory, unit: string, report: ReportProgress,
  cluster: SlotPace = { slotMs: null },
): Promise<void> => {
  let last: Sight = "unwritten";
  report(`waiting until ${unit} votes on from its vote history`);
  for (const isOver = limitOf(host, USED_SLOTS, cluster); !isOver();) {
    last = lookAt(host, given);
    if (last === "used") return;
    if (typeof last !== "string" && "lost" in last) {
      throw unproven("VOTE_HISTORY_LOST", given, unit, last.lost);
    }
    await host.sleep(POLL_MS);
  }
  throw unproven("VOTE_HISTORY_UNUSED", given, unit, typeof last === "string"
    ? `the file has not been written for ${inSlots(USED_SLOTS, cluster)}` : last.unsound);
};

/** It has voted without its history. */
export const isLost = (error: unknown): boolean =>
  error instanceof VexorError && error.code === "VOTE_HISTORY_LOST";

export const isUnproven = (error: unknown): boolean => error instanceof VexorError
  && ["VOTE_HISTORY_LOST", "VOTE_HISTORY_UNUSED"].includes(error.code);
