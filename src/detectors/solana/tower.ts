/**
 * Towers: what a Solana validator has voted for, and so what it must not vote for now. Agave keeps
 * one file for each identity in its ledger or `--tower` directory, signed by that identity, written
 * to `.bin.new` and renamed without fsync: a power cut may leave any of them torn or empty. With
 * Alpenglow a vote history takes the tower's place; Vexor knows it by its name.
 */
import { decodePubkey } from "./pubkeys.ts";
import { encodeBase58 } from "../../formats/base58.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader, Problem } from "../../ports/host.ts";
import { openEnvelope, readTowerData } from "./tower/saved-tower.ts";

/** Agave writes some 4 KiB. */
const LIMIT = 64 * 1024;

type TowerForm = "tower" | "legacy-tower" | "vote-history";

const NAMES: readonly (readonly [TowerForm, RegExp])[] = [
  ["tower", /^tower-1_9-([1-9A-HJ-NP-Za-km-z]{32,44})\.bin(\.new)?$/],
  ["legacy-tower", /^tower-([1-9A-HJ-NP-Za-km-z]{32,44})\.bin(\.new)?$/],
  ["vote-history", /^vote_history-([1-9A-HJ-NP-Za-km-z]{32,44})\.bin(\.new)?$/],
];

interface TowerContent {
  /** The slot of the last vote; null before the first one. */
  readonly lastVote: number | null;
  readonly root: number | null;
  readonly version: "1.7.14" | "1.14.11";
}

interface SoundTower extends TowerContent {
  readonly bytes: Uint8Array;
}

export interface TowerFact {
  readonly path: string;
  readonly form: TowerForm;
  /** As the name says. */
  readonly identity: string;
  /** Left by an interrupted save, or being written now: nobody loads it. */
  readonly isUnfinished: boolean;
  /** Null where it is not looked into, or is not sound. */
  readonly content: TowerContent | null;
  readonly problems: readonly Problem[];
}

const refuse = (why: string): VexorError => new VexorError("TOWER_INVALID", why);

/**
 * The tower in these bytes, if Agave would load it for `identity`: whole, signed by it and made by
 * it. Throws TOWER_INVALID, in words for the end of a sentence. `form` is that of the name.
 */
const examineTower = (
  host: HostReader, bytes: Uint8Array, identity: string, form: TowerForm = "tower",
): TowerContent => {
  if (bytes.length === 0) throw refuse("it is empty");
  const envelope = openEnvelope(bytes, form === "tower");
  const pubkey = decodePubkey(identity, "the identity");
  const isSigned = host.port("keys").signed(pubkey, envelope.data, envelope.signature);
  const { node, lastVote, root } = readTowerData(envelope);
  const maker = encodeBase58(node);
  if (maker !== identity) throw refuse(`it is the tower of ${maker}, not of ${identity}`);
  if (!isSigned) throw refuse(`its signature is not that of ${identity}`);
  return { lastVote, root, version: envelope.version };
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

const lookedInto = (host: HostReader, fact: TowerFact, uid: number | null): TowerFact => {
  if (fact.isUnfinished || fact.form === "vote-history") return fact;
  try {
    const bytes = host.bytesFor(uid, fact.path, LIMIT);
    if (bytes === null) throw refuse("it is gone");
    return { ...fact, content: examineTower(host, bytes, fact.identity, fact.form) };
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    const { code, message } = error;
    return { ...fact, problems: [code === "HOST_READ" ? { code, message }
      : { code: "TOWER_INVALID", message: `${fact.path}: ${message}` }] };
  }
};

/** The very bytes that were found sound: by then the file may be another one. */
export const soundTower = (
  host: HostReader, { path, form, identity }: TowerFact, uid: number | null,
): SoundTower => {
  const bytes = host.bytesFor(uid, path, LIMIT);
  if (bytes === null) throw refuse(`${path} is gone`);
  try {
    return { bytes, ...examineTower(host, bytes, identity, form) };
  } catch (error) {
    throw error instanceof VexorError ? refuse(`${path}: ${error.message}`) : error;
  }
};

/**
 * Every tower and vote history in a directory, whosever it is, in the order of names; read as the
 * user `uid`, whose client keeps them there.
 */
export const readTowers = (
  host: HostReader, directory: string, uid: number | null,
): readonly TowerFact[] =>
  host.listFor(uid, directory).flatMap((name) => named(directory, name) ?? [])
    .map((fact) => lookedInto(host, fact, uid));

/** The one that Agave would load: the older name counts only where the newer is missing. */
export const towerOf = (towers: readonly TowerFact[], identity: string): TowerFact | null =>
  (["tower", "legacy-tower"] as const).flatMap((form) => towers.filter((one) =>
    one.form === form && one.identity === identity && !one.isUnfinished))[0] ?? null;
