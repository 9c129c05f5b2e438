/** Whether what a Solana client has voted for can go along with a switch: what a plan can tell. */
import { readStoppedClient } from "../../detectors/clients/clients.ts";
import { allClients, type FoundClient } from "../../detectors/clients/descriptors.ts";
import { look } from "../../detectors/clients/preflight.ts";
import { historyOf, readTowers } from "../../detectors/solana/tower.ts";
import { mayWrite } from "../../engine/plan/may-write.ts";
import { shellPath } from "../../formats/shell-word.ts";
import type { HostReader } from "../../ports/host.ts";
import {
  exportOf, HOW_TO_IMPORT, importProblem, importsRecords, whyUnproven,
} from "../shared/import-record.ts";
import { aheadOf, type TransferBlocker } from "./start-interlock.ts";
import type { KnownKeys } from "./known-keys.ts";
import { isDeclaredUnstaked, startsBlank } from "./starting-identity.ts";
import {
  directoryOf, isOne, keepsRecords, keepsTowers, ledgerOf, placesOf, votingKeyOf, VOTE_RECORDS,
  type DeclaredSigner, type TowerLocation, type VoteRecord, type Voter,
} from "../shared/tower-location.ts";

const areTwo = (host: HostReader, from: string | null, to: string | null): boolean =>
  from === null || to === null || !isOne(host, from, to);

/** A vote history of who signs there is written from Alpenglow's genesis on, and never before. */
const isMigrated = (host: HostReader, client: FoundClient): boolean => {
  const directory = importsRecords(client) ? exportOf(client) : client.places.ledger ?? null;
  if (directory === null || host.stat(directory)?.kind !== "dir") return false;
  const signer = votingKeyOf(host, client);
  return readTowers(host, directory, client.uid).some(({ form, identity }) =>
    form === "vote-history" && identity === signer);
};

/** Before the genesis there is nothing in them that binds a vote. */
const haveTwoHistories = (host: HostReader, old: FoundClient, next: Voter): boolean => {
  const [from, to] = [ledgerOf(old), ledgerOf(next)];
  return from !== null && to !== null && !isOne(host, from, to)
    && (isMigrated(host, old) || isMigrated(host, next));
};

/** A client that receives its record has a place for that; one that leaves its own has left any. */
const needsImport = ({ host, identity }: KnownKeys, old: FoundClient): boolean => {
  if (!importsRecords(old)) return identity?.tower !== undefined;
  const left = exportOf(old);
  return left !== null && host.stat(left)?.kind === "dir"
    && readTowers(host, left, old.uid).some(({ form }) => form === "vote-history");
};

/** Both keep records, and in two directories; what an earlier switch has left is cleared up. */
export const needsTransfer = (keys: KnownKeys, old: FoundClient, next: Voter): boolean => {
  const { host } = keys;
  if (host.isTree || !keepsRecords(old) || !keepsRecords(next)) return false;
  if (aheadOf(host, "towers", next.unit) === old.unit) return true;
  if (importsRecords(old) || importsRecords(next)) return needsImport(keys, old);
  return areTwo(host, directoryOf(old), directoryOf(next)) || haveTwoHistories(host, old, next);
};

const keepsHistories = ({ part }: FoundClient): boolean =>
  part?.capabilities?.includes("voteHistory") === true;

/** Why the next one would start without the votes of the old one; null where it would not. */
const whyUnknowing = (host: HostReader, old: FoundClient, next: FoundClient): string | null => {
  const isPast = isMigrated(host, old) || isMigrated(host, next);
  const record = isPast ? "vote history" : "tower";
  if (importsRecords(next)) return `${next.name} reads no ${record} when it starts`;
  if (importsRecords(old)) return `what ${old.name} writes of its votes need not hold the last one`;
  const lacks = [next, old].find(isPast ? (one) => !keepsHistories(one)
    : (one) => !keepsTowers(one));
  const isSameKind = old.part?.adapter === next.part?.adapter && !startsBlank(next);
  return lacks === undefined || isSameKind ? null : `${lacks.name} keeps no ${record}`;
};

/** What one has voted for is nowhere that the other looks: do both vote as one? */
export const losesVotes = (
  keys: KnownKeys, old: FoundClient, next: FoundClient,
): "yes" | "no" | "unknown" => {
  const { host } = keys;
  const isKnown = old.part !== null && old.family === next.family;
  if (host.isTree || !isKnown || whyUnknowing(host, old, next) === null) return "no";
  const [was, is] = [votingKeyOf(host, old), votingKeyOf(host, next)];
  if (was === "" || is === "") return "unknown";
  return was === is && !isDeclaredUnstaked(keys, was) ? "yes" : "no";
};

export const lostVotesBlocker = (
  host: HostReader, old: FoundClient, next: Voter,
): TransferBlocker => ({
  why: `${whyUnknowing(host, old, next) ?? "one keeps no record"}, and both sign with one key`,
  wayOut: `let ${next.unit} start with an unstaked key; after the switch, identity: gives it its `
    + (importsRecords(old) || importsRecords(next) ? "own with its vote history, and all guards"
      : "own once 512 slots have passed since the last vote"),
});

/** For what is brought there, and for what the client itself writes. */
const LEAST_FREE_MIB: Readonly<Record<VoteRecord["form"], number>> =
  { tower: 1, "vote-history": 16 };

