/**
 * What a validator client has signed, in a file of its own that only one process may have open, and
 * as EIP-3076 carries it. Prysm keeps every message, Lighthouse only the newest of an import.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { lockFile } from "../common/libc.ts";

export interface Block {
  readonly slot: number;
  readonly root: string | null;
}

export interface Attestation {
  readonly source: number;
  readonly target: number;
  readonly root: string | null;
}

export interface Signed {
  readonly blocks: readonly Block[];
  readonly attestations: readonly Attestation[];
}

export interface History {
  readonly root: string | null;
  readonly keys: Readonly<Record<string, Signed>>;
}

const NONE: Signed = { blocks: [], attestations: [] };
/** As much as a client keeps, so that a long test stays quick. */
const KEPT = 64;

const rootText = (root: string | null): object => (root === null ? {} : { signing_root: root });

/** All integers are text, as the standard has it. */
export const toInterchange = ({ root, keys }: History): string => JSON.stringify({
  metadata: { interchange_format_version: "5", genesis_validators_root: root },
  data: Object.entries(keys).map(([pubkey, { blocks, attestations }]) => ({ pubkey,
    signed_blocks: blocks.map((one) => ({ slot: String(one.slot), ...rootText(one.root) })),
    signed_attestations: attestations.map((one) => ({ source_epoch: String(one.source),
      target_epoch: String(one.target), ...rootText(one.root) })) })),
}, null, 2);

interface Interchange {
  readonly metadata: { readonly genesis_validators_root: string };
  readonly data: readonly {
    readonly pubkey: string;
    readonly signed_blocks: readonly { slot: string; signing_root?: string }[];
    readonly signed_attestations: readonly
      { source_epoch: string; target_epoch: string; signing_root?: string }[];
  }[];
}

export const fromInterchange = (text: string): History => {
  const { metadata, data } = JSON.parse(text) as Interchange;
  return { root: metadata.genesis_validators_root,
    keys: Object.fromEntries(data.map((one) => [one.pubkey, {
      blocks: one.signed_blocks.map(({ slot, signing_root: root }) =>
        ({ slot: Number(slot), root: root ?? null })),
      attestations: one.signed_attestations.map((a) => ({ source: Number(a.source_epoch),
        target: Number(a.target_epoch), root: a.signing_root ?? null })) }])) };
};

const newest = (numbers: readonly number[]): number => Math.max(...numbers);

/** Lighthouse's way: what lies below the newest is refused by its number alone. */
const minimal = ({ blocks, attestations }: Signed): Signed => ({
  blocks: blocks.length === 0 ? []
    : [{ slot: newest(blocks.map(({ slot }) => slot)), root: null }],
  attestations: attestations.length === 0 ? [] : [{ root: null,
    source: newest(attestations.map(({ source }) => source)),
    target: newest(attestations.map(({ target }) => target)) }],
});

const unique = <T>(all: readonly T[]): readonly T[] =>
  [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];

export interface Keeping {
  /** Every message of an import, or its newest alone. */
  readonly all: boolean;
  /** How many of its own; as many as a long test can bear unless it says otherwise. */
  readonly most?: number;
}

/** The file at `path` stays open, as that of a real database does; what it holds lies beside it. */
export class Database {
  readonly #path: string;
  readonly #data: string;
  readonly #keeping: Keeping;

  constructor(path: string, keeping: Keeping) {
    this.#path = path;
    this.#data = `${path}.data`;
    this.#keeping = keeping;
  }

  get exists(): boolean {
    return existsSync(this.#data);
  }

  /** Held until this process ends; false when another one has it. */
  lock(): boolean {
    mkdirSync(dirname(this.#path), { recursive: true });
    return lockFile(this.#path) !== null;
  }

  read(): History {
    if (!this.exists) return { root: null, keys: {} };
    return JSON.parse(readFileSync(this.#data, "utf8")) as History;
  }

  write(history: History): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(`${this.#data}.new`, JSON.stringify(history), { mode: 0o600 });
    renameSync(`${this.#data}.new`, this.#data);
  }

  /** Throws when it is of another chain. */
  import(other: History): void {
    const own = this.read();
    if (own.root !== null && own.root !== other.root) {
      throw new Error(`genesis validators root ${other.root} does not match the one that is `
        + `already stored: ${own.root}`);
    }
    const keys = { ...own.keys };
    for (const [pubkey, signed] of Object.entries(other.keys)) {
      const known = keys[pubkey] ?? NONE;
      const all = { blocks: unique([...known.blocks, ...signed.blocks]),
        attestations: unique([...known.attestations, ...signed.attestations]) };
      keys[pubkey] = this.#keeping.all ? all : minimal(all);
    }
    this.write({ root: other.root, keys });
  }

  /** Written down before it leaves; false when it would contradict what was signed before. */
  sign(root: string, pubkey: string, message: Block | Attestation): boolean {
    const history = this.read();
    const { blocks, attestations } = history.keys[pubkey] ?? NONE;
    const isBlock = "slot" in message;
    const refused = isBlock
      ? blocks.some(({ slot }) => slot >= message.slot)
      : attestations.some(({ source, target }) =>
        target >= message.target || source > message.source);
    if (refused) return false;
    const { most = KEPT } = this.#keeping;
    this.write({ root, keys: { ...history.keys, [pubkey]: {
      blocks: isBlock ? [...blocks, message].slice(-most) : blocks,
      attestations: isBlock ? attestations : [...attestations, message].slice(-most) } } });
    return true;
  }
}
