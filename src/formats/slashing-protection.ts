/**
 * What Ethereum-like validators have signed, as EIP-3076 carries it from one client to another. A
 * client that lacks a part of it can sign against it and be slashed; so around a switch the new
 * client's own export must refuse everything that the old one's did.
 */
import { FormatError } from "./format-error.ts";
import { hex, integer, list, object, shownField, type JsonFields } from "./json-fields.ts";
import { listPieces, objectPieces } from "./json-pieces.ts";

/**
 * `root` distinguishes a repetition from a second, slashable message; null when it was not
 * recorded.
 */
interface SignedBlock {
  readonly slot: bigint;
  readonly root: string | null;
}

interface SignedAttestation {
  readonly source: bigint;
  readonly target: bigint;
  readonly root: string | null;
}

interface SigningHistory {
  readonly blocks: readonly SignedBlock[];
  readonly attestations: readonly SignedAttestation[];
}

export interface Interchange {
  /** Tells the chain. Hexadecimal is in lower case from here on. */
  readonly genesisValidatorsRoot: string;
  readonly keys: ReadonlyMap<string, KeyHistory>;
}

/** Read anew each time: as objects, the histories of twenty keys would take gigabytes. */
interface KeyHistory {
  readonly texts: readonly string[];
  read(): SigningHistory;
}

const VERSION = "5";
const ROOT_DIGITS = 64;
/** BLS keys of Ethereum, ML-DSA-87 keys of QRL. */
const KEY_DIGITS = [96, 5184];
/** How clients that need a root write that they have none. */
const NO_ROOT = `0x${"0".repeat(ROOT_DIGITS)}`;

const invalid = (what: string): FormatError => new FormatError(what);

/** A history that is sound, and lacks what another one has. */
export class HistoryGap extends Error {}

const rootIn = (fields: JsonFields, at: string): string | null => {
  if (fields["signing_root"] === undefined) return null;
  const root = hex(fields["signing_root"], `${at}.signing_root`, [ROOT_DIGITS]);
  return root === NO_ROOT ? null : root;
};

const blockIn = (value: unknown, at: string): SignedBlock => {
  const fields = object(value, at, ["slot", "signing_root?"]);
  return { slot: integer(fields["slot"], `${at}.slot`), root: rootIn(fields, at) };
};

const attestationIn = (value: unknown, at: string): SignedAttestation => {
  const fields = object(value, at, ["source_epoch", "target_epoch", "signing_root?"]);
  return {
    source: integer(fields["source_epoch"], `${at}.source_epoch`),
    target: integer(fields["target_epoch"], `${at}.target_epoch`),
    root: rootIn(fields, at),
  };
};

const historyIn = (value: unknown, at: string): readonly [string, SigningHistory] => {
  const fields = object(value, at, ["pubkey", "signed_blocks", "signed_attestations"]);
  const blocks = list(fields["signed_blocks"], `${at}.signed_blocks`);
  const attestations = list(fields["signed_attestations"], `${at}.signed_attestations`);
  return [hex(fields["pubkey"], `${at}.pubkey`, KEY_DIGITS), {
    blocks: blocks.map((one, index) => blockIn(one, `${at}.signed_blocks[${index}]`)),
    attestations: attestations.map((one, index) =>
      attestationIn(one, `${at}.signed_attestations[${index}]`)),
  }];
};

const parsed = (text: string, name: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid(`${name} is not JSON`);
  }
};

const pieced = <T>(split: (text: string) => T, text: string, name: string): T => {
  try {
    return split(text);
  } catch {
    throw invalid(`${name} is not JSON`);
  }
};

