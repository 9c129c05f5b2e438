/** What the agent needs from outside; wired in main. */
import type { AgentSettings } from "../engine/settings/agent-settings.ts";
import type { SourceLocation, VexorError } from "../engine/model/errors.ts";
import type { Pointer } from "../engine/host-file/host-file-source.ts";
import type { Address, HostFile } from "../engine/model/model.ts";
import type { PlanSource } from "../engine/plan/plan-source.ts";
import type { HostReader } from "../ports/host.ts";
import type { Writer } from "../engine/drift/watch.ts";
import type { Proof } from "../engine/source/types.ts";
import type { CheckResult } from "../engine/run/health.ts";
import type { EventWord } from "./events.ts";
import type { AgentMemory } from "./persistent-state.ts";
import type { Operate } from "./operation.ts";
import type { FactsReceiver, Publication } from "./publication.ts";
import type { Webhook, PostMessage, EventContext } from "./webhook-types.ts";

/** A moment of the source, with everything that proves it. */
export interface Revision {
  /** The commit; of a plain directory, a name made of its content. */
  readonly id: string;
  /** The id that the commit would have without its signature; older records lack it. */
  readonly unsignedId?: string | null;
  readonly subject: string | null;
  /** ISO 8601; null when it is not known. */
  readonly at: string | null;
  readonly signer: string | null;
  /** What an operator should know about an accepted revision. */
  readonly alarms: readonly string[];
  readonly proof: Proof;
  /** Where a part of its declaration is written; unknown for a revision from a record. */
  placeOf?(at: Pointer): SourceLocation | null;
}

export interface AgentSource {
  /** Throws a VexorError that says why there is nothing to be trusted. */
  fetch(): Promise<Revision>;
  /** Tells when there is reason to fetch at once; the result ends that. */
  watch(changed: () => void): () => void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment, which go on evenly when the clock is set. */
  steady(): number;
  /** Calls back once; the result takes that back. */
  after(ms: number, act: () => void): () => void;
  /** About that long: hosts that poll in step would all ask at the same moment. */
  about(ms: number): number;
}

/** Something worth a line in the log, and maybe a message to a webhook. */
export interface AgentEvent {
  readonly at: number;
  readonly level: "info" | "alarm";
  /** A bounded word for machines. */
  readonly what: EventWord;
  readonly why: string;
  /** Of news about one setting. */
  readonly setting?: EventSetting;
}

interface EventSetting {
  readonly address: Address;
  readonly found: string | null;
  /** Null where nothing is going to be written. */
  readonly wanted: string | null;
  /** Of a move that was seen: what it was, and who did it. */
  readonly was?: string | null;
  readonly writer?: Writer | null;
}

/** A record of the agent's own; `lost` says why an existing record could not be used. */
export interface StoredRecord<T> {
  readonly value: T;
  readonly lost: string | null;
}

export interface Ports {
  readonly host: HostReader;
  readonly clock: Clock;
  readonly source: AgentSource;
  readonly operate: Operate;
  loadMemory(): StoredRecord<AgentMemory>;
  saveMemory(memory: AgentMemory): void;
  /** The newest revision that held; null before the first. */
  loadGood(): StoredRecord<Revision | null>;
  saveGood(revision: Revision): void;
  /** The revision that was applied last, whatever came of it. */
  loadTried(): StoredRecord<Revision | null>;
  saveTried(revision: Revision): void;
  /** Runs all checks of the run that waits once; never throws. */
  sample(declaration: HostFile, run: number): Promise<readonly CheckResult[]>;
  tell(news: AgentEvent): void;
  /** It has come to rest: what is declared, and so what is watched, may be another by now. */
  rested(): void;
}

/** What the process takes; null where the kernel does not report it. */
export interface ProcessUsage {
  readonly rssBytes: number;
  readonly cpuSeconds: number;
  readonly openFds: number | null;
}

interface Page {
  readonly ok: boolean;
  readonly text: string;
  readonly type: string;
}

export interface Pages {
  metrics(): Page;
  health(): Page;
}

interface ProvenRevision {
  readonly declaration: HostFile;
  /** Of the revision: its commit, or a digest of a directory's files. */
  readonly id: string;
  /** What the commit calls itself; absent for a directory. */
  readonly named?: PlanSource["named"];
}

/** Judges a revision from its bytes; throws what is wrong with it. */
export interface ProofVerifier {
  /** Plans need an operator's approval here. */
  readonly needsApproval: boolean;
  /** What is wrong with the settings, while the ones from before are in force. */
  readonly settingsProblem?: VexorError | null;
  /** The settings ask for facts of this host to be published. */
  readonly publishesFacts?: boolean;
  prove(proof: Proof): Promise<ProvenRevision>;
  /** Later revisions must build on this one. */
  accept(proof: Proof): Promise<void>;
}

/** What follows from the settings. */
export interface ConfiguredEdges {
  readonly settings: AgentSettings;
  readonly source: AgentSource;
  /** Serves metrics as the settings say; the result ends that. Throws what keeps it from that. */
  servePages(pages: Pages): Promise<() => void>;
  /** The webhooks of the settings, in their order, and one try of one message. */
  readonly hooks: readonly Webhook[];
  readonly post: PostMessage;
  /** Null where no facts are published. */
  readonly receiver: FactsReceiver | null;
}

/** The agent's outside, as main wires it. */
export interface AgentEdges extends Omit<Ports, "host" | "source" | "tell" | "sample" | "rested"> {
  /** What was published last; null before the first. */
  loadPublication(): StoredRecord<Publication | null>;
  savePublication(publication: Publication): void;
  /** Reads the settings, now. Throws AGENT_SETTINGS and what reading YAML throws. */
  configure(): ConfiguredEdges;
  /** Runs a verb of this program apart, with data on its standard input; its JSON answer. */
  runVerb(verb: string, input: unknown, timeoutMs: number): Promise<unknown>;
  /** Answers requests on the agent's socket; the result ends that. */
  serve(reply: (line: string) => Promise<unknown>): Promise<() => void>;
  usage(): ProcessUsage;
  /** Gives back memory that is not needed from here on. */
  releaseMemory(): void;
  freshId(): string;
  /** Tells systemd, as in sd_notify(3). */
  notify(...lines: readonly string[]): void;
  /** How often systemd wants to hear from it, in ms; null when it does not care. */
  readonly watchdogMs: number | null;
  /** One line of the log, as fields. */
  log(news: AgentEvent, standing: EventContext | null): void;
  /** Resolves at SIGTERM or SIGINT. */
  readonly ended: Promise<void>;
  onHangup(act: () => void): void;
  /** Ends this process, whatever in it still waits for something. */
  leave(): void;
}
