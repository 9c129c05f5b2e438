/** A planned handover, as its two hosts answer for it: what `vexor failover plan` shows. */
import { allChecks, hinderingChecks, isWaitedFor, pairChecks, type HandoverCheck,
  type HostChecks } from "./checks.ts";
import type { FailoverStatus } from "./status.ts";

export interface HandoverPlan {
  readonly format: "vexor.failover-plan/1";
  readonly group: string;
  /** The host that holds the register; null where none does. */
  readonly from: string | null;
  readonly to: string | null;
  readonly isDryRun: boolean;
  /** This host first; without the one that did not answer. */
  readonly hosts: readonly HostChecks[];
  readonly both: readonly HandoverCheck[];
  /** What keeps it from beginning, each in one line. */
  readonly hindrances: readonly string[];
}

/** What the keeper of this host has found. */
export interface FoundChecks {
  readonly status: FailoverStatus;
  readonly own: HostChecks | null;
  readonly peer: HostChecks | null;
  /** Until the peer had answered, in ms. */
  readonly roundTripMs: number;
}

const holderOf = ({ register }: FailoverStatus): string | null =>
  (register?.state === "held" ? register.holder : null);

const missing = ({ status, own, peer }: FoundChecks): readonly string[] => [
  ...own === null ? [`${status.host} could not be looked at`] : [],
  ...peer === null ? [`${status.peer.host} does not answer`] : [],
  ...holderOf(status) === null ? ["no host holds the register"] : [],
  ...status.alarm === null ? [] : [`the keeper of ${status.host} has an alarm: ${status.alarm}`],
];

const failing = (host: string, checks: readonly HandoverCheck[]): readonly string[] =>
  hinderingChecks(checks).filter((check) => !isWaitedFor(check))
    .map(({ name, says }) => `${host}: ${name}: ${says}`);

export const handoverPlan = (found: FoundChecks): HandoverPlan => {
  const { status, own, peer, roundTripMs } = found;
  const { group, host, isDryRun } = status;
  const from = holderOf(status);
  const both = own !== null && peer !== null ? pairChecks(own, peer, roundTripMs) : [];
  const hosts = [own, peer].filter((one): one is HostChecks => one !== null);
  return { format: "vexor.failover-plan/1", group, from, isDryRun, hosts, both,
    to: from === null ? null : [host, status.peer.host].find((one) => one !== from) ?? null,
    hindrances: [...missing(found), ...hosts.flatMap((one) => failing(one.host, allChecks(one))),
      ...failing("both", both)] };
};

/** Whether the host that signs leads soon: a handover waits until it does not. */
export const awaitedWindow = ({ hosts, from }: HandoverPlan): HandoverCheck | null =>
  hosts.find(({ host }) => host === from)?.checks.find((check) =>
    isWaitedFor(check) && check.isGood !== true) ?? null;
