/** A review as JUnit's XML: a host is a suite, and each of its changes a case. */
import { escapeMarkup } from "../../formats/markup.ts";
import { formatEvidence } from "../plan.ts";
import type { HostReview, PlacedChange, Review } from "../../review/model.ts";
import { doubtsOf, fightText, permissionText, policyText } from "./notes.ts";
import { formatPlace } from "./places.ts";
import {
  inOrder, isStuck, MARKS, notesOf, problemText, shown, valuesOf, wholeValue,
} from "./words.ts";

const attribute = (name: string, value: string): string =>
  ` ${name}="${escapeMarkup(shown(value))}"`;

const placeOf = ({ place }: PlacedChange, file: string): string =>
  (place === null ? file : formatPlace(place));

const saidOf = (change: PlacedChange, file: string): readonly string[] => [
  `${placeOf(change, file)}: ${change.address} ${MARKS[change.action].means}: ${
    valuesOf(change, wholeValue)}`,
  ...(change.reason === undefined ? [] : [change.reason]),
  ...(change.evidence ?? []).map((one) => `${change.origin}: ${formatEvidence(one)}`),
  ...notesOf(change, wholeValue), ...change.warnings ?? [], ...change.waysOut ?? [],
];

const body = (lines: readonly string[]): string =>
  lines.map((line) => escapeMarkup(shown(line))).join("\n");

const caseOf = ({ host }: HostReview, name: string, inner: string): string =>
  `    <testcase${attribute("classname", host)}${attribute("name", name)} time="0">${
    inner}</testcase>`;

const changeCase = (one: HostReview, change: PlacedChange): string => {
  const said = body(saidOf(change, one.file));
  return caseOf(one, change.address, !isStuck(change) ? `<system-out>${said}</system-out>`
    : `<failure${attribute("message", change.reason ?? MARKS[change.action].means)}${
      attribute("type", change.action)}>${said}</failure>`);
};

/** Of the host as a whole. */
const ownCase = (one: HostReview, isAlsoInBase: boolean): string => {
  const { failure, permissions, fights } = one;
  if (failure !== null) {
    return caseOf(one, "host file", `<error${attribute("message", problemText(failure))}${
      attribute("type", failure.code)}>${body([failure.hint])}</error>`);
  }
  const said = [...doubtsOf(one, isAlsoInBase), ...permissions.map(permissionText),
    ...fights.map(fightText)];
  return caseOf(one, "host file",
    said.length === 0 ? "" : `<system-out>${body(said)}</system-out>`);
};

const suiteOf = (one: HostReview, isAlsoInBase: boolean): string => {
  const { host, file, failure, changes } = one;
  const counts = ` tests="${changes.length + 1}" failures="${changes.filter(isStuck).length}"`
    + ` errors="${failure === null ? 0 : 1}" skipped="0" time="0"`;
  return [`  <testsuite${attribute("name", host)}${attribute("file", file)}${counts}>`,
    ownCase(one, isAlsoInBase),
    ...inOrder(changes).map((change) => changeCase(one, change)), "  </testsuite>"].join("\n");
};

/** Of the change as a whole: a case for each rule that applies. */
const policySuite = ({ policy, summary }: Review): readonly string[] => {
  if (policy.length === 0) return [];
  const counts = ` tests="${policy.length}" failures="${summary.denied}" errors="0" skipped="0"`;
  return [`  <testsuite name="policy"${counts} time="0">`, ...policy.map((hit) => {
    const said = body([policyText(hit), ...hit.on.map(({ host, place }) =>
      `${formatPlace(place)}: ${host}`)]);
    const inner = hit.effect === "warn" ? `<system-out>${said}</system-out>`
      : `<failure${attribute("message", hit.message)} type="deny">${said}</failure>`;
    return `    <testcase classname="policy"${attribute("name", hit.rule)} time="0">${
      inner}</testcase>`;
  }), "  </testsuite>"];
};

export const renderReviewJunit = (review: Review): string => [
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites name=\"vexor review\">",
  ...policySuite(review),
  ...review.hosts.map((one) => suiteOf(one, review.alsoInBase.includes(one.host))),
  "</testsuites>", "",
].join("\n");
