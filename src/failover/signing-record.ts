/**
 * What an identity has signed, as one text that goes from the host that has stopped to the one that
 * shall sign. The register names its digest, and that is the authority: a text with that digest is
 * what the holder has proven to be all, from whatever place it comes.
 */
import { BASE58 } from "../formats/base58.ts";
import type { StopProof } from "./register.ts";

const FORMAT = "vexor.signing-record/1";
const DIRECTORY = "/var/lib/vexor-agent/failover/records";
/** A vote history has 8 MiB at most, a tower 64 KiB; base64 makes a third more of them. */
export const LONGEST_RECORD = 12 * 1024 ** 2;
const PUBKEY = new RegExp(`^${BASE58}{32,44}$`);
const DIGEST = /^[0-9a-f]{64}$/;

/** In the order in which a record has them, each at most once. */
export const SIGNED_FORMS = ["tower", "vote-history", "slashing-protection"] as const;
export type SignedForm = (typeof SIGNED_FORMS)[number];

/** Those of Solana's clients: files that lie where the client finds them. */
export const VOTE_FORMS = ["tower", "vote-history"] as const satisfies readonly SignedForm[];
export type VoteForm = (typeof VOTE_FORMS)[number];

/** One file, under the name that the client gives it. */
export interface SignedFile {
  readonly form: SignedForm;
  /**
   * The newest slot that it has a vote for; of a slashing protection, the newest target epoch. Null
   * where it has none.
   */
  readonly slot: number | null;
  readonly bytes: Uint8Array;
}

export interface SigningRecord {
  readonly identity: string;
  readonly files: readonly SignedFile[];
}

/** As `StopProof` and the peer need it. */
export interface SealedRecord extends StopProof {
  readonly digest: string;
  readonly text: string;
}

/** Whose record is looked for, in the clients of these units. */
export interface VotingIdentity {
  readonly units: readonly string[];
  readonly pubkey: string;
  /** Where a client that receives its record finds it; null where that is not declared. */
  readonly tower: string | null;
}

/** `why`: what keeps it from being a record that the other host could sign by. */
export type SigningRecordFound =
  | { readonly record: SealedRecord; readonly why: null }
  | { readonly record: null; readonly why: string };

const NAMES: Readonly<Record<SignedForm, (identity: string) => string>> = {
  tower: (identity) => `tower-1_9-${identity}.bin`,
  "vote-history": (identity) => `vote_history-${identity}.bin`,
  "slashing-protection": () => "slashing_protection.json.gz",
};

/** Null where none of them has a vote. */
export const newestSlot = (files: readonly Pick<SignedFile, "slot">[]): number | null => {
  const slots = files.flatMap(({ slot }) => slot ?? []);
  return slots.length === 0 ? null : Math.max(...slots);
};

/** The one text of this record. */
export const renderSigningRecord = ({ identity, files }: SigningRecord): string =>
  JSON.stringify({ format: FORMAT, identity, slot: newestSlot(files),
    files: SIGNED_FORMS.flatMap((form) => files.filter((one) => one.form === form)).map(
      ({ form, slot, bytes }) => ({ name: NAMES[form](identity), slot,
        bytes: Buffer.from(bytes).toString("base64") })) });

const isSlot = (value: unknown): value is number | null =>
  value === null || (Number.isSafeInteger(value) && Number(value) >= 0);

const fileOf = (value: unknown, identity: string): readonly SignedFile[] => {
  if (typeof value !== "object" || value === null) return [];
  const { name, slot, bytes } = value as Readonly<Record<string, unknown>>;
  const form = SIGNED_FORMS.find((one) => NAMES[one](identity) === name);
  if (form === undefined || typeof bytes !== "string" || !isSlot(slot)) return [];
  return [{ form, slot, bytes: Buffer.from(bytes, "base64") }];
};

const recordIn = (text: string): SigningRecord | null => {
  const { identity, files } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (typeof identity !== "string" || !PUBKEY.test(identity) || !Array.isArray(files)) return null;
  const found = files.flatMap((one: unknown) => fileOf(one, identity));
  const isOnce = new Set(found.map(({ form }) => form)).size === found.length;
  return found.length > 0 && isOnce ? { identity, files: found } : null;
};

