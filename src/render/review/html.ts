/**
 * The whole review as one page: every change of every host, with the line that asks for it. It
 * loads nothing and runs nothing, and a policy in it has browsers refuse to.
 */
import { escapeMarkup } from "../../formats/markup.ts";
import { formatEvidence } from "../plan.ts";
import type { HostReview, PlacedChange, Review, ReviewGroup } from "../../review/model.ts";
import { plural } from "../style.ts";
import { mapsHtml } from "./html-maps.ts";
import { REPORT_STYLE } from "./html-style.ts";
import {
  apartText, sectionsAfter, sectionsBefore, type Note, type ReviewSection,
} from "./notes.ts";
import { askingIn, formatPlace, type Asking } from "./places.ts";
import {
  ageText, countsOf, headline, inOrder, isStuck, MARKS, notesOf, shown, gravestFirst, valuesOf,
  verdictText, wholeValue,
} from "./words.ts";

const FEW = 5;

const text = (value: string): string => escapeMarkup(shown(value));
const code = (value: string): string => `<code>${text(value)}</code>`;
const list = (items: readonly string[]): string =>
  (items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`);

/** All of them; more than a few are folded. */
const hostsHtml = (hosts: readonly string[]): string => {
  const all = hosts.map(code).join(", ");
  return hosts.length <= FEW ? all
    : `<details><summary>${plural(hosts.length, "host")}</summary>${all}</details>`;
};

const askingHtml = (asked: readonly Asking[]): string => {
  const [first] = asked;
  if (first === undefined) return "";
  const place = ({ place: at }: Asking): string => (at === null ? "" : code(formatPlace(at)));
  if (asked.length === 1) return place(first);
  const rows = asked.map((one) =>
    `${one.hosts.map(code).join(", ")} ${place(one) || "in no line"}`);
  return `<details><summary>${plural(asked.length, "place")}</summary>${list(rows)}</details>`;
};

const detailsOf = (change: PlacedChange): string => list([
  ...(change.reason === undefined ? [] : [text(change.reason)]),
  ...(change.evidence ?? []).map((one) =>
    `<span class="soft">${change.origin ?? ""}:</span> ${code(formatEvidence(one))}`),
  ...notesOf(change, wholeValue).map(text),
  ...(change.warnings ?? []).map((warning) =>
    `<span class="warn">warning: ${text(warning)}</span>`),
  ...(change.waysOut ?? []).map((way) => `→ ${text(way)}`),
]);

const changeRow = (change: PlacedChange, asked: readonly Asking[]): string => {
  const { symbol, means } = MARKS[change.action];
  const effect = `${symbol} ${means}`;
  return `<tr><td${isStuck(change) ? " class=\"stop\"" : ""}>${effect}</td>`
    + `<td>${code(change.address)}${detailsOf(change)}</td>`
    + `<td>${code(valuesOf(change, wholeValue))}</td><td>${askingHtml(asked)}</td></tr>`;
};

const groupHtml = (group: ReviewGroup, asking: ReturnType<typeof askingIn>): string => [
  `<section><h2>${plural(group.hosts.length, "host")}, ${
    plural(group.changes.length, "change")}</h2>`,
  `<p>${hostsHtml(group.hosts)}</p>`,
  "<table><tr><th>Effect</th><th>Setting</th><th>Value</th><th>Line</th></tr>",
  ...inOrder(group.changes).map((change) => changeRow(change, asking(group, change))),
  "</table></section>",
].join("\n");

const noteHtml = ({ text: said, hint, hosts, place }: Note): string =>
  `${text(said)}${place === null ? "" : ` in ${code(formatPlace(place))}`}`
  + (hosts.length === 0 ? "" : `: ${hostsHtml(hosts)}`)
  + (hint === undefined ? "" : `<br>→ ${text(hint)}`);

const sectionHtml = ({ title, notes }: ReviewSection): string =>
  `<section><h2>${escapeMarkup(title)}</h2>${list(notes.map(noteHtml))}</section>`;

const factsHtml = ({ facts, factsProblem }: HostReview): string => {
  if (facts === null) return factsProblem === null ? "not needed" : code(factsProblem.code);
  const by = facts.signedBy === null ? "not signed" : `signed by ${code(facts.signedBy)}`;
  return `${text(facts.at)}, ${ageText(facts.ageSeconds)} old, ${by}`;
};

const hostRow = (one: HostReview): string =>
  `<tr><td>${code(one.host)}</td><td>${code(one.file)}</td>`
  + `<td${one.status === "failed" ? " class=\"stop\"" : ""}>${one.status}</td>`
  + `<td>${plural(one.changes.length, "change")}</td><td>${factsHtml(one)}</td>`
  + `<td>${one.apart.toDo} to do, ${one.apart.blocked} blocked</td></tr>`;

const hostsTable = ({ hosts }: Review): string => (hosts.length === 0 ? "" : [
  "<section><h2>Hosts</h2>",
  "<table><tr><th>Host</th><th>Host file</th><th>Status</th><th>Changes</th><th>Facts</th>"
    + "<th>Apart from this change</th></tr>",
  ...hosts.map(hostRow), "</table></section>"].join("\n"));

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const headHtml = (review: Review): string => [
  "<!DOCTYPE html>", "<html lang=\"en\"><head><meta charset=\"utf-8\">",
  `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  "<meta name=\"viewport\" content=\"width=device-width\">",
  "<meta name=\"referrer\" content=\"no-referrer\">",
  `<title>Vexor review: ${text(verdictText(review))}</title>`,
  `<style>${REPORT_STYLE}</style></head><body>`,
].join("\n");

export const renderReviewHtml = (review: Review): string => {
  const asking = askingIn(review);
  const apart = apartText(review);
  return [
    headHtml(review), "<h1>Vexor review</h1>",
    `<p class="verdict">${text(verdictText(review))}</p>`,
    `<p>${code(review.from)} to ${code(review.head)}: ${text(headline(review))}</p>`,
    list(countsOf(review).map(text)),
    ...sectionsBefore(review).map(sectionHtml),
    ...gravestFirst(review.groups).map((group) => groupHtml(group, asking)),
    ...mapsHtml(review), ...sectionsAfter(review).map(sectionHtml),
    ...(apart === null ? [] : [`<p>${text(apart)}</p>`]),
    hostsTable(review), "</body></html>", "",
  ].join("\n");
};
