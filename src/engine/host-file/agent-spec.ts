/** What a host file asks of the agent: when it may write, and what must be healthy afterwards. */

/** Durations are text such as `30s`, `5m`, `4h` or `7d`. */
export interface Window {
  readonly cron: string;
  readonly duration: string;
  readonly timeZone?: string;
  readonly why?: string;
}

export interface Maintenance {
  readonly allow?: readonly Window[];
  readonly deny?: readonly Window[];
}

export interface Bounds {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Exactly one of these, or of those that are added where they are taken. */
export interface HealthCheck {
  readonly url?: string;
  readonly command?: readonly string[];
  readonly metric?: Bounds & { readonly url: string; readonly name: string };
}

export interface HealthWant {
  readonly holdFor?: string;
  readonly within?: string;
  readonly checks: readonly HealthCheck[];
}

/** A finding that an operator has seen and lives with. */
export interface CheckSilence {
  readonly why: string;
  /** The last day on which it counts, in UTC: `2027-01-31`. */
  readonly until: string;
}

/** What `vexor audit` makes of its checks on this host. */
export interface ChecksWant {
  /** By the id of the check. */
  readonly silence?: Readonly<Record<string, CheckSilence>>;
}
