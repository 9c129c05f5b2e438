/**
 * Who a client signs as once it starts. A start looks at no leader window, at no other machine's
 * votes and at no age of a tower or a vote history. So a switch starts a client only as who the one
 * that stops is, or with a key that signs nothing; to take an identity up is left to `identity:`,
 * with all its guards. Whose key a client starts with is what the file says that its start line or
 * TOML names; where that is unknown, it may be any.
 */
import { readClients, readStoppedClient } from "../../detectors/clients/clients.ts";
import {
  allClients, type ClientDescriptors, type FoundClient,
} from "../../detectors/clients/descriptors.ts";
import { identityOf, ownRpc } from "../../detectors/clients/live-identity.ts";
import { readClusterView } from "../../detectors/solana/cluster-view.ts";
import { historyOf, readTowers, towerOf } from "../../detectors/solana/tower.ts";
import { namedAccount } from "../../detectors/solana/vote-account.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import type { Blocker } from "../../engine/plan/blockers.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { shellPath, shellWord } from "../../formats/shell-word.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { ClientFacts } from "./facts.ts";
import type { KnownKeys } from "./known-keys.ts";
import { clusterRpcs } from "../shared/cluster-rpcs.ts";
import { exportOf } from "../shared/import-record.ts";
import {
  directoryOf, isUnstaked, keepsRecords, keepsTowers, ledgerOf,
} from "../shared/tower-location.ts";

interface StartingKey {
  /** Null where it is unknown. */
  readonly pubkey: string | null;
  readonly whyUnknown: string;
}

const NOT_NAMED = "neither its start line nor its configuration names the key by its whole path";

/** The key that the next start reads; of a unit, what its files say now. */
const startingKey = (
  host: HostReader, { places: { identity }, uid }: FoundClient,
): StartingKey => {
  if (identity?.startsWith("/") !== true) return { pubkey: null, whyUnknown: NOT_NAMED };
  const { pubkey, problems: [problem] } = host.port("keys").keypair(identity, uid ?? undefined);
  return { pubkey, whyUnknown: problem?.message ?? `${identity} is not a keypair` };
};

export const isDeclaredUnstaked = ({ host, identity }: KnownKeys, key: string): boolean =>
  isUnstaked(host, identity, key);

/** The account that the client votes with is another's, and the key leads no slot of this epoch. */
const isUnknownToCluster = (
  { host, identity }: KnownKeys, key: string, starting: FoundClient, running: FoundClient | null,
): boolean => {
  const voteAccount = namedAccount(host, starting);
  if (voteAccount === null) return false;
  const { vote, leaderIn } = readClusterView(host, { voteAccount, leader: key,
    port: (running && ownRpc(running)) ?? 0, others: clusterRpcs(identity) });
  return vote !== null && vote.node !== key && leaderIn === "never";
};

const signsNothing = (
  keys: KnownKeys, key: string, starting: FoundClient, running: FoundClient | null,
): boolean => isDeclaredUnstaked(keys, key) || isUnknownToCluster(keys, key, starting, running);

const nameOf = ({ unit, client }: FoundClient): string => unit ?? client;

const keyUnknown = (starting: FoundClient, why: string): Blocker => ({
  reason: `which identity ${nameOf(starting)} would start as is unknown: ${why}`,
  waysOut: ["name a key file that is sound, by its whole path: --identity, or its configuration's "
    + "own key for it"],
});

const howToStart = (
  starting: FoundClient, key: string, held: string | null,
): readonly string[] => {
  const path = starting.places.identity ?? "";
  const { unit } = starting;
  return [
    `let ${shellPath(path)} lead to ${held === null ? "" : `the key of ${held}, or to `}`
      + `this machine's unstaked key, declared as identity: {unstaked: FILE}; then identity: `
      + `{pubkey: ${key}} takes it up once ${unit ?? starting.client} runs, with all its guards`,
  ];
};

