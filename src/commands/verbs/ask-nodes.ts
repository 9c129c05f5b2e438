/** The half of the keeper that asks nodes of the cluster: it has no privileges. */
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context) => {
  await context.answerForKeeper();
  return 0;
};
