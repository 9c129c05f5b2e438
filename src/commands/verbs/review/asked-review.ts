/** The review that is asked for: made of two revisions, or read from a file. */
import { VexorError } from "../../../engine/model/errors.ts";
import { quote } from "../../../formats/quote.ts";
import { LARGEST_REVIEW, parseReview } from "../../../review/document.ts";
import type { Review } from "../../../review/model.ts";
import type { ReviewRules } from "../../../review/review-host.ts";
import { review, type ReviewRequest } from "../../../review/review.ts";
import { text, type Context, type Invocation } from "../../shared/context.ts";
import { sumsOf } from "../../shared/facts-file.ts";
import { factsInDirectory, factsOfBase } from "../../shared/review-facts.ts";

const approvalsIn = (call: Invocation): number => {
  const asked = text(call, "approvals") ?? "0";
  if (/^\d{1,3}$/.test(asked)) return Number(asked);
  throw new VexorError("USAGE", `--approvals ${quote(asked)} is not a count`,
    { hint: "How many people beside the author have approved the change: --approvals 2" });
};

export const numberIn = (call: Invocation): number | null => {
  const asked = text(call, "number");
  if (asked === null) return null;
  if (/^[1-9]\d{0,8}$/.test(asked)) return Number(asked);
  throw new VexorError("USAGE", `--number ${quote(asked)} is not the number of a change`,
    { hint: "The number of the pull request or merge request: --number 12" });
};

/** How much of each host the review holds. */
export type ReviewExtent = Pick<ReviewRequest, "keepsPlans"> & Pick<ReviewRules, "drawsMaps">;

const madeReview = async (
  context: Context, call: Invocation, { keepsPlans, drawsMaps }: ReviewExtent,
): Promise<Review> => {
  const [asked] = call.args;
  if (asked === undefined) {
    throw new VexorError("USAGE", "vexor review takes BASE..HEAD, found nothing",
      { hint: "Two revisions of the repository: vexor review origin/main..HEAD" });
  }
  const edges = await context.reviewEdges();
  const range = await edges.openRange(text(call, "repo") ?? ".", asked);
  const directory = text(call, "facts");
  const facts = directory === null ? factsOfBase(range) : factsInDirectory(context, directory);
  const { assertWindows } = await import("../../../agent/gates.ts");
  const { resources, drivers, host } = context;
  const [approvals, number] = [approvalsIn(call), numberIn(call)];
  return review({ range, edges, facts, approvals, number, keepsPlans, rules: {
    sections: edges.sections, resources, drivers, sums: sumsOf(host), now: host.now(), drawsMaps,
    signatureSums: await context.signatureSums(),
    assertSound: ({ maintenance }) => {
      if (maintenance) assertWindows(maintenance);
    },
  } });
};

const OF_MAKING = ["repo", "facts", "approvals"] as const;

const readReview = ({ readLimited }: Context, call: Invocation, path: string): Review => {
  const beside = call.args[0] ?? OF_MAKING.find((name) => text(call, name) !== null);
  if (beside !== undefined) {
    throw new VexorError("USAGE", `--from ${quote(path)} is a review that was made, and ${
      quote(beside)} is for making one`, { hint: "Leave one of the two out." });
  }
  const written = readLimited(path, LARGEST_REVIEW);
  if (written !== null) return parseReview(written, path);
  throw new VexorError("REVIEW_INVALID", `${path} does not exist`);
};

/** `extent`: of one that is made. Throws REVIEW_INVALID, and all that a review throws. */
export const askedReview = async (
  context: Context, call: Invocation, extent: ReviewExtent,
): Promise<Review> => {
  const path = text(call, "from");
  return path === null ? madeReview(context, call, extent) : readReview(context, call, path);
};
