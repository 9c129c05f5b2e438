/**
 * Whether the machine is healthy after an apply: samples of every check in, a verdict out. A check
 * that fails once may be noise; a check that cannot tell proves nothing.
 */
import type { Bounds, HealthCheck } from "../host-file/agent-spec.ts";
import type { HostFile } from "../model/model.ts";

export type HealthSample = "healthy" | "unhealthy" | "unknown";

export interface CheckResult {
  readonly check: string;
  readonly sample: HealthSample;
  readonly says: string;
}

/** How a command ended; `says` is the first line of its output. */
export interface CommandEnd {
  /** Null where it did not start or did not end by itself. */
  readonly code: number | null;
  readonly says: string;
}

/** systemd makes this user for the time that commands run, and gives it to nothing else. */
export const COMMAND_USER = "vexor-health";

type HealthCommand = NonNullable<HealthCheck["command"]>;

export const commandsOf = ({ health }: HostFile): readonly HealthCommand[] =>
  (health?.checks ?? []).flatMap(({ command }) => (command ? [command] : []));

export interface HealthRound {
  readonly at: number;
  readonly checks: readonly CheckResult[];
}

export type HealthVerdict =
  | { readonly is: "healthy" | "open" }
  | { readonly is: "unhealthy" | "unknown"; readonly why: string };

/** So many rounds in a row a check must fail before it counts. */
const FAILING_ROUNDS = 3;

/** No checks are no proof either. */
const sampleOf = ({ checks }: HealthRound): HealthSample => {
  if (checks.length === 0) return "unknown";
  if (checks.some(({ sample }) => sample === "unhealthy")) return "unhealthy";
  return checks.every(({ sample }) => sample === "healthy") ? "healthy" : "unknown";
};

const complaint = (round: HealthRound): string => round.checks
  .filter(({ sample }) => sample !== "healthy").map(({ check, says }) => `${check}: ${says}`)
  .join("; ");

/** The rounds at the end that all have this sample. */
const tailOf = (rounds: readonly HealthRound[], sample: HealthSample): readonly HealthRound[] =>
  rounds.slice(rounds.findLastIndex((round) => sampleOf(round) !== sample) + 1);

/**
 * `rounds` in order of time, all since the apply. Healthy for `holdMs` without a gap is healthy.
 * When half of `withinMs` has passed without an answer, the verdict is `unknown`: operators are
 * alarmed while there is time to look.
 */
export const assessHealth = (
  rounds: readonly HealthRound[], { start, holdMs, withinMs }: {
    readonly start: number; readonly holdMs: number; readonly withinMs: number },
): HealthVerdict => {
  const last = rounds.at(-1);
  if (!last) return { is: "open" };
  if (tailOf(rounds, "unhealthy").length >= FAILING_ROUNDS) {
    return { is: "unhealthy", why: complaint(last) };
  }
  const [first] = tailOf(rounds, "healthy");
  if (first && last.at - first.at >= holdMs) return { is: "healthy" };
  if (last.at - start < Math.max(holdMs, withinMs / 2)) return { is: "open" };
  return { is: "unknown", why: complaint(last) || "not healthy for long enough" };
};

/** Null when the number is within its bounds, else what is wrong. */
export const boundsViolation = (value: number, { atLeast, atMost }: Bounds): string | null => {
  if (atLeast !== undefined && value < atLeast) return `${value}, at least ${atLeast} is wanted`;
  if (atMost !== undefined && value > atMost) return `${value}, at most ${atMost} is wanted`;
  return null;
};

const NUMBER = "[-+]?(?:[\\d.]+(?:[eE][-+]?\\d+)?|Inf|NaN)";
const SAMPLE_LINE = new RegExp(`^([A-Za-z_:][A-Za-z0-9_:]*)(?:\\{[^}\\n]*\\})?\\s+(${NUMBER})`);

/** The largest sample of that name on a page in the Prometheus text format; null without one. */
export const readMetric = (page: string, name: string): number | null => {
  const values = page.split("\n").flatMap((line) => {
    const [, found, text = ""] = SAMPLE_LINE.exec(line) ?? [];
    if (found !== name) return [];
    const value = Number(text.replace("Inf", "Infinity"));
    return Number.isNaN(value) ? [] : [value];
  });
  return values.length === 0 ? null : Math.max(...values);
};
