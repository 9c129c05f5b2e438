/**
 * The host file of the commit that the agent has applied: what is planned on an enrolled host where
 * no file is named. It is taken from the agent's own record and judged again from its bytes, by the
 * settings on this host; no program runs for it.
 */
import { policyOf } from "../../engine/settings/agent-settings.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { LoadedHostFile } from "../../engine/host-file/host-file.ts";
import type { PlanSource } from "../../engine/plan/plan-source.ts";
import { readAccepted } from "../../engine/source/accepted.ts";
import { checkProof } from "../../engine/source/check-proof.ts";
import type { SourcePolicy, Proof } from "../../engine/source/types.ts";
import { isConfigured } from "./configured.ts";
import type { BaseContext, Invocation, OpenSource } from "./context.ts";

export interface AppliedCommit {
  readonly loaded: LoadedHostFile;
  readonly source: PlanSource;
}

const missing = (why: string, hint: string): VexorError =>
  new VexorError("HOST_FILE_MISSING", `no host file is named, and ${why}`, { hint });

/** The one that root's own records call accepted: any other would be the agent's word. */
const proofOf = async (
  context: BaseContext, accepted: string | null, { source }: OpenSource, { kind }: SourcePolicy,
): Promise<Proof> => {
  if (kind === "directory") return (await source.fetch(null)).proof;
  const good = await context.loadGood();
  if (good !== null && good.commit !== null && good.commit === accepted) return good;
  throw missing("the agent has not applied a valid commit here",
    "vexor status says how the agent stands; -f FILE names a file.");
};

/** Null where no agent is configured. */
export const appliedHere = async (
  context: BaseContext, call: Invocation,
): Promise<AppliedCommit | null> => {
  const { host, hostName, isRoot } = context;
  if (!isConfigured(context)) return null;
  if (!isRoot) {
    throw missing("only root may read the commit that the agent has applied",
      `sudo vexor ${[call.verb, ...call.args].join(" ")}; or name a file: -f FILE`);
  }
  const settings = (await context.loadAgentSettings()).source;
  const opened = await context.openSource(settings, null);
  const policy = policyOf(settings, hostName);
  const accepted = readAccepted(host)?.accepted ?? null;
  const proof = await proofOf(context, accepted, opened, policy);
  const { loaded, commit, subject, author, signer } =
    await checkProof(proof, policy, accepted, opened.ports);
  return { loaded, source: { file: policy.path, commit,
    ...(subject === null || author === null ? {} : { named: { subject, author, signer } }) } };
};
