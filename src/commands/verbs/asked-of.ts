/** What the host file asks of one setting, and what a plan makes of it: a part of `explain`. */
import { formatPlaced, VexorError } from "../../engine/model/errors.ts";
import type { Address, PlanItem } from "../../engine/model/model.ts";
import type { PlanSource } from "../../engine/plan/plan-source.ts";
import { formatRule, formatValue } from "../../engine/model/rules.ts";
import { sourceText } from "../../render/plan.ts";
import { printableLine, type Style } from "../../render/style.ts";
import { text, type BaseContext, type Invocation } from "../shared/context.ts";
import { planDeclared } from "../shared/load-and-plan.ts";

export interface DeclaredWish {
  readonly source: PlanSource | null;
  /** Null where the host file does not declare it. */
  readonly item: PlanItem | null;
  /** Why it is unknown. */
  readonly unasked: Pick<VexorError, "message" | "hint"> | null;
}

/** What is known of the setting itself is shown whatever becomes of the plan. */
export const askedOf = async (
  context: BaseContext, call: Invocation, address: Address,
): Promise<DeclaredWish> => {
  try {
    const { plan } = await planDeclared(context, call);
    return { source: plan.source, unasked: null,
      item: plan.items.find((one) => one.address === address) ?? null };
  } catch (error) {
    if (!(error instanceof VexorError) || text(call, "file") !== null) throw error;
    return { source: null, item: null, unasked: { message: formatPlaced(error),
      hint: error.hint } };
  }
};

export const askedLines = (
  { source, item, unasked }: DeclaredWish, style: Style,
): readonly string[] => {
  if (unasked) {
    return [printableLine(`wanted        not told: ${unasked.message}`),
      style.dim(printableLine(`              ${unasked.hint}`))];
  }
  const from = source === null ? "" : sourceText(source);
  if (item === null) return [printableLine(`wanted        nothing: ${from} does not declare it`)];
  const wanted = item.wanted ? formatRule(item.wanted) : formatValue(item.to);
  return [
    printableLine(`wanted        ${wanted} (${from})`),
    printableLine(`plan          ${item.action}: ${item.reason}`),
    ...item.waysOut.map((way) => `              ${style.cyan("→")} ${printableLine(way)}`),
  ];
};
