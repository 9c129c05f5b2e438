/** What a keeper needs of the machine and of its peer. No call throws; each ends within a bound. */
import type { SaidIdentity } from "./identity-misfit.ts";
import type { HostChecks } from "./checks.ts";
import type { KeeperRecord } from "./event.ts";
import type { Handover, Mark, Register, StandingRegister, StopProof } from "./register.ts";
import type { KeeperAlarm, KeeperEvent, KeeperPhase, KeeperState } from "./keeper-state.ts";
import type { NodeFacts } from "./node-watch.ts";
import type { PolicyWords } from "./policy.ts";
import type { ReceivedRecord } from "./signing-record.ts";
import type { SlotView } from "./slot-bound.ts";
import type { PeerWord } from "./word.ts";
import type { WatchAlarm } from "./watch-alarm.ts";

/** What stands in etcd, as one transaction has answered. */
export type RegisterAnswer =
  | { readonly type: "done" | "differs"; readonly stands: StandingRegister | null }
  | { readonly type: "unknown"; readonly why: string };

export interface RegisterPort {
  /** `put` null: a read, which is `done`. */
  exchange(expected: StandingRegister | null, put: Register | null): Promise<RegisterAnswer>;
}

/** The client, by plans of the engine; a kill is none, for it changes no setting. */
export interface ClientPort {
  /** Takes the identity up. A proof where that has failed and nothing signs; null once it signs. */
  promote(by: Handover | null, stop: AbortSignal): Promise<StopProof | "signs" | "unknown">;
  /** Null where it could not be proven; `kept`: it goes on as before, and may. */
  demote(): Promise<StopProof | "kept" | null>;
  /** Ends everything that could sign, also a promotion under way. */
  kill(): Promise<StopProof | null>;
}

/** What is seen of this host's validator and of the cluster, as of the last look. */
export interface NodeWatch {
  facts(keeper: KeeperState): NodeFacts;
  /** Of this host's own node and of each witness; the newest last. */
  views(): readonly SlotView[];
  /** The account's newest vote that any node has shown lately; null where none does. */
  lastVote(): number | null;
  /** The peer's word, and when it was asked for. */
  heard(keeper: KeeperState, word: PeerWord, askedAt: number): void;
  alarm(): WatchAlarm | null;
  /** Who the client said it was at the last look; null where it did not tell. */
  identity(): SaidIdentity | null;
}

/** The signing record that the peer has offered, on its way to this host. */
export interface RecordPort {
  /** Of the record that is in place here, by the word of the last stop or copy; null for none. */
  digest(): string | null;
  /** Asks for it in the background; one under way, or one that is here, is not asked for again. */
  carry(digest: string): void;
  /** Calls once each time that one has come to be here. */
  onArrival(listener: () => void): void;
  /** This host itself offers that one, which it has signed or was handed: the peer may have it. */
  offered(digest: string): void;
  /** For the peer; null for a record that this host has not offered. */
  give(digest: string): string | null;
}

/** The peer's side of `give`; null where it does not give it. The answer proves nothing. */
export interface RecordPeer {
  record(digest: string): Promise<string | null>;
}

/** What the peer has noted around a mark; null where it does not tell. It proves nothing. */
export interface EventPeer {
  events(mark: Mark): Promise<readonly KeeperRecord[] | null>;
}

/** Where this host keeps records, its own and the peer's: the newest few. */
export interface RecordStore {
  digestOf(text: string): string;
  /** The text with this digest; null where there is none. */
  read(digest: string): string | null;
  /** Durably; false where the disk refuses it. */
  keep(text: string): boolean;
  /** Has plans put it in place; durably, and false as above. */
  receive(record: ReceivedRecord): boolean;
  /** Whether the last record that a plan has put in place is that one. */
  isPlaced(identity: string, digest: string): boolean;
  /** Whether that is what this host had signed when it last stopped. */
  isLastStop(digest: string): boolean;
  /** In which epoch of the register a plan has last let the client of these keys sign. */
  signedEpoch(identity: string): number | null;
}

/** Null: no answer that counts. */
export interface PeerPort {
  word(): Promise<PeerWord | null>;
  vouch(epoch: number): Promise<PeerWord | null>;
  nudge(): Promise<PeerWord | null>;
  /** It looks at its client and at the cluster for that. */
  checks(): Promise<HostChecks | null>;
}

export interface KeeperPorts {
  /** Ms of a clock that also counts while the machine sleeps; and of the wall. */
  readonly clock: { now(): number; wall(): number };
  readonly register: RegisterPort;
  readonly client: ClientPort;
  readonly peer: PeerPort;
  readonly policy: (keeper: KeeperState) => PolicyWords;
  /** On the disk, durably; false where that failed. */
  readonly remember: (mark: Mark) => Promise<boolean>;
  readonly pet: () => void;
  /** Each event, with the state that it found. */
  readonly record: (before: KeeperState, event: KeeperEvent) => void;
  readonly tell: (news: KeeperNews) => void;
}

export type KeeperNews =
  | { readonly what: "phase"; readonly from: KeeperPhase; readonly to: KeeperPhase }
  | { readonly what: "alarm"; readonly code: KeeperAlarm | "not-remembered" }
  | { readonly what: "unanswered"; readonly why: string };
