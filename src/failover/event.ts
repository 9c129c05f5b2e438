/** What a keeper has done and seen, a line each, for those who ask later. */
import type { KeeperAlarm, KeeperPhase } from "./keeper-state.ts";
import type { WatchAlarm } from "./ports.ts";

export type KeeperHappening =
  | { readonly what: "started"; readonly version: string }
  | { readonly what: "phase"; readonly from: KeeperPhase; readonly to: KeeperPhase }
  | { readonly what: "alarm"; readonly code: KeeperAlarm | WatchAlarm | "not-remembered" }
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
  /** The newest epoch that the host knew of. */
  readonly epoch: number;
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

/** Both hosts' in one, in the order of their wall clocks. */
export const merged = (...parts: readonly (readonly KeeperRecord[])[]): readonly KeeperRecord[] =>
  parts.flat().toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
