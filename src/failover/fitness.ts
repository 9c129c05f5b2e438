/**
 * Whether the validator of this host does its work: each check must fail several times in a row
 * before that counts, and one that succeeds ends the row. A look that shows nothing does neither.
 */
export interface FitnessLimits {
  /** Failures in a row that count. */
  readonly misses: number;
  /** Slots behind the cluster that count as a failure. */
  readonly slotsBehind: number;
}

/** As in the older tooling. */
export const DEFAULT_LIMITS: FitnessLimits = { misses: 5, slotsBehind: 100 };

export interface FitnessSample {
  /** Null where it is unknown. */
  readonly processRuns: boolean | null;
  /** The node's own word; null where it does not answer, `unasked` where that is unknown. */
  readonly isHealthy: boolean | null | "unasked";
  /** Null where it is unknown. */
  readonly slotsBehind: number | null;
}

/** What fails a row of looks. */
type FailedCheck = "process-dead" | "behind" | "rpc-unhealthy";
/** `unstaked`: it runs, and has not the identity that this host holds. */
export type Unfitness = FailedCheck | "unstaked";

export interface Fitness {
  readonly rows: Readonly<Record<FailedCheck, number>>;
}

export const UNWATCHED: Fitness = { rows: { "process-dead": 0, behind: 0, "rpc-unhealthy": 0 } };

/** Null for what is unknown. */
const failures = (
  { processRuns, isHealthy, slotsBehind }: FitnessSample, limits: FitnessLimits,
): Readonly<Record<FailedCheck, boolean | null>> => ({
  "process-dead": processRuns === null ? null : !processRuns,
  behind: slotsBehind === null ? null : slotsBehind > limits.slotsBehind,
  "rpc-unhealthy": isHealthy === "unasked" ? null : isHealthy !== true,
});

const nextRow = (row: number, hasFailed: boolean | null): number => {
  if (hasFailed === null) return row;
  return hasFailed ? row + 1 : 0;
};

export const watchFitness = (
  { rows }: Fitness, sample: FitnessSample, limits: FitnessLimits,
): Fitness => {
  const failed = failures(sample, limits);
  const next = (check: FailedCheck): number => nextRow(rows[check], failed[check]);
  return { rows: { "process-dead": next("process-dead"), behind: next("behind"),
    "rpc-unhealthy": next("rpc-unhealthy") } };
};

/** The first of the checks that has failed for long enough; null while the validator is fit. */
export const unfitness = ({ rows }: Fitness, { misses }: FitnessLimits): Unfitness | null =>
  (["process-dead", "behind", "rpc-unhealthy"] as const).find((check) => rows[check] >= misses)
    ?? null;
