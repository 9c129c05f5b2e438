/** One round of a host file's health checks, in a process that may be killed when it hangs. */
import { takeSamples } from "../detectors/health-samples.ts";
import { VexorError } from "../engine/errors.ts";
import { isDeclaration } from "../engine/host-file.ts";
import type { BareCommand } from "./context.ts";

const COMMAND_MS = 10_000;
const AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
  "--no-new-privs", "--"] as const;

export const run: BareCommand = async (context) => {
  const declaration: unknown = JSON.parse(await context.readInput());
  if (!isDeclaration(declaration)) {
    throw new VexorError("OPERATION_INVALID", "what was given is no host file");
  }
  const checks = await takeSamples(context.host, declaration, (argv) =>
    context.host.run([...context.isRoot ? AS_NOBODY : [], ...argv], COMMAND_MS));
  context.terminal.print(`${JSON.stringify(checks)}\n`);
  return 0;
};
