/** How a failover group looks from one of its hosts: what `vexor failover status` shows. */
import type { EvidenceStatus } from "./evidence.ts";
import { maySign, type KeeperAlarm, type KeeperState } from "./keeper-state.ts";
import type { Hindrance } from "./policy.ts";
import type { WatchAlarm } from "./watch-alarm.ts";
import type { Handover, Mark } from "./register.ts";
import type { FailoverTiming } from "./timing.ts";

export interface RegisterStatus {
  readonly holder: string;
  readonly epoch: number;
  readonly seq: number;
  readonly state: "held" | "offered";
  readonly handover: Handover | null;
  /** For how long this host has seen it stand unchanged, in ms. */
  readonly unchangedMs: number;
}

export interface PeerStatus {
  readonly host: string;
  /** Its last word: it does not sign. False for one that may, or that only watches. */
  readonly isStandby: boolean | null;
  readonly mark: Mark | null;
  /** Null for one that only watches, or has not said. */
  readonly phase: KeeperState["phase"] | null;
  /** Since that answer, in ms. */
  readonly answeredMs: number | null;
}

export interface FailoverStatus {
  readonly format: "vexor.failover/1";
  readonly group: string;
  readonly host: string;
  readonly isDryRun: boolean;
  readonly phase: KeeperState["phase"];
  readonly phaseMs: number;
  /** Null as long as etcd has shown none. */
  readonly register: RegisterStatus | null;
  /** Until the client is asked to give the identity up, in ms; null for one that does not hold. */
  readonly leftMs: number | null;
  /** Until what stands unchanged may be taken, in ms; null where this host is not a standby. */
  readonly takeInMs: number | null;
  /** Why this host would not take it then. */
  readonly hindrances: readonly Hindrance[];
  readonly peer: PeerStatus;
  /** What is wrong, for the longest time of all that is; null while nothing is. */
  readonly alarm: KeeperAlarm | WatchAlarm | "not-remembered" | null;
  /** All that is wrong, what has lasted longest first; absent for a keeper of before. */
  readonly alarms?: readonly NonNullable<FailoverStatus["alarm"]>[];
  /** Why etcd's last answer did not come; null after one that did. */
  readonly unanswered: string | null;
  /** Why the version of etcd is not a safe one; null where it is. */
  readonly unsafeEtcd: string | null;
  /** An operator's wish stands; absent for a keeper of before. */
  readonly isHandoverAsked?: boolean;
  /** The copy in etcd of what this host has signed; only of a host that may sign. */
  readonly evidence?: EvidenceStatus;
}

export interface KeeperFacts {
  readonly group: string;
  readonly isDryRun: boolean;
  readonly now: number;
  readonly timing: FailoverTiming;
  readonly hindrances: readonly Hindrance[];
  readonly peer: Omit<PeerStatus, "host">;
  readonly alarms: NonNullable<FailoverStatus["alarms"]>;
  readonly unanswered: string | null;
  readonly unsafeEtcd: string | null;
}

const registerStatus = ({ seen, seenSince }: KeeperState, now: number): RegisterStatus | null => {
  if (seen === null) return null;
  const { holder, epoch, seq, state, handover } = seen.register;
  return { holder, epoch, seq, state, handover, unchangedMs: Math.round(now - seenSince) };
};

export const statusOf = (keeper: KeeperState, facts: KeeperFacts): FailoverStatus => {
  const { now, timing, peer, group, isDryRun, hindrances, alarms, unanswered, unsafeEtcd } = facts;
  const { host, phase, since, heldFrom, seen, seenSince } = keeper;
  const isWaiting = seen !== null && heldFrom === null && !maySign(keeper);
  return { format: "vexor.failover/1", group, host, isDryRun, phase,
    phaseMs: Math.round(now - since), register: registerStatus(keeper, now),
    leftMs: heldFrom === null ? null : Math.round(heldFrom + timing.demoteAfter - now),
    takeInMs: isWaiting ? Math.max(0, Math.round(seenSince + timing.takeAfter - now)) : null,
    hindrances, peer: { host: keeper.peer, ...peer }, alarm: alarms[0] ?? null, alarms,
    unanswered, unsafeEtcd };
};
