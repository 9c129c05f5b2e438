/** Times as people write them: `90s`, `5m`, `4h`, `7d`. */

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 24 * 3600 };

/** Null when it is not a duration. */
export const secondsOf = (text: string): number | null => {
  const [, count = "", unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNITS[unit] ?? 0);
  return seconds > 0 ? seconds : null;
};

const inUnits = (seconds: number, round: (value: number) => number): string => {
  const fits = Object.entries(UNITS).toReversed()
    .find(([, size]) => Math.abs(seconds) >= 2 * size);
  const [unit, size] = fits ?? ["s", 1];
  return `${round(seconds / size)}${unit}`;
};

/** In the largest unit that keeps it readable: `90s`, `3h`, `12d`. */
export const formatDuration = (seconds: number): string => inUnits(seconds, Math.floor);

/** What is left of a time; just after `4h` were given, that is `4h`. */
export const formatTimeLeft = (seconds: number): string => inUnits(seconds, Math.round);

const SHORT_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Of `1500ms`, `30s` and `2m`; null when it is none of these. */
export const millisecondsOf = (text: string): number | null => {
  const [, count = "", unit = ""] = /^(\d{1,7})(ms|s|m)$/.exec(text) ?? [];
  const ms = Number(count) * (SHORT_UNITS[unit] ?? 0);
  return ms > 0 ? ms : null;
};

/** As `millisecondsOf` reads it, and systemd. */
export const formatMilliseconds = (ms: number): string =>
  (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);
