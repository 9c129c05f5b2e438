/** What a planned handover wants of both hosts, each with what was found. */

const CHECKS = [
  "client", "identity", "keys", "boot", "caughtUp", "voteAccount", "admission", "record", "disk",
  "leaderWindow", "cluster", "version", "clocks",
] as const;
/** Apart from the others: a keeper of before takes none of them for a check. */
const MORE_CHECKS = ["lock"] as const;
export type CheckName = (typeof CHECKS)[number] | (typeof MORE_CHECKS)[number];

export interface HandoverCheck {
  readonly name: CheckName;
  /** Null where it is unknown: no handover begins by that. */
  readonly isGood: boolean | null;
  readonly says: string;
}

/** One host's part. */
export interface HostChecks {
  readonly format: "vexor.failover-checks/1";
  readonly host: string;
  /** By its wall clock, in ms since 1970. */
  readonly at: number;
  /** Of Vexor. */
  readonly version: string;
  readonly genesisHash: string | null;
  readonly checks: readonly HandoverCheck[];
  /** Absent for a host of before. */
  readonly more?: readonly HandoverCheck[];
}

/** One after the other, as people read them. */
export const allChecks = ({ checks, more = [] }: HostChecks): readonly HandoverCheck[] =>
  [...checks, ...more];

const isCheck = (
  value: unknown, names: readonly CheckName[] = CHECKS,
): value is HandoverCheck => {
  if (typeof value !== "object" || value === null) return false;
  const { name, isGood, says } = value as Partial<HandoverCheck>;
  return names.some((one) => one === name) && typeof says === "string" && says.length <= 1_000
    && (isGood === null || typeof isGood === "boolean");
};

/** Null for what no host has said of itself. */
export const readHostChecks = (text: string): HostChecks | null => {
  try {
    const value = JSON.parse(text) as HostChecks;
    const { format, host, at, version, genesisHash, checks, more } = value;
    const isSound = format === "vexor.failover-checks/1" && typeof host === "string"
      && Number.isFinite(at) && typeof version === "string"
      && (genesisHash === null || typeof genesisHash === "string")
      && Array.isArray(checks) && checks.every((one) => isCheck(one));
    // Those of a newer host that are not known here hinder nothing.
    const known = Array.isArray(more) ? more.filter((one) => isCheck(one, MORE_CHECKS)) : [];
    return isSound ? { format, host, at, version, genesisHash, checks, more: known } : null;
  } catch {
    return null;
  }
};

/** Slots and lockouts are the cluster's; certificates and records of events are by wall clocks. */
const MOST_APART_MS = 2_000;

const clocks = (apartMs: number, roundTripMs: number): HandoverCheck => {
  const least = Math.max(0, Math.abs(apartMs) - roundTripMs);
  return { name: "clocks", isGood: least <= MOST_APART_MS,
    says: `${(Math.abs(apartMs) / 1_000).toFixed(1)} s apart, asked within `
      + `${(roundTripMs / 1_000).toFixed(1)} s` };
};

const cluster = (own: HostChecks, peer: HostChecks): HandoverCheck => {
  const [here, there] = [own.genesisHash, peer.genesisHash];
  const isKnown = here !== null && there !== null;
  const says = here === there ? `both are on ${here}`
    : `${own.host} is on ${here ?? "unknown"}, ${peer.host} on ${there ?? "unknown"}`;
  return { name: "cluster", isGood: isKnown ? here === there : null,
    says: isKnown ? says : "which cluster the hosts are on is unknown" };
};

const version = (own: HostChecks, peer: HostChecks): HandoverCheck => ({
  name: "version", isGood: true, says: own.version === peer.version ? `both run ${own.version}`
    : `${own.host} runs ${own.version}, ${peer.host} runs ${peer.version}`,
});

/** What only both together show; the peer was asked within `roundTripMs`. */
export const pairChecks = (
  own: HostChecks, peer: HostChecks, roundTripMs: number,
): readonly HandoverCheck[] =>
  [cluster(own, peer), version(own, peer), clocks(own.at - peer.at, roundTripMs)];

/** A leader's window passes by itself: it is waited for. */
export const isWaitedFor = ({ name }: HandoverCheck): boolean => name === "leaderWindow";

export const hinderingChecks = (
  checks: readonly HandoverCheck[],
): readonly HandoverCheck[] => checks.filter(({ isGood }) => isGood !== true);