/** Why `starting` would take up an identity that `running` does not hold; null if it would not. */
export const whyNewcomer = (
  keys: KnownKeys, running: FoundClient, starting: FoundClient,
): Blocker | null => {
  const { pubkey, whyUnknown } = startingKey(keys.host, starting);
  if (pubkey === null) return keyUnknown(starting, whyUnknown);
  const held = identityOf(keys.host, running);
  if (held === pubkey || signsNothing(keys, pubkey, starting, running)) return null;
  return { waysOut: howToStart(starting, pubkey, held),
    reason: `${nameOf(starting)} would start as ${pubkey}, which ${nameOf(running)} is not: `
      + (held === null ? "it does not say who it is" : `it is ${held}`)
      + "; no start looks at the guards of an identity" };
};

/** It reads no record of votes when it starts, whatever is there. */
export const startsBlank = ({ part }: FoundClient): boolean => part?.adapter === "firedancer";

/** It would vote at once, and know nothing of what it has voted for. */
const whyForgetful = (
  keys: KnownKeys, running: FoundClient, starting: FoundClient,
): Blocker | null => {
  const { pubkey } = startingKey(keys.host, starting);
  if (!startsBlank(starting) || pubkey === null) return null;
  if (signsNothing(keys, pubkey, starting, running)) return null;
  return { waysOut: howToStart(starting, pubkey, null),
    reason: `${nameOf(starting)} would start as ${pubkey}, and reads no record of its votes then` };
};

/** The same of the way back: an undo starts the old client by its unit, as that is now. */
const whyNoWayBack = (keys: KnownKeys, running: FoundClient): Blocker | null => {
  const said = readStoppedClient(keys.host, keys.known, running.unit ?? "");
  const blocker = said && (whyNewcomer(keys, running, said) ?? whyForgetful(keys, running, said));
  return blocker && { ...blocker, reason: `an undo could not bring it back: ${blocker.reason}` };
};

/** Why a switch between these two would take an identity up; null where it would not. */
const findIdentityBlocker = (
  keys: KnownKeys, running: FoundClient, starting: FoundClient,
): Blocker | null => (running.unit === starting.unit ? null
  : whyNewcomer(keys, running, starting) ?? whyNoWayBack(keys, running));

/** The newest slot that a client's records of these votes hold; -1 where none is sound. */
const newestVote = (host: HostReader, client: FoundClient, key: string): number => {
  const directories = new Set([directoryOf(client), ledgerOf(client), exportOf(client)]
    .flatMap((one) => one ?? []));
  const facts = [...directories].flatMap((directory) =>
    readTowers(host, directory, client.uid, key));
  return Math.max(-1, ...[towerOf(facts, key), historyOf(facts, key)]
    .map((fact) => fact?.content?.lastVote ?? -1));
};

/**
 * None runs, so none shows who has voted last: where another client's records here, or the chain,
 * know of later votes, the one that starts must not vote from its own.
 */
const findOutdated = (facts: ClientFacts, desired: FoundClient): Blocker | null => {
  const { host, identity, candidates } = facts;
  const { pubkey: key } = startingKey(host, desired);
  const isBlank = startsBlank(desired);
  if (key === null || isDeclaredUnstaked(facts, key)) return null;
  if (!isBlank && !keepsTowers(desired)) return null;
  const own = isBlank ? -1 : newestVote(host, desired, key);
  const newer = candidates.filter((one) => isBlank || one.unit !== desired.unit)
    .find((one) => keepsRecords(one) && newestVote(host, one, key) > own);
  if (newer) {
    return { reason: `${nameOf(newer)} has voted as ${key} here, and ${nameOf(desired)} does not `
      + "know of it",
    waysOut: [`systemctl start ${shellWord(nameOf(newer))}, then plan again: a switch from a `
      + "running client takes its votes along"] };
  }
  const voteAccount = identity?.voteAccount ?? namedAccount(host, desired);
  const others = clusterRpcs(identity);
  const { vote = null } = others.length === 0 ? {}
    : readClusterView(host, { voteAccount, leader: null, port: 0, others });
  if (vote === null || vote.node !== key || vote.lastVote <= own) return null;
  return { reason: `${key} has voted for slot ${vote.lastVote}, and ${nameOf(desired)} does not `
    + "know of it: another machine may be at work",
  waysOut: howToStart(desired, key, null) };
};

