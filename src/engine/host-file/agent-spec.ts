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
