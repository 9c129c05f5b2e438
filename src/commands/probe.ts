/** The half of `HostReader.askPrograms` that is in the sandbox: a batch on stdin, results out. */
import type { BareCommand } from "./context.ts";

export const run: BareCommand = async (context) => {
  context.terminal.print(await context.probePrograms());
  return 0;
};