/** Null for a text that `renderSigningRecord` has not made of this identity's files. */
export const parseSigningRecord = (text: string, identity: string): SigningRecord | null => {
  if (text.length > LONGEST_RECORD) return null;
  try {
    const record = recordIn(text);
    return record?.identity === identity && renderSigningRecord(record) === text ? record : null;
  } catch {
    return null;
  }
};

export const isRecordDigest = (value: unknown): value is string =>
  typeof value === "string" && DIGEST.test(value);

/** Where a host keeps a record, its own as one of the peer's. */
export const recordPath = (digest: string): string => `${DIRECTORY}/${digest}`;

const WORDS: Readonly<Record<SignedForm, string>> = { tower: "tower",
  "vote-history": "vote history", "slashing-protection": "slashing protection" };
const SHORT = 12;
const VALUE = new RegExp("^(?:tower (\\d+|none))?(?:, )?(?:vote history (\\d+|none))?(?:, )?"
  + `(?:slashing protection (\\d+|none))? \\(([0-9a-f]{${SHORT}})\\)$`);

/** How new each file of a record is. */
export type SignedSlots = readonly Pick<SignedFile, "form" | "slot">[];

/** What `identity/record` is once that record is in place: `tower 1000 (3f2a9c0d12ab)`. */
export const recordValue = (digest: string, slots: SignedSlots): string =>
  `${slots.map(({ form, slot }) => `${WORDS[form]} ${slot ?? "none"}`).join(", ")} `
    + `(${digest.slice(0, SHORT)})`;

/** Null for a text that is not such a value. */
export const slotsInValue = (value: string): SignedSlots | null => {
  const [, ...said] = VALUE.exec(value) ?? [];
  const slots = SIGNED_FORMS.flatMap((form, at): SignedSlots => {
    const word = said[at];
    return word === undefined ? [] : [{ form, slot: word === "none" ? null : Number(word) }];
  });
  return slots.length === 0 ? null : slots;
};

/** Whether this is the value of a record with that digest. */
export const isValueOf = (value: string | null, digest: string): boolean =>
  value?.endsWith(` (${digest.slice(0, SHORT)})`) === true;

/** What this host has proven at its last stop, for the keeper to offer. */
export const STOPPED_PATH = "/var/lib/vexor-agent/failover/stopped.json";
const STOPPED_FORMAT = "vexor.stopped-record/1";

export const renderStopped = ({ digest, slot }: StopProof): string =>
  `${JSON.stringify({ format: STOPPED_FORMAT, digest, slot })}\n`;

/** Null for a text that `renderStopped` has not made of a record. */
export const readStopped = (text: string): StopProof | null => {
  try {
    const { digest, slot } = JSON.parse(text) as StopProof;
    return isRecordDigest(digest) && isSlot(slot) && renderStopped({ digest, slot }) === text
      ? { digest, slot } : null;
  } catch {
    return null;
  }
};

/** What this host has received last, for plans to put in place. */
export const RECEIVED_PATH = "/var/lib/vexor-agent/failover/received.json";
const RECEIVED_FORMAT = "vexor.received-record/1";

export interface ReceivedRecord {
  readonly group: string;
  readonly identity: string;
  readonly digest: string;
  readonly slots: SignedSlots;
}

export const renderReceived = ({ group, identity, digest, slots }: ReceivedRecord): string =>
  `${JSON.stringify({ format: RECEIVED_FORMAT, group, identity, digest,
    slots: slots.map(({ form, slot }) => ({ form, slot })) })}\n`;

const isSlots = (value: unknown): value is SignedSlots =>
  Array.isArray(value) && value.length > 0 && value.every((one: unknown) => {
    const { form, slot } = (one ?? {}) as Readonly<Record<string, unknown>>;
    return SIGNED_FORMS.some((known) => known === form) && isSlot(slot);
  });

/** Null for a text that `renderReceived` has not made. */
export const readReceived = (text: string): ReceivedRecord | null => {
  try {
    const { group, identity, digest, slots } = JSON.parse(text) as ReceivedRecord;
    const isSound = typeof group === "string" && PUBKEY.test(identity)
      && isRecordDigest(digest) && isSlots(slots);
    const received = { group, identity, digest, slots };
    return isSound && renderReceived(received) === text ? received : null;
  } catch {
    return null;
  }
};
