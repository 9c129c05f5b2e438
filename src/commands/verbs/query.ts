/** The half of `HostReader.ask` that has no privileges: questions on stdin, answers on stdout. */
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context) => {
  await context.answerQuestions();
  return 0;
};
