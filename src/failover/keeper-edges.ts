/** What the keeper's process is handed by the edges; `KeeperPorts` are made of it. */
import type { ActAnswer } from "./act.ts";
import type { BeaconAnswers, BeaconQuestion } from "./beacon-lines.ts";
import type { NodeAnswers, NodeQuestion } from "./node-lines.ts";
import type { KeeperRecord } from "./event.ts";
import type { HostChecks } from "./checks.ts";
import type { ManagerQuestion, ManagerReply } from "./manager-words.ts";
import type { FailoverPermit } from "./permit.ts";
import type { EventPeer, PeerPort, RecordPeer, RecordPort, RecordStore } from "./ports.ts";
import type { Handover, Mark, StopProof } from "./register.ts";
import type { RegisterStore } from "../ports/register.ts";
import type { FailoverSettings } from "./settings.ts";
import type { KeeperQuestion, PeerWord } from "./word.ts";

/**
 * What a verb of this host asks; `stay` takes a `hand-over` back, and `check` looks at what a
 * handover wants. `peer-events` are those that the peer has noted of late.
 */
export interface KeeperRequest {
  readonly ask: "status" | "hand-over" | "stay" | "check" | "peer-events";
}

/** What a keeper can have done to the client of its host. */
export interface ClientActs {
  /**
   * `permit` is asked again as long as it lasts; null once the register is not held. `by`: what was
   * handed over, and is handed back where nothing came of it.
   */
  promote(
    permit: () => FailoverPermit | null, by: Handover | null, stop: AbortSignal,
  ): Promise<StopProof | "signs" | "unknown">;
  /**
   * `held` is asked once the client was not made to stop: the epoch in which it may go on, or null
   * where it may not.
   */
  demote(held: () => number | null): Promise<StopProof | "kept" | null>;
  kill(): Promise<StopProof | null>;
  /** Puts the peer's signing record in its place. */
  receive(): Promise<ActAnswer | null>;
  look(): Promise<ActAnswer | null>;
  /** What a planned handover wants of this host; null where that could not be looked at. */
  check(): Promise<HostChecks | null>;
  /** Leaves the word that this host is a standby; false where the disk refuses it. */
  standBy(): boolean;
  /** A keeper has acted on this host before: the client has been its business since. */
  hasActed(): boolean;
  /** What a kill has to know, ahead of it. */
  lookUp(): Promise<void>;
}

/** Asks nodes of the cluster, one question at a time. */
export interface NodeAsker {
  /** Null where it could not be asked; a node that does not answer is a silent one. */
  ask(question: Omit<NodeQuestion, "id">): Promise<NodeAnswers | null>;
  close(): void;
}

/** Looks at what the client of this host has signed, one look at a time. */
export interface RecordLooker {
  /** Its words; null where it has none. */
  look(): Promise<string | null>;
  close(): void;
}

/** The same, of beacon nodes. */
export interface BeaconAsker {
  ask(question: Omit<BeaconQuestion, "id">): Promise<BeaconAnswers | null>;
  close(): void;
}

/** What answers the questions of the peer. */
export interface PeerAnswers extends Pick<RecordPort, "give"> {
  answer(asked: KeeperQuestion): PeerWord;
  check(): Promise<HostChecks | null>;
  events(around: Mark): readonly KeeperRecord[];
}

export interface KeeperEdges {
  /** What this process was started with. Throws FAILOVER_SETTINGS. */
  settings(): FailoverSettings;
  /** `tell`: why a plan was not carried out, for the journal. */
  openClient(settings: FailoverSettings, tell: (text: string) => void): ClientActs;
  openRegister(settings: FailoverSettings): Promise<RegisterStore>;
  /** Where this host leaves its copies of what it has signed. */
  openEvidence(settings: FailoverSettings): Promise<RegisterStore>;
  /** Throws ETCD_ACCESS for certificates and keys that cannot be used. */
  openPeer(settings: FailoverSettings): PeerPort & RecordPeer & EventPeer;
  openNodes(): NodeAsker;
  openRecordLooker(settings: FailoverSettings): RecordLooker;
  openBeacons(): BeaconAsker;
  /** Listens for the peer's questions; the result ends that. Throws FAILOVER_LISTEN. */
  answerPeer(settings: FailoverSettings, answers: PeerAnswers): Promise<() => void>;
  readonly records: RecordStore;
  /**
   * Answers a manager where the settings say so, else null. Throws FAILOVER_LISTEN and ETCD_ACCESS.
   */
  answerManager(
    settings: FailoverSettings, answer: (asked: ManagerQuestion) => ManagerReply,
  ): Promise<(() => void) | null>;
  /** Answers each request of a verb of this host; the result ends that. Throws LOCKED. */
  answerVerbs(answer: (asked: KeeperRequest) => unknown): Promise<() => void>;
  readonly clock: { now(): number; wall(): number };
  /** At random, new for each process. */
  readonly writer: string;
  remembered(group: string): Mark;
  /** Durably; false where the disk refuses it. */
  remember(group: string, mark: Mark): boolean;
  /** Leaves a text where every account may read it; the next one follows where that fails. */
  publish(text: string): void;
  /** Never throws: an event that cannot be written is lost. */
  note(event: KeeperRecord): void;
  /** As above. */
  keepIncident(name: string, text: string): void;
  /** The names of those that are kept, the oldest first. */
  incidents(): readonly string[];
  /** Null for one that is not there, or cannot be read. */
  incident(name: string): string | null;
  /** Those that were noted, a line each, the oldest first. */
  events(): string;
  ready(says: string): void;
  pet(): void;
  /** Resolves once a signal asks this process to end. */
  untilStopped(): Promise<void>;
}
