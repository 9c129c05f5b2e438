/** What the benches of drift found, held against what they must reach. */
import type { Cost, Idle } from "./idle.ts";
import { median } from "./measure.ts";

const fixed = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const percent = (share: number): string =>
  (Number.isNaN(share) ? "-" : `${(share * 100).toFixed(1)} %`);

/** What all drifts of a row must keep to; the last two are asked where a writer can be named. */
export interface Limits {
  readonly maxMs: number;
  readonly medianMs?: number;
  readonly named?: number;
}

export interface Row {
  readonly name: string;
  readonly count: number;
  readonly missed: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Shares of those told. */
  readonly named: number;
  readonly withUser: number;
  readonly mustReach: string;
  readonly pass: boolean;
}

export interface Sample {
  /** Null when it was never seen. */
  readonly ms: number | null;
  /** Whether the writing process was named, and its user, where the watch reports one. */
  readonly named?: boolean;
  readonly withUser?: boolean;
}

export const SYSCTL: Limits = { maxMs: 1000, medianMs: 20, named: 0.95 };
export const OTHERS: Limits = { maxMs: 5000 };

const sayLimits = ({ maxMs, medianMs, named }: Limits): string => [
  `max ≤ ${maxMs}`, ...(medianMs === undefined ? [] : [`median ≤ ${medianMs}`]),
  ...(named === undefined ? [] : [`named ≥ ${percent(named)}`])].join(", ");

export const rowOf = (name: string, samples: readonly Sample[], limits: Limits): Row => {
  const times = samples.flatMap(({ ms }) => ms ?? []).toSorted((a, b) => a - b);
  const share = (of: "named" | "withUser"): number => {
    const told = samples.filter((sample) => sample[of] !== undefined);
    return told.filter((sample) => sample[of]).length / told.length;
  };
  const row = { name, count: samples.length, missed: samples.length - times.length,
    medianMs: median(times), p99Ms: times[Math.ceil(times.length * 0.99) - 1] ?? NaN,
    maxMs: times.at(-1) ?? NaN, named: share("named"), withUser: share("withUser") };
  return { ...row, mustReach: sayLimits(limits), pass: row.missed === 0
    && row.maxMs <= limits.maxMs && row.medianMs <= (limits.medianMs ?? Infinity)
    && (limits.named === undefined || row.named >= limits.named) };
};

export interface DriftFigures {
  readonly rows: readonly Row[];
  readonly idle: Idle;
  readonly seconds: number;
  readonly leftOut: readonly string[];
}

/** Of all that is ours together, while nothing happens. */
const IDLE = { share: 0.00121, rssMb: 60 };

const sum = (costs: readonly Cost[], of: (cost: Cost) => number): number =>
  costs.reduce((total, cost) => total + of(cost), 0);

/** An agent and its reader are one thing to the host that runs both. */
const withSum = (costs: readonly Cost[]): readonly Cost[] => {
  const ours = costs.filter(({ name }) => name.startsWith("vexor"));
  if (ours.length < 2) return costs;
  return [...ours, { name: "vexor, together", share: sum(ours, ({ share }) => share),
    rssMb: sum(ours, ({ rssMb }) => rssMb), pssMb: sum(ours, ({ pssMb }) => pssMb),
    wakesPerSecond: sum(ours, ({ wakesPerSecond }) => wakesPerSecond) },
  ...costs.filter((cost) => !ours.includes(cost))];
};

const sayCost = ({ name, share, rssMb, pssMb, wakesPerSecond }: Cost): readonly string[] => {
  const isOurs = name.startsWith("vexor");
  const pass = share <= IDLE.share && rssMb <= IDLE.rssMb;
  return [name, `${(share * 100).toFixed(3)} %`, rssMb.toFixed(1), pssMb.toFixed(1),
    wakesPerSecond.toFixed(1), ...(isOurs
      ? [`≤ ${IDLE.share * 100} %, ≤ ${IDLE.rssMb} MB`, pass ? "pass" : "MISS"] : ["", ""])];
};

/** `numbers`: how many columns after the first one are numbers. */
const table = (lines: readonly (readonly string[])[], numbers: number): string => {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines.map((line) => line.map((text, column) => (column === 0 || column > numbers
    ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join("  ")
    .trimEnd()).join("\n");
};

export const renderDrift = (
  { rows, idle: { costs: spent, forksPerSecond }, seconds, leftOut }: DriftFigures,
): string => {
  const head = ["drift of", "count", "missed", "median ms", "p99", "max", "named", "with user",
    "must reach", ""];
  const lines = [head, ...rows.map((row) => [row.name, String(row.count), String(row.missed),
    fixed(row.medianMs), fixed(row.p99Ms), fixed(row.maxMs), percent(row.named),
    percent(row.withUser), row.mustReach, row.pass ? "pass" : "MISS"])];
  const meanwhile = `idle for ${seconds} s, ${forksPerSecond.toFixed(0)} forks/s`;
  const costs = [[meanwhile, "CPU of one core", "RSS MB", "PSS MB", "wake-ups/s", "must reach", ""],
    ...withSum(spent).map(sayCost)];
  return [table(lines, 7), "", table(costs, 4), ...leftOut.map((one) => `left out: ${one}`)]
    .join("\n");
};
