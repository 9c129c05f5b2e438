/**
 * What the active host has signed so far, as a copy in etcd: evidence for people once that host is
 * gone, and permission for nothing. By the time that it is read, the host may have signed more.
 */
import { looseObjectIn } from "../formats/loose-json.ts";
import { isRecordDigest, type SigningRecordFound } from "./signing-record.ts";
import type { RegisterStore, StandingText } from "../ports/register.ts";

const FORMAT = "vexor.signing-evidence/1";
/** Of a larger record, only digest and slot are copied: etcd holds it in memory, on each member. */
const MOST_COPIED = 64 * 1024;
export const EVIDENCE_EVERY_MS = 30_000;

/** What a look at the client's files has found. */
export interface SignedCopy {
  readonly digest: string;
  readonly slot: number | null;
  /** The record itself; null for a large one. */
  readonly record: string | null;
}

export interface SigningEvidence extends SignedCopy {
  readonly group: string;
  readonly host: string;
  readonly identity: string;
  readonly epoch: number;
  /** Of the host's wall clock, in ISO 8601. */
  readonly at: string;
}

export const renderEvidence = (
  { group, host, identity, epoch, at, digest, slot, record }: SigningEvidence,
): string => JSON.stringify({ format: FORMAT, group, host, identity, epoch, at, digest, slot,
  record });

const isSlot = (value: unknown): value is number | null =>
  value === null || Number.isSafeInteger(value);

const isRecord = (value: unknown): value is string | null =>
  value === null || (typeof value === "string" && value.length < MOST_COPIED);

/** As one line, for the keeper: it has another process look, for a renewal waits for no disk. */
export const renderCopy = ({ record, why }: SigningRecordFound): string =>
  `${JSON.stringify(record === null ? { why } : { digest: record.digest, slot: record.slot,
    record: record.text.length < MOST_COPIED ? record.text : null })}\n`;

/** In words what has kept it from being looked at. */
export const copyIn = (text: string): SignedCopy | string => {
  const { digest, slot, record, why } = looseObjectIn(text);
  if (typeof why === "string") return why;
  return isRecordDigest(digest) && isSlot(slot) && isRecord(record) ? { digest, slot, record }
    : "what has looked has said nothing";
};

const isText = (value: unknown): value is string => typeof value === "string";

/** Null for a text that `renderEvidence` has not made. */
export const parseEvidence = (text: string): SigningEvidence | null => {
  try {
    const { group, host, identity, epoch, at, digest, slot, record } =
      JSON.parse(text) as SigningEvidence;
    const isSound = [group, host, identity, at].every(isText) && Number.isSafeInteger(epoch)
      && isRecordDigest(digest) && isSlot(slot) && isRecord(record);
    const evidence = { group, host, identity, epoch, at, digest, slot, record };
    return isSound && renderEvidence(evidence) === text ? evidence : null;
  } catch {
    return null;
  }
};

/** For `vexor failover status`. */
export interface EvidenceStatus {
  /** The newest slot in the last copy; null where there is no copy yet. */
  readonly slot: number | null;
  /** Since then, in ms. */
  readonly copiedMs: number | null;
  /** Why the last one was not made; null where it was. */
  readonly why: string | null;
}

export interface EvidenceParts extends Pick<SigningEvidence, "group" | "host" | "identity"> {
  readonly store: Pick<RegisterStore, "exchange">;
  readonly look: () => Promise<SignedCopy | string>;
  readonly clock: { now(): number; wall(): number };
}

/** Another process of this host may have written since: then that is replaced. */
const TRIES = 2;

export class EvidenceCopies {
  readonly #with: EvidenceParts;
  #stands: StandingText | null = null;
  #copied: { readonly slot: number | null; readonly at: number } | null = null;
  #why: string | null = null;
  #isCopying = false;

  constructor(parts: EvidenceParts) {
    this.#with = parts;
  }

  status(): EvidenceStatus {
    return { slot: this.#copied?.slot ?? null, why: this.#why,
      copiedMs: this.#copied && Math.round(this.#with.clock.now() - this.#copied.at) };
  }

  /** Never fails: a copy is worth less than the keeper. One that is under way is not waited for. */
  async copy(epoch: number): Promise<void> {
    if (this.#isCopying) return;
    this.#isCopying = true;
    try {
      const found = await this.#with.look();
      this.#why = typeof found === "string" ? found : await this.#put(epoch, found);
    } catch {
      this.#why = "the copy was not made";
    }
    this.#isCopying = false;
  }

  async #put(epoch: number, { digest, slot, record }: SignedCopy): Promise<string | null> {
    const { group, host, identity, store, clock } = this.#with;
    const evidence = renderEvidence({ group, host, identity, epoch, digest, slot, record,
      at: new Date(clock.wall()).toISOString() });
    for (let left = TRIES; left > 0; left--) {
      const answer = await store.exchange(this.#stands, evidence);
      if (answer.outcome === "unknown") return answer.why;
      if (answer.outcome === "refused") return answer.problem.message;
      this.#stands = answer.stands;
      if (answer.outcome === "differs") continue;
      this.#copied = { slot, at: clock.now() };
      return null;
    }
    return "another process of this host writes there as well";
  }
}
