/** What Vexor holds of a setting once a plan's item is written. */
import type { Claim, PlanItem } from "../model/model.ts";
import { replacedBy } from "./pending.ts";

/** Run, commit and time are filled in by apply. */
export const claimFor = (
  item: PlanItem, before: Pick<Claim, "original" | "adopted"> | undefined,
): Claim => ({
  address: item.address,
  value: item.to ?? "",
  attributes: item.attributes,
  original: before ? before.original : replacedBy(item),
  adopted: item.adopts ?? before?.adopted ?? null,
  ...(item.sources ? { sources: item.sources } : {}),
  run: 0,
  commit: null,
  at: "",
});
