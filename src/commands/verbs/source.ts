/**
 * Where the host file comes from: what was seen of it, what is accepted, and an operator's
 * approval.
 */
import { policyOf, type SourceSettings } from "../../engine/settings/agent-settings.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { withLocation } from "../../engine/host-file/host-file.ts";
import { makePlan } from "../../engine/plan/plan.ts";
import {
  anchorOf, readAccepted, writeAccepted, type AcceptedCommit,
} from "../../engine/source/accepted.ts";
import { checkProof, judge } from "../../engine/source/check-proof.ts";
import type { Commit } from "../../engine/source/git-objects.ts";
import type { SourcePolicy, FetchedRevision, ProofVerdict,
  VerifiedRevision } from "../../engine/source/types.ts";
import { renderCommit, renderSource, renderVerified, sourceDocument } from "../../render/source.ts";
import {
  flag, text, type Invocation, type Command, type Context, type OpenSource,
} from "../shared/context.ts";
import { requestFor } from "../shared/load-and-plan.ts";
import { consent, withHostLock } from "../shared/locked-run.ts";

interface SourceContext extends OpenSource {
  readonly settings: SourceSettings;
  readonly policy: SourcePolicy;
  readonly accepted: AcceptedCommit | null;
}

const open = async (context: Context, call: Invocation): Promise<SourceContext> => {
  const { source: settings } = await context.loadAgentSettings();
  const opened = await context.openSource(settings, text(call, "mirror"));
  return { ...opened, settings, policy: policyOf(settings, context.hostName),
    accepted: readAccepted(context.host) };
};

const verify = (opened: SourceContext, { proof }: FetchedRevision): Promise<VerifiedRevision> =>
  checkProof(proof, opened.policy, opened.accepted?.accepted ?? null, opened.ports);

/** What cannot even be read is as much a reason as what is refused. */
const judgeSeen = async (
  opened: SourceContext,
): Promise<ProofVerdict & { seen: FetchedRevision | null }> => {
  let seen: FetchedRevision | null = null;
  const verdict = await judge(async () => {
    seen = await opened.source.seen(anchorOf(opened.accepted, opened.policy));
    if (seen !== null) return verify(opened, seen);
    throw new VexorError("SOURCE_UNREACHABLE", "nothing was ever fetched",
      { hint: "vexor source check fetches now." });
  });
  return { ...verdict, seen };
};

const show: Command = async (context, call) => {
  const opened = await open(context, call);
  const status = { ...opened, ...await judgeSeen(opened), now: context.host.now() };
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify(sourceDocument(status), null, 2)}\n`
    : renderSource(status, context.terminal.style));
  return 0;
};

const check: Command = async (context, call) => {
  const opened = await open(context, call);
  const revision = await opened.source.fetch(anchorOf(opened.accepted, opened.policy));
  const verified = await verify(opened, revision);
  const request = requestFor(context, verified.loaded.declaration, opened.policy.path,
    verified.commit);
  const planned = () => {
    try {
      return makePlan(request);
    } catch (error) {
      throw error instanceof VexorError ? withLocation(error, verified.loaded) : error;
    }
  };
  const { summary } = planned();
  const { loaded, ...said } = verified;
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.checked/1", ...said,
      files: loaded.sources.map(({ file }) => file), summary }, null, 2)}\n`
    : renderVerified(verified, summary));
  return 0;
};

const usage = (message: string): VexorError => new VexorError("USAGE", message,
  { hint: "vexor source accept COMMIT --why REASON; vexor source show names the commit." });

const FULL = /^[0-9a-f]{40}$/;

const commitNamed = async (opened: SourceContext, named: string): Promise<string> => {
  if (opened.settings.url === null) throw usage("a directory has no commits to accept");
  const id = FULL.test(named) ? named : await opened.find(named);
  if (id !== null) return id;
  throw usage(`${JSON.stringify(named)} names no commit that was fetched; give all 40 digits, or `
    + "fetch it: vexor source check");
};

const signerFor = async (opened: SourceContext, commit: Commit | null): Promise<string> => {
  if (commit?.signed == null) return "not signed";
  const now = Math.floor(opened.ports.now().getTime() / 1000);
  try {
    const signer = await opened.ports.signerOf({ ...commit.signed,
      at: opened.ports.firstSeen().get(commit.id) ?? now });
    return `signed by ${signer}`;
  } catch (error) {
    return error instanceof VexorError ? `signed, but ${error.message}` : "signed by no known key";
  }
};

const accept: Command = async (context, call) => {
  const [, named] = call.args;
  const why = text(call, "why");
  if (named === undefined) throw usage("vexor source accept wants a commit");
  if (why === null || why.trim() === "") throw usage("accepting wants a reason: --why TEXT");
  const opened = await open(context, call);
  const accepted = await commitNamed(opened, named);
  const commit = await opened.commit(accepted);
  context.terminal.note(renderCommit(accepted, commit, await signerFor(opened, commit),
    opened.accepted));
  if (!await consent(context, call, "Accept it, and only what follows it?")) {
    context.terminal.print(flag(call, "json")
      ? `${JSON.stringify({ format: "vexor.accepted/1", accepted: null })}\n`
      : "Nothing was changed.\n");
    return 0;
  }
  const { url, branch } = opened.settings;
  const record = { url: url ?? "", branch, accepted, at: context.host.now().toISOString(),
    by: context.who, signer: null, why };
  await withHostLock(context, call, async () => writeAccepted(context.host, record));
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ ...record, format: "vexor.accepted/1" }, null, 2)}\n`
    : `Accepted ${accepted}.\n`);
  return 0;
};

const VERBS: Readonly<Record<string, Command>> = { show, check, accept };

export const run: Command = async (context, call) => {
  const [verb = "show"] = call.args;
  const command = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (command !== undefined && (verb === "accept" || call.args.length < 2)) {
    return command(context, call);
  }
  throw new VexorError("USAGE", "vexor source wants show, check or accept COMMIT",
    { hint: "For example: vexor source show" });
};
