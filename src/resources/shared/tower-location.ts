/** Where Solana clients keep what they have voted for, and who votes there. */
import { identityOf } from "../../detectors/clients/live-identity.ts";
import type { FoundClient } from "../../detectors/clients/descriptors.ts";
import { namedAccount } from "../../detectors/solana/vote-account.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { exportOf, importsRecords } from "./import-record.ts";

export const WHOLE_PATH = "/[^,\\u0000-\\u001f]*";

export interface TowerLocation {
  readonly unit: string;
  /** Where it finds its towers; null of a client that finds none. */
  readonly directory: string | null;
  /** Where it finds its vote histories; null as above. */
  readonly ledger: string | null;
  /** Where it leaves its vote histories, where that is not where it finds them. */
  readonly exports: string | null;
  readonly uid: number;
}

/** One kind of what binds the next vote. */
export interface VoteRecord {
  readonly form: "tower" | "vote-history";
  readonly name: string;
  readonly code: "TOWER_INVALID" | "VOTE_HISTORY_INVALID";
  foundAt(location: TowerLocation): string | null;
  leftAt(location: TowerLocation): string | null;
  file(identity: string): string;
}

export const VOTE_RECORDS: readonly [tower: VoteRecord, history: VoteRecord] = [
  { form: "tower", name: "tower", code: "TOWER_INVALID", foundAt: ({ directory }) => directory,
    // What it leaves of a tower need not hold its last vote, and no later look would show that.
    leftAt: ({ directory, exports }) => (exports === null ? directory : null),
    file: (identity) => `tower-1_9-${identity}.bin` },
  { form: "vote-history", name: "vote history", code: "VOTE_HISTORY_INVALID",
    foundAt: ({ ledger }) => ledger, leftAt: ({ ledger, exports }) => exports ?? ledger,
    file: (identity) => `vote_history-${identity}.bin` },
];

export type Voter = FoundClient & { readonly unit: string };

/** `identity:` of the host file. */
export type DeclaredSigner = HostFile["identity"] | null;

/** The key that the host file declares as this machine's own. */
export const isUnstaked = (
  host: HostReader, identity: DeclaredSigner | undefined, key: string,
): boolean => identity?.unstaked !== undefined && key !== identity.pubkey
  && host.port("keys").keypair(identity.unstaked).pubkey === key;

/** The account that it votes with. */
export const accountOf = (
  host: HostReader, client: FoundClient, identity: DeclaredSigner,
): string | null => identity?.voteAccount ?? namedAccount(host, client);

export const keepsTowers = ({ part }: FoundClient): boolean =>
  part?.capabilities?.includes("towerTransfer") === true;

/** In files that another client can take over. */
export const keepsRecords = (client: FoundClient): boolean =>
  keepsTowers(client) || importsRecords(client);

const wholePath = (said: string | undefined): string | null =>
  (said !== undefined && new RegExp(`^${WHOLE_PATH}$`).test(said) ? said : null);

export const directoryOf = ({ places }: FoundClient): string | null =>
  wholePath(places.tower ?? places.ledger);

/** Null of a client that keeps no vote histories. */
export const ledgerOf = ({ part, places }: FoundClient): string | null =>
  (part?.capabilities?.includes("voteHistory") === true ? wholePath(places.ledger) : null);

/** `identity.tower` is where a client that receives its record finds it. */
export const placesOf = (
  client: FoundClient, identity: DeclaredSigner,
): Pick<TowerLocation, "directory" | "ledger" | "exports"> => {
  if (!importsRecords(client)) {
    return { directory: directoryOf(client), ledger: ledgerOf(client), exports: null };
  }
  const given = wholePath(identity?.tower);
  return { directory: given, ledger: given, exports: exportOf(client) };
};

export const isOne = (host: HostReader, a: string, b: string): boolean =>
  a === b || (host.resolve(a) ?? a) === (host.resolve(b) ?? b);

/** Its own word; of one that does not say, or runs no more, the key that it starts with. */
export const votingKeyOf = (host: HostReader, client: FoundClient): string => {
  const { places: { identity }, uid } = client;
  const said = client.state === "running" ? identityOf(host, client) : null;
  const kept = identity?.startsWith("/")
    ? host.port("keys").keypair(identity, uid ?? undefined).pubkey : null;
  return said ?? kept ?? "";
};
