/** What a change in git does to hosts: `vexor.review/1`, and the forms that people read. */
import { verdictText } from "../../render/review/words.ts";
import { styleFor } from "../../render/style.ts";
import type { Review } from "../../review/model.ts";
import type { Forge } from "../../ports/forge.ts";
import { flag, text, type Command, type Context, type Invocation } from "../shared/context.ts";
import {
  hasMaps, hasPlans, partPath, renderReview, reviewFormatOf, type ReviewFormat,
} from "../shared/review-formats.ts";
import { askedReview, numberIn } from "./review/asked-review.ts";

const FAILED = 1;
const DENIED = 6;
const WOULD_CHANGE = 2;
const STUCK = 3;

/** A host that could not be reviewed is never a pass. */
const exitOf = ({ summary, hosts }: Review, isDetailed: boolean): number => {
  if (summary.failed > 0) return FAILED;
  if (summary.denied > 0) return DENIED;
  if (!isDetailed) return 0;
  if (summary.changes.blocked + summary.changes.impossible > 0) return STUCK;
  return hosts.length > 0 ? WOULD_CHANGE : 0;
};

/**
 * Texts of a repository in the log of a job could be commands to it: a post alone writes none, but
 * the verdict, in words that are always the same.
 */
const isWritten = (call: Invocation): boolean => text(call, "post") === null
  || flag(call, "json") || text(call, "format") !== null || text(call, "out") !== null;

const write = async (
  { terminal, host, writeText }: Context, call: Invocation, found: Review, format: ReviewFormat,
): Promise<void> => {
  const out = text(call, "out");
  const style = out === null ? terminal.style : styleFor(false);
  const parts = await renderReview(found, format, { style, sum: host.digest, page: null });
  if (out === null) terminal.print(parts.join(""));
  else for (const [at, part] of parts.entries()) writeText(partPath(out, at), part);
};

const post = async (
  context: Context, call: Invocation, forge: Forge, review: Review,
): Promise<void> => {
  const { postReview } = await import("./review/post.ts");
  await postReview(context, { forge, review, number: numberIn(call),
    render: () => renderReview(review, "markdown", { style: styleFor(false),
      sum: context.host.digest, page: forge.announced.page }) });
};

const openedForge = async (context: Context, call: Invocation): Promise<Forge | null> => {
  if (text(call, "post") === null) return null;
  const { forgeAskedFor, forgeOrWarning } = await import("./review/post.ts");
  return forgeOrWarning(context, forgeAskedFor(call));
};

const reviewed = async (
  context: Context, call: Invocation, format: ReviewFormat, forge: Forge | null,
): Promise<Review> => {
  if (forge !== null && text(call, "from") === null) {
    (await import("./review/post.ts")).assertNumber(forge, numberIn(call));
  }
  const keepsPlans = hasPlans(format) && !flag(call, "without-plans");
  const found = await askedReview(context, call, { keepsPlans: isWritten(call) && keepsPlans,
    drawsMaps: isWritten(call) && hasMaps(format) });
  if (isWritten(call)) await write(context, call, found, format);
  else context.terminal.print(`Vexor review: ${verdictText(found)}\n`);
  if (forge !== null) await post(context, call, forge, found);
  return found;
};

export const run: Command = async (context, call) => {
  const format = reviewFormatOf(call);
  const forge = await openedForge(context, call);
  try {
    return exitOf(await reviewed(context, call, format, forge), flag(call, "detailed-exitcode"));
  } catch (error) {
    if (forge !== null) await (await import("./review/post.ts")).postRefusal(context, forge, error);
    throw error;
  }
};
