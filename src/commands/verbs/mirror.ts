/** One question of root's about the mirror, answered by a process that has no rights. */
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context) => {
  context.terminal.print(await context.answerMirror(await context.readInput()));
  return 0;
};
