/**
 * The interface every kind of setting implements. The engine knows nothing else about a kind:
 * a new kind is one file in src/resources, one registry entry, one schema entry.
 */
import type { Blocker } from "./plan/blockers.ts";
import type { ErrorKind } from "./model/error-kind.ts";
import type {
  Address, Change, Claim, Attributes, HostFile, Params, Reading, Want,
} from "./model/model.ts";
import type { Host, HostReader } from "../ports/host.ts";
import type { Section, Sections } from "./host-file/section.ts";
import type { WatchTargets } from "./drift/watch.ts";

/** Reports the progress of a slow write; throws once the operator has asked to stop. */
export type ReportProgress = (text: string) => void;

/**
 * `queued`: the service that makes it so has the request, and carries it out later in this boot.
 */
export type WriteOutcome = void | "queued";

/** What a write does beside its value, and people want to know before. */
export interface Consequences {
  /** The unit that stops, starts or restarts with it. */
  readonly interrupts?: string;
  /** A validator signs by it: no rollback undoes a signature. */
  readonly signs?: true;
}

/** A place where values live. Names are validated by the driver itself before any write. */
export interface TargetDriver {
  /** Prefix of its targets: `<scheme>:<name>`. */
  readonly scheme: string;
  /** Canonical text, null when absent. */
  read(host: HostReader, name: string, params?: Params): string | null;
  /** Absolute and repeatable: writing the same value twice is the same as once. */
  write(
    host: Host, name: string, value: string | null, report?: ReportProgress, params?: Params,
  ): WriteOutcome | Promise<WriteOutcome>;
  /**
   * Paths at or below which a write of this target changes files, for the sandbox that it runs in.
   * Left out for a target that asks the kernel or systemd. `/` is for a write whose paths cannot be
   * narrowed.
   */
  writablePaths?(host: HostReader, name: string, params?: Params): readonly string[];
  /**
   * Tells of other targets, by their whole name, whether a write of this one changes them too; null
   * where it changes none.
   */
  moves?(name: string, params?: Params): ((target: string) => boolean) | null;
  consequences?(name: string, params?: Params): Consequences;
  /** A write runs programs of others, which take their time: no boot waits for that. */
  readonly runsPrograms?: true;
  /** The target ends with its process; the next process starts with what the boot files bring. */
  readonly endsWithProcess?: true;
  /** The shell line that does the same. */
  shell(name: string, value: string | null, params?: Params): string;
}

/** Text one of our boot files should have; null when it should not exist. */
export interface BootFile {
  readonly path: string;
  /** Of a symbolic link, where it leads. */
  readonly text: string | null;
  /** What stood there, where `text` or the wish for it was made from that. */
  readonly found?: string | null;
  /** A symbolic link; links are changed last, when what they start at boot is known to work. */
  readonly isLink?: true;
  /** The directory is there for such files only, and goes with the last of them. */
  readonly ownDirectory?: boolean;
}

/** What a kind does not need to watch is left out. */
export interface WatchSpec extends Partial<Omit<WatchTargets, "kernelFiles">> {
  readonly kernelFiles?: Readonly<Record<string, Address>>;
  /** Those of `files` that this process may not read: only a plan of root's tells of them. */
  readonly hidden?: readonly string[];
}

/** Everything a resource saw, once: plain answers, no further I/O. */
export interface Survey {
  /** What the host file asks of this kind, with globs resolved against this machine. */
  readonly wants: readonly Want[];
  reading(address: Address): Reading;
  /** The live targets to change so that the setting's live value becomes `to`, in order. */
  changes(address: Address, to: string, attributes: Attributes): readonly Change[];
  /** Our claim of the same setting under an address that the host file no longer has. */
  formerly?(address: Address): Claim | null;
  /** The exact YAML that permits replacing `from`, where a generic sentence is not enough. */
  permit?(address: Address, from: string): string;
  /** Every boot file of this kind, given all the claims that shall hold afterwards. */
  files(claims: readonly Claim[]): readonly BootFile[];
  /**
   * What tells that a setting, or what brings it back at boot, is worth reading again. A kernel
   * file stands for the one setting whose value it is, anything else for the whole kind.
   */
  watch?(addresses: readonly Address[]): WatchSpec;
  /** Why something is wrong although every value holds: a program that runs, but is not healthy. */
  unhealthy?(): string | null;
}

export interface SurveyInput {
  readonly declaration: HostFile;
  /** This kind's ledger claims. */
  readonly claims: readonly Claim[];
}

/** What is known of a kind of setting before its code is loaded. */
export interface KindEntry {
  /** Address prefix and file name. */
  readonly kind: string;
  readonly section: Section;
  /** Other parts of the host file that only this kind reads. */
  readonly beside?: Sections;
  load(): Promise<Resource>;
}

/** As a line of the host file where it may be one, and why it is not. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

/** What a process that writes at these paths needs, beside root's own name. */
export interface WriteRights {
  readonly paths: RegExp;
  readonly capabilities: readonly string[];
  /** Settings of a systemd unit whose sandbox would keep it from that. */
  readonly unitProperties?: readonly string[];
  /** What is written there is not a file: such a path only shows which rights it takes. */
  readonly isNoFile?: true;
}

export interface Resource extends Pick<KindEntry, "kind" | "section"> {
  /** How long a change may take to become effective, in ms. */
  readonly settleMs: number;
  /** How long what was applied must hold before it counts as done, in ms; 0 when left out. */
  holdMs?(declaration: HostFile): number;
  /** Boot files are written and settled before live values: they keep other processes off those. */
  readonly filesFirst?: true;
  /** Half of a change is worse than both its ends: a guardian ends a run whose writer dies. */
  readonly needsGuardian?: true;
  readonly drivers: readonly TargetDriver[];
  /** What its writes take, by the paths of `writablePaths`. */
  readonly writeRights?: readonly WriteRights[];
  /** Paths of the boot files that it writes: no other file is written for it. */
  readonly bootFiles?: readonly RegExp[];
  /** What a setting's live value is, by paths that another kind would know it by as well. */
  ownedPaths?(address: Address): readonly string[];
  /** By their codes, which two kinds may share. */
  readonly errors?: Readonly<Record<string, ErrorKind>>;
  survey(host: HostReader, ask: SurveyInput): Survey;
  /** The live value alone, as a reading has it, for kinds where that takes no survey. */
  live?(host: HostReader, address: Address): string | null;
  /**
   * Why these targets of this kind cannot be settled: that would move a value of another owner.
   * `after` gives the planned value of a target, undefined for a target that the plan leaves alone.
   */
  hindered?(
    host: HostReader, targets: readonly string[],
    after: (target: string) => string | null | undefined,
  ): Blocker | null;
  /**
   * The live changes of this kind by which a finished run goes back, with what is so now where that
   * counts: it need not be as it was then. Throws where they would be unsafe by now.
   */
  turnedBack?(
    host: HostReader, changes: readonly Change[], declaration: HostFile,
  ): readonly Change[];
  /** After a batch of this kind's targets was written, forward or back: tell who must notice. */
  settle?(host: Host, targets: readonly string[]): Promise<void>;
  /** The part of the host file that declares these readings as they are (`vexor init`). */
  declare?(host: HostReader): Partial<HostFile>;
  /**
   * Parts of host files that together ask for all that one could ask of this kind here. What no
   * look at the host tells, a path that only the host file names, comes from `declared`.
   */
  inventory?(host: HostReader, declared: HostFile | null): readonly Partial<HostFile>[];
  /** Tuning that `declare` leaves out, because a plan of it would not be empty. */
  leftOut?(host: HostReader): readonly LeftOut[];
}
