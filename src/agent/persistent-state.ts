/**
 * What the agent remembers across its own restarts. Everything that is about the machine is read
 * from the machine, the ledger and the runs; here is only what people have said and what was tried.
 */
import type { JsonFields } from "../formats/json-fields.ts";
import type { Address } from "../engine/model/model.ts";
import {
  withBreakGlass, withoutBreakGlass, type BreakGlass, type BreakGlassOverrides,
} from "../engine/drift/break-glass.ts";
import { withoutOld, forget, type CorrectionHistories } from "../engine/drift/correction-limit.ts";
import { renameFields } from "../engine/run/old-records.ts";

export interface OperatorNote {
  readonly why: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface AgentMemory {
  readonly format: "vexor.agent/2";
  /** Starts in a row that began a run and never came to rest. */
  readonly starts: number;
  readonly suspended: OperatorNote | null;
  /** The revision that an operator wants tried again although it was rolled back. */
  readonly retry: string | null;
  readonly breakGlass: BreakGlassOverrides;
  readonly corrections: CorrectionHistories;
}

export const EMPTY_STATE: AgentMemory = {
  format: "vexor.agent/2", starts: 0, suspended: null, retry: null, breakGlass: [],
  corrections: {},
};

const isFields = (value: unknown): value is JsonFields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isBreakGlass = (value: unknown): boolean => isFields(value)
  && ["address", "why", "by"].every((key) => typeof value[key] === "string")
  && ["since", "until"].every((key) => Number.isFinite(value[key]));

const isCorrectionHistory = (value: unknown): boolean => isFields(value)
  && Array.isArray(value["corrected"]) && value["corrected"].every(Number.isFinite)
  && (value["yielded"] === null || Number.isFinite(value["yielded"]));

const isSaid = (value: unknown): boolean => isFields(value)
  && ["why", "by", "at"].every((key) => typeof value[key] === "string");

const isMemory = (value: JsonFields): value is JsonFields & AgentMemory => {
  const { format, starts, suspended: said, retry, breakGlass, corrections } = value;
  return format === EMPTY_STATE.format
    && Number.isSafeInteger(starts) && (said === null || isSaid(said))
    && (retry === null || typeof retry === "string")
    && Array.isArray(breakGlass) && breakGlass.every(isBreakGlass)
    && isFields(corrections) && Object.values(corrections).every(isCorrectionHistory);
};

const fromFirstFormat =
  renameFields({ again: "retry", glasses: "breakGlass", fights: "corrections" });

/** Null for what the agent has not written; what an earlier version left out is filled in. */
export const readMemory = (value: unknown): AgentMemory | null => {
  if (!isFields(value)) return null;
  const written = value["format"] === "vexor.agent/1"
    ? { ...fromFirstFormat(value), format: EMPTY_STATE.format } : value;
  const memory = { ...EMPTY_STATE, ...written, format: written["format"] };
  return isMemory(memory) ? memory : null;
};

const LOOPING_STARTS = 3;

/** One more start that begins a run: whatever ends it may end the next one too. */
export const started = (memory: AgentMemory): AgentMemory =>
  ({ ...memory, starts: memory.starts + 1 });

export const rested = (memory: AgentMemory): AgentMemory =>
  (memory.starts === 0 ? memory : { ...memory, starts: 0 });

/** Why this start must not change anything; null when it may. */
export const loopingStarts = ({ starts }: AgentMemory): string | null =>
  (starts < LOOPING_STARTS ? null
  : `${starts} starts in a row began a run and ended before anything was settled: the machine `
    + "stays as it is until an operator runs vexor sync --retry");

export const suspended = (memory: AgentMemory, said: OperatorNote): AgentMemory =>
  ({ ...memory, suspended: said });

export const resumed = (memory: AgentMemory): AgentMemory => ({ ...memory, suspended: null });

/** An operator has acted: yielding ends, and what was rolled back is tried once more. */
export const retried = (memory: AgentMemory, revision: string | null): AgentMemory =>
  ({ ...memory, starts: 0, retry: revision, corrections: {} });

export const addBreakGlass = (memory: AgentMemory, override: BreakGlass): AgentMemory =>
  ({ ...memory, breakGlass: withBreakGlass(memory.breakGlass, override),
    corrections: forget(memory.corrections, override.address) });

export const removeBreakGlass = (memory: AgentMemory, address: Address): AgentMemory =>
  ({ ...memory, breakGlass: withoutBreakGlass(memory.breakGlass, address) });

export const withoutOldCorrections = (memory: AgentMemory, now: number): AgentMemory => {
  const corrections = withoutOld(memory.corrections, now);
  const isSame = Object.keys(corrections).length === Object.keys(memory.corrections).length;
  return isSame ? memory : { ...memory, corrections };
};
