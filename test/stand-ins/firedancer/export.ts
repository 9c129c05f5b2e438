/**
 * Firedancer's own vote history, which it writes and never reads: of the votes since the root, as
 * Agave writes its own. What would be too large to be taken empties the file. An identity that votes
 * for the first time takes the file of the one before; a file of its name is kept as `.old`.
 */
import { existsSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeHistory, saveHistory, signHistory, type VoteHistory } from "../agave/vote-history.ts";
import type { Keypair } from "../common/keypair.ts";

const MOST_IMPORTED = 32_688;
/** It votes from the leader window after the newest vote that it was given. */
const WINDOW = 4;

const pathOf = (directory: string, identity: string): string =>
  join(directory, `vote_history-${identity}.bin`);

export const takeOverExport = (directory: string, from: string, to: string): void => {
  const [old, path] = [pathOf(directory, from), pathOf(directory, to)];
  if (existsSync(path)) renameSync(path, `${path}.old`);
  if (existsSync(old)) renameSync(old, path);
};

export const saveExport = (
  directory: string, history: VoteHistory, identity: Keypair, syncs = false,
): void => {
  const { length } = signHistory(encodeHistory(history, identity.publicKey), identity);
  if (length <= MOST_IMPORTED) return saveHistory(directory, history, identity, syncs);
  const path = pathOf(directory, identity.address);
  if (existsSync(path)) truncateSync(path, 0);
  else writeFileSync(path, "");
};

export const votesFrom = (newest: number | null): number =>
  (newest === null ? 0 : (Math.floor(newest / WINDOW) + 1) * WINDOW);
