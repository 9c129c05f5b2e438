/** Whether what a Solana client has voted for can go along with a switch: what a plan can tell. */
import { readStoppedClient } from "../../detectors/clients/clients.ts";
import { allClients, type FoundClient } from "../../detectors/clients/descriptors.ts";
import { look } from "../../detectors/clients/preflight.ts";
import { readTowers } from "../../detectors/solana/tower.ts";
import { mayWrite } from "../../engine/plan/may-write.ts";
import { shellPath } from "../../formats/shell-word.ts";
import type { HostReader } from "../../ports/host.ts";
import { aheadOf, type TransferBlocker } from "./start-interlock.ts";
import { isDeclaredUnstaked, type KnownKeys } from "./starting-identity.ts";
import {
  directoryOf, isOne, keepsTowers, ledgerOf, votingKeyOf, VOTE_RECORDS,
  type TowerLocation, type VoteRecord, type Voter,
} from "./tower.ts";

const areTwo = (host: HostReader, from: string | null, to: string | null): boolean =>
  from === null || to === null || !isOne(host, from, to);

/** A vote history of who signs there is written from Alpenglow's genesis on, and never before. */
const isMigrated = (host: HostReader, client: FoundClient): boolean => {
  const ledger = client.places.ledger ?? null;
  if (ledger === null || host.stat(ledger)?.kind !== "dir") return false;
  const signer = votingKeyOf(host, client);
  return readTowers(host, ledger, client.uid).some(({ form, identity }) =>
    form === "vote-history" && identity === signer);
};

/** Before the genesis there is nothing in them that binds a vote. */
const haveTwoHistories = (host: HostReader, old: FoundClient, next: Voter): boolean => {
  const [from, to] = [ledgerOf(old), ledgerOf(next)];
  return from !== null && to !== null && !isOne(host, from, to)
    && (isMigrated(host, old) || isMigrated(host, next));
};

/** Both keep records, and in two directories; what an earlier switch has left is cleared up. */
export const needsTransfer = (host: HostReader, old: FoundClient, next: Voter): boolean => {
  if (host.isTree || !keepsTowers(old) || !keepsTowers(next)) return false;
  return areTwo(host, directoryOf(old), directoryOf(next)) || haveTwoHistories(host, old, next)
    || aheadOf(host, "towers", next.unit) === old.unit;
};

const keepsHistories = ({ part }: FoundClient): boolean =>
  part?.capabilities?.includes("voteHistory") === true;

/** The record that binds the next vote, and the one of the two that keeps none; null if both do. */
const lacking = (
  host: HostReader, old: FoundClient, next: Voter,
): { readonly client: FoundClient; readonly record: string } | null => {
  const isPast = isMigrated(host, old) || isMigrated(host, next);
  const keeps = isPast ? keepsHistories : keepsTowers;
  if (keeps(old) === keeps(next)) return null;
  return { client: keeps(old) ? next : old, record: isPast ? "vote history" : "tower" };
};

/** What one has voted for is nowhere that the other looks: do both vote as one? */
export const losesVotes = (
  keys: KnownKeys, old: FoundClient, next: Voter,
): "yes" | "no" | "unknown" => {
  const { host } = keys;
  const isKnown = old.part !== null && old.family === next.family;
  if (host.isTree || !isKnown || lacking(host, old, next) === null) return "no";
  const [was, is] = [votingKeyOf(host, old), votingKeyOf(host, next)];
  if (was === "" || is === "") return "unknown";
  return was === is && !isDeclaredUnstaked(keys, was) ? "yes" : "no";
};

export const lostVotesBlocker = (
  host: HostReader, old: FoundClient, next: Voter,
): TransferBlocker => {
  const { client, record } = lacking(host, old, next) ?? { client: next, record: "tower" };
  return { why: `${client.name} keeps no ${record}, and both sign with one key`,
    wayOut: `let ${next.unit} start with an unstaked key; after the switch, identity: gives it its `
      + "own once 512 slots have passed since the last vote" };
};

/** For what is brought there, and for what the client itself writes. */
const LEAST_FREE_MIB: Readonly<Record<VoteRecord["form"], number>> =
  { tower: 1, "vote-history": 16 };

const directoryProblem = (
  host: HostReader, kind: VoteRecord, location: TowerLocation,
): TransferBlocker | null => {
  const { uid, unit } = location;
  const directory = kind.at(location);
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

const locationOf = (client: Voter): TowerLocation | TransferBlocker => {
  const directory = directoryOf(client);
  const { unit, uid } = client;
  if (directory === null) {
    return { why: `where ${unit} keeps its tower is not said, or not by a whole path`,
      wayOut: "name its directory there: --tower or --ledger, or --config with path in [ledger]" };
  }
  return uid === null ? { why: `the user that ${unit} runs as is unknown`,
    wayOut: "name an existing user in User=" }
    : { unit, directory, uid, ledger: ledgerOf(client) };
};

const recordProblem = (
  host: HostReader, kind: VoteRecord, old: Voter, location: TowerLocation,
): TransferBlocker | null => {
  const directory = kind.at(location);
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
  const said = readStoppedClient(host, allClients(), old.unit);
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

/** While the old one still runs: what of it can be known now. */
export const findTowerBlocker = (
  host: HostReader, old: Voter, next: Voter,
): TransferBlocker | null => {
  const [from, to] = [locationOf(old), locationOf(next)];
  if ("why" in from) return from;
  if ("why" in to) return to;
  const isPast = isMigrated(host, old) || isMigrated(host, next);
  const lax = isPast && next.argv.includes(NOT_REQUIRED);
  if (lax) {
    return { why: `${next.unit} is started with ${NOT_REQUIRED}: it would vote without its history`,
      wayOut: "take that out of its start line" };
  }
  const kinds = VOTE_RECORDS.filter(({ form }) => form === "tower" || isPast);
  const problems = kinds.map((kind) => () =>
    directoryProblem(host, kind, to) ?? directoryProblem(host, kind, from)
    ?? recordProblem(host, kind, old, from));
  return editedProblem(host, old, from)
    ?? problems.reduce<TransferBlocker | null>((found, next) => found ?? next(), null);
};
