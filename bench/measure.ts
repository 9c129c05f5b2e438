/** Paired runs: in every round each entry runs once, so that a busy moment meets all of them. */
import { spawnSync } from "node:child_process";

export interface Target {
  /** `slower`: the subject's time by this entry's; `faster`: this entry's by the subject's. */
  readonly sense: "slower" | "faster";
  /** Null: only shown, and nothing is claimed. */
  readonly bound: number | null;
}

export interface Entry {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes of a run that did its work; 0 unless said. */
  readonly exits?: readonly number[];
  /** Fewer rounds than the others get. */
  readonly rounds?: number;
  /** How the section's subject, its first entry, must compare to this one. */
  readonly target?: Target;
  /** What must hold of the entry by itself: time to its first line of output, in ms. */
  readonly firstLineMs?: number;
}

export interface Sample {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly firstLineMs: number;
}

export interface Measured {
  readonly entry: Entry;
  readonly samples: readonly Sample[];
}

/** Of an odd or even number of values; NaN of none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
};

/** NODE_EXTRA_CA_CERTS costs Node 20 up to 45 ms in which it does nothing that is asked here. */
const environment = (own: Entry["env"]): NodeJS.ProcessEnv => {
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
  return { ...env, LC_ALL: "C.UTF-8", ...own };
};

const MS = 1e6;

/** One run; throws when the program did not do its work. */
const runOnce = (timed: string, entry: Entry): Sample => {
  const line = entry.firstLineMs === undefined ? [] : ["-1"];
  const { stdout, status } = spawnSync(timed, [...line, ...entry.argv], {
    encoding: "utf8", env: environment(entry.env), stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${timed} failed with ${status}`);
  const told = JSON.parse(stdout) as Record<string, number>;
  const exit = told["exit"] ?? -1;
  if (!(entry.exits ?? [0]).includes(exit)) {
    throw new Error(`${entry.name} ended with ${exit}: ${entry.argv.slice(0, 8).join(" ")}`);
  }
  return {
    wallMs: (told["wallNs"] ?? NaN) / MS,
    cpuMs: (told["cpuNs"] ?? NaN) / MS,
    peakMb: (told["maxRssKb"] ?? NaN) / 1024,
    firstLineMs: (told["firstLineNs"] ?? NaN) / MS,
  };
};

/** One unmeasured round, then `rounds` measured ones; every other one in reverse order. */
export const race = (
  timed: string, entries: readonly Entry[], rounds: number,
): readonly Measured[] => {
  const measured = entries.map((entry) => ({ entry, samples: [] as Sample[] }));
  for (const { entry } of measured) if (entry.rounds === undefined) runOnce(timed, entry);
  for (let round = 0; round < rounds; round++) {
    for (const { entry, samples } of round % 2 === 0 ? measured : measured.toReversed()) {
      if (round < (entry.rounds ?? rounds)) samples.push(runOnce(timed, entry));
    }
  }
  return measured;
};

/** Median over the rounds that both took part in, of their times in that very round. */
export const ratio = (subject: Measured, other: Measured, sense: Target["sense"]): number =>
  median(other.samples.map(({ wallMs }, round) => {
    const own = subject.samples[round]?.wallMs ?? NaN;
    return sense === "slower" ? own / wallMs : wallMs / own;
  }));
