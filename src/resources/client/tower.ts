/**
 * What a Solana client has voted for goes along with a switch: its tower, whose lockouts say what
 * must not be voted for now. Clients that share a directory share the tower; else it is copied
 * once the old one has stopped and before the new one starts, and back if the new one has voted
 * further. What is newer always stays, so either can be repeated; the file that was copied is left
 * where it is.
 *
 * All that it takes is in the target's name:
 * `old.service>new.service,identity=PUBKEY,from=/a,to=/b, users=1000:1001,turn=N`. The identity is
 * who the old one signed as: its tower must be sound, and where nobody knew who that was, every
 * tower must. Others in the directory go along if they are.
 */
import { readStoppedClient } from "../../detectors/clients/clients.ts";
import { identityOf } from "../../detectors/clients/live-identity.ts";
import {
  readTowers, soundTower, towerOf, type TowerFact,
} from "../../detectors/solana/tower.ts";
import { readOldTargetName, readParams } from "../../engine/model/target-params.ts";
import type { Params } from "../../engine/model/model.ts";
import { allClients, type FoundClient } from "../../detectors/clients/descriptors.ts";
import { errorOf, VexorError } from "../../engine/model/errors.ts";
import { mayWrite } from "../../engine/plan/may-write.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { TargetDriver, ReportProgress } from "../../engine/resource.ts";
import { shellPath, shellWord } from "../../formats/shell-word.ts";
import {
  aheadOf, APART, CARRIED, isCarried, nextGeneration, setInterlock, assertStopped, PAIR, GENERATION,
  type HistoryTarget, type TransferBlocker, type Pair,
} from "./start-interlock.ts";
import { look } from "../../detectors/clients/preflight.ts";

const KEY = "(?:[1-9A-HJ-NP-Za-km-z]{32,44})?";
const PATH = "/[^,\\u0000-\\u001f]*";
const UID = "\\d{1,10}";
const PARAMS = {
  identity: { form: KEY }, from: { form: PATH }, to: { form: PATH },
  users: { form: `${UID}:${UID}` }, turn: { form: GENERATION },
};

interface TowerLocation {
  readonly unit: string;
  readonly directory: string;
  readonly uid: number;
}

interface TowerTransfer extends Pair {
  /** Empty where nobody knew who the old client signed as. */
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
  const { head: [old = "", next = ""], params: { identity, from, to, users, turn: generation } } =
    found;
  const [was, is] = users.split(":");
  return { old, next, generation, identity, from: { unit: old, directory: from, uid: Number(was) },
    to: { unit: next, directory: to, uid: Number(is) } };
};

type Voter = FoundClient & { readonly unit: string };

const keepsTowers = ({ part }: FoundClient): boolean =>
  part?.can?.includes("towerTransfer") === true;

const directoryOf = ({ places }: FoundClient): string | null => {
  const said = places.tower ?? places.ledger;
  return said !== undefined && new RegExp(`^${PATH}$`).test(said) ? said : null;
};

const isOne = (host: HostReader, a: string, b: string): boolean =>
  a === b || (host.resolve(a) ?? a) === (host.resolve(b) ?? b);

/** Both keep towers, and in two directories; what an earlier switch has left is cleared up. */
export const needsTransfer = (host: HostReader, old: FoundClient, next: Voter): boolean => {
  if (host.isTree || !keepsTowers(old) || !keepsTowers(next)) return false;
  const [from, to] = [directoryOf(old), directoryOf(next)];
  return from === null || to === null || !isOne(host, from, to)
    || aheadOf(host, "towers", next.unit) === old.unit;
};

/** Its own word; of one that does not say, or runs no more, the key that it starts with. */
const signerOf = (host: HostReader, client: FoundClient): string => {
  const { places: { identity }, uid } = client;
  const said = client.state === "running" ? identityOf(host, client) : null;
  const kept = identity?.startsWith("/")
    ? host.port("keys").keypair(identity, uid ?? undefined).pubkey : null;
  return said ?? kept ?? "";
};

