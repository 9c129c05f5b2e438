/** The last step before a program that is asked something: this process becomes that program. */
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = (context, { args: [user = "", question = "", path = ""] }) =>
  context.launchProgram(user, question, path);