/** The texts of an object's values, which has these keys and no others, each once. */
const partsOf = (text: string, name: string, wanted: readonly string[]) => {
  if (!/^\s*\{/.test(text)) throw invalid(`${name} must be an object`);
  const parts = pieced(objectPieces, text, name);
  const found = new Map(parts);
  object(Object.fromEntries(parts.map(([key]) => [key, true])), name, wanted);
  if (found.size !== parts.length) throw invalid(`${name} has a key twice`);
  return (key: string): string => found.get(key) ?? "";
};

const joinedHistory = (first: SigningHistory, second: SigningHistory): SigningHistory => ({
  blocks: [...first.blocks, ...second.blocks],
  attestations: [...first.attestations, ...second.attestations] });

const keyHistory = (texts: readonly string[], at: string): KeyHistory => ({ texts,
  read: () => texts.map((text) => historyIn(parsed(text, at), at)[1]).reduce(joinedHistory) });

/** A key that stands there twice has signed both. Throws FormatError. */
export const readInterchange = (text: string, name: string): Interchange => {
  const file = partsOf(text, name, ["metadata", "data"]);
  const metadata = object(parsed(file("metadata"), `${name}: metadata`), `${name}: metadata`,
    ["interchange_format_version", "genesis_validators_root"]);
  const version = metadata["interchange_format_version"];
  if (version !== VERSION) {
    throw invalid(`${name} has version ${shownField(version)}; wanted is "${VERSION}"`);
  }
  const data = file("data");
  if (!data.startsWith("[")) throw invalid(`${name}: data must be a list`);
  const keys = new Map<string, KeyHistory>();
  pieced(listPieces, data, name).forEach((piece, index) => {
    const at = `${name}: data[${index}]`;
    const [key] = historyIn(parsed(piece, at), at);
    keys.set(key, keyHistory([...keys.get(key)?.texts ?? [], piece], at));
  });
  return { keys, genesisValidatorsRoot: hex(metadata["genesis_validators_root"],
    `${name}: metadata.genesis_validators_root`, [ROOT_DIGITS]) };
};

interface EpochRange {
  readonly min: bigint;
  readonly max: bigint;
}

/** Null where nothing was signed. */
const rangeOf = (values: readonly bigint[]): EpochRange | null => {
  const [first, ...rest] = values;
  if (first === undefined) return null;
  return rest.reduce((range, value) => ({
    min: value < range.min ? value : range.min, max: value > range.max ? value : range.max,
  }), { min: first, max: first });
};

/** Roots by slot or by target epoch: these messages may be signed again. */
const rootsBy = <T extends { readonly root: string | null }>(
  entries: readonly T[], key: (entry: T) => bigint,
): ReadonlyMap<bigint, ReadonlySet<string | null>> => {
  const roots = new Map<bigint, Set<string | null>>();
  for (const entry of entries) {
    const known = roots.get(key(entry)) ?? new Set();
    roots.set(key(entry), known.add(entry.root));
  }
  return roots;
};

type Roots = ReadonlySet<string | null> | undefined;

/**
 * Whether `after` lets no message of this slot or epoch be repeated that `before` refuses, but for
 * what it had signed itself: the very same message again does not contradict.
 */
const repeatsNoMore = (before: Roots, after: Roots, own: Roots): boolean =>
  [...after ?? []].every((root) => root === null || before?.has(root) || own?.has(root));

/**
 * Whether what lies below `before`'s lowest entry is refused: `after` begins no lower, or its own
 * history reached that far before, and so knows what was signed until then one by one.
 */
const coversBelow = (now: EpochRange, old: EpochRange, own: EpochRange | null): boolean =>
  now.min >= old.min || (own !== null && own.max >= old.min);

type ComparedHistories = readonly [before: SigningHistory, after: SigningHistory,
  own: SigningHistory];

const blockGap = ([before, after, own]: ComparedHistories): string | null => {
  const [old, now, known] = [before, after, own].map(({ blocks }) =>
    rangeOf(blocks.map(({ slot }) => slot)));
  if (!old) return null;
  if (!now) return `no block is known, and slots up to ${old.max} were signed`;
  if (!coversBelow(now, old, known ?? null)) {
    return `block slots from ${now.min} to ${old.min} are no longer refused`;
  }
  const [had, has, self] = [before, after, own].map(({ blocks }) =>
    rootsBy(blocks, ({ slot }) => slot));
  const open = before.blocks.find(({ slot }) => slot >= now.min
    && !(has?.has(slot) && repeatsNoMore(had?.get(slot), has.get(slot), self?.get(slot))));
  return open ? `block slot ${open.slot} could be signed again` : null;
};

const attestationGap = ([before, after, own]: ComparedHistories): string | null => {
  const { attestations: old } = before;
  const { attestations: now } = after;
  const all = [old, now, own.attestations];
  const [oldSource, source, ownSource] = all.map((some) => rangeOf(some.map((one) => one.source)));
  const [oldTarget, target, ownTarget] = all.map((some) => rangeOf(some.map((one) => one.target)));
  if (!oldSource || !oldTarget) return null;
  if (!source || !target) {
    return `no attestation is known, and epochs up to ${oldTarget.max} were signed`;
  }
  if (!coversBelow(source, oldSource, ownSource ?? null)) {
    return `sources before ${oldSource.min} are no longer refused`;
  }
  if (!coversBelow(target, oldTarget, ownTarget ?? null)) {
    return `targets up to ${oldTarget.min} are no longer refused`;
  }
  const [had, has, self] = all.map((some) => rootsBy(some, (one) => one.target));
  const listed = new Set(now.map((one) => `${one.source} ${one.target}`));
  const open = old.find((one) => {
    const isBelow = one.source <= source.min && one.target <= target.min;
    return !(isBelow || listed.has(`${one.source} ${one.target}`))
      || !repeatsNoMore(had?.get(one.target), has?.get(one.target), self?.get(one.target));
  });
  return open ? `the attestation from epoch ${open.source} to ${open.target} could be contradicted`
    : null;
};

const KEY_SHOWN = 12;
const NOTHING: SigningHistory = { blocks: [], attestations: [] };

const isSame = ({ texts: some }: KeyHistory, { texts }: KeyHistory): boolean =>
  some.length === texts.length && some.every((text, at) => text === texts[at]);

/**
 * What a client with the history `after` could sign and one with `before` would refuse, by the five
 * conditions of EIP-3076: a sentence for each key, none if `after` protects at least as well.
 */
const gaps = (
  before: Interchange, after: Interchange, own: Interchange | null,
): readonly string[] =>
  [...before.keys].flatMap(([key, history]) => {
    const now = after.keys.get(key);
    if (now && isSame(now, history)) return [];
    const histories = [history.read(), now?.read() ?? NOTHING,
      own?.keys.get(key)?.read() ?? NOTHING] as const;
    const found = [blockGap(histories), attestationGap(histories)].filter((gap) => gap !== null);
    return found.length === 0 ? [] : [`${key.slice(0, KEY_SHOWN)}…: ${found.join("; ")}`];
  });

/** Throws FormatError unless the history is of the chain with this genesis root. */
const assertChain = ({ genesisValidatorsRoot: found }: Interchange, root: string): void => {
  const wanted = hex(root, "the genesis validators root", [ROOT_DIGITS]);
  if (found !== wanted) {
    throw invalid(`the history is of the chain with genesis_validators_root ${found}; this one has `
      + wanted);
  }
};

const MOST_GAPS = 3;

/**
 * Throws HistoryGap unless `after` refuses all that `before` refuses. `own` is what the
 * same client had before it took the other history over; null when it had none.
 */
export const assertProtects = (
  before: Interchange, after: Interchange, own: Interchange | null = null,
): void => {
  assertChain(after, before.genesisValidatorsRoot);
  const found = gaps(before, after, own);
  if (found.length === 0) return;
  const more = found.length > MOST_GAPS ? `\nand ${found.length - MOST_GAPS} keys more` : "";
  throw new HistoryGap(found.slice(0, MOST_GAPS).join("\n") + more);
};
