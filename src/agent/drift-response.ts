/** Settings that another process changes: what moved, what was corrected, what is let be. */
import { isWriting } from "../engine/plan/decide.ts";
import { decideDrift } from "../engine/drift/drift-policy.ts";
import { breakGlassState } from "../engine/drift/break-glass.ts";
import { isYielding, withCorrection } from "../engine/drift/correction-limit.ts";
import type { Address, Plan, PlanItem } from "../engine/model/model.ts";
import type { Status } from "./api.ts";
import type { AgentMemory } from "./persistent-state.ts";
import type { AgentEvent } from "./ports.ts";

export interface MemoryUpdate {
  readonly memory: AgentMemory;
  /** Alarms. */
  readonly news: readonly Pick<AgentEvent, "what" | "why" | "setting">[];
}

/** Settings that are left alone for now: yielded, or under break-glass. */
export const excludedAddresses = ({ corrections, breakGlass }: AgentMemory): readonly Address[] =>
  [...Object.keys(corrections).filter((address) => isYielding(corrections, address)),
    ...breakGlass.map(({ address }) => address)];

const ADDRESS = /^[a-z-]+\/[\w./:@\\-]{1,300}$/;

/** The same as an agent sends it, which may be malformed. */
export const excludedAddressesIn = ({ yielded, breakGlass }: Pick<Status, "yielded" | "breakGlass">,
): readonly Address[] => {
  const told: readonly unknown[] = [...yielded, ...breakGlass.map(({ address }) => address)];
  return told.filter((one): one is Address => typeof one === "string" && ADDRESS.test(one));
};

const drifted = (plan: Plan): readonly PlanItem[] =>
  plan.items.filter(({ action }) => action === "drift");

const breakGlassNews = ({ breakGlass }: AgentMemory, now: number): MemoryUpdate["news"] =>
  breakGlass
  .filter((one) => breakGlassState(one, now) === "expired")
  .map(({ address, by, why }) => ({ what: "break-glass-expired" as const,
    why: `${address}: the break-glass of ${by} has expired (${why})` }));

const LONGEST_WHY = 1_000;

const blockedNews = ({ items }: Plan): MemoryUpdate["news"] => {
  const blocked = items.filter(({ action }) => action === "blocked");
  const why = blocked.map(({ address, reason }) => `${address}: ${reason}`).join("; ");
  return blocked.length === 0 ? [] : [{ what: "blocked", why: why.slice(0, LONGEST_WHY) }];
};

/** A drift that comes once too often makes Vexor yield. */
export const withDrifts = (memory: AgentMemory, plan: Plan, now: number): MemoryUpdate => {
  const moved = drifted(plan);
  const corrections = moved.reduce((all, { address, onDrift }) =>
    decideDrift(address, onDrift, { ...memory, corrections: all }, now).corrections,
  memory.corrections);
  const news = moved.map(({ address, reason, live: found, to: wanted }) => ({
    what: isYielding(corrections, address) ? "yielded" as const : "drift" as const,
    why: `${address}: ${reason}`, setting: { address, found, wanted },
  }));
  return { memory: moved.length === 0 ? memory : { ...memory, corrections },
    news: [...news, ...blockedNews(plan), ...breakGlassNews(memory, now)] };
};

/** After an apply of this plan. */
export const withCorrections = (memory: AgentMemory, plan: Plan, now: number): MemoryUpdate => ({
  news: [],
  memory: { ...memory, retry: null, corrections: drifted(plan).filter(isWriting).reduce(
    (all, { address }) => withCorrection(all, address, now), memory.corrections) },
});
