/**
 * What a Solana client has voted for goes along with a switch: its tower, whose lockouts say what
 * must not be voted for now, and from Alpenglow's genesis on its vote history, which no chain can
 * give back. Clients that share a directory share what is in it; else it is copied
 * once the old one has stopped and before the new one starts, and back if the new one has voted
 * further. What is newer always stays, so either can be repeated; the file that was copied stays.
 *
 * Firedancer (26.10) receives a record from one place, and leaves its own in another: it is
 * carried to the one, and from the other.
 *
 * All that it takes is in the change's parameters. The identity is who the old one signed as: its
 * record must be sound, and where that was not known, every record must. Others in the
 * directory go along if they are.
 */
import { historyOf, readTowers, soundTower, type TowerFact } from "../../detectors/solana/tower.ts";
import { whyNotContinued } from "../../detectors/solana/vote-history.ts";
import { readOldTargetName, readParams } from "../../engine/model/target-params.ts";
import type { Params } from "../../engine/model/model.ts";
import { errorOf, VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver, ReportProgress } from "../../engine/resource.ts";
import { BASE58 } from "../../formats/base58.ts";
import { shellPath, shellWord } from "../../formats/shell-word.ts";
import { clusterRpcs } from "../shared/cluster-rpcs.ts";
import {
  assertTaken, lastVoteIn, placeRecord, recordMode, wrongRecord,
} from "../shared/place-record.ts";
import { assertExportWhole } from "./export-whole.ts";
import {
  assertStopped, GENERATION, isToTransfer, isTransferred, nextGeneration, PAIR, setInterlock,
  transferState, type HistoryTarget, type Pair,
} from "./start-interlock.ts";
import {
  accountOf, isOne, isUnstaked, placesOf, votingKeyOf, VOTE_RECORDS, WHOLE_PATH,
  type DeclaredSigner, type TowerLocation, type Voter, type VoteRecord,
} from "../shared/tower-location.ts";

const KEY = `(?:${BASE58}{32,44})?`;
const PATH = `(?:${WHOLE_PATH})?`;
const UID = "\\d{1,10}";
const PARAMS = {
  identity: { form: KEY }, from: { form: PATH }, to: { form: PATH },
  users: { form: `${UID}:${UID}` }, ...GENERATION,
  fromLedger: { form: PATH, missing: "" }, toLedger: { form: PATH, missing: "" },
  fromExport: { form: PATH, missing: "" }, toExport: { form: PATH, missing: "" },
  account: { form: KEY, missing: "" }, rpc: { form: "(?:\\S+(?: \\S+)*)?", missing: "" },
};

interface TowerTransfer extends Pair {
  /** Empty where it is not known who the old client signed as, or it signs nothing by now. */
  readonly identity: string;
  readonly from: TowerLocation;
  readonly to: TowerLocation;
  /** By which nodes, and by which account, it is known what was voted for last. */
  readonly account: string;
  readonly rpcs: readonly string[];
}

const transferOf = (name: string, given?: Params): TowerTransfer => {
  const found = given === undefined ? readOldTargetName(name, PAIR, PARAMS)
    : readParams(name, PAIR, PARAMS, given);
  if (found === null) {
    throw new VexorError("PLAN_INVALID", `${JSON.stringify(name)} is not a tower target`);
  }
  const { head: [old = "", next = ""], params: { identity, from, to, users,
    generation, fromLedger, toLedger, fromExport, toExport, account, rpc } } = found;
  const [was, is] = users.split(":");
  return { old, next, generation, identity, account, rpcs: rpc.split(" ").filter(Boolean),
    from: { unit: old, directory: from || null, ledger: fromLedger || null,
      exports: fromExport || null, uid: Number(was) },
    to: { unit: next, directory: to || null, ledger: toLedger || null, exports: toExport || null,
      uid: Number(is) } };
};

/** Only for clients that nothing is in the way of. */
export const towerTarget = (
  host: HostReader, old: Voter, next: Voter, identity: DeclaredSigner,
): HistoryTarget => {
  const [from, to] = [placesOf(old, identity), placesOf(next, identity)];
  const key = votingKeyOf(host, old);
  const hasExport = from.exports !== null || to.exports !== null;
  return { target: `tower:${old.unit}>${next.unit}`,
    params: { identity: hasExport && isUnstaked(host, identity, key) ? "" : key,
      from: from.directory ?? "", to: to.directory ?? "", users: `${old.uid ?? 0}:${next.uid ?? 0}`,
      generation: String(nextGeneration(host, "towers", old.unit, next.unit)),
      fromLedger: from.ledger ?? "", toLedger: to.ledger ?? "",
      ...hasExport ? { fromExport: from.exports ?? "", toExport: to.exports ?? "",
        account: accountOf(host, old, identity) ?? "",
        rpc: clusterRpcs(identity).join(" ") } : {} } };
};

/** The most that are read where the signer is unknown; each may take 8 MiB. */
const MOST_HISTORIES = 16;

/** One end of a copy. */
interface Place {
  readonly directory: string;
  readonly uid: number;
}

/** Vote histories are there from Alpenglow's genesis on; before, a ledger need not be, either. */
const isThere = (host: HostReader, kind: VoteRecord, { directory, uid }: Place): boolean =>
  host.stat(directory)?.kind === "dir"
    && readTowers(host, directory, uid).some(({ form }) => form === kind.form);