/** Why the client that is to start would sign as an identity past the guards of that. */
export const newcomerBlocker = (
  facts: ClientFacts, running: FoundClient | undefined,
): Blocker | null => {
  const { host, desired } = facts;
  if (host.isTree || desired?.family !== "solana") return null;
  return running ? findIdentityBlocker(facts, running, desired) : findOutdated(facts, desired);
};

/** Why systemd itself would one day start the standby as another than the active client. */
export const standbyBlocker = (facts: ClientFacts, standby: string | null): Blocker | null => {
  const { host, known, desired } = facts;
  if (host.isTree || standby === null || desired?.family !== "solana") return null;
  const other = readStoppedClient(host, known, standby);
  if (!other) return null;
  const { pubkey, whyUnknown } = startingKey(host, other);
  if (pubkey === null) return keyUnknown(other, whyUnknown);
  const own = startingKey(host, desired).pubkey;
  if (isDeclaredUnstaked(facts, pubkey)) return null;
  if (pubkey === own && !startsBlank(other) && !startsBlank(desired)) return null;
  if (pubkey === own) {
    return { waysOut: howToStart(other, pubkey, null), reason: "dual: auto: where "
      + `${nameOf(desired)} ends, systemd would start ${nameOf(other)} as ${pubkey}, without what `
      + "that has voted for" };
  }
  return { waysOut: howToStart(other, pubkey, own),
    reason: `dual: auto: where ${nameOf(desired)} ends, systemd would start ${nameOf(other)} as `
      + `${pubkey}, which ${nameOf(desired)} is not` };
};

/** Whose key the unit's next start reads; undefined of another chain's, or where it is unknown. */
export const nextIdentity = (
  host: HostReader, known: ClientDescriptors, unit: string,
): string | undefined => {
  const client = host.isTree ? null : readStoppedClient(host, known, unit);
  return client?.family === "solana" ? startingKey(host, client).pubkey ?? undefined : undefined;
};

/** By its own word; undefined of another chain's, or where it says nothing. */
export const presentIdentity = (
  host: HostReader, client: FoundClient | null | undefined,
): string | undefined => (client?.family !== "solana" || host.isTree ? undefined
  : identityOf(host, client) ?? undefined);

/** By its own word; null where it says nothing, or does not run. */
const identityNow = (host: HostReader, unit: string): string | null => {
  const client = readClients(host, allClients()).find((one) =>
    one.unit === unit && one.state === "running");
  return client === undefined ? null : identityOf(host, client);
};

const another = (message: string): VexorError => new VexorError("CLIENT_IDENTITY", message);

const LOOKS = 5;
const POLL_MS = 400;

/** Throws CLIENT_IDENTITY where it has become another since it was planned with. */
export const assertStillIs = async (host: Host, unit: string, wanted: string): Promise<void> => {
  let found = identityNow(host, unit);
  for (let left = LOOKS; left > 1 && found === null; left--) {
    if (unitProcesses(host, unit).length === 0) return; // what it was, it has been to the end
    await host.sleep(POLL_MS);
    found = identityNow(host, unit);
  }
  if (found === wanted) return;
  throw another(`${unit} is not stopped: it `
    + `${found === null ? "does not say any more who it is" : `is ${found} now`}; when this was `
    + `planned, it was ${wanted}`);
};

/** Throws CLIENT_IDENTITY where its next start would read another's key than was planned. */
export const assertStartsAs = (host: HostReader, unit: string, wanted: string): void => {
  const found = nextIdentity(host, allClients(), unit);
  if (found === undefined || found === wanted) return;
  throw another(`${unit} is not started: it would be ${found}; when this was planned, its key was `
    + `that of ${wanted}`);
};

/** Throws CLIENT_IDENTITY where a client that runs says that it is none of those. */
export const assertIs = (
  host: HostReader, unit: string, wanted: readonly [string, ...string[]],
): void => {
  const found = identityNow(host, unit);
  if (found === null || wanted.includes(found)) return;
  throw another(`${unit} was to be ${wanted[0]}, and says that it is ${found}: it is stopped`);
};
