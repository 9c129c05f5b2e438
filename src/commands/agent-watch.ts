import type { Command } from "./context.ts";

/** The privileged step before the agent, which itself has no right to open what it reads. */
export const run: Command = async (context) => {
  await context.handWatch();
  return 0;
};
