/**
 * The words of Vexor as plain data: everything here survives JSON.
 *
 * A *setting* has an address, a value found (its reading) and a value wanted. Where its value lives
 * is a *target*: a kernel file, a thread's affinity, a drop-in. A plan is items (what we decided
 * and why) plus target changes (what would be written); apply knows nothing but targets.
 */

import type { ChecksWant, HealthWant, Maintenance } from "../host-file/agent-spec.ts";
import type { Approval } from "../run/approval.ts";
import type { Blocker } from "../plan/blockers.ts";
import type { Evidence, UnreadPath } from "./evidence.ts";
import type { PlanSource } from "../plan/plan-source.ts";
import type { SourceMark } from "./source-mark.ts";

/** `<kind>/<name>`; the name is the kind's own business. */
export type Address = string;

export type { Evidence };

export type Rule =
  | { readonly value: string }
  | { readonly atLeast: string }
  | { readonly atMost: string };

type OnDrift = "correct" | "report";

/** What a resource needs to know about one setting beyond its value; its own business. */
export type Attributes = Readonly<Record<string, string>>;

export interface Want {
  readonly address: Address;
  /** Values are in the resource's canonical form, here and everywhere below. */
  readonly rule: Rule;
  /** The custom value that git permits us to replace. */
  readonly adopt: string | null;
  readonly why: string | null;
  readonly onDrift: OnDrift;
  readonly attributes: Attributes;
  /** Where the host file asks for it: keys and indexes from the root of the merged one. */
  readonly at?: readonly (string | number)[];
}

export type Owner = "vexor" | "distro" | "custom";

/** Something that sets the value at boot. */
export interface BootSource {
  readonly owner: Owner;
  /** Null when it is unknown. */
  readonly value: string | null;
  readonly evidence: Evidence;
}

/** Values of the field `takesEffect`, which is left out where it is now. */
export type LaterEffect = "next-start" | "reboot";

/** A value that is written and has not taken effect. */
export interface Pending {
  readonly address: Address;
  readonly takesEffect: LaterEffect;
  readonly live: string | null;
  readonly value: string | null;
}

/** What was found for one setting. */
export interface Reading {
  readonly address: Address;
  /** The effective value now; null when there is none. */
  readonly live: string | null;
  /** Why it cannot be changed on this machine, or null: `isUnreadable` where a read has failed. */
  readonly immutable: string | null;
  readonly isUnreadable?: boolean;
  /** Every boot source in order of effect: the last one wins. */
  readonly boot: readonly BootSource[];
  /** For settings no boot file can carry: how they come back after a reboot, in words. */
  readonly ephemeral: string | null;
  /** When a value takes effect that is written now; at once where it is left out. */
  readonly takesEffect?: LaterEffect;
  /** Why our own boot file would lose to the winner, or null. */
  readonly overriddenBy: string | null;
  /** The kernel's default, when it is known. */
  readonly default: { readonly value: string; readonly evidence: Evidence } | null;
  /** What speaks of a default that is not proven: for people. */
  readonly doubts?: readonly Evidence[];
  /** Tools and scripts that have set this value, or set one at each boot. */
  readonly otherManagers: readonly Evidence[];
  /** A running tool that would undo our change, with the compatible way out. */
  readonly blocker: Blocker | null;
  /** What it is to be by now, where others than git decide that. */
  readonly expected?: string | null;
  /** Why what Vexor set must stay although it is declared no longer. */
  readonly releaseBlocker?: Blocker | null;
  /** Another change that the host file asks for ends this value: it is for a later plan. */
  readonly endedBy?: Blocker | null;
  /** Remarks for the reader: overlaps, unusual values. */
  readonly warnings: readonly string[];
}

export const ORIGINS = ["default", "distro", "managed", "custom", "unknown"] as const;
export type Origin = (typeof ORIGINS)[number];

export const ACTIONS = [
  "none", "update", "persist", "adopt", "release", "drift", "blocked", "impossible",
] as const;
export type Action = (typeof ACTIONS)[number];

export type Params = Readonly<Record<string, string>>;

/**
 * One target that a plan would write. `target` is `<scheme>:<name>`; values are text, null is
 * "absent". `reboot` is what boot brings without us: a run-time value is only good for its own
 * boot.
 */
export interface Change {
  readonly target: string;
  /**
   * All else that writing it takes: the undo of a run has no host file, and must write in the same
   * way. Records of versions before 0.2 have that in the target's name.
   */
  readonly params?: Params;
  readonly kind: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reboot?: string | null;
  readonly for: readonly Address[];
}

export interface PlanItem {
  readonly address: Address;
  readonly action: Action;
  readonly origin: Origin;
  readonly live: string | null;
  readonly wanted: Rule | null;
  readonly afterReboot: string | null;
  /** Why `afterReboot` is null; left out where it is known. */
  readonly afterRebootUnknown?: string;
  readonly evidence: readonly Evidence[];
  readonly reason: string;
  readonly why?: string; // in the host file's own words; left out where it gives none
  readonly waysOut: readonly string[];
  readonly warnings: readonly string[];
  /** The shell line that does the same, for items that write. */
  readonly runs: string | null;
  readonly to: string | null; // the live value after apply, for items that write
  /** When `to` takes effect; left out where that is at once. */
  readonly takesEffect?: LaterEffect;
  /** With it: the value that will take effect then, as things stand before an apply. */
  readonly configured?: string | null;
  /** As declared from then on, and something else runs until then. */
  readonly isPending?: true;
  /** The custom value that git lets an `adopt` replace. */
  readonly adopts: string | null;
  /** The value that `adopt: {from: …}` would have to name; left out where none would help. */
  readonly adoptable?: string;
  readonly onDrift: OnDrift;
  readonly attributes: Attributes;
  readonly sources?: readonly SourceMark[]; // that git has permitted to replace
  /** From the claim under the address that the host file had before. */
  readonly inherits?: Pick<Claim, "original" | "adopted">;
}

