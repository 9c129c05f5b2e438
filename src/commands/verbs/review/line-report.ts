/** A review as what a forge shows beside a commit: a status, and notes at lines. */
import { findingsOf, type Finding } from "../../../render/review/findings.ts";
import { countsOf, verdictText } from "../../../render/review/words.ts";
import type { CommitStatus, LineNote, LineReport } from "../../../ports/forge.ts";
import type { Review } from "../../../review/model.ts";

/** More of them hide each other, and each fifty take a second. */
const MOST_NOTES = 500;
const LONGEST_NOTE = 4000;
const LONGEST_STATUS = 140;
const LAST_LINE = 1_000_000;

const LEVELS =
  { failure: "failure", error: "failure", warning: "warning", note: "notice" } as const;

/** As the exit code: a host that could not be reviewed is never a pass. */
export const statusOfReview = (review: Review): CommitStatus => {
  const { failed, denied } = review.summary;
  const state = denied > 0 ? "failure" as const : "success" as const;
  return { state: failed > 0 ? "error" : state,
    text: verdictText(review).slice(0, LONGEST_STATUS) };
};

const noteOf = ({ level, rule, text, place }: Finding): LineNote => ({
  path: place.file, line: Math.min(place.line, LAST_LINE), level: LEVELS[level],
  title: `vexor: ${rule}`, text: text.slice(0, LONGEST_NOTE).toWellFormed(),
});

/** A path that a forge has a file for: a report with another one is refused as a whole. */
const isPath = ({ path }: LineNote): boolean =>
  /^(?![/.]*\/)[^\u0000-\u001f\u007f]{1,1000}$/.test(path) && path.isWellFormed();

const summaryText = (review: Review, left: number): string => [
  ...countsOf(review).map((count) => `- ${count}`),
  ...(left === 0 ? [] : ["", `${left} more at lines of files are in the whole review.`]), "",
].join("\n");

export const lineReportOf = (
  review: Review, status: CommitStatus, sum: (text: string) => string,
): LineReport => {
  const all = findingsOf(review).map(noteOf).filter(isPath);
  const notes = all.slice(0, MOST_NOTES);
  const report = { ...status, notes,
    summary: summaryText(review, all.length - notes.length) };
  return { ...report, digest: sum(JSON.stringify(report)) };
};
