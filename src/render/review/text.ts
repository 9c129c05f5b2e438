/** A review for a terminal. */
import { formatEvidence } from "../plan.ts";
import type { PlacedChange, Review, ReviewGroup } from "../../review/model.ts";
import type { Style } from "../style.ts";
import { plural } from "../style.ts";
import {
  apartText, sectionsAfter, sectionsBefore, type Note, type ReviewSection,
} from "./notes.ts";
import { askingIn, formatPlace, type Asking } from "./places.ts";
import {
  countsOf, headline, hostsText, inOrder, isStuck, MARKS, notesOf, shortId, shown, gravestFirst,
  valuesOf,
} from "./words.ts";

const INDENT = "      ";
const EVIDENCE_SHOWN = 3;

const detailsOf = (change: PlacedChange, style: Style): readonly string[] => [
  ...(change.reason === undefined ? [] : [style.dim(shown(change.reason))]),
  ...(change.evidence ?? []).slice(0, EVIDENCE_SHOWN)
    .map((one) => style.dim(shown(`${change.origin}: ${formatEvidence(one)}`))),
  ...notesOf(change).map((note) => style.dim(shown(note))),
  ...(change.warnings ?? []).map((text) => style.yellow(`warning: ${shown(text)}`)),
  ...(change.waysOut ?? []).map((text) => `${style.cyan("→")} ${shown(text)}`),
].map((line) => INDENT + line);

const placeText = ([first, ...others]: readonly Asking[]): string => {
  if (first?.place == null) return "";
  const more = others.length === 0 ? "" : `, and ${plural(others.length, "other place")}`;
  return `  (${formatPlace(first.place)}${more})`;
};

const changeLines = (
  change: PlacedChange, asked: readonly Asking[], style: Style,
): readonly string[] => {
  const { symbol, means } = MARKS[change.action];
  const mark = `${symbol} ${means.padEnd("no longer set".length)}`;
  return [`  ${isStuck(change) ? style.red(mark) : mark} ${shown(change.address)}  `
    + `${shown(valuesOf(change))}${style.dim(shown(placeText(asked)))}`,
  ...detailsOf(change, style)];
};

type AskingOf = ReturnType<typeof askingIn>;

const groupLines = (group: ReviewGroup, asking: AskingOf, style: Style): readonly string[] => [
  "", `${style.bold(plural(group.hosts.length, "host"))}: ${shown(hostsText(group.hosts))}`,
  ...inOrder(group.changes).flatMap((change) =>
    changeLines(change, asking(group, change), style)),
];

const noteLines = ({ text, hint, hosts }: Note, style: Style): readonly string[] => [
  `  ${shown(text)}${hosts.length === 0 ? "" : ` (${shown(hostsText(hosts))})`}`,
  ...(hint === undefined ? [] : [`    ${style.cyan("→")} ${shown(hint)}`]),
];

const sectionLines = ({ title, notes }: ReviewSection, style: Style): readonly string[] =>
  ["", style.bold(title), ...notes.flatMap((note) => noteLines(note, style))];

export const renderReviewText = (review: Review, style: Style): string => {
  const asking = askingIn(review);
  return [
    `${style.bold("Review")} of ${shortId(review.from)}..${shortId(review.head)}: `
      + `${headline(review)}`,
    ...countsOf(review).map((text) => `  ${text}`),
    ...sectionsBefore(review).flatMap((one) => sectionLines(one, style)),
    ...gravestFirst(review.groups).flatMap((group) => groupLines(group, asking, style)),
    ...sectionsAfter(review).flatMap((one) => sectionLines(one, style)),
    ...[apartText(review)].flatMap((line) => (line === null ? [] : ["", line])),
    "",
  ].join("\n");
};
