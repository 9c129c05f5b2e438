/**
 * Spans of slots: what is waited for on a cluster is counted in slots, and shown in both. How long
 * a slot lasts is for the cluster to say.
 */
import type { Host } from "../../ports/host.ts";

export interface SlotPace {
  /** Null where it does not tell. */
  readonly slotMs: number | null;
}

/** Of a cluster that does not tell: the longest that Solana's slots have been. */
const USUAL_SLOT_MS = 400;
/** A look takes its time on a busy machine, however short the slots are. */
const LEAST_MS = 10_000;

export const slotMsOf = ({ slotMs }: SlotPace): number => slotMs ?? USUAL_SLOT_MS;

export const inSlots = (slots: number, cluster: SlotPace): string =>
  `${slots} slots (${Math.round(slots * slotMsOf(cluster) / 1000)} s)`;

/**
 * Begins a wait for what should come within so many slots; true once that time is over. A clock
 * that is set back ends it as well: it would last for ever.
 */
export const limitOf = (
  host: Pick<Host, "now">, slots: number, cluster: SlotPace,
): (() => boolean) => {
  const begun = host.now().getTime();
  const end = begun + Math.max(LEAST_MS, slots * slotMsOf(cluster));
  return () => {
    const now = host.now().getTime();
    return now < begun || now >= end;
  };
};
