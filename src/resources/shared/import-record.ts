/**
 * The vote history of a client that has two places for it. Firedancer (26.10) writes its own into
 * `[paths] vote_history`, and reads none when it starts: it takes one from a file that its
 * `set-identity` names, which lies elsewhere. What it has written itself since it took one is
 * the newer of the two.
 */
import { canDo, type FoundClient } from "../../detectors/clients/descriptors.ts";
import { historyOf, readTowers, type TowerFact } from "../../detectors/solana/tower.ts";
import type { HostReader } from "../../ports/host.ts";

/** Firedancer's own limit. */
export const MOST_IMPORTED = 32_688;

export const importsRecords = (client: FoundClient): boolean => canDo(client, "historyImport");

/** A whole path, without what the client would fill in (`{name}`). */
const WHOLE = /^\/[^,{}\u0000-\u001f]*$/;

/** Where it writes its own vote histories; null of one that has one place, or does not say. */
export const exportOf = (client: FoundClient): string | null => {
  const { historyExport, ledger } = client.places;
  const said = historyExport ?? ledger ?? "";
  return importsRecords(client) && WHOLE.test(said) ? said : null;
};

const historyIn = (
  host: HostReader, directory: string | null, uid: number | null, identity: string,
): TowerFact | null => (directory === null || host.stat(directory)?.kind !== "dir" ? null
  : historyOf(readTowers(host, directory, uid, identity), identity));

/** What it has written itself of this identity. */
export const exportedHistory = (
  host: HostReader, client: FoundClient, identity: string,
): TowerFact | null => historyIn(host, exportOf(client), client.uid, identity);

const newestIn = (fact: TowerFact | null): number => fact?.content?.lastVote ?? -1;

/** The newer of what lies in `directory` for it, and what it has written itself. */
export const importable = (
  host: HostReader, client: FoundClient, directory: string, identity: string,
): TowerFact | null => {
  const given = historyIn(host, directory, client.uid, identity);
  const own = exportedHistory(host, client, identity);
  return newestIn(own) > newestIn(given) ? own : given;
};

/** Nothing would show that it votes from the history that it is given. */
export const whyUnproven = ({ places }: FoundClient): string | null =>
  (places.writesHistory === "true" ? null : "the client writes no vote history: nothing would show "
    + "that it votes from the one that it is given");

/** Why it would not take this record from there. */
export const importProblem = (
  host: HostReader, client: FoundClient, directory: string, record: TowerFact | null,
): string | null => {
  const writes = exportOf(client);
  if (writes === null) return "where the client writes its own records of votes is not said";
  if ((host.resolve(directory) ?? directory) === (host.resolve(writes) ?? writes)) {
    return `${directory} is where the client writes its own records of votes`;
  }
  const size = record === null ? 0 : host.stat(record.path)?.size ?? 0;
  return size <= MOST_IMPORTED ? null
    : `${record?.path ?? ""} has ${size} bytes; the client takes ${MOST_IMPORTED} at most`;
};

export const HOW_TO_IMPORT = "put the file of the machine that voted last into a directory of its "
  + "own, and name that: identity: {tower: DIRECTORY}; and in the client's TOML: [tiles.votor] "
  + "write_vote_history_file = true";
