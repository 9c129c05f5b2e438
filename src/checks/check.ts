/** What a check is, and what it says of a host. Both are data: checks/*.yaml, `vexor.audit/1`. */
import type { Evidence } from "../engine/model/evidence.ts";

export type Severity = "fatal" | "warning" | "info";
export type CheckOutcome = "fine" | "finding" | "not-applicable" | "unknown";

/** Which hosts a check is about; each that is given must be true of the host. */
export interface Applicability {
  /** Any of these runs here, in a version such as `>=3.0 <4.4`; `""` is any version. */
  readonly clients?: Readonly<Record<string, string>>;
  /** A client of any of these roles runs here. */
  readonly roles?: readonly ("validator" | "beacon" | "execution")[];
  /** Of chains, `solana` for instance. */
  readonly families?: readonly string[];
  /** By `ID=` or `ID_LIKE=` of os-release. */
  readonly distributions?: readonly string[];
  /** A range of releases, `>=5.15 <6.8`. */
  readonly kernel?: string;
  /** A network card here has any of these drivers. */
  readonly drivers?: readonly string[];
  /** `metal`, `vm` or `container`. */
  readonly virtualization?: readonly string[];
  readonly clouds?: readonly string[];
  /** A condition over what the check reads, and what it means that it is false. */
  readonly when?: { readonly condition: string; readonly otherwise: string };
}

export interface AdviceSource {
  /** Whose advice it is. */
  readonly by: string;
  readonly says?: string;
  readonly url?: string;
  /** When it was given or read, `2026-11-30`. */
  readonly date: string;
}

export interface Remedy {
  /** A fragment of a host file; its texts may hold `{…}`. */
  readonly hostFile?: Readonly<Record<string, unknown>>;
  /** For a person, in order. */
  readonly steps?: readonly string[];
  readonly risk?: string;
  readonly reversible?: boolean;
  /** From which profile of `vexor recommend` on it is proposed; `standard` if it has none. */
  readonly profile?: "conservative" | "standard" | "aggressive";
}

export interface CheckRule {
  readonly title: string;
  readonly severity: Severity;
  readonly applies?: Applicability;
  /** Names of facts; nothing else is known to the condition. */
  readonly reads: readonly string[];
  /** A list among them: the condition is asked of each entry, as `it`. */
  readonly each?: string;
  /** True where something is wrong. */
  readonly finding: string;
  /** Texts may hold `{…}`, a condition's language within. */
  readonly found: string;
  readonly wanted: string;
  readonly why: string;
  readonly remedy?: Remedy;
  readonly sources: readonly AdviceSource[];
  /** Of advice that says something else, by id, and when which one counts. */
  readonly contradicts?: Readonly<Record<string, string>>;
  readonly since: string;
  readonly until?: string;
}

/** A rule by its id, `cpu.governor`; the first part is its area. */
export type CheckRules = Readonly<Record<string, CheckRule>>;

/** One thing that is wrong; a check of many things may find several. */
export interface CheckFinding {
  readonly found: string;
  readonly wanted: string;
  readonly remedy: Remedy | null;
  readonly evidence: readonly Evidence[];
}

export interface CheckVerdict {
  readonly id: string;
  readonly area: string;
  readonly title: string;
  readonly outcome: CheckOutcome;
  readonly severity: Severity;
  /** What is there; null where it could not be looked at. */
  readonly found: string | null;
  readonly wanted: string | null;
  /** Why it matters; or why it does not apply; or what it needs to look. */
  readonly why: string;
  readonly findings: readonly CheckFinding[];
  readonly evidence: readonly Evidence[];
  readonly remedy: Remedy | null;
  readonly sources: readonly AdviceSource[];
  /** An operator has silenced it; `isOver`: it counts again. */
  readonly silence?: { readonly why: string; readonly until: string; readonly isOver: boolean };
}

export const areaOf = (id: string): string => id.slice(0, id.indexOf("."));

/** As rules and silences write days, in UTC. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);
