/** The forms that a review is written in; each is loaded when it is asked for. */
import { VexorError } from "../../engine/model/errors.ts";
import { quote } from "../../formats/quote.ts";
import type { Style } from "../../render/style.ts";
import type { Review } from "../../review/model.ts";
import { VERSION } from "../../version.ts";
import { flag, text, type Invocation } from "./context.ts";

interface RenderTools {
  readonly style: Style;
  /** SHA-256, in hex. */
  sum(text: string): string;
  /** The page of a job whose artifacts hold the whole review, for what has no place for it. */
  readonly page: string | null;
}

/** In parts, where a forge takes no more at once; one part otherwise. */
type Render = (review: Review, tools: RenderTools) => Promise<readonly string[]>;

const RENDERERS = {
  text: async (review, { style }) =>
    [(await import("../../render/review/text.ts")).renderReviewText(review, style)],
  json: async (review) =>
    [`${(await import("../../render/shown-json.ts")).shownJson(review)}\n`],
  markdown: async (review, { page }) =>
    (await import("../../render/review/markdown.ts")).renderReviewComments(review, page),
  html: async (review) =>
    [(await import("../../render/review/html.ts")).renderReviewHtml(review)],
  sarif: async (review, { sum }) =>
    [(await import("../../render/review/sarif.ts")).renderReviewSarif(review, VERSION, sum)],
  junit: async (review) =>
    [(await import("../../render/review/junit.ts")).renderReviewJunit(review)],
  codequality: async (review, { sum }) =>
    [(await import("../../render/review/code-quality.ts")).renderReviewCodeQuality(review, sum)],
} as const satisfies Record<string, Render>;

export type ReviewFormat = keyof typeof RENDERERS;
const FORMATS = Object.keys(RENDERERS) as readonly ReviewFormat[];

export const reviewFormatOf = (call: Invocation): ReviewFormat => {
  const named = text(call, "format");
  const asked = flag(call, "json") ? "json" : named ?? "text";
  if (named !== null && named !== asked) {
    throw new VexorError("USAGE", `--json and --format ${quote(named)} are two formats`,
      { hint: "Name one of them." });
  }
  const format = FORMATS.find((one) => one === asked);
  if (format !== undefined) return format;
  throw new VexorError("USAGE", `--format ${quote(asked)} is not a format of a review`,
    { hint: `Formats are ${FORMATS.join(", ")}.` });
};

/** All others show what changes, and no plan. */
export const hasPlans = (format: ReviewFormat): boolean => format === "json";

/** A page is drawn, and a document is what a page may be made from. */
export const hasMaps = (format: ReviewFormat): boolean => format === "json" || format === "html";

export const renderReview = (
  review: Review, format: ReviewFormat, tools: RenderTools,
): Promise<readonly string[]> => RENDERERS[format](review, tools);

/** `review.md`, `review-2.md`. */
export const partPath = (out: string, at: number): string =>
  (at === 0 ? out : out.replace(/(\.[^./]*)?$/, `-${at + 1}$1`));
