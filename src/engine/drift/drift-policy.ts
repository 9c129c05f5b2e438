/** What Vexor does about a managed setting that moved: one answer, in one place. */
import type { Address, PlanItem } from "../model/model.ts";
import { breakGlassFor, breakGlassState, type BreakGlassOverrides } from "./break-glass.ts";
import { isYielding, withDrift, type CorrectionHistories } from "./correction-limit.ts";

export type DriftDecision =
  /** Set it back. */
  | "correct"
  /** Say it and leave it. */
  | "report"
  /** Broken glass: leave it, visibly. */
  | "keep"
  /** The time of the broken glass is up: leave it, and alarm. */
  | "expired"
  /** Another process sets it back each time: leave it, and alarm. */
  | "yield";

interface DriftMemory {
  readonly fights: CorrectionHistories;
  readonly glasses: BreakGlassOverrides;
}

/** The fights go on from here: a drift that is one too many makes Vexor yield. */
export const decideDrift = (
  address: Address, onDrift: PlanItem["onDrift"], { fights, glasses }: DriftMemory, now: number,
): { readonly answer: DriftDecision; readonly fights: CorrectionHistories } => {
  const glass = breakGlassFor(glasses, address);
  if (glass) {
    return { answer: breakGlassState(glass, now) === "kept" ? "keep" : "expired", fights };
  }
  if (onDrift === "report") return { answer: "report", fights };
  const after = withDrift(fights, address, now);
  return { answer: isYielding(after, address) ? "yield" : "correct", fights: after };
};
