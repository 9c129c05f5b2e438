/** A review as GitLab's code quality report, which needs no token: an artifact of the job. */
import type { Review } from "../../review/model.ts";
import { findingsOf, fingerprintsOf } from "./findings.ts";

const SEVERITY =
  { failure: "blocker", error: "critical", warning: "major", note: "info" } as const;

/** GitLab drops all but one of those with the same fingerprint. */
export const renderReviewCodeQuality = (
  review: Review, sum: (text: string) => string,
): string => {
  const findings = findingsOf(review);
  const fingerprints = fingerprintsOf(findings, sum);
  return `${JSON.stringify(findings.map(({ level, rule, text, place }, at) => ({
    description: text, check_name: `vexor/${rule}`, fingerprint: fingerprints[at] ?? "",
    severity: SEVERITY[level],
    location: { path: place.file, lines: { begin: place.line } },
  })), null, 2)}\n`;
};
