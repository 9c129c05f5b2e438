import type { BareCommand } from "./context.ts";

/** The privileged step before the agent, which itself has no right to open what it reads. */
export const run: BareCommand = async (context) => {
  await context.handWatch();
  return 0;
};
