/**
 * How a host stands, in one word, one sentence and what to do: what `vexor status` begins with. An
 * exit code goes with each word.
 */
import type { SourceLocation } from "../engine/model/errors.ts";

/**
 * 0: settled. 1: it is unknown, or not yet known. 2: an operator is needed, or a setting differs.
 */
export const CONDITIONS = {
  "not-configured": { exit: 1, label: "NOT CONFIGURED" },
  "not-running": { exit: 1, label: "NOT RUNNING" },
  halted: { exit: 2, label: "HALTED" },
  refused: { exit: 2, label: "REFUSED" },
  "cannot-fetch": { exit: 2, label: "CANNOT FETCH" },
  "cannot-plan": { exit: 2, label: "CANNOT PLAN" },
  settings: { exit: 2, label: "SETTINGS REFUSED" },
  "rolled-back": { exit: 2, label: "ROLLED BACK" },
  suspended: { exit: 2, label: "SUSPENDED" },
  yielded: { exit: 2, label: "YIELDED" },
  "break-glass-expired": { exit: 2, label: "BREAK-GLASS EXPIRED" },
  waiting: { exit: 2, label: "WAITING" },
  observe: { exit: 2, label: "OBSERVE" },
  drift: { exit: 2, label: "DRIFT" },
  "break-glass": { exit: 2, label: "BREAK-GLASS" },
  blocked: { exit: 2, label: "BLOCKED" },
  "never-fetched": { exit: 1, label: "NEVER FETCHED" },
  unreachable: { exit: 1, label: "UNREACHABLE" },
  verifying: { exit: 1, label: "VERIFYING" },
  retrying: { exit: 1, label: "TRYING AGAIN" },
  working: { exit: 1, label: "WORKING" },
  failover: { exit: 2, label: "FAILOVER" },
  settled: { exit: 0, label: "settled" },
} as const satisfies Record<string, { readonly exit: 0 | 1 | 2; readonly label: string }>;

export type ConditionWord = keyof typeof CONDITIONS;

export interface Condition {
  readonly is: ConditionWord;
  readonly exit: 0 | 1 | 2;
  /** One sentence for people. It quotes texts of others: print it through `printable`. */
  readonly says: string;
  /** The commit it is about. */
  readonly commit: string | null;
  readonly place: SourceLocation | null;
  /** Since when it has been so, in ISO 8601; null where that is not kept. */
  readonly since: string | null;
  /** What the operator does or types, in order; empty when nothing is needed. */
  readonly todo: readonly string[];
}

const SHOWN = 12;

export const shortOf = (revision: string): string => revision.slice(0, SHOWN);

export const condition = (
  is: ConditionWord, says: string, todo: readonly string[] = [],
  { commit = null, place = null, since = null }:
  Partial<Pick<Condition, "commit" | "place" | "since">> = {},
): Condition => ({ is, exit: CONDITIONS[is].exit, says, commit, place, since, todo });
