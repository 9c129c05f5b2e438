/** The half of `runHealthCommands` that is in the sandbox: commands on stdin, their ends out. */
import type { BareCommand } from "./context.ts";

export const run: BareCommand = async (context) => {
  context.terminal.print(await context.answerHealthCommands(await context.readInput()));
  return 0;
};
