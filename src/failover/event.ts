/** What a keeper has done and seen, a line each, for those who ask later. */
import type { KeeperAlarm, KeeperPhase } from "./keeper-state.ts";
import type { WatchAlarm } from "./watch-alarm.ts";
import { isOlder, type Mark } from "./register.ts";

export type KeeperHappening =
  | { readonly what: "started"; readonly version: string }
  | { readonly what: "phase"; readonly from: KeeperPhase; readonly to: KeeperPhase }
  /** Told when it begins, and `cleared` once it is not said any more. */
  | { readonly what: "alarm" | "cleared";
      readonly code: KeeperAlarm | WatchAlarm | "not-remembered" }
  | { readonly what: "unanswered"; readonly why: string }
  | { readonly what: "asked"; readonly ask: "hand-over" | "stay" }
  /** A plan, or a kill, and its end after so many ms. */
  | { readonly what: "acted"; readonly act: "promote" | "demote" | "kill" | "receive";
      readonly ms: number; readonly end: "signs" | "stopped" | "placed" | "unknown";
      readonly slot: number | null };

export type KeeperRecord = {
  readonly format: "vexor.failover-event/1";
  /** By the wall clock. */
  readonly at: string;
  /** By the clock that the keeper counts by, in ms since the boot. */
  readonly uptime: number;
  readonly host: string;
  /** The newest register that the host knew of; keepers of before have not written its seq. */
  readonly epoch: number;
  readonly seq?: number;
} & KeeperHappening;

/** Those of each line that is whole; a line that a crash has cut is left out. */
export const readRecords = (text: string): readonly KeeperRecord[] =>
  text.split("\n").flatMap((line) => {
    try {
      const record = JSON.parse(line) as KeeperRecord;
      return record.format === "vexor.failover-event/1" && typeof record.at === "string"
        ? [record] : [];
    } catch {
      return [];
    }
  });

/**
 * Whether `one` comes first: by the register that its host knew of, which all that one host has
 * learned of the other goes by. Wall clocks decide between those that knew of the same one alone.
 */
const isBefore = (one: KeeperRecord, other: KeeperRecord): boolean => {
  const [mark, than] = [one, other].map(({ epoch, seq }): Mark => ({ epoch, seq: seq ?? 0 }));
  const isEpochAlone = one.seq === undefined || other.seq === undefined;
  if (mark === undefined || than === undefined) return false;
  if (mark.epoch !== than.epoch || (!isEpochAlone && mark.seq !== than.seq)) {
    return isOlder(mark, than);
  }
  return Date.parse(one.at) <= Date.parse(other.at);
};

/** Both hosts' in one; each host's own stay in the order in which it has written them. */
export const merged = (
  own: readonly KeeperRecord[], theirs: readonly KeeperRecord[],
): readonly KeeperRecord[] => {
  const [all, left]: [KeeperRecord[], KeeperRecord[]] = [[], [...theirs]];
  for (const one of own) {
    const next = left.findIndex((other) => isBefore(one, other));
    all.push(...left.splice(0, next < 0 ? left.length : next), one);
  }
  return [...all, ...left];
};
