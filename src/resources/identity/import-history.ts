/**
 * A client that receives its vote history: Firedancer from 26.10 on. What it has written itself
 * since then comes first: after a restart, and after a switch there and back, the file that it
 * was given is the older one. So that is replaced before the client receives it again.
 */
import { soundTower, type SoundTower, type TowerFact } from "../../detectors/solana/tower.ts";
import { whyNotContinued } from "../../detectors/solana/vote-history.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { exportOf, importable, importProblem } from "../shared/import-record.ts";
import { givenHistory, type GivenHistory } from "../shared/vote-history-proof.ts";
import type { IdentityChangeParams } from "./change-params.ts";
import type { RunningUnit } from "./running-client.ts";

const KEPT_MODE = 0o600;

const wrong = (why: string): VexorError => new VexorError("VOTE_HISTORY_INVALID", why);

const pathIn = (directory: string, identity: string): string =>
  `${directory.replace(/\/+$/, "")}/vote_history-${identity}.bin`;

const soundAt = (host: HostReader, fact: TowerFact, uid: number | null): SoundTower | null => {
  try {
    return soundTower(host, fact, uid);
  } catch (error) {
    if (error instanceof VexorError) return null;
    throw error;
  }
};

/** Neither may lack a vote that the other one has, and that binds; a damaged one has none. */
const assertContinues = (
  host: HostReader, newer: TowerFact, path: string, uid: number | null,
): void => {
  const earlier = soundAt(host, { ...newer, path }, uid);
  const why = earlier && whyNotContinued(soundTower(host, newer, uid), earlier);
  if (why !== null) throw wrong(`${newer.path} does not go on from ${path}: ${why}`);
};

/** Its own file has newer votes than the one that it is to be given. */
const refill = (
  host: Host, { uid, unit }: RunningUnit, own: TowerFact, path: string, report: ReportProgress,
): void => {
  assertContinues(host, own, path, uid);
  const { bytes, lastVote } = soundTower(host, own, uid);
  report(`${unit} receives what it has written itself: its last vote is slot `
    + String(lastVote ?? "none"));
  host.writer("userFiles").placeFor(uid ?? 0, path, bytes, KEPT_MODE);
  if (Buffer.compare(soundTower(host, { ...own, path }, uid).bytes, bytes) === 0) return;
  throw wrong(`${path} is not the vote history that was put there`);
};

/** The vote history in the file that the client receives, and the file that shows its use. */
export const historyToImport = (
  host: Host, client: RunningUnit, { voter, imports }: IdentityChangeParams,
  report: ReportProgress,
): { readonly path: string; readonly history: GivenHistory } | null => {
  const path = pathIn(imports, voter);
  const found = importable(host, client, imports, voter);
  const problem = importProblem(host, client, imports, found);
  if (problem !== null) throw wrong(problem);
  if (found === null) return null;
  if (found.path !== path) refill(host, client, found, path, report);
  const given = givenHistory(host, { ...found, path }, client.uid);
  const written = { ...found, path: pathIn(exportOf(client) ?? imports, voter) };
  const before = soundAt(host, written, client.uid)?.bytes ?? null;
  return { path, history: { ...given, fact: written, before } };
};
