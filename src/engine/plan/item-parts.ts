/** What every item of a plan says in the same way. */
import type { Evidence, PlanItem } from "../model/model.ts";
import type { RebootForecast } from "./reboot.ts";

/** A plan's evidence says where and what; when in the boot it acts is what `explain` tells. */
export const shown = (evidence: readonly Evidence[]): readonly Evidence[] =>
  (evidence.some(({ phase }) => phase) ? evidence.map(({ phase: _, ...rest }) => rest) : evidence);

/** What a reboot brings, or why that is not known. */
export const rebootIn = (
  { value, unknown }: RebootForecast,
): Pick<PlanItem, "afterReboot" | "afterRebootUnknown"> =>
  ({ afterReboot: value, ...(unknown === null ? {} : { afterRebootUnknown: unknown }) });
