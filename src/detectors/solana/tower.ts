/**
 * Towers: what a Solana validator has voted for, and so what it must not vote for now. Agave keeps
 * one file for each identity in its ledger or `--tower` directory, signed by that identity, written
 * to `.bin.new` and renamed without fsync: a power cut may leave any of them torn or empty. With
 * Alpenglow a vote history takes the tower's place, in the ledger directory.
 */
import { decodePubkey } from "./pubkeys.ts";
import { BASE58, encodeBase58 } from "../../formats/base58.ts";
import { asError, VexorError } from "../../engine/model/errors.ts";
import type { HostReader, Problem } from "../../ports/host.ts";
import { NEWEST_TOWER, readTower } from "./saved-tower.ts";
import { openSigned } from "./signed-record.ts";
import { NEWEST_HISTORY, readVoteHistory, type VotedSlots } from "./vote-history.ts";

type TowerForm = "tower" | "legacy-tower" | "vote-history";

const fileOf = (prefix: string): RegExp =>
  new RegExp(`^${prefix}(${BASE58}{32,44})\\.bin(\\.new)?$`);

const NAMES: readonly (readonly [TowerForm, RegExp])[] = [
  ["tower", fileOf("tower-1_9-")],
  ["legacy-tower", fileOf("tower-")],
  ["vote-history", fileOf("vote_history-")],
];

interface TowerContent {
  /** The newest slot that it has a vote for; null before the first one. */
  readonly lastVote: number | null;
  readonly root: number | null;
}

interface SignedTower extends TowerContent, VotedSlots {
  readonly node: Uint8Array;
  readonly root: number | null;
}

interface Format {
  /** What people call it. */
  readonly name: string;
  readonly code: "TOWER_INVALID" | "VOTE_HISTORY_INVALID";
  /** The most bytes that are read. */
  readonly limit: number;
  readonly newest: number | null;
  readonly read: (data: Uint8Array, version: number) => SignedTower;
}

/** Agave writes some 4 KiB. */
const TOWER = { name: "tower", code: "TOWER_INVALID", limit: 64 * 1024, newest: NEWEST_TOWER,
  read: readTower } as const;

const FORMATS: Readonly<Record<TowerForm, Format>> = {
  tower: TOWER,
  "legacy-tower": { ...TOWER, newest: null },
  // 5.2 MB with 500 slots that are not final yet; only a stalled cluster makes more of them.
  "vote-history": { name: "vote history", code: "VOTE_HISTORY_INVALID", limit: 8 * 1024 ** 2,
    newest: NEWEST_HISTORY, read: readVoteHistory },
};

export interface SoundTower extends TowerContent, VotedSlots {
  readonly bytes: Uint8Array;
  readonly root: number | null;
}

export interface TowerFact {
  readonly path: string;
  readonly form: TowerForm;
  /** As the name says. */
  readonly identity: string;
  /** Left by an interrupted save, or being written now: no client loads it. */
  readonly isUnfinished: boolean;
  /** Null where it is not looked into, or is not sound. */
  readonly content: TowerContent | null;
  readonly problems: readonly Problem[];
}

/** What these bytes are, if Agave would load them for `identity`: whole, signed and made by it. */
const examine = (
  host: HostReader, bytes: Uint8Array, identity: string, form: TowerForm,
): Omit<SoundTower, "bytes"> => {
  const { name, code, newest, read } = FORMATS[form];
  const refuse = (why: string): VexorError => new VexorError(code, why);
  const { data, signature, version } = asError(code, openSigned)(bytes, newest);
  const pubkey = decodePubkey(identity, "the identity");
  const isSigned = host.port("keys").signed(pubkey, data, signature);
  const { node, lastVote, root, voted } = asError(code, read)(data, version);
  const maker = encodeBase58(node);
  if (maker !== identity) throw refuse(`it is the ${name} of ${maker}, not of ${identity}`);
  if (!isSigned) throw refuse(`its signature is not that of ${identity}`);
  return { lastVote, root, voted };
};

/** The same of bytes that are not in a client's directory. */
export const soundBytes = (
  host: HostReader, bytes: Uint8Array, { form, identity }: Pick<TowerFact, "form" | "identity">,
): SoundTower => {
  const { code, limit, name } = FORMATS[form];
  if (bytes.length <= limit) return { bytes, ...examine(host, bytes, identity, form) };
  throw new VexorError(code, `the ${name} has ${bytes.length} bytes; ${limit} are the most`);
};

const named = (directory: string, name: string): TowerFact | null => {
  for (const [form, pattern] of NAMES) {
    const [, identity, unfinished] = pattern.exec(name) ?? [];
    if (identity === undefined) continue;
    return { path: `${directory.replace(/\/+$/, "")}/${name}`, form, identity,
      isUnfinished: unfinished !== undefined, content: null, problems: [] };
  }
  return null;
};

/** The very bytes that were found sound: by then the file may be another one. */
export const soundTower = (
  host: HostReader, { path, form, identity }: TowerFact, uid: number | null,
): SoundTower => {
  const { code, limit } = FORMATS[form];
  if (form === "vote-history" && host.link(path) !== null) {
    // The client's next save would replace the link, and leave the file behind.
    throw new VexorError(code, `${path}: it is a link; wanted is the file itself`);
  }
  const bytes = host.bytesFor(uid, path, limit);
  if (bytes === null) throw new VexorError(code, `${path}: it is gone`);
  try {
    return { bytes, ...examine(host, bytes, identity, form) };
  } catch (error) {
    throw error instanceof VexorError ? new VexorError(code, `${path}: ${error.message}`) : error;
  }
};

const lookInto = (host: HostReader, fact: TowerFact, uid: number | null): TowerFact => {
  if (fact.isUnfinished) return fact;
  try {
    const { lastVote, root } = soundTower(host, fact, uid);
    return { ...fact, content: { lastVote, root } };
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    return { ...fact, problems: [{ code: error.code, message: error.message }] };
  }
};

/**
 * Every tower and vote history in a directory, whosever it is, in the order of names; read as the
 * user `uid`, whose client keeps them there. Vote histories are large: only that of `identity`, or
 * `all` of them, are looked into.
 */
export const readTowers = (
  host: HostReader, directory: string, uid: number | null, identity: string | null = null,
): readonly TowerFact[] =>
  host.listFor(uid, directory).flatMap((name) => named(directory, name) ?? [])
    .map((fact) => (fact.form !== "vote-history" || [fact.identity, "all"].includes(identity ?? "")
      ? lookInto(host, fact, uid) : fact));

/** The one that Agave would load: the older name is used only where the newer is missing. */
export const towerOf = (towers: readonly TowerFact[], identity: string): TowerFact | null =>
  (["tower", "legacy-tower"] as const).flatMap((form) => towers.filter((one) =>
    one.form === form && one.identity === identity && !one.isUnfinished))[0] ?? null;

/** The vote history that Agave would load for this identity, where there is one. */
export const historyOf = (towers: readonly TowerFact[], identity: string): TowerFact | null =>
  towers.find((one) =>
    one.form === "vote-history" && one.identity === identity && !one.isUnfinished) ?? null;
