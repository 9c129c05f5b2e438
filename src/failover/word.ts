/**
 * What two keepers say to each other: one question and one answer, each signed by its host's key,
 * the answer with the question's own random number. No answer counts for another question.
 */
import { looseObjectIn } from "../formats/loose-json.ts";
import { readHostChecks, type HostChecks } from "./checks.ts";
import { PHASES, type KeeperPhase } from "./keeper-state.ts";
import type { Mark } from "./register.ts";
import { isRecordDigest } from "./signing-record.ts";

export interface PeerWord {
  readonly isYes: boolean;
  readonly mark: Mark;
  /** It could take the identity now; false for a keeper of before that was said. */
  readonly canTake: boolean;
  /** Null for a keeper that only watches, or does not tell. */
  readonly phase: KeeperPhase | null;
}

/**
 * `word`: do you sign, and what is the newest mark that you know? `vouch`: are you a standby of
 * this epoch, and will you begin to count anew? `nudge`: look at the register now. `checks`: what
 * does a handover find on you?
 */
const QUESTIONS = ["word", "vouch", "nudge", "checks"] as const;
export type QuestionKind = (typeof QUESTIONS)[number];

export interface KeeperQuestion {
  readonly format: "vexor.keeper-question/1";
  readonly ask: QuestionKind;
  readonly group: string;
  readonly from: string;
  readonly to: string;
  /** 128 bits, in hex. */
  readonly nonce: string;
  /** For `vouch`; 0 otherwise. */
  readonly epoch: number;
}

export interface KeeperAnswer {
  readonly format: "vexor.keeper-answer/1";
  readonly group: string;
  readonly from: string;
  readonly to: string;
  readonly nonce: string;
  /** `word`: it does not sign. `vouch`: it has given its word. `nudge`: it looks. */
  readonly isYes: boolean;
  readonly mark: Mark;
  /** It could take the identity now. */
  readonly canTake: boolean;
  readonly phase: KeeperPhase | null;
  /** For `checks` alone. */
  readonly checks: HostChecks | null;
}

/** JSON that was signed, the signature, and the certificate whose key has made it. */
export interface SignedText {
  readonly text: string;
  /** In PEM. */
  readonly certificate: string;
  /** In base64. */
  readonly signature: string;
}

export interface KeeperParties {
  readonly group: string;
  readonly host: string;
  readonly peer: string;
}

/** What a host asks its peer that has offered: the signing record with this digest. */
export interface RecordQuestion extends Omit<KeeperQuestion, "ask" | "epoch"> {
  readonly ask: "record";
  readonly digest: string;
}

const NONCE = /^[0-9a-f]{32}$/;

export const isNonce = (value: unknown): value is string =>
  typeof value === "string" && NONCE.test(value);

export const question = (
  { group, host, peer }: KeeperParties, ask: QuestionKind, nonce: string, epoch = 0,
): KeeperQuestion => ({ format: "vexor.keeper-question/1", ask, group, from: host, to: peer, nonce,
  epoch });

export const recordQuestion = (
  { group, host, peer }: KeeperParties, digest: string, nonce: string,
): RecordQuestion => ({ format: "vexor.keeper-question/1", ask: "record", group, from: host,
  to: peer, nonce, digest });

export const answerTo = (
  { nonce }: KeeperQuestion, { group, host, peer }: KeeperParties,
  { isYes, mark, canTake, phase }: PeerWord, checks: HostChecks | null = null,
): KeeperAnswer => ({ format: "vexor.keeper-answer/1", group, from: host, to: peer, nonce, isYes,
  mark: { epoch: mark.epoch, seq: mark.seq }, canTake, phase, checks });

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  (typeof value === "object" && value !== null ? { ...value } : {});

export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

export const isFromPeer = (
  { group, from, to }: Readonly<Record<string, unknown>>, parties: KeeperParties,
): boolean => group === parties.group && from === parties.peer && to === parties.host;

/** Null for what is not a question of the peer to this host; its signature was checked before. */
export const parseQuestion = (text: string, parties: KeeperParties): KeeperQuestion | null => {
  const read = looseObjectIn(text);
  const { format, ask, nonce, epoch } = read;
  if (format !== "vexor.keeper-question/1" || !isFromPeer(read, parties)) return null;
  const known = QUESTIONS.find((one) => one === ask);
  if (known === undefined) return null;
  if (!isNonce(nonce) || !isCount(epoch)) return null;
  return { format, ask: known, group: parties.group, from: parties.peer, to: parties.host, nonce,
    epoch };
};

/** The digest of the record that the peer asks for; null for what does not ask for one. */
export const parseRecordQuestion = (text: string, parties: KeeperParties): string | null => {
  const read = looseObjectIn(text);
  const { format, ask, nonce, digest } = read;
  if (format !== "vexor.keeper-question/1" || !isFromPeer(read, parties)) return null;
  if (ask !== "record" || !isNonce(nonce)) return null;
  return isRecordDigest(digest) ? digest : null;
};

/** Null for what does not answer this question; its signature was checked before. */
export const parseAnswer = (
  text: string, asked: KeeperQuestion, parties: KeeperParties,
): KeeperAnswer | null => {
  const read = looseObjectIn(text);
  const { format, nonce, isYes, canTake, phase } = read;
  const { epoch, seq } = fieldsOf(read["mark"]);
  if (format !== "vexor.keeper-answer/1" || !isFromPeer(read, parties)) return null;
  if (nonce !== asked.nonce || typeof isYes !== "boolean") return null;
  if (!isCount(epoch) || !isCount(seq)) return null;
  return { format, group: parties.group, from: parties.peer, to: parties.host, nonce, isYes,
    mark: { epoch, seq }, canTake: canTake === true,
    phase: PHASES.find((one) => one === phase) ?? null,
    checks: readHostChecks(JSON.stringify(read["checks"] ?? null)) };
};