/** A program of a host file's choice. */
export interface DeclaredProgram {
  readonly command: readonly string[];
  readonly runsAs: string;
}

export const PLAN_FORMAT = "vexor.plan/2";
export const SNAPSHOT_FORMAT = "vexor.snapshot/2";
export const LEDGER_FORMAT = "vexor.ledger/2";

export interface Plan {
  readonly format: typeof PLAN_FORMAT;
  /** Hash of everything decided below; not of reasons and evidence. */
  readonly id: string;
  readonly host: string;
  readonly source: PlanSource;
  readonly mode: "enforce" | "observe";
  readonly summary: Readonly<Record<Action, number>>;
  readonly items: readonly PlanItem[];
  readonly changes: readonly Change[];
  /** The run that this plan rolls back (`vexor rollback`), and the claims to restore. */
  readonly undoes?: {
    readonly run: number;
    readonly claims: Readonly<Record<Address, Claim | null>>;
  };
  /** What the host file has run after an apply of the agent's; absent where that is nothing. */
  readonly programs?: readonly DeclaredProgram[];
  /** What is written already, and waits to take effect; absent where nothing does. */
  readonly pending?: readonly Pending[];
  /** What could not be read; absent where all could be. */
  readonly unread?: readonly UnreadPath[];
  /** The merged host file, so that a saved plan can be planned again and compared. */
  readonly declaration: HostFile;
}

/** What we set, and what was there before: one line of the ledger. */
export interface Claim {
  readonly address: Address;
  readonly value: string;
  readonly attributes: Attributes;
  /** The live value that we replaced first, kept across later updates: what release restores. */
  readonly original: string | null;
  /** The custom value that git permitted to replace, at boot or live. */
  readonly adopted: string | null;
  /**
   * Custom boot sources that were there when git permitted to replace them; any other is new, and
   * makes the setting custom. Not in ledgers of earlier versions: then every one counts as new.
   */
  readonly sources?: readonly SourceMark[];
  readonly run: number;
  readonly commit: string | null;
  readonly at: string;
}

export type RunStarter = "agent" | "person";

/** What a run found before its first write; durable before that write. */
export interface Snapshot {
  readonly format: typeof SNAPSHOT_FORMAT;
  /** Run-time values count for this boot only. */
  readonly bootId: string;
  /** The mark of that boot (engine/boot.ts); not in records of earlier versions, nor of a tree. */
  readonly boot?: string;
  readonly at: string;
  readonly by: string;
  /** The word that the run needed; it was used up as the run began. */
  readonly approval?: Approval;
  /** Whose the run is. Not in records of versions before it was asked. */
  readonly begunBy?: RunStarter;
  readonly targets: Readonly<Record<string, string | null>>;
  /** The ledger's claims for every address that the plan writes. */
  readonly claims: Readonly<Record<Address, Claim | null>>;
}

export type Outcome = "applied" | "rolled-back" | "no-op" | "rollback-failed";

/** A target that undo left alone, because its value is neither ours nor the original. */
export interface UndoConflict {
  readonly target: string;
  readonly found: string | null;
  readonly why: string;
}

/**
 * One journal line. `intent` is durable before the targets it names are touched, so whatever a
 * crash leaves is found through it.
 */
export type JournalEvent =
  | { readonly type: "begin" }
  /** `unwritten`: targets of a failed batch that the run has not touched after all. */
  | { readonly type: "intent" | "done" | "unwritten"; readonly targets: readonly string[] }
  | { readonly type: "immutable"; readonly target: string; readonly why: string }
  | { readonly type: "failed"; readonly code: string; readonly message: string }
  | { readonly type: "verified" }
  /** `uptime`: the same moment in seconds since the boot, which no clock that is set can move. */
  | { readonly type: "confirm-by"; readonly deadline: string; readonly uptime?: number }
  | { readonly type: "confirmed" }
  | { readonly type: "undoing"; readonly why: string }
  | { readonly type: "conflicts"; readonly conflicts: readonly UndoConflict[] }
  | { readonly type: "end"; readonly outcome: Outcome };

export type JournalEntry = JournalEvent & { readonly seq: number; readonly at: string };

export interface Ledger {
  readonly format: typeof LEDGER_FORMAT;
  readonly claims: Readonly<Record<Address, Claim>>;
}

/**
 * The merged, validated host file. Sections are the resources' own business: each kind adds the
 * type of its section to this interface.
 */
export interface HostFile {
  readonly apiVersion: "vexor/v1";
  readonly host: string;
  readonly mode?: "enforce" | "observe";
  readonly onDrift?: OnDrift;
  readonly maintenance?: Maintenance;
  readonly health?: HealthWant;
  readonly checks?: ChecksWant;
}

export type Scalar = string | number;

export interface Permission {
  readonly adopt?: { readonly from: Scalar };
  readonly why?: string;
  readonly onDrift?: OnDrift;
}
