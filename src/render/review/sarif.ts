/** A review as SARIF 2.1.0, for code scanning. */
import type { Review } from "../../review/model.ts";
import { plural } from "../style.ts";
import {
  findingsOf, fingerprintsOf, FINDING_RULES, type Finding, type FindingRule,
} from "./findings.ts";
import { verdictText } from "./words.ts";

/** GitHub shows no more of them, and refuses 25,000. */
const MOST_RESULTS = 5000;

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
const LEVEL = { failure: "error", error: "error", warning: "warning", note: "note" } as const;
const RULES = Object.keys(FINDING_RULES) as readonly FindingRule[];

/** Brackets of a message are links, and numbers in braces are places of arguments. */
const messageOf = (text: string): { readonly text: string } => ({
  text: text.replace(/[\\[\]]/g, "\\$&").replace(/\{\d+\}/g, "{$&}"),
});

const uriOf = (file: string): string =>
  file.toWellFormed().split("/").map(encodeURIComponent).join("/");

const resultOf = ({ level, rule, text, place, hosts }: Finding, fingerprint: string): object => ({
  ruleId: rule, ruleIndex: RULES.indexOf(rule), level: LEVEL[level], message: messageOf(text),
  locations: [{ physicalLocation: {
    artifactLocation: { uri: uriOf(place.file), uriBaseId: "%SRCROOT%" },
    region: { startLine: place.line, startColumn: place.column },
  } }],
  partialFingerprints: { "vexorReview/v1": fingerprint },
  properties: { hosts },
});

const rules = (): readonly object[] => RULES.map((id) => ({ id,
  shortDescription: { text: FINDING_RULES[id] } }));

const notificationsOf = (review: Review, left: number): readonly object[] => [
  { level: review.summary.failed > 0 ? "error" : "note", message: messageOf(verdictText(review)) },
  ...(left === 0 ? [] : [{ level: "warning", message: messageOf(`${plural(left, "finding")} of `
    + "the least level are left out; vexor review --format html has all of them") }]),
];

export const renderReviewSarif = (
  review: Review, version: string, sum: (text: string) => string,
): string => {
  const findings = findingsOf(review);
  const shown = findings.slice(0, MOST_RESULTS);
  const fingerprints = fingerprintsOf(shown, sum);
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [{
    tool: { driver: { name: "Vexor", version, rules: rules() } },
    automationDetails: { id: "vexor-review/" },
    columnKind: "utf16CodeUnits",
    invocations: [{ executionSuccessful: review.summary.failed === 0,
      toolExecutionNotifications: notificationsOf(review, findings.length - shown.length) }],
    results: shown.map((finding, at) => resultOf(finding, fingerprints[at] ?? "")),
  }] }, null, 2)}\n`;
};