const directoryProblem = (
  host: HostReader, kind: VoteRecord, location: TowerLocation,
): TransferBlocker | null => {
  const { uid, unit } = location;
  const directory = kind.foundAt(location);
  if (directory === null) return null;
  const stat = look(host, directory);
  if (stat === "unseen") return null;
  if (stat?.kind !== "dir") {
    return { why: `${directory} ${stat ? "is not a directory" : "does not exist"}`,
      wayOut: `make it, for the user that ${unit} runs as` };
  }
  if (!mayWrite(stat, uid)) {
    return { why: `user ${uid}, who runs ${unit}, may not write in ${directory}`,
      wayOut: `give it to that user: chown ${uid} ${shellPath(directory)}` };
  }
  const free = host.freeBytes(directory);
  const least = LEAST_FREE_MIB[kind.form];
  return free === null || free >= least * 1024 ** 2 ? null
    : { why: `${directory} has ${Math.floor(free / 1024)} KiB of space left; ${least} MiB is the `
      + "least", wayOut: "make room there" };
};

const locationOf = (
  client: Voter, identity: DeclaredSigner,
): TowerLocation | TransferBlocker => {
  const places = placesOf(client, identity);
  const { unit, uid } = client;
  if (places.directory === null && !importsRecords(client)) {
    return { why: `where ${unit} keeps its tower is not said, or not by a whole path`,
      wayOut: "name its directory there: --tower or --ledger, or --config with path in [ledger]" };
  }
  return uid === null ? { why: `the user that ${unit} runs as is unknown`,
    wayOut: "name an existing user in User=" }
    : { unit, uid, ...places };
};

const recordProblem = (
  host: HostReader, kind: VoteRecord, old: Voter, location: TowerLocation,
): TransferBlocker | null => {
  const directory = kind.leftAt(location);
  if (directory === null) return null;
  const signer = votingKeyOf(host, old);
  const found = readTowers(host, directory, location.uid, signer).find((one) =>
    one.form === kind.form && one.identity === signer && !one.isUnfinished);
  const problem = found?.problems.find(({ code }) => code === kind.code);
  return problem ? { why: problem.message, wayOut: "mend or remove it by hand, with its client "
    + "stopped, 512 slots after its last vote" } : null;
};

/** An undo starts it by its unit: what comes back must be where it looks then. */
const editedProblem = (
  host: HostReader, old: Voter, { directory, ledger }: TowerLocation,
): TransferBlocker | null => {
  const said = importsRecords(old) ? null : readStoppedClient(host, allClients(), old.unit);
  const moved = said && [
    { what: "tower", now: directory, next: directoryOf(said) },
    { what: "vote history", now: ledger, next: ledgerOf(said) },
  ].find(({ now, next }) => now !== null && next !== null && !isOne(host, now, next));
  if (!moved) return null;
  const { what, now, next } = moved;
  return { why: `${old.unit} keeps its ${what} in ${now ?? ""}, and would start with that in `
    + (next ?? ""),
  wayOut: `stop ${old.unit}, copy its ${what} there, start it again; then plan again` };
};

/** Where the file cannot be read, Agave begins an empty one then. */
const NOT_REQUIRED = "--do-not-require-vote-history";

/** It receives the record with its identity, and must be able to take it then. */
const importBlocker = (
  host: HostReader, old: Voter, next: Voter, from: TowerLocation, to: TowerLocation,
): TransferBlocker | null => {
  if (!importsRecords(next)) return null;
  if (to.ledger === null) {
    return { why: `the directory from which ${next.unit} receives its vote history is not declared`,
      wayOut: HOW_TO_IMPORT };
  }
  const signer = votingKeyOf(host, old);
  const left = VOTE_RECORDS[1].leftAt(from);
  const record = left === null ? null : historyOf(readTowers(host, left, old.uid), signer);
  const why = importProblem(host, next, to.ledger, record)
    ?? (record === null ? null : whyUnproven(next));
  return why === null ? null : { why, wayOut: HOW_TO_IMPORT };
};

/** While the old one still runs: what of it can be known now. */
export const findTowerBlocker = (
  { host, identity }: KnownKeys, old: Voter, next: Voter,
): TransferBlocker | null => {
  const [from, to] = [locationOf(old, identity), locationOf(next, identity)];
  if ("why" in from) return from;
  if ("why" in to) return to;
  const untaken = importBlocker(host, old, next, from, to);
  if (untaken !== null) return untaken;
  const isPast = isMigrated(host, old) || isMigrated(host, next);
  const lax = isPast && next.argv.includes(NOT_REQUIRED);
  if (lax) {
    return { why: `${next.unit} is started with ${NOT_REQUIRED}: it would vote without its history`,
      wayOut: "take that out of its start line" };
  }
  const kinds = VOTE_RECORDS.filter(({ form }) => form === "tower" || isPast);
  const problems = kinds.map((kind) => () =>
    directoryProblem(host, kind, to) ?? (from.exports === null ? directoryProblem(host, kind, from)
      : null)
    ?? recordProblem(host, kind, old, from));
  return editedProblem(host, old, from)
    ?? problems.reduce<TransferBlocker | null>((found, next) => found ?? next(), null);
};
