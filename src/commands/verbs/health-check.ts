/** One round of a host file's health checks, in a process that may be killed when it hangs. */
import { takeSamples } from "../../detectors/clients/health-samples.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { isDeclaration } from "../../engine/host-file/host-file.ts";
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context) => {
  const declaration: unknown = JSON.parse(await context.readInput());
  if (!isDeclaration(declaration)) {
    throw new VexorError("OPERATION_INVALID", "what was given is no host file");
  }
  context.terminal.print(`${JSON.stringify(takeSamples(context.host, declaration))}\n`);
  return 0;
};
