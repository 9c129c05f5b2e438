/** The half of `HostReader.ask` that has no privileges: questions on stdin, answers on stdout. */
import type { BareCommand } from "./context.ts";

export const run: BareCommand = async (context) => {
  context.terminal.print(await context.answerQuestions());
  return 0;
};
