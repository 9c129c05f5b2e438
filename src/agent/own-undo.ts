/**
 * What an undo of the agent's writes is not news. A write is seen a moment later, when the process
 * that wrote may be gone and its unit with it: then only the value shows its owner.
 */
import type { DriftEvent } from "../engine/drift/drift-events.ts";
import type { Plan } from "../engine/model/model.ts";
import type { StateName } from "./transitions.ts";

/** A file that has changed is looked at again within so long, in any case. */
const LATE_MS = 15_000;

export class OwnUndo {
  #plan: Plan | null = null;
  #endedAt: number | null = null;

  /** The loop has come to this state, with this plan; `now` is a monotonic time. */
  entered(state: StateName, plan: Plan | null, now: number): void {
    if (state === "rolling-back") {
      this.#plan = plan;
      this.#endedAt = null;
    } else this.#endedAt ??= now;
  }

  /** The value from before the run is back, and no evidence names another process. */
  isIts({ address, to, writer }: DriftEvent, now: number): boolean {
    const isLate = this.#endedAt !== null && now - this.#endedAt > LATE_MS;
    if (this.#plan === null || isLate || writer !== null) return false;
    return this.#plan.items.some((item) => item.address === address && item.live === to);
  }
}
