/** The half of `HostReader.askPrograms` that is in the sandbox: a batch on stdin, results out. */
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context) => {
  context.terminal.print(await context.probePrograms());
  return 0;
};
