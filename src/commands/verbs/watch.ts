import type { BaseCommand } from "../shared/context.ts";

/** The reader: the agent itself has no right to see who writes. */
export const run: BaseCommand = async (context) => {
  await context.serveWrites();
  return 0;
};
