/**
 * What a Solana client has voted for goes along with a switch: its tower, whose lockouts say what
 * must not be voted for now, and from Alpenglow's genesis on its vote history, which no chain can
 * give back. Clients that share a directory share what is in it; else it is copied
 * once the old one has stopped and before the new one starts, and back if the new one has voted
 * further. What is newer always stays, so either can be repeated; the file that was copied is left
 * where it is.
 *
 * All that it takes are the change's parameters. `identity` is who the old one signed as: its
 * record must be sound, and where that was not known, every record must. Others in the directory
 * go along if they are.
 */
import { identityOf } from "../../detectors/clients/live-identity.ts";
import { readTowers, soundTower, type TowerFact } from "../../detectors/solana/tower.ts";
import { whyNotContinued } from "../../detectors/solana/vote-history.ts";
import { readOldTargetName, readParams } from "../../engine/model/target-params.ts";
import type { Params } from "../../engine/model/model.ts";
import type { FoundClient } from "../../detectors/clients/descriptors.ts";
import { errorOf, VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver, ReportProgress } from "../../engine/resource.ts";
import { shellPath, shellWord } from "../../formats/shell-word.ts";
import {
  assertStopped, GENERATION, isToTransfer, isTransferred, nextGeneration, PAIR, setInterlock,
  transferState,
  type HistoryTarget, type Pair,
} from "./start-interlock.ts";
import { BASE58 } from "../../formats/base58.ts";

const KEY = `(?:${BASE58}{32,44})?`;
const PATH = "/[^,\\u0000-\\u001f]*";
const UID = "\\d{1,10}";
const PARAMS = {
  identity: { form: KEY }, from: { form: PATH }, to: { form: PATH },
  users: { form: `${UID}:${UID}` }, ...GENERATION,
  fromLedger: { form: `(?:${PATH})?`, missing: "" },
  toLedger: { form: `(?:${PATH})?`, missing: "" },
};

export interface TowerLocation {
  readonly unit: string;
  /** Where its towers are. */
  readonly directory: string;
  /** Where its vote histories are; null of a client that keeps none. */
  readonly ledger: string | null;
  readonly uid: number;
}

/** One kind of what binds the next vote. */
export interface VoteRecord {
  readonly form: "tower" | "vote-history";
  readonly name: string;
  readonly code: "TOWER_INVALID" | "VOTE_HISTORY_INVALID";
  at(location: TowerLocation): string | null;
  file(identity: string): string;
}

export const VOTE_RECORDS: readonly VoteRecord[] = [
  { form: "tower", name: "tower", code: "TOWER_INVALID", at: ({ directory }) => directory,
    file: (identity) => `tower-1_9-${identity}.bin` },
  { form: "vote-history", name: "vote history", code: "VOTE_HISTORY_INVALID",
    at: ({ ledger }) => ledger, file: (identity) => `vote_history-${identity}.bin` },
];

interface TowerTransfer extends Pair {
  /** Empty where it was not known who the old client signed as. */
  readonly identity: string;
  readonly from: TowerLocation;
  readonly to: TowerLocation;
}

const transferOf = (name: string, given?: Params): TowerTransfer => {
  const found = given === undefined ? readOldTargetName(name, PAIR, PARAMS)
    : readParams(name, PAIR, PARAMS, given);
  if (found === null) {
    throw new VexorError("PLAN_INVALID", `${JSON.stringify(name)} is not a tower target`);
  }
  const { head: [old = "", next = ""], params: { identity, from, to, users,
    generation, fromLedger, toLedger } } = found;
  const [was, is] = users.split(":");
  return { old, next, generation, identity,
    from: { unit: old, directory: from, ledger: fromLedger || null, uid: Number(was) },
    to: { unit: next, directory: to, ledger: toLedger || null, uid: Number(is) } };
};

export type Voter = FoundClient & { readonly unit: string };

export const keepsTowers = ({ part }: FoundClient): boolean =>
  part?.capabilities?.includes("towerTransfer") === true;

const wholePath = (said: string | undefined): string | null =>
  (said !== undefined && new RegExp(`^${PATH}$`).test(said) ? said : null);

export const directoryOf = ({ places }: FoundClient): string | null =>
  wholePath(places.tower ?? places.ledger);

/** Null of a client that keeps no vote histories. */
export const ledgerOf = ({ part, places }: FoundClient): string | null =>
  (part?.capabilities?.includes("voteHistory") === true ? wholePath(places.ledger) : null);

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

