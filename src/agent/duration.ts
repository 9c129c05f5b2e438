/** Times as people write them. The schemas let nothing else through. */
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `5m`, `4h` or `7d` in ms; null for anything else. */
export const msOf = (text: string): number | null => {
  const [, count = "", unit = ""] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  return count === "" ? null : Number(count) * (UNITS[unit] ?? 0);
};

/** The other way, in the largest unit that fits well enough for a sentence. */
export const sayMs = (ms: number): string => {
  const [unit = "s", size = 1_000] = Object.entries(UNITS)
    .findLast(([, size]) => ms >= 2 * size) ?? [];
  return `${Math.round(ms / size)}${unit}`;
};
