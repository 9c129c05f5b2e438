/**
 * The word that a revision is tried again although it was rolled back here. It is root's to give:
 * the revision is the one that root's own reading of the source finds, whatever the agent says.
 */
import { policyOf } from "../../engine/settings/agent-settings.ts";
import { asVexorError } from "../../engine/model/errors.ts";
import { permitRetry } from "../../engine/run/retries.ts";
import { anchorOf, readAccepted } from "../../engine/source/accepted.ts";
import { rollbackReason, type RevisionName } from "../../engine/run/revision-history.ts";
import { printableLine } from "../../render/style.ts";
import type { BaseContext } from "../shared/context.ts";

/** The newest revision that was fetched and accepted; null when there is none. */
const newest = async (context: BaseContext): Promise<RevisionName | null> => {
  const { source: settings } = await context.loadAgentSettings();
  const opened = await context.openSource(settings, null);
  const anchor = anchorOf(readAccepted(context.host), policyOf(settings, context.hostName));
  const seen = await opened.source.seen(anchor);
  if (seen === null) return null;
  const { id, named } = await (await context.proofVerifier()).prove(seen.proof);
  return { commit: id, unsignedId: named?.unsignedId };
};

const permit = async (context: BaseContext): Promise<void> => {
  const { host, terminal, person: { name: by, uid } } = context;
  const revision = await newest(context);
  const why = revision === null ? null : rollbackReason(host, revision);
  if (revision === null || why === null) return;
  permitRetry(host, { revision: revision.commit, by, uid, at: host.now().toISOString() });
  terminal.note(printableLine(`Commit ${revision.commit} may be tried once more; ${why}.`));
};

/** A retry is more than this word: without it, the rest goes on. */
export const permitNewest = async (context: BaseContext): Promise<void> => {
  const { terminal } = context;
  if (!context.isRoot && !context.host.isTree) {
    return terminal.note("Only root can have a revision tried again that was rolled back: "
      + "sudo vexor sync --retry");
  }
  try {
    await permit(context);
  } catch (error) {
    terminal.note(printableLine(`No revision can be tried again: ${asVexorError(error).message}`));
  }
};
