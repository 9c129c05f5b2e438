/** Spans of slots, as people read them: slots count, seconds are waited. */

/** Of a cluster that does not tell: the longest that Solana's slots have been. */
const USUAL_SLOT_MS = 400;

export const slotMsOf = ({ slotMs }: { readonly slotMs: number | null }): number =>
  slotMs ?? USUAL_SLOT_MS;

export const inSlots = (slots: number, cluster: { readonly slotMs: number | null }): string =>
  `${slots} slots (${Math.round(slots * slotMsOf(cluster) / 1000)} s)`;
