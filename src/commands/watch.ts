import type { BareCommand } from "./context.ts";

/** The reader: the agent itself has no right to see who writes. */
export const run: BareCommand = async (context) => {
  await context.serveWrites();
  return 0;
};
