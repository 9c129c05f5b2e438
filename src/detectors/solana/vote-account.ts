/**
 * Which vote account a client votes with. A client receives it once, by a flag or a line of its
 * TOML, when it starts: an address, or a key file. What stands there now is what it has read only
 * while none of that has been changed since; and what its unit says on disk is what the next start
 * will read.
 */
import { allClients, type FoundClient } from "../clients/descriptors.ts";
import type { HostReader } from "../../ports/host.ts";
import { readStoppedClient } from "../clients/clients.ts";

const isPath = (text: string | undefined): text is string => text?.startsWith("/") === true;

const accountAt = (
  host: HostReader, said: string | undefined, uid: number | null,
): string | null => (isPath(said) ? host.port("keys").keypair(said, uid ?? undefined).pubkey
  : said ?? null);

/** The account that it names, as things are now; null when that is unknown. */
export const namedAccount = (host: HostReader, { places, uid }: FoundClient): string | null =>
  accountAt(host, places.voteAccount, uid);

/** The one that the running process has read; null when that is unknown. */
export const runningAccount = (host: HostReader, client: FoundClient): string | null => {
  const { places: { voteAccount, config }, pids: [pid] } = client;
  const read = [config, voteAccount].filter(isPath);
  const isAsRead = pid !== undefined
    && read.every((path) => host.port("processes").startedAfter(pid, path) === true);
  return isAsRead ? namedAccount(host, client) : null;
};

/** What its unit names on disk, where that is something else than it was started with. */
export const editedPlace = (host: HostReader, { unit, places }: FoundClient): string | null => {
  const said = unit === null ? undefined
    : readStoppedClient(host, allClients(), unit)?.places.voteAccount;
  return said === undefined || said === places.voteAccount ? null : said;
};

/** What its next start will read. */
export const nextAccount = (host: HostReader, client: FoundClient): string | null =>
  accountAt(host, editedPlace(host, client) ?? client.places.voteAccount, client.uid);
