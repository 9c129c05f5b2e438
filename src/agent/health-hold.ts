/** A run that waits for its health: the rounds of its checks so far, and what they come to. */
import { secondsOf } from "../formats/duration.ts";
import { assessHealth, type CheckResult, type HealthRound } from "../engine/run/health.ts";
import type { HostFile, Ledger, Plan } from "../engine/model/model.ts";
import { isWriting } from "../engine/plan/decide.ts";
import type { Event } from "./state-machine.ts";

const HOLD = "1m";
const WITHIN = "10m";

/** For how long it must stay healthy, and by when that has to be shown. */
export const timesOf = (
  { health }: HostFile,
): { readonly holdMs: number; readonly withinMs: number } => {
  const ms = (text: string): number => (secondsOf(text) ?? 0) * 1000;
  const holdMs = ms(health?.holdFor ?? HOLD);
  return { holdMs, withinMs: Math.max(holdMs, ms(health?.within ?? WITHIN)) };
};

/** The revert timer fires so long after the agent should have decided. */
const MARGIN_S = 30;
const LONGEST_S = 86_400;

/** What only sets right what has moved was shown to be healthy when it came. */
const restores = (plan: Plan, { claims }: Ledger): boolean => plan.items.filter(isWriting)
  .every(({ action, address, to }) => action === "drift" && claims[address]?.value === to);

/** The length of a countdown in seconds. */
export const countdownSeconds = (declaration: HostFile): number =>
  Math.min(LONGEST_S, Math.ceil(timesOf(declaration).withinMs / 1000) + MARGIN_S);

/**
 * After how many seconds a run of the agent's is rolled back unless it is confirmed; null: never.
 * With nothing to check there is nothing that could be shown.
 */
export const countdownOf = (plan: Plan, ledger: Ledger): number | null => {
  const isChecked = (plan.declaration.health?.checks.length ?? 0) > 0;
  return isChecked && !restores(plan, ledger) ? countdownSeconds(plan.declaration) : null;
};

export class HealthHold {
  readonly #start: number;
  readonly #rounds: HealthRound[] = [];
  #isUnsure = false;

  constructor(start: number) {
    this.#start = start;
  }

  /** What one more round decides; null when it decides nothing. Unsure is said once. */
  after(at: number, checks: readonly CheckResult[], declaration: HostFile): Event | null {
    this.#rounds.push({ at, checks });
    const verdict = assessHealth(this.#rounds, { start: this.#start, ...timesOf(declaration) });
    if (verdict.is === "healthy") return { type: "healthy" };
    if (verdict.is === "unhealthy") return { type: "unhealthy", why: verdict.why };
    if (verdict.is !== "unknown" || this.#isUnsure) return null;
    this.#isUnsure = true;
    return { type: "health-unknown", why: verdict.why };
  }
}