/** Only for clients that nothing is in the way of. */
export const towerTarget = (host: HostReader, old: Voter, next: Voter): HistoryTarget => ({
  target: `tower:${old.unit}>${next.unit}`,
  params: { identity: votingKeyOf(host, old), from: directoryOf(old) ?? "/",
    to: directoryOf(next) ?? "/", users: `${old.uid ?? 0}:${next.uid ?? 0}`,
    generation: String(nextGeneration(host, "towers", old.unit, next.unit)),
    fromLedger: ledgerOf(old) ?? "", toLedger: ledgerOf(next) ?? "" },
});

const wrong = ({ code }: VoteRecord, what: string): VexorError => new VexorError(code, what);

/** The most that are read where the signer is unknown; each may take 8 MiB. */
const MOST_HISTORIES = 16;

/** Vote histories are there from Alpenglow's genesis on; before, a ledger need not be, either. */
const isThere = (host: HostReader, kind: VoteRecord, location: TowerLocation): boolean => {
  const directory = kind.at(location);
  return directory !== null && host.stat(directory)?.kind === "dir"
    && readTowers(host, directory, location.uid).some(({ form }) => form === kind.form);
};

/** Those of one kind; null where the client keeps none. */
const recordsIn = (
  host: HostReader, kind: VoteRecord, location: TowerLocation, identity: string,
): readonly TowerFact[] | null => {
  const directory = kind.at(location);
  if (directory === null) return null;
  const stat = host.stat(directory)?.kind;
  if (stat !== "dir") {
    throw wrong(kind, `${directory} ${stat ? "is not a directory" : "does not exist"}; wanted is `
      + `the one that holds the ${kind.name}`);
  }
  const ofKind = (whose: string): readonly TowerFact[] =>
    readTowers(host, directory, location.uid, whose)
      .filter(({ form, isUnfinished }) => form === kind.form && !isUnfinished);
  if (identity !== "") return ofKind(identity);
  // The directory's owner may fill it, and root would read it all.
  const { length } = kind.form === "tower" ? [] : ofKind("none");
  if (length <= MOST_HISTORIES) return ofKind("all");
  throw wrong(kind, `${directory} holds ${length} vote histories, and which of them counts is not `
    + "known: who signs there does not tell");
};

const recordOf = (records: readonly TowerFact[], identity: string): TowerFact | null =>
  records.find((one) => one.identity === identity) ?? null;

const assertSound = (identity: string, records: readonly TowerFact[]): void => {
  for (const { problems: [problem], identity: whose } of records) {
    if (problem && (identity === "" || whose === identity)) {
      throw errorOf(problem);
    }
  }
};

/** What was carried there does not vanish by itself: a disk may be gone, and votes with it. */
const assertNotLost = (
  kind: VoteRecord, identity: string, here: readonly TowerFact[], there: readonly TowerFact[],
  location: TowerLocation,
): void => {
  if (recordOf(there, identity) === null || recordOf(here, identity) !== null) return;
  throw wrong(kind, `the ${kind.name} of ${identity} is no longer in ${kind.at(location) ?? ""}`);
};

const lastVoteIn = (tower: Pick<TowerFact, "content"> | null): number =>
  tower?.content?.lastVote ?? -1;

/** Its client can read and replace it, even where an operator has copied one there before. */
const modeOf = (host: HostReader, path: string): number =>
  ((host.stat(path)?.mode ?? 0) & 0o777) | 0o600;

interface Located {
  readonly record: TowerFact;
  readonly at: TowerLocation;
}

interface HistoryCopy {
  readonly kind: VoteRecord;
  readonly from: TowerLocation;
  readonly to: TowerLocation;
  readonly report: ReportProgress;
}

const copy = (host: Host, record: TowerFact, { kind, from, to, report }: HistoryCopy): void => {
  const { identity, path } = record;
  const { uid, unit } = to;
  const { bytes, lastVote } = soundTower(host, record, from.uid);
  report(`${unit} takes over the ${kind.name} of ${identity}: its last vote is `
    + `slot ${lastVote ?? "none"}`);
  const directory = (kind.at(to) ?? "").replace(/\/+$/, "");
  const target = `${directory}${path.slice(path.lastIndexOf("/"))}`;
  host.writer("userFiles").placeFor(uid, target, bytes, modeOf(host, path));
  const placed = soundTower(host, { ...record, path: target }, uid);
  if (Buffer.compare(placed.bytes, bytes) === 0) return;
  throw wrong(kind, `${target} is not the ${kind.name} that was put there`);
};

