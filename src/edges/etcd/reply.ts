/** What comes of one call to one endpoint, and what etcd's errors mean for the key. */
import type { ErrorCode } from "../../engine/model/errors.ts";
import { printableLine } from "../../formats/printable.ts";
import { shorten } from "../../formats/quote.ts";
import type { Problem } from "../../ports/host.ts";
import type { EtcdTxn, TxnAnswer } from "./txn.ts";

const LONGEST = 200;

export type EtcdReply<T> =
  | { readonly kind: "answer"; readonly answer: T }
  | { readonly kind: "refused"; readonly problem: Problem }
  /** `mayStand`: whether a write may have been carried out all the same. */
  | { readonly kind: "failed"; readonly why: string; readonly mayStand: boolean };

export interface ServerStatus {
  readonly version: string;
  readonly clusterId: string;
}

/** One server. A call may throw, and need not end: `bounded.ts` sees to that. */
export interface EtcdEndpoint {
  readonly name: string;
  txn(txn: EtcdTxn, signal: AbortSignal): Promise<EtcdReply<TxnAnswer>>;
  status(signal: AbortSignal): Promise<EtcdReply<ServerStatus>>;
  close(): void;
}

const wordsOf = (text: string): string => shorten(printableLine(text), LONGEST);

export const refusedAs = (code: ErrorCode, message: string): EtcdReply<never> =>
  ({ kind: "refused", problem: { code, message } });

export const failedAs = (why: string, mayStand = true): EtcdReply<never> =>
  ({ kind: "failed", why: wordsOf(why), mayStand });

/** The codes of gRPC, which the gateway gives as well. */
export const GRPC_CODE = { invalidArgument: 3, permissionDenied: 7, exhausted: 8,
  failedPrecondition: 9, unavailable: 14, unauthenticated: 16 } as const;

/** An error of the server, with its own words. */
export interface EtcdError {
  readonly code: number;
  readonly message: string;
}

const { invalidArgument, permissionDenied, exhausted, failedPrecondition, unavailable,
  unauthenticated } = GRPC_CODE;

/** The token is too old, or its server was started anew. */
export const wantsLogin = ({ code, message }: EtcdError): boolean => code === unauthenticated
  || (code === invalidArgument && /revision of auth store is old/.test(message));

const DENIED: readonly (readonly [code: number, words: RegExp])[] = [
  [permissionDenied, /(?:)/], [unauthenticated, /(?:)/],
  [invalidArgument, /user name is empty|authentication failed|user name not found/],
  [failedPrecondition, /user name not found|authentication is not enabled/],
];

/** The server says it before it looks at the key. */
const REFUSED: readonly (readonly [code: number, words: RegExp])[] = [
  [invalidArgument, /^etcdserver: |^grpc: /],
  [exhausted, /request is too large|larger than max|space exceeded/],
];

const NOT_TRIED: readonly (readonly [code: number, words: RegExp])[] = [
  [unavailable, /no leader$|^No connection established/],
  [exhausted, /too many requests/],
];

const isAmong = (
  cases: readonly (readonly [code: number, words: RegExp])[], { code, message }: EtcdError,
): boolean => cases.some(([one, words]) => one === code && words.test(message));

export const replyOf = (error: EtcdError): EtcdReply<never> => {
  const words = wordsOf(error.message);
  if (isAmong(DENIED, error)) {
    return refusedAs("ETCD_DENIED", `etcd does not let this host: ${words}`);
  }
  return isAmong(REFUSED, error)
    ? refusedAs("ETCD_REFUSED", `etcd refuses the request: ${words}`)
    : failedAs(words, !isAmong(NOT_TRIED, error));
};

/** An answer that this version does not understand says nothing about the key. */
export const notUnderstood = (): EtcdReply<never> => failedAs("an answer of another form");
