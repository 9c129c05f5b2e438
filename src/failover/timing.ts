/**
 * The times of a failover, and which of them belong together. All are lengths of this host's own
 * clock in ms; no two clocks are ever compared.
 *
 * A holder counts from the moment it *sent* its last confirmed renewal, a challenger from the
 * moment it *received* the last change. With F the time that a fence takes and ρ the error of a
 * clock's rate, the holder has stopped before a challenger begins if
 *
 *     takeAfter ≥ holdFor · (1 + ρ) / (1 − ρ) + (1 + ρ) · F
 */
export interface FailoverTiming {
  /** Between two renewals. */
  readonly renewEvery: number;
  /** An answer of etcd that takes longer counts as none. */
  readonly answerWithin: number;
  /** Without a renewal for so long, the keeper has the client take the unstaked identity. */
  readonly demoteAfter: number;
  /** Without a renewal for so long, the keeper kills the client. */
  readonly killAfter: number;
  /** systemd kills keeper and client so long after the keeper's last sign of life. */
  readonly watchdog: number;
  /** By then, whatever else has failed, the host does not sign. */
  readonly holdFor: number;
  /** What stands unchanged for so long may be taken. */
  readonly takeAfter: number;
  /** The longest time from a kill to the last vote that leaves the host. */
  readonly fence: number;
  /** Of a clock, at most: adjtimex(2) allows 0.1, NTP on real crystals stays within 0.001. */
  readonly clockError: number;
}

export const DEFAULT_TIMING: FailoverTiming = {
  renewEvery: 2_000, answerWithin: 1_500, demoteAfter: 10_500, killAfter: 12_500, watchdog: 14_000,
  holdFor: 30_000, takeAfter: 45_000, fence: 5_000, clockError: 0.1,
};

/**
 * Of clients that are stopped, and export what they have signed, where others change their identity
 * while they run: that takes seconds, and a minute for a long history.
 */
export const ETHEREUM_TIMING: FailoverTiming = { ...DEFAULT_TIMING,
  demoteAfter: 60_000, killAfter: 180_000, watchdog: 190_000, holdFor: 385_000,
  takeAfter: 480_000,
};

/** How long a challenger must wait at least, in ms. */
export const shortestTake = ({ holdFor, fence, clockError }: FailoverTiming): number =>
  Math.ceil(holdFor * (1 + clockError) / (1 - clockError) + (1 + clockError) * fence);

type TimingRule = readonly [
  key: keyof FailoverTiming, least: (timing: FailoverTiming) => number, why: string,
];

/** Each: this time is at least so long, because. */
const RULES: readonly TimingRule[] = [
  ["demoteAfter", ({ renewEvery, answerWithin }) => 3 * (renewEvery + answerWithin),
    "three renewals may fail before the client is touched: 3 · (renewEvery + answerWithin)"],
  ["killAfter", ({ demoteAfter }) => demoteAfter + 1,
    "the keeper demotes the client before it kills it: later than demoteAfter"],
  ["watchdog", ({ killAfter }) => killAfter + 1,
    "the keeper kills before systemd does: later than killAfter"],
  ["holdFor", ({ answerWithin, watchdog }) => answerWithin + 2 * watchdog,
    "a keeper that stands still is found within two periods: answerWithin + 2 · watchdog"],
  ["holdFor", ({ killAfter, fence }) => killAfter + fence,
    "a kill must have ended: killAfter + fence"],
  ["takeAfter", shortestTake,
    "the holder must have stopped by the worst clocks: "
      + "holdFor · (1 + clockError) / (1 − clockError) + (1 + clockError) · fence"],
];

export interface TimingProblem {
  readonly key: keyof FailoverTiming;
  readonly found: number;
  /** The shortest time that is safe beside the others, in ms. */
  readonly least: number;
  readonly why: string;
}

/** Times that are not safe together; none when they are. */
export const timingProblems = (timing: FailoverTiming): readonly TimingProblem[] =>
  RULES.map(([key, least, why]) => ({ key, found: timing[key], least: least(timing), why }))
    .filter(({ found, least }) => !(found >= least));

/** A host that has not looked for longer has not watched: etcd may have been restored since. */
export const longestGap = ({ renewEvery, answerWithin }: FailoverTiming): number =>
  2 * (renewEvery + answerWithin);
