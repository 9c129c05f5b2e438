/** The half of `runHealthCommands` that is in the sandbox: commands on stdin, their ends out. */
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context) => {
  context.terminal.print(await context.answerHealthCommands(await context.readInput()));
  return 0;
};
