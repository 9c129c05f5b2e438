/** What Vexor does about a managed setting that moved: one answer, in one place. */
import type { Address, PlanItem } from "../model/model.ts";
import { breakGlassFor, breakGlassState, type BreakGlassOverrides } from "./break-glass.ts";
import { isYielding, withDrift, type CorrectionHistories } from "./correction-limit.ts";

export type DriftDecision =
  /** Set it back. */
  | "correct"
  /** Say it and leave it. */
  | "report"
  /** Break-glass: leave it, visibly. */
  | "keep"
  /** The time of the break-glass is up: leave it, and alarm. */
  | "expired"
  /** Another process sets it back each time: leave it, and alarm. */
  | "yield";

interface DriftMemory {
  readonly corrections: CorrectionHistories;
  readonly breakGlass: BreakGlassOverrides;
}

/** The corrections go on from here: one drift too many makes Vexor yield. */
export const decideDrift = (
  address: Address, onDrift: PlanItem["onDrift"], { corrections, breakGlass }: DriftMemory,
  now: number,
): { readonly answer: DriftDecision; readonly corrections: CorrectionHistories } => {
  const override = breakGlassFor(breakGlass, address);
  if (override) {
    return { answer: breakGlassState(override, now) === "kept" ? "keep" : "expired", corrections };
  }
  if (onDrift === "report") return { answer: "report", corrections };
  const after = withDrift(corrections, address, now);
  return { answer: isYielding(after, address) ? "yield" : "correct", corrections: after };
};
