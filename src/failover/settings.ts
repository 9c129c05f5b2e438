/**
 * The settings of a host's keeper, as one document: rendered from the host file, read by the
 * keeper. It holds paths of keys, and no key.
 */
import { encodeBase58 } from "../formats/base58.ts";
import type { FailoverTiming } from "./timing.ts";

export const SETTINGS_FORMAT = "vexor.failover-settings/1";

/** Paths are of files on the host; null for what is not declared. */
export interface RegisterAccess {
  readonly protocol: "grpc" | "gateway";
  readonly endpoints: readonly string[];
  readonly ca: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
  readonly login: string | null;
  /** A version below the safe ones that is taken all the same. */
  readonly olderEtcd: string | null;
}

/** Where a manager of the older tooling may ask; paths are of files on the host. */
export interface ManagerAccess {
  readonly listen: string;
  /** By which a manager's certificate is checked; null: it needs none. */
  readonly ca: string | null;
  /** Null: it needs none. One of the two is there. */
  readonly token: string | null;
}

/** An Ethereum-like validator: its client runs on the host that may sign, and on no other. */
export interface PairedValidator {
  /** All that it signs with, in hexadecimal: small letters, in order. */
  readonly keys: readonly string[];
  /** This host's own beacon node, then others. */
  readonly beaconNodes: readonly [string, ...string[]];
}

export interface FailoverSettings {
  readonly format: typeof SETTINGS_FORMAT;
  readonly host: string;
  readonly group: string;
  readonly peer: { readonly host: string; readonly url: string };
  readonly identity: {
    readonly pubkey: string;
    readonly keypair: string;
    readonly unstaked: string;
    readonly voteAccount: string;
    /** The directory of the tower, where the host file names it. */
    readonly tower: string | null;
    readonly clusterRpc: readonly string[];
  };
  /** Absent for an identity of Solana. With it, `identity` has a name for all of the keys. */
  readonly validator?: PairedValidator;
  /** The services whose clients may sign: none of them runs without the keeper. */
  readonly units: readonly string[];
  readonly register: RegisterAccess;
  /** Absent where none is declared, so that the text is that of a keeper from before. */
  readonly manager?: ManagerAccess;
  readonly timing: FailoverTiming;
  readonly unplanned: boolean;
  readonly failsafe: boolean;
  readonly strict: boolean;
  readonly dryRun: boolean;
}

/** All keys of a validator by one name, in the form of Solana's. `sha256` gives hexadecimal. */
export const nameOfKeys = (
  keys: readonly string[], sha256: (text: string) => string,
): string => encodeBase58(Buffer.from(sha256(keys.join("\n")), "hex"));

/** The one text of these settings. */
export const renderSettings = (settings: FailoverSettings): string =>
  `${JSON.stringify(settings, null, 2)}\n`;

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

const isSound = (value: unknown): value is FailoverSettings => {
  if (typeof value !== "object" || value === null) return false;
  const { format, group, units, timing } = value as Partial<FailoverSettings>;
  return format === SETTINGS_FORMAT && typeof group === "string" && isTexts(units)
    && typeof timing?.watchdog === "number";
};

/** Null for a text that `renderSettings` has not made. */
export const readSettings = (text: string): FailoverSettings | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isSound(value) && renderSettings(value) === text ? value : null;
  } catch {
    return null;
  }
};
