/** Facts of this host, as they are now. */
import type { HostFile } from "../../engine/model/model.ts";
import type { SignedFacts } from "../../agent/operation.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { documentOf, factsText, type FactsDocument } from "../../facts/document.ts";
import { recordFacts } from "../../facts/record.ts";
import { VERSION } from "../../version.ts";
import type { Context } from "./context.ts";
import { sumsOf } from "./facts-file.ts";

/** With what a host file names beside the host: a keypair, a tower, a client of its own. */
export const recordedFacts = (
  { host, hostName, resources, drivers, isRoot }: Context, declaration: HostFile | null,
): FactsDocument => {
  const facts = recordFacts(host, { resources, drivers, hostName, declaration }, sumsOf(host));
  return documentOf({ facts, host: hostName, at: host.now(), vexor: VERSION,
    asRoot: isRoot || host.isTree }, host.digest);
};

/**
 * For the agent to publish. What only root may read is in them, so the settings that root reads
 * must ask for it: throws OPERATION_INVALID where they do not, and FACTS_KEY.
 */
export const signedFacts = async (
  context: Context, { declaration }: { readonly declaration: HostFile },
): Promise<SignedFacts> => {
  const { publishesFacts } = await context.proofVerifier();
  if (publishesFacts !== true) {
    throw new VexorError("OPERATION_INVALID", "agent.yaml does not ask for facts to be published");
  }
  const document = recordedFacts(context, declaration);
  const text = factsText(document);
  return { text, signature: await context.signFacts(text), digest: document.digest };
};
