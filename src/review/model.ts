/**
 * `vexor.review/1`: what a change of a repository does to the hosts that it declares. All of it
 * survives JSON. Its texts come from a repository and from hosts: renderers escape each of them.
 */
import type { Action, Origin, LaterEffect, Plan } from "../engine/model/model.ts";
import type { ErrorCode, SourceLocation } from "../engine/model/errors.ts";
import type { Evidence } from "../engine/model/evidence.ts";
import type { CpuMap } from "../map/model.ts";

export const REVIEW_FORMAT = "vexor.review/1";

/**
 * `declared`: the host file says something else, and the plan is the same, or there is none.
 * `dropped`: the base would act on the setting, the head says nothing of it, and nothing is
 * written.
 */
export type ReviewEffect = Action | "declared" | "dropped";

/** What the change makes of one setting, beside what the base makes of it on the same facts. */
export interface ReviewChange {
  /** Of a setting, or of an entry of the host file where `action` is `declared`. */
  readonly address: string;
  readonly action: ReviewEffect;
  /** The value found; of a `declared` one, what the base says, as JSON. */
  readonly from: string | null;
  /** The value after an apply; of one that is not written, what the head asks for. */
  readonly to: string | null;
  /** Null where the base says nothing of the setting. */
  readonly base: { readonly action: Action; readonly to: string | null } | null;
  readonly origin?: Origin;
  readonly takesEffect?: LaterEffect;
  /** Units that stop, start or restart with it. */
  readonly interrupts?: readonly string[];
  /** A validator signs by it, and no rollback undoes a signature. */
  readonly signs?: true;
  /** The custom value that it takes over by permission. */
  readonly adopts?: string;
  readonly why?: string;
  /** Of one that is blocked or impossible. */
  readonly reason?: string;
  readonly evidence?: readonly Evidence[];
  readonly waysOut?: readonly string[];
  /** Those that the base's plan does not have. */
  readonly warnings?: readonly string[];
}

export interface PlacedChange extends ReviewChange {
  /** Where the head asks for it; null where it does not. */
  readonly place: SourceLocation | null;
}

/** An `adopt:` that the head has and the base has not. */
export interface NewPermission {
  readonly entry: string;
  readonly from: string;
  readonly why: string | null;
  readonly place: SourceLocation | null;
}

interface Said {
  readonly place: SourceLocation;
  /** As JSON. */
  readonly value: string;
}

/** Two files, neither of which builds on the other, say different things of one entry. */
export interface Fight {
  readonly entry: string;
  readonly counts: Said;
  readonly loses: Said;
}

export interface ReviewProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly place: SourceLocation | null;
}

export interface FactsUsed {
  readonly at: string;
  /** Whole hours. */
  readonly ageSeconds: number;
  readonly digest: string;
  readonly vexor: string;
  /** What only root may read is among them. */
  readonly asRoot: boolean;
  /** The fingerprint of the host's key; null where the base lists no keys of hosts. */
  readonly signedBy: string | null;
}

/** What a policy finds on a host, and in which line. */
export interface PolicyHost {
  readonly host: string;
  readonly place: SourceLocation;
}

/** Rules that deny a change without a file that says so. */
export const STANDING_RULES = ["sharedIdentity", "failoverPairs"] as const;
export type StandingRule = (typeof STANDING_RULES)[number];

/** A rule of the policy applies. */
export interface PolicyHit {
  readonly effect: "deny" | "warn";
  /** Its key in the policy. */
  readonly rule: string;
  /** Where the policy says so; of a standing rule, the first place that it is about. */
  readonly says: SourceLocation;
  readonly message: string;
  /** Empty where it is about files that no host is reviewed for. */
  readonly on: readonly PolicyHost[];
}

/** The same, of one host. */
export interface HostPolicyHit extends Pick<PolicyHit, "effect" | "rule" | "message"> {
  readonly place: SourceLocation;
}

/** A section of the host file that says something else; null where the head has none. */
export interface ChangedSection {
  readonly name: string;
  readonly place: SourceLocation | null;
}

export type HostStatus = "changed" | "added" | "removed" | "failed";

export interface HostReview {
  readonly host: string;
  /** Its host file, from the top of the repository. */
  readonly file: string;
  /** `failed`: the head's host file cannot be read, or cannot be planned on the host. */
  readonly status: HostStatus;
  readonly failure: ReviewProblem | null;
  /** The same of the base: then all that the head plans counts as changed. */
  readonly baseFailure: ReviewProblem | null;
  readonly facts: FactsUsed | null;
  /** Why there are none; then the host files are compared, and no plan. */
  readonly factsProblem: ReviewProblem | null;
  /** Null where there is none, and where no plans were to be kept. */
  readonly before: Plan | null;
  readonly after: Plan | null;
  readonly changes: readonly PlacedChange[];
  /** Items of the head's plan that the base's has as well: drift, and what is yet to be applied. */
  readonly apart: { readonly toDo: number; readonly blocked: number };
  readonly permissions: readonly NewPermission[];
  readonly fights: readonly Fight[];
  readonly sections: readonly ChangedSection[];
  readonly policy: readonly HostPolicyHit[];
  /** Its CPUs, where services or interrupts move on them, and maps were to be drawn. */
  readonly map?: CpuMap;
}

/** Hosts on which the same changes have the same effect. */
export interface ReviewGroup {
  readonly hosts: readonly string[];
  readonly changes: readonly PlacedChange[];
}

export interface ReviewSummary {
  /** Host files of the head. */
  readonly hosts: number;
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  readonly failed: number;
  /** Hosts that are reviewed without facts. */
  readonly unplanned: number;
  /** Changes of all hosts, by their action. */
  readonly changes: Readonly<Record<ReviewEffect, number>>;
  readonly permissions: number;
  readonly fights: number;
  /** Hosts on which a unit is interrupted, which need a reboot, and whose validator signs. */
  readonly interrupted: number;
  readonly reboots: number;
  readonly signing: number;
  /** Hits of the policy. */
  readonly denied: number;
  readonly warned: number;
}

export interface Review {
  readonly format: typeof REVIEW_FORMAT;
  readonly base: string;
  readonly head: string;
  /** What the head is compared with: the newest commit that both build on. */
  readonly from: string;
  /** Of the pull request or merge request, where the caller has named it. */
  readonly number?: number;
  readonly summary: ReviewSummary;
  readonly hosts: readonly HostReview[];
  readonly groups: readonly ReviewGroup[];
  /** Hosts that the base has changed as well since `from`: what is merged is neither plan. */
  readonly alsoInBase: readonly string[];
  readonly policy: readonly PolicyHit[];
  /** Files of policy/, keys/, facts/ and pipelines, altered: later reviews rest on them. */
  readonly trusted: readonly string[];
}
