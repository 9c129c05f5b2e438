/**
 * What the agent remembers across its own restarts. Everything that is about the machine is read
 * from the machine, the ledger and the runs; here is only what people have said and what was tried.
 */
import type { Address } from "../engine/model/model.ts";
import {
  breakGlass, endBreakGlass, type BreakGlassOverrides,
} from "../engine/drift/break-glass.ts";
import { withoutOld, forget, type CorrectionHistories } from "../engine/drift/correction-limit.ts";

export interface Said {
  readonly why: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface Memory {
  readonly format: "vexor.agent/1";
  /** Starts in a row that began a run and never came to rest. */
  readonly starts: number;
  readonly suspended: Said | null;
  /** The revision that an operator wants tried again although it was rolled back. */
  readonly again: string | null;
  readonly glasses: BreakGlassOverrides;
  readonly fights: CorrectionHistories;
}

export const EMPTY: Memory = {
  format: "vexor.agent/1", starts: 0, suspended: null, again: null, glasses: [],
  fights: {},
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isGlass = (value: unknown): boolean => isFields(value)
  && ["address", "why", "by"].every((key) => typeof value[key] === "string")
  && ["since", "until"].every((key) => Number.isFinite(value[key]));

const isFight = (value: unknown): boolean => isFields(value)
  && Array.isArray(value["corrected"]) && value["corrected"].every(Number.isFinite)
  && (value["yielded"] === null || Number.isFinite(value["yielded"]));

const isSaid = (value: unknown): boolean => isFields(value)
  && ["why", "by", "at"].every((key) => typeof value[key] === "string");

/** As it is written; what an earlier version left out is filled in. */
export const isMemory = (value: unknown): value is Memory => {
  if (!isFields(value) || value["format"] !== EMPTY.format) return false;
  const { starts, suspended: said, again, glasses, fights } = { ...EMPTY, ...value } as Fields;
  return Number.isSafeInteger(starts) && (said === null || isSaid(said))
    && (again === null || typeof again === "string")
    && Array.isArray(glasses) && glasses.every(isGlass)
    && isFields(fights) && Object.values(fights).every(isFight);
};

const LOOPING_STARTS = 3;

/** One more start that begins a run: whatever ends it may end the next one too. */
export const started = (memory: Memory): Memory => ({ ...memory, starts: memory.starts + 1 });

export const rested = (memory: Memory): Memory =>
  (memory.starts === 0 ? memory : { ...memory, starts: 0 });

/** Why this start must not change anything; null when it may. */
export const loopingStarts = ({ starts }: Memory): string | null => (starts < LOOPING_STARTS ? null
  : `${starts} starts in a row began a run and ended before anything was settled: the machine `
    + "stays as it is until an operator runs vexor sync --retry");

export const suspended = (memory: Memory, said: Said): Memory => ({ ...memory, suspended: said });

export const resumed = (memory: Memory): Memory => ({ ...memory, suspended: null });

/** An operator has acted: yielding ends, and what was rolled back is tried once more. */
export const retried = (memory: Memory, revision: string | null): Memory =>
  ({ ...memory, starts: 0, again: revision, fights: {} });

export const glassBroken = (
  memory: Memory, glass: Parameters<typeof breakGlass>[1],
): Memory => ({ ...memory, glasses: breakGlass(memory.glasses, glass),
  fights: forget(memory.fights, glass.address) });

export const glassMended = (memory: Memory, address: Address): Memory =>
  ({ ...memory, glasses: endBreakGlass(memory.glasses, address) });

export const withoutOldFights = (memory: Memory, now: number): Memory => {
  const fights = withoutOld(memory.fights, now);
  const isSame = Object.keys(fights).length === Object.keys(memory.fights).length;
  return isSame ? memory : { ...memory, fights };
};