/** Those of one kind. */
const recordsIn = (
  host: HostReader, kind: VoteRecord, { directory, uid }: Place, identity: string,
): readonly TowerFact[] => {
  const stat = host.stat(directory)?.kind;
  if (stat !== "dir") {
    throw wrongRecord(kind, `${directory} ${stat ? "is not a directory" : "does not exist"}; `
      + `wanted is the one that holds the ${kind.name}`);
  }
  const ofKind = (whose: string): readonly TowerFact[] =>
    readTowers(host, directory, uid, whose)
      .filter(({ form, isUnfinished }) => form === kind.form && !isUnfinished);
  if (identity !== "") return ofKind(identity);
  // The directory's owner may fill it, and root would read it all.
  const { length } = kind.form === "tower" ? [] : ofKind("none");
  if (length <= MOST_HISTORIES) return ofKind("all");
  throw wrongRecord(kind, `${directory} holds ${length} vote histories, and which of them counts `
    + "is not known: who signs there does not tell");
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
  directory: string,
): void => {
  if (recordOf(there, identity) === null || recordOf(here, identity) !== null) return;
  throw wrongRecord(kind, `the ${kind.name} of ${identity} is no longer in ${directory}`);
};

interface Located {
  readonly record: TowerFact;
  readonly at: TowerLocation;
}

interface HistoryEnds {
  readonly from: TowerLocation;
  readonly to: TowerLocation;
  readonly report: ReportProgress;
}

interface HistoryCopy extends HistoryEnds {
  readonly kind: VoteRecord;
  readonly goal: string;
}

const copy = (
  host: Host, record: TowerFact, { kind, from, to, goal, report }: HistoryCopy,
): void => {
  const { identity, path } = record;
  const { uid, unit } = to;
  const { bytes, lastVote } = soundTower(host, record, from.uid);
  assertTaken(kind, to, path, bytes);
  report(`${unit} takes over the ${kind.name} of ${identity}: its last vote is `
    + `slot ${lastVote ?? "none"}`);
  placeRecord(host, kind, identity, bytes,
    { directory: goal, uid, mode: recordMode(host, path) });
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
  throw wrongRecord(kind, `${newer.record.path} does not go on from ${older.record.path}: ${why}`);
};

/** From where one client has left it to where the other finds it. */
const transferKind = (
  host: Host, { identity, to: end }: TowerTransfer, kind: VoteRecord, ends: HistoryEnds,
): void => {
  const { from, to } = ends;
  const [source, goal] = [kind.leftAt(from), kind.foundAt(to)];
  if (source === null || goal === null || isOne(host, source, goal)) return;
  const places = [{ directory: source, uid: from.uid }, { directory: goal, uid: to.uid }];
  if (kind.form !== "tower" && !places.some((one) => isThere(host, kind, one))) return;
  const [here = [], there = []] = places.map((one) => recordsIn(host, kind, one, identity));
  assertSound(identity, here);
  // A client that receives its votes writes none of its own before it has voted.
  if (from === end && from.exports === null) assertNotLost(kind, identity, here, there, source);
  const copying = { kind, goal, ...ends };
  for (const record of here) {
    const other = recordOf(there, record.identity);
    const isNewer = lastVoteIn(record) > lastVoteIn(other);
    const both = [{ record, at: from }, ...other ? [{ record: other, at: to }] : []];
    const [newer, older] = isNewer ? both : both.toReversed();
    if (newer && older) assertContinues(host, copying, newer, older);
    if (isNewer) copy(host, record, copying);
  }
};

const transfer = (host: Host, move: TowerTransfer, ends: HistoryEnds): void => {
  for (const { unit } of [ends.from, ends.to]) assertStopped(host, "towers", unit);
  for (const kind of VOTE_RECORDS) transferKind(host, move, kind, ends);
};

/** Before it is carried, an export must hold all that the chain shows of it. */
const awaitExported = async (
  host: Host, { identity, from, account, rpcs }: TowerTransfer, report: ReportProgress,
): Promise<void> => {
  if (from.exports === null || identity === "") return;
  assertStopped(host, "towers", from.unit);
  const fact = historyOf(readTowers(host, from.exports, from.uid, identity), identity);
  await assertExportWhole(host, { voter: identity, account, rpcs },
    { fact, uid: from.uid, directory: from.exports }, report);
};

/** What a copy that was cut short has left. */
const clearTemp = (host: Host, { identity, to }: TowerTransfer): void => {
  if (identity === "") return;
  for (const kind of VOTE_RECORDS) {
    const directory = kind.foundAt(to);
    if (directory !== null) host.clearTemp(`${directory}/${kind.file(identity)}`);
  }
};

/** What a shell would type for one kind; nothing where both clients look in one directory. */
const shellOf = (
  kind: VoteRecord, identity: string, from: TowerLocation, to: TowerLocation,
): readonly string[] => {
  const [source, goal] = [kind.leftAt(from), kind.foundAt(to)];
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
    const carry = (): void => {
      transfer(host, move, { from, to, report });
      setInterlock(host, "towers", { behind: old, ahead: next, generation });
    };
    if (isToTransfer(value)) {
      if (from.exports === null) return carry();
      return awaitExported(host, move, report).then(carry);
    }
    if (isTransferred(host, "towers", move)) {
      transfer(host, move, { from: to, to: from, report });
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
  writablePaths: () => ["/"], // a directory of the client's user's
};
