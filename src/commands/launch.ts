/** The last step before a program that is asked something: this process becomes that program. */
import type { BareCommand } from "./context.ts";

export const run: BareCommand = (context, { args: [user = "", question = "", path = ""] }) =>
  context.launchProgram(user, question, path);
