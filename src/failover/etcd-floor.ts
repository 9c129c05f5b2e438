/**
 * Which versions of etcd may hold a register. Before these, one host could write another's key, and
 * a member that had been paused could answer from a state that is past.
 */

/** The first safe release of each line; later lines begin safe. */
const SAFE = ["3.5.33", "3.6.14", "3.7.1"] as const;

/** Ends in what the releases before have mended: CVE-2026-33343, -33413, -73499, and #20418. */
const WHY = "older releases let a client past the rights of its role, and answered reads from an "
  + "old state";

export type EtcdSafety =
  | { readonly verdict: "safe" }
  | { readonly verdict: "unsafe" | "refused"; readonly why: string };

interface Release {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  /** Before the release of these numbers. */
  readonly isEarly: boolean;
}

const FORM = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

const releaseOf = (version: string): Release | null => {
  const [, major, minor, patch, early] = FORM.exec(version) ?? [];
  return major === undefined ? null
    : { numbers: [Number(major), Number(minor), Number(patch)], isEarly: early !== undefined };
};

/** Negative: the first is the earlier one. */
const compare = (one: Release, other: Release): number => {
  const at = one.numbers.findIndex((number, index) => number !== other.numbers[index]);
  return at < 0 ? Number(other.isEarly) - Number(one.isEarly)
    : (one.numbers[at] ?? 0) - (other.numbers[at] ?? 0);
};

const isAtLeast = (release: Release, floor: string): boolean => {
  const lowest = releaseOf(floor);
  return lowest !== null && compare(release, lowest) >= 0;
};

const isSafe = (release: Release): boolean => {
  const [major, minor] = release.numbers;
  const floor = SAFE.find((one) => one.startsWith(`${major}.${minor}.`));
  return major === 3 && (floor === undefined ? minor > 7 : isAtLeast(release, floor));
};

/** `lowest`: a floor that an operator has set below the safe one, or null. */
export const judgeEtcd = (version: string, lowest: string | null): EtcdSafety => {
  const release = releaseOf(version);
  if (release && isSafe(release)) return { verdict: "safe" };
  const why = `etcd ${release ? version : "of an unknown version"} is below ${SAFE.join(", ")}: ${
    WHY}`;
  return { why, verdict: release && lowest !== null && release.numbers[0] === 3
    && isAtLeast(release, lowest) ? "unsafe" : "refused" };
};
