/**
 * A store of one text that several hosts agree on. A write names the very text that it replaces,
 * and the revision at which that was written. The store knows texts and revisions, and not what
 * they mean.
 */
import type { Problem } from "./host.ts";

/** A text as it stands, with the revision of the write that put it there: a decimal number. */
export interface StandingText {
  readonly text: string;
  readonly revision: string;
}

interface StoreAnswer {
  readonly stands: StandingText | null;
  readonly clusterId: string;
}

/**
 * `done`: what was expected stood there; after a write, `stands` is what it has written.
 * `differs`: something else stood there, and nothing was written.
 * `refused`: nothing was written, and the same call will be refused again.
 * `unknown`: a write may stand, or still be carried out; only another exchange can show it.
 */
export type ExchangeOutcome =
  | { readonly outcome: "done" } & StoreAnswer
  | { readonly outcome: "differs" } & StoreAnswer
  | { readonly outcome: "refused"; readonly problem: Problem }
  | { readonly outcome: "unknown"; readonly why: string };

/** A server that has answered. A store is as safe as the oldest of its servers. */
export interface StoreServer {
  readonly endpoint: string;
  readonly version: string;
  readonly clusterId: string;
}

export interface SilentServer {
  readonly endpoint: string;
  readonly problem: Problem;
}

export interface StoreFacts {
  readonly servers: readonly StoreServer[];
  readonly silent: readonly SilentServer[];
  /** What this host may do with the key; null where that is unknown. */
  readonly rights: "write" | "read" | "none" | null;
  /** Why `rights` are not `write`. */
  readonly why: string | null;
}

/** No call throws, and each ends in time. */
export interface RegisterStore {
  /**
   * One transaction on the one key. `expected` null: there is no such key. `next` null: a read, for
   * which the key must be writable as well: it goes the way of a write, so no server can answer it
   * from what it knew before.
   */
  exchange(expected: StandingText | null, next: string | null): Promise<ExchangeOutcome>;
  /** Writes nothing. */
  facts(): Promise<StoreFacts>;
  /** Calls that still wait end as `unknown`. */
  close(): void;
}

/** By gRPC, with a certificate: etcd takes its common name for the user. */
export interface GrpcAccess {
  readonly by: "grpc";
  /** Paths of PEM files. */
  readonly ca: string | null;
  readonly certificate: { readonly cert: string; readonly key: string } | null;
}

/** By JSON, with a password: etcd refuses certificates that name a user here. */
export interface GatewayAccess {
  readonly by: "gateway";
  readonly ca: string | null;
  /** The path of a file with one line, `USER:PASSWORD`; null where etcd asks for none. */
  readonly login: string | null;
}

export interface StoreSettings {
  /** `https://NAME:PORT` or `http://`, in the order in which they are tried. */
  readonly endpoints: readonly string[];
  readonly key: string;
  /** Endpoints may be `http://`. */
  readonly unencrypted: boolean;
  readonly answerWithinMs: number;
  readonly access: GrpcAccess | GatewayAccess;
}
