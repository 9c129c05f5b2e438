/**
 * Posts a review where its change is discussed. What the forge refuses is a warning: the verdict is
 * the exit code. What may be another change's review, or a forged one, is not posted at all.
 */
import { asVexorError, VexorError } from "../../../engine/model/errors.ts";
import { quote } from "../../../formats/quote.ts";
import {
  FORGES, type CommitStatus, type Forge, type ForgeChange, type ForgeName,
} from "../../../ports/forge.ts";
import { partIn, reconcileComments } from "../../../review/comments.ts";
import type { Review } from "../../../review/model.ts";
import { shortId } from "../../../render/review/words.ts";
import type { BaseContext, Invocation } from "../../shared/context.ts";
import { text } from "../../shared/context.ts";
import { lineReportOf, statusOfReview } from "./line-report.ts";

export const forgeAskedFor = (call: Invocation): ForgeName => {
  const asked = text(call, "post") ?? "";
  const known = FORGES.find((one) => one === asked);
  if (known !== undefined) return known;
  throw new VexorError("USAGE", `--post ${quote(asked)} is not a forge`,
    { hint: `Forges are ${FORGES.join(" and ")}.` });
};

const otherReview = (found: string, hint?: string): VexorError =>
  new VexorError("REVIEW_OTHER", found, hint === undefined ? {} : { hint });

/** How a job gets the change itself, and not what a forge has merged for it. */
const CHECK_OUT: Readonly<Record<string, string>> = {
  GitHub: "Review the change itself: in actions/checkout "
    + "ref: ${{ github.event.pull_request.head.sha }}.",
  GitLab: "Review the change itself: BASE..$CI_MERGE_REQUEST_SOURCE_BRANCH_SHA, where it is set.",
};

/** What the job runs for is what was reviewed. */
const assertHead = ({ name, announced: { head } }: Forge, review: Review): void => {
  if (head === null || head === review.head) return;
  throw otherReview(
    `the review is of ${shortId(review.head)}, and the job runs for ${shortId(head)}`,
    CHECK_OUT[name]);
};

const numberOf = (all: readonly (number | null)[]): number => {
  const known = all.filter((one) => one !== null);
  const [number] = known;
  if (number === undefined) {
    throw otherReview("neither the job nor the review says which change it is about",
      "Name its number: --number N");
  }
  const other = known.find((one) => one !== number);
  if (other === undefined) return number;
  throw otherReview(`the review is of change ${other}, and this is change ${number}`,
    "Name the number of that change, or leave --number out where the job says it.");
};

/** Before a review is made, which takes long, and whose verdict this error would replace. */
export const assertNumber = ({ announced }: Forge, asked: number | null): void => {
  numberOf([asked, announced.number]);
};

/**
 * A stranger's change may bring its own workflow, and that writes any review, with any number. So
 * the number is believed where the forge knows the change by this very commit.
 */
const assertOwnWorkflow = async (
  forge: Forge, number: number, { head, base, isFromFork }: ForgeChange, review: Review,
): Promise<void> => {
  const { announced: { workflow } } = forge;
  if (workflow === null) return;
  if (head !== review.head) {
    throw otherReview(`the review is of ${shortId(review.head)}, and change ${number} has ${
      shortId(head)}`);
  }
  if (!isFromFork) return;
  const [old, current] = [await forge.fileId(base, workflow), await forge.fileId(head, workflow)];
  if (old !== null && old === current) return;
  throw otherReview(`the change alters ${quote(workflow)}, which made this review`,
    "If its branch is only behind, update it. If not, review it by hand: vexor review BASE..HEAD");
};

/**
 * A change may get another base after its review. That base may be a branch of the same history,
 * from before a rule of the policy: so a commit from before the change is none that it is judged
 * by. The branch may move on between the review and its post.
 */
const assertBase = async (
  forge: Forge, number: number, { branch, base }: ForgeChange, review: Review,
): Promise<void> => {
  if (review.base === base) return;
  const newest = await forge.newestOf(branch);
  if (review.base === newest || (await forge.buildsOn(review.base, base)
    && await forge.buildsOn(newest, review.base))) return;
  throw otherReview(`the review is against ${shortId(review.base)}, and change ${number} is merged `
    + `into ${quote(branch)}, at ${shortId(newest)}`,
  "Review it against the newest commit of that branch.");
};

