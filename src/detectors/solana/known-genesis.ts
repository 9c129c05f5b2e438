/**
 * Clusters whose Alpenglow genesis has been seen, by the hash of their first genesis. It never
 * changes afterwards, so it is kept: a node that does not tell any more, or tells otherwise, is
 * behind, too old, or of another cluster.
 */
import { STATE } from "../../engine/run/store.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { BASE58 } from "../../formats/base58.ts";

const PATH = `${STATE}/alpenglow`;
const HASH = new RegExp(`^${BASE58}{32,44}$`);
/** A machine sees a few clusters in its life. */
const MOST = 100;

const known = (host: HostReader): readonly string[] =>
  (host.read(PATH) ?? "").split("\n").filter((line) => HASH.test(line)).slice(0, MOST);

export const isKnownMigrated = (host: HostReader, genesisHash: string | null): boolean =>
  genesisHash !== null && known(host).includes(genesisHash);

export const rememberMigrated = (host: Host, genesisHash: string | null): void => {
  if (genesisHash === null || !HASH.test(genesisHash)) return;
  const before = known(host);
  if (!before.includes(genesisHash) && before.length < MOST) host.append(PATH, `${genesisHash}\n`);
};
