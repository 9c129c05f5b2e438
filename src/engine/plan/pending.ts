/**
 * Values that take effect later than they are written: at the next start of the process that reads
 * them, or at a reboot. They are judged by what is written. The value that runs until then is
 * shown, and is not drift.
 */
import type {
  Action, LaterEffect, Pending, PlanItem, Reading, Want,
} from "../model/model.ts";
import { readingWith } from "../model/reading.ts";
import { satisfies } from "../model/rules.ts";
import { rebootOf } from "./reboot.ts";

/** As if what is written had taken effect. */
export const asWritten = (reading: Reading): Reading => (reading.takesEffect === undefined ? reading
  : readingWith(reading, { live: rebootOf(reading).value }));

/** When it takes effect, what will then, and whether that is still to come. */
export const effectOf = (
  { rule }: Want, asRead: Reading, action: Action,
): Pick<PlanItem, "takesEffect" | "configured" | "isPending"> => {
  const { takesEffect, live } = asRead;
  if (takesEffect === undefined) return {};
  const isPending = action === "none" && live !== null && !satisfies(rule, live);
  return { takesEffect, configured: asWritten(asRead).live, ...(isPending ? { isPending } : {}) };
};

/** The value in whose place the item's own comes; where that is for later, the written one. */
export const replacedBy = ({ configured, live }: PlanItem): string | null =>
  (configured === undefined ? live : configured);

const WHEN: Readonly<Record<LaterEffect, string>> = {
  "next-start": "the next start", reboot: "the next reboot",
};

export const formatTakesEffect = (later: LaterEffect): string => WHEN[later];

/** What is written, and waits; nothing where all has taken effect. */
export const pendingIn = (
  items: readonly PlanItem[],
): { readonly pending?: readonly Pending[] } => {
  const pending = items.flatMap(({ address, takesEffect, isPending, live, configured = null }) =>
    (isPending && takesEffect ? [{ address, takesEffect, live, value: configured }] : []));
  return pending.length === 0 ? {} : { pending };
};