/** What one has voted for is nowhere that the other looks: do both vote as one? */
export const losesVotes = (
  host: HostReader, old: FoundClient, next: Voter,
): "yes" | "no" | "unknown" => {
  const isKnown = old.part !== null && old.family === next.family;
  if (host.isTree || !isKnown || keepsTowers(old) === keepsTowers(next)) return "no";
  const [was, is] = [signerOf(host, old), signerOf(host, next)];
  if (was === "" || is === "") return "unknown";
  return was === is ? "yes" : "no";
};

export const lostVotesBlocker = (old: FoundClient, next: Voter): TransferBlocker => ({
  why: `${(keepsTowers(old) ? next : old).name} keeps no tower, and both sign with one key`,
  wayOut: `let ${next.unit} start with an unstaked key; after the switch, identity: gives it its `
    + "own once 512 slots have passed since the last vote",
});

/** Only for clients that nothing is in the way of. */
export const towerTarget = (host: HostReader, old: Voter, next: Voter): HistoryTarget => ({
  target: `tower:${old.unit}>${next.unit}`,
  params: { identity: signerOf(host, old), from: directoryOf(old) ?? "/",
    to: directoryOf(next) ?? "/", users: `${old.uid ?? 0}:${next.uid ?? 0}`,
    turn: String(nextGeneration(host, "towers", old.unit, next.unit)) },
});

const wrong = (what: string): VexorError => new VexorError("TOWER_INVALID", what);

const towersIn = (host: HostReader, { directory, uid }: TowerLocation): readonly TowerFact[] => {
  const kind = host.stat(directory)?.kind;
  if (kind !== "dir") {
    throw wrong(`${directory} ${kind ? "is not a directory" : "does not exist"}; wanted is the one `
      + "that holds the tower");
  }
  return readTowers(host, directory, uid).filter(({ form, isUnfinished }) =>
    form === "tower" && !isUnfinished);
};

const assertSound = ({ identity }: TowerTransfer, towers: readonly TowerFact[]): void => {
  for (const { problems: [problem], identity: whose } of towers) {
    if (problem && (identity === "" || whose === identity)) {
      throw errorOf(problem);
    }
  }
};

/** What was carried there does not vanish by itself: a disk may be gone, and votes with it. */
const assertNotLost = (
  { identity }: TowerTransfer, here: readonly TowerFact[], there: readonly TowerFact[],
  { directory }: TowerLocation,
): void => {
  if (towerOf(there, identity) === null || towerOf(here, identity) !== null) return;
  throw wrong(`the tower of ${identity} is no longer in ${directory}`);
};

const lastVoteIn = (tower: Pick<TowerFact, "content"> | null): number =>
  tower?.content?.lastVote ?? -1;

/** Its client can read and replace it, whoever may have copied one there before. */
const modeOf = (host: HostReader, path: string): number =>
  ((host.stat(path)?.mode ?? 0) & 0o777) | 0o600;

const copy = (
  host: Host, tower: TowerFact, from: TowerLocation, to: TowerLocation, report: ReportProgress,
): void => {
  const { identity, path } = tower;
  const { directory, uid, unit } = to;
  const { bytes, lastVote } = soundTower(host, tower, from.uid);
  report(`${unit} takes over the tower of ${identity}: its last vote is `
    + `slot ${lastVote ?? "none"}`);
  const target = `${directory.replace(/\/+$/, "")}${path.slice(path.lastIndexOf("/"))}`;
  host.writer("userFiles").placeFor(uid, target, bytes, modeOf(host, path));
  if (lastVoteIn(towerOf(readTowers(host, directory, uid), identity)) >= (lastVote ?? -1)) return;
  throw wrong(`${target} is not the tower that was put there`);
};

const transfer = (
  host: Host, move: TowerTransfer, from: TowerLocation, to: TowerLocation, report: ReportProgress,
): void => {
  for (const { unit } of [from, to]) assertStopped(host, "towers", unit);
  const [here, there] = [towersIn(host, from), towersIn(host, to)];
  assertSound(move, here);
  if (from === move.to) assertNotLost(move, here, there, from);
  for (const tower of here) {
    const isNewer = lastVoteIn(tower) > lastVoteIn(towerOf(there, tower.identity));
    if (isNewer) copy(host, tower, from, to, report);
  }
};

