/**
 * The interface every kind of setting implements. The engine knows nothing else about a kind:
 * a new kind is one file in src/resources, one registry entry, one schema entry.
 */
import type { Contest } from "./plan/blockers.ts";
import type { ErrorKind } from "./model/error-kind.ts";
import type {
  Address, CellChange, Claim, Detail, HostFile, Params, Reading, Want,
} from "./model/model.ts";
import type { Host, HostReader } from "../ports/host.ts";
import type { Section, Sections } from "./host-file/section.ts";
import type { WatchTargets } from "./drift/watch.ts";

/** Says how a write that takes its time gets on; throws once somebody has asked to stop. */
export type Tell = (text: string) => void;

/** `queued`: whoever makes it so has been told, and gets to it later in this boot. */
export type Written = void | "queued";

/** A place where values live. Names are validated by the medium itself before any write. */
export interface Medium {
  /** Prefix of its cells: `<scheme>:<name>`. */
  readonly scheme: string;
  /** Canonical text, null when absent. */
  read(host: HostReader, name: string, params?: Params): string | null;
  /** Absolute and repeatable: writing the same value twice is the same as once. */
  write(
    host: Host, name: string, value: string | null, tell?: Tell, params?: Params,
  ): Written | Promise<Written>;
  /**
   * Paths at or below which a write of this cell changes files, for the sandbox that it runs in;
   * none when left out: then it asks the kernel or systemd. `/` is what nobody can narrow.
   */
  reach?(host: HostReader, name: string, params?: Params): readonly string[];
  /**
   * Tells of other cells, by their whole name, whether a write of this one changes them too; null
   * where it changes none.
   */
  moves?(name: string, params?: Params): ((cell: string) => boolean) | null;
  /** The shell line that does the same. */
  shell(name: string, value: string | null, params?: Params): string;
}

/** Text one of our boot files should have; null when it should not exist. */
export interface FileText {
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
export interface Watched extends Partial<Omit<WatchTargets, "kernelFiles">> {
  readonly kernelFiles?: Readonly<Record<string, Address>>;
  /** Those of `files` that this process may not read: only a plan of root's tells of them. */
  readonly hidden?: readonly string[];
}

/** Everything a resource saw, once: plain answers, no further I/O. */
export interface Survey {
  /** What the host file asks of this kind, with globs resolved against this machine. */
  readonly wants: readonly Want[];
  reading(address: Address): Reading;
  /** The live cells to change so that the setting's live value becomes `to`, in order. */
  changes(address: Address, to: string, detail: Detail): readonly CellChange[];
  /** Our claim of the same setting under an address that the host file no longer has. */
  formerly?(address: Address): Claim | null;
  /** The exact YAML that permits replacing `from`, where a generic sentence is not enough. */
  permit?(address: Address, from: string): string;
  /** Every boot file of this kind, given all the claims that shall hold afterwards. */
  files(claims: readonly Claim[]): readonly FileText[];
  /** How long what was applied must hold before it counts as done, in ms; 0 when left out. */
  readonly holdMs?: number;
  /**
   * What tells that a setting, or what brings it back at boot, is worth reading again. A kernel
   * file stands for the one setting whose value it is, anything else for the whole kind.
   */
  watch?(addresses: readonly Address[]): Watched;
  /** Why something is wrong although every value holds: a program that runs, but not well. */
  unwell?(): string | null;
}

export interface Ask {
  readonly declaration: HostFile;
  /** This kind's ledger claims. */
  readonly claims: readonly Claim[];
}

/** What is known of a kind of setting before its code is loaded. */
export interface Kind {
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

export interface Resource extends Pick<Kind, "kind" | "section"> {
  /** How long a change may take to become effective, in ms. */
  readonly settleMs: number;
  /** Boot files are written and settled before live values: they keep somebody off those. */
  readonly filesFirst?: true;
  /** Half of a change is worse than both its ends: a guardian ends a run whose writer dies. */
  readonly guarded?: true;
  readonly media: readonly Medium[];
  /** Paths of the boot files that it writes: no other file is written for it. */
  readonly bootFiles?: readonly RegExp[];
  /** What a setting's live value is, by paths that another kind would know it by as well. */
  targets?(address: Address): readonly string[];
  /** By their codes, which two kinds may share. */
  readonly errors?: Readonly<Record<string, ErrorKind>>;
  survey(host: HostReader, ask: Ask): Survey;
  /** The live value alone, as a reading has it, for kinds where that takes no survey. */
  live?(host: HostReader, address: Address): string | null;
  /**
   * What keeps these cells of this kind from being settled: it would move what somebody else has
   * set. `after` tells what the plan makes of a cell, undefined where that stays as it is.
   */
  hindered?(
    host: HostReader, cells: readonly string[],
    after: (cell: string) => string | null | undefined,
  ): Contest | null;
  /** After a batch of this kind's cells was written, forward or back: tell who must notice. */
  settle?(host: Host, cells: readonly string[]): Promise<void>;
  /** The part of the host file that declares these readings as they are (`vexor init`). */
  declare?(host: HostReader): Partial<HostFile>;
  /** Tuning that `declare` leaves out, because a plan of it would not be empty. */
  leftOut?(host: HostReader): readonly LeftOut[];
}
