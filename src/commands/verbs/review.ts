/** What a change in git does to hosts: `vexor.review/1`, and the forms that people read. */
import { VexorError } from "../../engine/model/errors.ts";
import { quote } from "../../formats/quote.ts";
import { styleFor } from "../../render/style.ts";
import { review } from "../../review/review.ts";
import type { Review } from "../../review/model.ts";
import { flag, text, type Command, type Context, type Invocation } from "../shared/context.ts";
import { sumsOf } from "../shared/facts-file.ts";
import { factsInDirectory, factsOfBase } from "../shared/review-facts.ts";
import { partPath, renderReview, reviewFormatOf } from "../shared/review-formats.ts";

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

const approvalsIn = (call: Invocation): number => {
  const asked = text(call, "approvals") ?? "0";
  if (/^\d{1,3}$/.test(asked)) return Number(asked);
  throw new VexorError("USAGE", `--approvals ${quote(asked)} is not a count`,
    { hint: "How many people beside the author have approved the change: --approvals 2" });
};

const reviewFor = async (context: Context, call: Invocation): Promise<Review> => {
  const [asked] = call.args;
  if (asked === undefined) {
    throw new VexorError("USAGE", "vexor review takes BASE..HEAD, found nothing",
      { hint: "Two revisions of the repository: vexor review origin/main..HEAD" });
  }
  const edges = await context.reviewEdges();
  const range = await edges.openRange(text(call, "repo") ?? ".", asked);
  const directory = text(call, "facts");
  const facts = directory === null ? factsOfBase(range) : factsInDirectory(context, directory);
  const { assertWindows } = await import("../../agent/gates.ts");
  const { resources, drivers, host } = context;
  return review({ range, edges, facts, approvals: approvalsIn(call), rules: {
    sections: edges.sections, resources, drivers, sums: sumsOf(host), now: host.now(),
    signatureSums: await context.signatureSums(),
    assertSound: ({ maintenance }) => {
      if (maintenance) assertWindows(maintenance);
    },
  } });
};

export const run: Command = async (context, call) => {
  const format = reviewFormatOf(call);
  const found = await reviewFor(context, call);
  const { terminal, host } = context;
  const out = text(call, "out");
  const style = out === null ? terminal.style : styleFor(false);
  const parts = await renderReview(found, format, { style, sum: host.digest });
  if (out === null) terminal.print(parts.join(""));
  else {
    for (const [at, part] of parts.entries()) context.writeText(partPath(out, at), part);
  }
  return exitOf(found, flag(call, "detailed-exitcode"));
};
