/**
 * The transactions that there are, and what their answers say. In each, the key is read where the
 * comparison fails. In those that read it always fails: it is there because the members agree on a
 * transaction that could write as on a write, so that none of them answers from an old state.
 */
import type { ExchangeOutcome, StandingText } from "../../ports/register.ts";

/** Numbers of etcd's own tables: its gateway takes a name that it does not know for the first. */
const RESULT = { equal: 0, less: 2 } as const;
export const TARGET = { version: 0, create: 1, mod: 2, value: 3 } as const;

export interface EtcdCompare {
  readonly result: (typeof RESULT)[keyof typeof RESULT];
  readonly target: keyof typeof TARGET;
  readonly value: string;
}

export interface EtcdTxn {
  readonly key: string;
  readonly compares: readonly EtcdCompare[];
  /** Where the comparison holds. `put-again`: with the value that stands. */
  readonly then: { readonly put: string } | "put-again" | "get";
}

export interface TxnAnswer {
  readonly succeeded: boolean;
  readonly clusterId: string;
  /** Of the whole store, once the transaction was carried out: that of its write. */
  readonly revision: string;
  readonly stands: StandingText | null;
}

const standsAs = (expected: StandingText | null): readonly EtcdCompare[] => (expected === null
  ? [{ result: RESULT.equal, target: "create", value: "0" }]
  : [{ result: RESULT.equal, target: "mod", value: expected.revision },
    { result: RESULT.equal, target: "value", value: expected.text }]);

const NEVER: readonly EtcdCompare[] = [{ result: RESULT.less, target: "version", value: "0" }];

export const writeTxn = (key: string, expected: StandingText | null, next: string): EtcdTxn =>
  ({ key, compares: standsAs(expected), then: { put: next } });

export const readTxn = (key: string): EtcdTxn => ({ key, compares: NEVER, then: "put-again" });

/** Needs no right to write. It is a hint alone. */
export const glanceTxn = (key: string): EtcdTxn => ({ key, compares: NEVER, then: "get" });

const isSame = (one: StandingText | null, other: StandingText | null): boolean =>
  one?.text === other?.text && one?.revision === other?.revision;

const CONTRADICTION = "an answer that contradicts itself";

export const readOutcome = (answer: TxnAnswer, expected: StandingText | null): ExchangeOutcome => {
  const { succeeded, stands, clusterId } = answer;
  if (succeeded) return { outcome: "unknown", why: CONTRADICTION };
  return { outcome: isSame(stands, expected) ? "done" : "differs", stands, clusterId };
};

/** `mayStand`: an earlier try of the same write may have been carried out. */
export const writeOutcome = (
  answer: TxnAnswer, expected: StandingText | null, next: string, mayStand: boolean,
): ExchangeOutcome => {
  const { succeeded, stands, revision, clusterId } = answer;
  if (succeeded) return { outcome: "done", stands: { text: next, revision }, clusterId };
  if (isSame(stands, expected)) return { outcome: "unknown", why: CONTRADICTION };
  // Another process may have written the same: only the next exchange starts from what is certain.
  if (mayStand && stands?.text === next) {
    return { outcome: "unknown", why: "the write stands, and an earlier try may have made it" };
  }
  return { outcome: "differs", stands, clusterId };
};