/** A status is the commit's, and so that of every change which has this commit. */
const statusFor = async (
  forge: Forge, { branch }: ForgeChange, review: Review,
): Promise<CommitStatus> => {
  const status = statusOfReview(review);
  if (status.state !== "success" || forge.setStatus === null) return status;
  const [other] = await forge.changesElsewhere(review.head, branch);
  return other === undefined ? status : { state: "error",
    text: `not a pass, change ${other} would merge this commit into another branch` };
};

const stale = (number: number, found: string): VexorError =>
  new VexorError("FORGE_REFUSED", `no comment: change ${number} ${found}`,
    { hint: "Its newest commit has a review of its own." });

const postComments = async (
  forge: Forge, number: number, head: string, parts: readonly string[],
): Promise<void> => {
  const change = await forge.change(number);
  if (change.head !== head) throw stale(number, `has the newer commit ${shortId(change.head)}`);
  if (!change.isOpen) throw stale(number, "is closed");
  const there = await forge.ownComments(number, (body) => partIn(body) !== null);
  for (const step of reconcileComments(there, parts)) {
    if (step.is === "delete") await forge.deleteComment(number, step.id);
    else if (step.is === "create" || !await forge.updateComment(number, step.id, step.body)) {
      await forge.createComment(number, step.body);
    }
  }
};

type Post = readonly [what: string, send: () => Promise<void>];

const warn = ({ terminal }: BaseContext, what: string, error: unknown): void => {
  const { code, message, hint } = asVexorError(error);
  terminal.alarm(`vexor: warning: ${what} was not posted: ${message}\n  ${hint} (${code})`);
};

const failureOf = (send: () => Promise<void>): Promise<VexorError | null> =>
  send().then(() => null, asVexorError);

/** Each is tried, whatever becomes of the others, unless no way leads to the forge. */
const sendAll = async (context: BaseContext, posts: readonly Post[]): Promise<void> => {
  for (const [what, send] of posts) {
    const failure = await failureOf(send);
    if (failure === null) continue;
    warn(context, what, failure);
    if (failure.errno !== null) return;
  }
};

const isOther = (error: unknown): boolean =>
  error instanceof VexorError && error.code === "REVIEW_OTHER";

interface CheckedReview {
  readonly number: number;
  readonly status: CommitStatus;
}

/** Null where it is not the change's review for certain; that is a warning. */
const checkedReview = async (
  context: BaseContext, forge: Forge, review: Review, asked: number | null,
): Promise<CheckedReview | null> => {
  assertHead(forge, review);
  const number = numberOf([asked, forge.announced.number, review.number ?? null]);
  try {
    const change = await forge.change(number);
    await assertOwnWorkflow(forge, number, change, review);
    await assertBase(forge, number, change, review);
    return { number, status: await statusFor(forge, change, review) };
  } catch (error) {
    if (isOther(error)) throw error;
    warn(context, "the review", error);
    return null;
  }
};

export interface PostRequest {
  readonly forge: Forge;
  readonly review: Review;
  readonly number: number | null;
  /** Its comments. It takes long for a large review, which may be a stranger's. */
  readonly render: () => Promise<readonly string[]>;
}

/** Throws REVIEW_OTHER; what the forge refuses is a warning. */
export const postReview = async (
  context: BaseContext, { forge, review, number: asked, render }: PostRequest,
): Promise<void> => {
  const checked = await checkedReview(context, forge, review, asked);
  if (checked === null) return;
  const { number, status } = checked;
  const { setStatus, reportLines } = forge;
  const parts = await render();
  await sendAll(context, [
    ["the comment", () => postComments(forge, number, review.head, parts)],
    ...(setStatus === null ? []
      : [["the status", () => setStatus(review.head, status)] as const]),
    ...(reportLines === null ? [] : [["the check run", () => reportLines(review.head,
      lineReportOf(review, status, context.host.digest))] as const]),
  ]);
};

/** Null, with a warning, where the job does not say enough for it. */
export const forgeOrWarning = async (
  context: BaseContext, name: ForgeName,
): Promise<Forge | null> => {
  try {
    return await context.openForge(name);
  } catch (error) {
    warn(context, "the review", error);
    return null;
  }
};

/** So that no reader waits for a review that cannot be used, or takes an old one for it. */
export const postRefusal = async (
  context: BaseContext, { announced: { head }, setStatus }: Forge, error: unknown,
): Promise<void> => {
  if (head === null || setStatus === null) return;
  const text = `there is no review that can be used (${asVexorError(error).code})`;
  await sendAll(context, [["the status", () => setStatus(head, { state: "error", text })]]);
};