/** What a copy that was cut short has left. */
const clearTemp = (host: Host, { identity, to }: TowerTransfer): void => {
  if (identity !== "") host.clearTemp(`${to.directory}/tower-1_9-${identity}.bin`);
};

export const towerDriver: TargetDriver = {
  scheme: "tower",
  read: (host, name, params) =>
    (isCarried(host, "towers", transferOf(name, params)) ? CARRIED : APART),
  write: (host, name, value, report = () => undefined, params) => {
    if (host.isTree) return;
    const move = transferOf(name, params);
    const { old, next, generation, from, to } = move;
    if (value === CARRIED) {
      transfer(host, move, from, to, report);
      setInterlock(host, "towers", { behind: old, ahead: next, generation });
    } else if (isCarried(host, "towers", move)) {
      transfer(host, move, to, from, report);
      setInterlock(host, "towers", { behind: next, ahead: old, generation });
    } else { // the new client has never been let start
      clearTemp(host, move);
    }
  },
  shell: (name, value, params) => {
    const { identity, from, to } = transferOf(name, params);
    const [has, gets] = value === CARRIED ? [from, to] : [to, from];
    const file = `tower-1_9-${identity || "*"}.bin`;
    const note = `the tower of ${has.unit}, which has stopped, goes along; a newer one stays`;
    const [source, target] = [shellPath(has.directory), shellPath(gets.directory)];
    return `: ${shellWord(note)} && cp -u --preserve=mode ${source}/${file} ${target}/ && `
      + `chown ${gets.uid} ${target}/${file}`;
  },
  writablePaths: () => ["/"],
    // a directory of the client's user's: more rights than a sandbox leaves
};

/** Towers are small: this is for the directory, and for those that the client itself writes. */
const LEAST_FREE = 1024 ** 2;

const directoryProblem = (
  host: HostReader, { directory, uid, unit }: TowerLocation,
): TransferBlocker | null => {
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
  return free === null || free >= LEAST_FREE ? null
    : { why: `${directory} has ${Math.floor(free / 1024)} KiB of space left; 1 MiB is the least`,
      wayOut: "make room there" };
};

const locationOf = (client: Voter): TowerLocation | TransferBlocker => {
  const directory = directoryOf(client);
  const { unit, uid } = client;
  if (directory === null) {
    return { why: `where ${unit} keeps its tower is not said, or not by a whole path`,
      wayOut: "name its directory there: --tower or --ledger, or --config with path in [ledger]" };
  }
  return uid === null ? { why: `the user that ${unit} runs as cannot be told`,
    wayOut: "name an existing user in User=" } : { unit, directory, uid };
};

const towerProblem = (
  host: HostReader, old: Voter, { directory, uid }: TowerLocation,
): TransferBlocker | null => {
  const found = towerOf(readTowers(host, directory, uid), signerOf(host, old));
  const flaw = found?.problems.find(({ code }) => code === "TOWER_INVALID");
  return flaw ? { why: flaw.message, wayOut: "mend or remove it by hand, with its client stopped, "
    + "512 slots after its last vote" } : null;
};

/** An undo starts it by its unit: what comes back must be where it looks then. */
const editedProblem = (
  host: HostReader, old: Voter, { directory }: TowerLocation,
): TransferBlocker | null => {
  const said = readStoppedClient(host, allClients(), old.unit);
  const next = said && directoryOf(said);
  if (next === null || isOne(host, directory, next)) return null;
  return { why: `${old.unit} keeps its tower in ${directory}, and would start with that in ${next}`,
    wayOut: `stop ${old.unit}, copy its tower there, start it again; then plan again` };
};

/** While the old one still runs: what of it can be known now. */
export const findTowerBlocker = (
  host: HostReader, old: Voter, next: Voter,
): TransferBlocker | null => {
  const [from, to] = [locationOf(old), locationOf(next)];
  if ("why" in from) return from;
  if ("why" in to) return to;
  return directoryProblem(host, to) ?? directoryProblem(host, from)
    ?? editedProblem(host, old, from)
    ?? towerProblem(host, old, from);
};