/** The newer of two histories holds the votes of the older one, or neither may be voted from. */
const assertContinues = (
  host: Host, { kind }: HistoryCopy, newer: Located, older: Located,
): void => {
  if (kind.form !== "vote-history" || !older.record.content || !newer.record.content) return;
  const [later, earlier] = [newer, older].map(({ record, at }) =>
    soundTower(host, record, at.uid));
  const why = later && earlier ? whyNotContinued(later, earlier) : null;
  if (why === null) return;
  throw wrong(kind, `${newer.record.path} does not go on from ${older.record.path}: ${why}`);
};

const transferKind = (
  host: Host, { identity, to: end }: TowerTransfer, copying: HistoryCopy,
): void => {
  const { kind, from, to } = copying;
  const [source, goal] = [kind.at(from), kind.at(to)];
  if (source !== null && goal !== null && isOne(host, source, goal)) return;
  if (kind.form !== "tower" && ![from, to].some((one) => isThere(host, kind, one))) return;
  const [here, there] = [from, to].map((one) => recordsIn(host, kind, one, identity));
  if (!here || !there) return;
  assertSound(identity, here);
  if (from === end) assertNotLost(kind, identity, here, there, from);
  for (const record of here) {
    const other = recordOf(there, record.identity);
    const isNewer = lastVoteIn(record) > lastVoteIn(other);
    const ends = [{ record, at: from }, ...other ? [{ record: other, at: to }] : []];
    const [newer, older] = isNewer ? ends : ends.toReversed();
    if (newer && older) assertContinues(host, copying, newer, older);
    if (isNewer) copy(host, record, copying);
  }
};

const transfer = (
  host: Host, move: TowerTransfer, from: TowerLocation, to: TowerLocation, report: ReportProgress,
): void => {
  for (const { unit } of [from, to]) assertStopped(host, "towers", unit);
  for (const kind of VOTE_RECORDS) transferKind(host, move, { kind, from, to, report });
};

/** What a copy that was cut short has left. */
const clearTemp = (host: Host, { identity, to }: TowerTransfer): void => {
  if (identity === "") return;
  for (const kind of VOTE_RECORDS) {
    const directory = kind.at(to);
    if (directory !== null) host.clearTemp(`${directory}/${kind.file(identity)}`);
  }
};

/** What a shell would type for one kind; nothing where both clients look in one directory. */
const shellOf = (
  kind: VoteRecord, identity: string, from: TowerLocation, to: TowerLocation,
): readonly string[] => {
  const [source, goal] = [kind.at(from), kind.at(to)];
  if (source === null || goal === null || source === goal) return [];
  const [there, here] = [shellPath(source), shellPath(goal)];
  const file = kind.file(identity || "*");
  return [`cp -u --preserve=mode ${there}/${file} ${here}/ && chown ${to.uid} ${here}/${file}`];
};

export const towerDriver: TargetDriver = {
  scheme: "tower",
  consequences: () => ({ signs: true }),
  read: (host, name, params) =>
    transferState(host, "towers", transferOf(name, params), params),
  write: (host, name, value, report = () => undefined, params) => {
    if (host.isTree) return;
    const move = transferOf(name, params);
    const { old, next, generation, from, to } = move;
    if (isToTransfer(value)) {
      transfer(host, move, from, to, report);
      setInterlock(host, "towers", { behind: old, ahead: next, generation });
    } else if (isTransferred(host, "towers", move)) {
      transfer(host, move, to, from, report);
      setInterlock(host, "towers", { behind: next, ahead: old, generation });
    } else { // the new client has never been let start
      clearTemp(host, move);
    }
  },
  shell: (name, value, params) => {
    const { identity, from, to } = transferOf(name, params);
    const [has, gets] = isToTransfer(value) ? [from, to] : [to, from];
    const note = `what ${has.unit}, which has stopped, has voted for goes along; what is newer `
      + "stays";
    return [`: ${shellWord(note)}`,
      ...VOTE_RECORDS.flatMap((kind) => shellOf(kind, identity, has, gets))].join(" && ");
  },
  writablePaths: () => ["/"],
    // a directory of the client's user's: more rights than a sandbox leaves
};
