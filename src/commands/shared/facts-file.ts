/** A file of recorded facts, as the machine to plan for. */
import { VexorError } from "../../engine/model/errors.ts";
import { LARGEST_FACTS, parseFacts } from "../../facts/parse.ts";
import { ageOf, aheadProblem, type PresentedFacts } from "../../facts/judge.ts";
import { SIGNATURE_ENDING } from "../../formats/ssh-signature.ts";
import { replay, type Sums } from "../../facts/replay.ts";
import { printableLine } from "../../render/style.ts";
import type { HostReader } from "../../ports/host.ts";
import type { BaseContext } from "./context.ts";
import type { PlannedFor } from "./load-and-plan.ts";

export const LARGEST_SIGNATURE = 64 * 1024;

/** What a reader over data needs of the program, and not of a machine. */
export const sumsOf = (host: HostReader): Sums => ({ digest: host.digest, md5: host.md5,
  signed: (...proof) => host.port("keys").signed(...proof) });

const textOf = (context: BaseContext, path: string): string => {
  try {
    const text = context.readLimited(path, LARGEST_FACTS);
    if (text !== null) return text;
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    throw new VexorError("FACTS_MISSING", error.message);
  }
  throw new VexorError("FACTS_MISSING", `${path} does not exist`);
};

/** Throws FACTS_MISSING. */
export const readFacts = (context: BaseContext, path: string): PresentedFacts => ({
  name: path, text: textOf(context, path),
  signature: context.readLimited(path + SIGNATURE_ENDING, LARGEST_SIGNATURE),
});

/** Nothing but the record is asked; one of a time to come is a warning, for clocks may be wrong. */
export const recordedMachine = (context: BaseContext, path: string): PlannedFor => {
  const { document, facts } = parseFacts(textOf(context, path), path, context.host.digest);
  const ahead = aheadProblem(path, ageOf(document, context.host.now()));
  if (ahead !== null) {
    context.terminal.alarm(printableLine(`vexor: warning: ${ahead.message} (${ahead.code})`));
  }
  return { host: replay(facts, sumsOf(context.host)), hostName: document.host,
    isPreview: !document.asRoot };
};
